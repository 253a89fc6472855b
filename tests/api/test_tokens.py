"""Who may read what by token: every rule of the API with each kind of token, own and foreign offices."""

from dataclasses import replace
from datetime import timedelta

import pytest

from survey.access import api_tokens, limits
from survey.access.policy import ROLES_OF, RULES, Who
from survey.store import api_tokens as stored
from survey.store import audit, reviewers
from survey.store.audit import Search
from survey.web import create_app
from tests.api.conftest import Programs
from tests.fixtures.bureau import HOA, MINH, OTHER, OWN, WAVE
from tests.fixtures.lan import SETTINGS

ROLE_OF = {HOA: "reform_office", MINH: "unit_head"}
PATHS = {
    "api.list_waves": ["/waves"],
    "api.index": [f"/waves/{WAVE}/index"],
    "api.factors": [f"/waves/{WAVE}/factors"],
    "api.offices": [f"/waves/{WAVE}/offices"],
    "api.office": [f"/waves/{WAVE}/offices/{code}" for code in (OWN, OTHER)],
    "api.dossiers": [f"/offices/{code}/dossiers/2026-10" for code in (OWN, OTHER)],
}
CASES = [(endpoint, path) for endpoint, paths in PATHS.items() for path in paths]
WAVES = "/waves"


def test_every_rule_of_the_api_is_tried_here() -> None:
    found = {
        rule.endpoint
        for rule in create_app(
            replace(SETTINGS, database_url="sqlite://")
        ).url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    # What writes is tried in test_dossiers.
    assert found == {*PATHS, "api.openapi", "api.put_dossiers"}
    assert RULES["api.openapi"] is Who.ANYONE


@pytest.mark.parametrize("name", ROLE_OF)
@pytest.mark.parametrize("endpoint, path", CASES)
def test_a_token_opens_what_its_account_may_read(
    programs: Programs, endpoint: str, path: str, name: str
) -> None:
    opens = ROLE_OF[name] in ROLES_OF[RULES[endpoint]]
    is_foreign = name == MINH and f"/{OTHER}" in path
    answer = programs.ask(path, name=name)
    assert answer.status_code == (200 if opens and not is_foreign else 404)
    if answer.status_code == 404:
        with programs.bureau.store.reading() as session:
            (entry,) = audit.entries(session, Search(action="refused"), limit=1)
        assert (entry.actor, entry.object) == (name, f"/api/v1{path}")


@pytest.mark.parametrize("endpoint, path", CASES)
def test_nobody_reads_without_a_token(
    programs: Programs, endpoint: str, path: str
) -> None:
    # Few enough wrong ones for the limit of one network.
    for token in ("", "x" * 4_000):
        answer = programs.ask_with(token, path)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.mimetype == "application/problem+json"


def test_a_signed_in_browser_is_no_program(
    own_programs: Programs, cheap_hashes: None
) -> None:
    hoa = own_programs.bureau.signed_in(HOA)
    assert hoa.get(f"/api/v1{WAVES}").status_code == 401


def test_a_token_is_no_sign_in(programs: Programs) -> None:
    page = programs.bureau.browser().get(
        f"/review/waves/{WAVE}",
        headers={"Authorization": f"Bearer {programs.tokens[HOA]}"},
    )
    assert page.status_code == 303


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(programs: Programs, method: str) -> None:
    answer = programs.ask(WAVES, method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.json is not None and answer.json["status"] == 405


def test_a_token_ends_when_it_is_said_to(own_programs: Programs) -> None:
    own_programs.bureau.wait(days=29, hours=23)
    assert own_programs.ask(WAVES).status_code == 200
    own_programs.bureau.wait(hours=2)
    assert own_programs.ask(WAVES).status_code == 401


def test_a_revoked_token_opens_nothing(own_programs: Programs) -> None:
    with own_programs.bureau.store.writing() as session:
        stored.revoke(session, 1, today=SETTINGS.clock().today())
    assert own_programs.ask(WAVES).status_code == 401
    assert own_programs.ask(WAVES, name=MINH).status_code == 200


@pytest.mark.parametrize("how", ["closed", "another role", "another password"])
def test_tokens_end_with_what_their_account_was(
    own_programs: Programs, how: str
) -> None:
    with own_programs.bureau.store.writing() as session:
        if how == "closed":
            reviewers.deactivate(session, HOA)
            reviewers.reactivate(session, HOA)
        elif how == "another role":
            reviewers.change_role(session, HOA, role="operator", office_id=None)
        else:
            reviewers.set_password(session, HOA, password_hash="$argon2id$")
    assert own_programs.ask(WAVES).status_code == 401


def test_only_the_hash_is_kept(programs: Programs) -> None:
    with programs.bureau.store.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM api_token").all()
    assert len(rows) == 3
    for token in programs.tokens.values():
        assert token not in str(rows)
        assert token.removeprefix(api_tokens.PREFIX) not in str(rows)


def test_who_guesses_tokens_has_to_wait(own_programs: Programs) -> None:
    for _ in range(limits.ATTEMPTS_OF_ACCOUNT):
        assert own_programs.ask_with("sipas_guess", WAVES).status_code == 401
    answer = own_programs.ask_with("sipas_guess", WAVES)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= limits.WINDOW_SECONDS
    # A good token of the same network goes on.
    assert own_programs.ask(WAVES).status_code == 200


def test_a_busy_program_has_to_wait(
    own_programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_tokens, "MOST_REQUESTS", 3)
    found = [own_programs.ask(WAVES).status_code for _ in range(4)]
    assert found == [200, 200, 200, 429]
    assert own_programs.ask(WAVES, name=MINH).status_code == 200
    own_programs.bureau.wait(minutes=16)
    assert own_programs.ask(WAVES).status_code == 200


def test_the_day_of_use_is_kept(own_programs: Programs) -> None:
    own_programs.bureau.wait(days=1)
    assert own_programs.ask(WAVES).status_code == 200
    with own_programs.bureau.store.reading() as session:
        (hoas, _), (minhs, _), _writing = stored.tokens(session)
    assert hoas.used_on == hoas.created_on + timedelta(days=1)
    assert minhs.used_on is None
