"""The OpenAPI document: written from the same classes that answers are made of, so that it cannot lag behind."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from survey import __version__
from survey.access.problems import PROBLEM_TYPE
from survey.api import figures
from survey.language import languages

_SCHEMAS = "#/components/schemas/"
SECURITY = "token"


@dataclass(frozen=True, slots=True)
class Rule:
    """One address with what it answers."""

    name: str
    path: str
    summary: str
    answer: type[object]
    for_all_results: bool


RULES = (
    Rule("waves", "/waves", "Every survey wave", figures.ApiWaves, False),
    Rule(
        "index",
        "/waves/{wave_code}/index",
        "The index of all offices together",
        figures.ApiIndex,
        True,
    ),
    Rule(
        "factors",
        "/waves/{wave_code}/factors",
        "The factors of all offices together",
        figures.ApiFactors,
        True,
    ),
    Rule(
        "offices",
        "/waves/{wave_code}/offices",
        "Every office with its group and the range of its rank",
        figures.ApiOffices,
        True,
    ),
    Rule(
        "office",
        "/waves/{wave_code}/offices/{office_code}",
        "One office with its factors and questions; a unit head reads the own one",
        figures.ApiOffice,
        False,
    ),
)
_PROBLEMS = {
    "401": "No token, or one that is unknown, expired or revoked.",
    "404": "Not there, or not for this token.",
    "422": "A parameter that is none.",
    "429": "Too many requests; Retry-After says how many seconds to wait.",
    "503": "The database is busy; Retry-After says how many seconds to wait.",
}


def openapi_document(base_url: str) -> dict[str, Any]:
    """Return the document, in English as every OpenAPI document of programs is."""
    adapters = [
        (rule.name, "serialization", TypeAdapter(rule.answer)) for rule in RULES
    ]
    references, schemas = TypeAdapter.json_schemas(
        adapters,  # type: ignore[arg-type]
        ref_template=_SCHEMAS + "{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Citizen-satisfaction survey at one-stop counters",
            "version": __version__,
            "description": (
                "Released figures only, the same as on the pages: every index has n and a 95 % interval, "
                "small groups are withheld. Points are 0 to 100."
            ),
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{SECURITY: []}],
        "paths": {
            rule.path: {"get": _operation(rule, references[rule.name, "serialization"])}
            for rule in RULES
        },
        "components": {
            "securitySchemes": {SECURITY: {"type": "http", "scheme": "bearer"}},
            "schemas": {**schemas["$defs"], "Problem": _problem()},
        },
    }


def _operation(rule: Rule, schema: dict[str, Any]) -> dict[str, Any]:
    names = [part.strip("{}") for part in rule.path.split("/") if part.startswith("{")]
    statuses = ["404", *_PROBLEMS] if names else [s for s in _PROBLEMS if s != "404"]
    return {
        "operationId": rule.name,
        "summary": rule.summary,
        "description": (
            "For tokens of the reform office."
            if rule.for_all_results
            else "For every token."
        ),
        "parameters": [
            *(
                {
                    "name": name,
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "minLength": 1},
                }
                for name in names
            ),
            {
                "name": "lang",
                "in": "query",
                "description": "Language of names and sentences.",
                "schema": {"enum": list(languages())},
            },
        ],
        "responses": {
            "200": {
                "description": rule.summary,
                "content": {"application/json": {"schema": schema}},
            },
            **{status: _refusal(status) for status in dict.fromkeys(statuses)},
        },
    }


def _refusal(status: str) -> dict[str, Any]:
    schema = {"$ref": f"{_SCHEMAS}Problem"}
    return {
        "description": _PROBLEMS[status],
        "content": {PROBLEM_TYPE: {"schema": schema}},
    }


def _problem() -> dict[str, Any]:
    """Return the schema of a problem (RFC 9457)."""
    text = {"type": "string"}
    return {
        "type": "object",
        "properties": {"status": {"type": "integer"}, "title": text, "detail": text},
        "required": ["status", "title"],
        "additionalProperties": False,
    }
