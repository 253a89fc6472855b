"""The OpenAPI document holds: a tester that knows nothing else finds nothing that breaks it."""

import re
from dataclasses import replace

import pytest
import schemathesis
from hypothesis import Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from survey.access import api_tokens, limits
from survey.api.document import RULES as DESCRIBED
from survey.api.document import Rule
from survey.web import create_app
from tests.api.conftest import Programs
from tests.fixtures.bureau import OWN, WAVE
from tests.fixtures.lan import SETTINGS

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
THERE = {"wave_code": WAVE, "office_code": OWN, "month": "2026-10"}


def test_every_rule_is_described() -> None:
    served = {
        (method.lower(), rule.rule.replace("<", "{").replace(">", "}"))
        for rule in create_app(
            replace(SETTINGS, database_url="sqlite://")
        ).url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.openapi"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == {(rule.method, f"/api/v1{rule.path}") for rule in DESCRIBED}


def test_the_document_can_be_read_without_a_token(programs: Programs) -> None:
    answer = programs.ask_with("", "/openapi.json")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["openapi"] == "3.1.0"


@pytest.mark.parametrize("rule", DESCRIBED, ids=lambda rule: rule.name)
def test_no_request_breaks_what_the_document_says(
    programs: Programs, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The tester guesses tokens, too, and more often than a network may.
    for module, limit in (
        (api_tokens, "MOST_REQUESTS"),
        (limits, "ATTEMPTS_OF_ACCOUNT"),
        (limits, "ATTEMPTS_OF_NETWORK"),
    ):
        monkeypatch.setattr(module, limit, 10_000)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", programs.bureau.app)
    operation = schema[f"{rule.path}"][rule.method.upper()]
    token = {"Authorization": f"Bearer {programs.writing_token}"}

    right, wrong = (
        operation.as_strategy(generation_mode=mode)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    )

    @given(case=right | wrong)
    @settings(max_examples=6, phases=[Phase.generate], deadline=None)
    def hold(case: schemathesis.Case) -> None:
        # What is made up is nowhere; what is there has to be answered, too.
        month = str((case.path_parameters or {}).get("month", THERE["month"]))
        for parameters in (case.path_parameters, THERE):
            if parameters is THERE and not MONTH.fullmatch(month):
                # What was wrong would be put right, and then rightly be taken.
                continue
            case.path_parameters = {
                name: parameters[name] for name in case.path_parameters or {}
            }
            # That parts add up to their whole is said in words: no schema can.
            case.call_and_validate(
                headers=token,
                excluded_checks=[positive_data_acceptance] if rule.body else [],
            )

    hold()
