"""The OpenAPI document: written from the same classes that answers are made of, so that it cannot lag behind."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from survey import __version__
from survey.access.problems import PROBLEM_TYPE
from survey.api import dossier_figures, figures
from survey.language import languages
from survey.store.instruments import AUDIENCES
from survey.store.waves import COUNTER

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
    method: str = "get"
    body: type[object] | None = None


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
    Rule(
        "dossiers",
        "/offices/{office_code}/dossiers/{month}",
        "What an office received and was settled in a month; a unit head reads the own one",
        dossier_figures.ApiDossiers,
        False,
    ),
    Rule(
        "put_dossiers",
        "/offices/{office_code}/dossiers/{month}",
        "Put an office's month in its place: these rows and no others; the same again changes nothing",
        dossier_figures.ApiDossiers,
        True,
        "put",
        dossier_figures.ApiDossiersToPut,
    ),
)
# What an argument of an address looks like where not every text is one.
_PATTERNS = {"month": r"^20[0-9]{2}-(0[1-9]|1[0-2])$"}
# Whose answers the figures of a wave are of; nothing is added up across audiences.
_AUDIENCE = {
    "name": "audience",
    "in": "query",
    "description": (
        "Whose answers: each audience that the wave asks has results of its own (404 for others)."
    ),
    "schema": {"enum": list(AUDIENCES), "default": COUNTER},
}
_PROBLEMS = {
    "401": "No token, or one that is unknown, expired or revoked.",
    "404": "Not there, or not for this token.",
    "413": "More than one request may hold.",
    "422": "A parameter that is none, or figures that do not fit together; nothing is written.",
    "429": "Too many requests; Retry-After says how many seconds to wait.",
    "503": "The database is busy; Retry-After says how many seconds to wait.",
}


def openapi_document(base_url: str) -> dict[str, Any]:
    """Return the document, in English as every OpenAPI document of programs is."""
    adapters = [
        *((rule.name, "serialization", TypeAdapter(rule.answer)) for rule in RULES),
        *(
            (rule.name, "validation", TypeAdapter(rule.body))
            for rule in RULES
            if rule.body is not None
        ),
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
                "small groups are withheld. Points are 0 to 100. Dossiers by office and month are the only "
                "figures that a program may bring in."
            ),
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{SECURITY: []}],
        "paths": _paths(references),
        "components": {
            "securitySchemes": {SECURITY: {"type": "http", "scheme": "bearer"}},
            "schemas": {**schemas["$defs"], "Problem": _problem()},
        },
    }


def _paths(references: Any) -> dict[str, Any]:
    """Return every address with its methods; `references` lead to the schemas."""
    paths: dict[str, Any] = {}
    for rule in RULES:
        operation = _operation(rule, references[rule.name, "serialization"])
        if rule.body is not None:
            schema = references[rule.name, "validation"]
            operation["requestBody"] = {
                "required": True,
                "content": {"application/json": {"schema": schema}},
            }
        paths.setdefault(rule.path, {})[rule.method] = operation
    return paths


def _operation(rule: Rule, schema: dict[str, Any]) -> dict[str, Any]:
    names = [part.strip("{}") for part in rule.path.split("/") if part.startswith("{")]
    needless = {"404"} if not names else set()
    needless |= {"413"} if rule.body is None else set()
    statuses = [status for status in _PROBLEMS if status not in needless]
    return {
        "operationId": rule.name,
        "summary": rule.summary,
        "description": _for_whom(rule),
        "parameters": [
            *(
                {
                    "name": name,
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "minLength": 1}
                    | ({"pattern": _PATTERNS[name]} if name in _PATTERNS else {}),
                }
                for name in names
            ),
            *((_AUDIENCE,) if "wave_code" in names else ()),
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
            **{status: _refusal(status) for status in statuses},
        },
    }


def _for_whom(rule: Rule) -> str:
    if rule.body is not None:
        return "For tokens of the reform office that were given to write."
    return (
        "For tokens of the reform office."
        if rule.for_all_results
        else "For every token."
    )


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
