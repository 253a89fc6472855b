"""Who may see what: every rule of the address map, each kind of visitor, own and foreign offices."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from forms.questionnaire import shipped_questionnaire
from survey.access import passwords
from survey.access.policy import AUDITOR, ROLES_OF, RULES, Who
from survey.store import audit
from survey.store.audit import Search
from survey.store.engine import Store
from survey.store.instruments import RESIDENTS, add_instrument
from survey.store.places import office_by_code
from survey.store.tables import QuestionnaireDraft
from survey.store.waves import wave_by_code
from survey.web import FRONTS, create_app
from tests.fixtures.actions import make_action
from tests.fixtures.answer_files import make_look
from tests.fixtures.bureau import (
    DUNG,
    HOA,
    KIEN,
    LAN,
    MINH,
    NOON,
    OTHER,
    OWN,
    THU,
    WAVE,
    Bureau,
    cheap_hasher,
    csrf_in,
    make_bureau,
)
from tests.fixtures.ddci import close_round, make_round
from tests.fixtures.lan import SETTINGS
from tests.fixtures.paper import make_batch
from tests.fixtures.people import TODAY, keep_questionnaire
from tests.store.rows import draw_plan

# What stands for an argument of an address; `office_code` comes in twice, as own and foreign.
ARGUMENTS = {
    "wave_code": WAVE,
    "office_code": OWN,
    "filename": "review.css",
    "kind": "csv",
    "audience": RESIDENTS,
    "code": "7K3M9W",
    "token": "x",
    # Quang, whose closed account nobody else in these tests needs.
    "reviewer_id": 2,
    "run": 1,
    "batch_id": 1,
    # The first action of either office.
    "number": 1,
    "calls_id": 2,
    "import_id": 1,
    "index_code": "sipas",
    "plan_code": "2026-1",
    "version_key": shipped_questionnaire("quick").digest[:12],
    "draft_id": 1,
    "link": "x",
    "round_code": "ddci-2026",
    "month": "2026-10",
}
QUIET_METHODS = {"HEAD", "OPTIONS"}
NOBODY = ""
ROLE_OF = {
    HOA: "reform_office",
    MINH: "unit_head",
    LAN: "counter_staff",
    DUNG: "operator",
    THU: "auditor",
    KIEN: "administrator",
}
OFFICE_OF = {MINH: OWN, LAN: OWN}


@dataclass(frozen=True, slots=True)
class Request:
    """One way to ask for a rule."""

    endpoint: str
    method: str
    address: str
    office_code: str

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def rules() -> list[Rule]:
    """Return the address map of every front."""
    app = create_app(replace(SETTINGS, database_url="sqlite://"))
    return list(app.url_map.iter_rules())


def requests() -> list[Request]:
    """Return every rule with every method, and with both offices where it shows one."""
    adapter = create_app(replace(SETTINGS, database_url="sqlite://")).url_map.bind("")
    found = []
    for rule in rules():
        offices = (OWN, OTHER) if "office_code" in rule.arguments else ("",)
        methods = sorted((rule.methods or set()) - QUIET_METHODS)
        for office_code, method in product(offices, methods):
            values = {name: ARGUMENTS[name] for name in rule.arguments}
            if office_code:
                values["office_code"] = office_code
            address = adapter.build(rule.endpoint, values, method=method)
            found.append(Request(rule.endpoint, method, address, office_code))
    return found


# Rules for programs ask for a token instead of a sign-in: tests/api/test_tokens.py tries them.
GUARDED = [
    each
    for each in requests()
    if RULES.get(each.endpoint) is not Who.ANYONE
    and not each.endpoint.startswith("api.")
]
OPEN = [each for each in requests() if RULES.get(each.endpoint) is Who.ANYONE]
CHANGING = [each for each in GUARDED if each.method != "GET"]


@dataclass(frozen=True, slots=True)
class Visitors:
    """The small province with everyone in front of it."""

    bureau: Bureau
    browsers: dict[str, FlaskClient]

    def ask(self, name: str, request: Request, *, token: bool = True) -> TestResponse:
        """Ask as a page of ours does: a change comes with its CSRF token."""
        client = self.browsers[name]
        if request.endpoint == "review.sign_out" and name != NOBODY:
            # Whoever signs out here is still needed by other tests.
            client = self.bureau.signed_in(name)
        if request.endpoint == "review.sign_out_everywhere" and token:
            return self._leave_everywhere(name, request)
        if "/drafts/" in request.address:
            make_draft(self.bureau.store)
        sent = {}
        if token and name != NOBODY and request.method != "GET":
            sent["csrf_token"] = csrf_in(
                client.get("/review/", follow_redirects=True).text
            )
        return client.open(
            request.address, method=request.method, data=sent, buffered=True
        )

    def last_noted(self) -> tuple[str, str, str]:
        """Return who did what to what, by the newest entry of the trail."""
        with self.bureau.store.reading() as session:
            (entry,) = audit.entries(session, Search(), limit=1)
        return entry.actor, entry.action, entry.object

    def _leave_everywhere(self, name: str, request: Request) -> TestResponse:
        """Sign out everywhere, and in again for the other tests."""
        client = self.browsers[name]
        sent = {}
        if name != NOBODY:
            sent["csrf_token"] = csrf_in(client.get("/review/account").text)
        answer = client.post(request.address, data=sent)
        if name != NOBODY:
            self.browsers[name] = self.bureau.signed_in(name)
        return answer


def make_draft(store: Store) -> None:
    """Add the draft that addresses name, again after somebody who may has removed it."""
    with store.writing() as session:
        if session.get(QuestionnaireDraft, ARGUMENTS["draft_id"]) is None:
            session.add(
                QuestionnaireDraft(id=1, content="", changed_by=HOA, changed_at=NOON)
            )


@pytest.fixture(scope="module")
def visitors(
    province: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitors]:
    """Give one bureau for all tests of this module, since each sign-in counts against its limits."""
    file = tmp_path_factory.mktemp("policy") / "survey.sqlite"
    store = Store(f"sqlite:///{shutil.copy(province, file)}")
    with store.writing() as session:
        make_batch(session)
        make_batch(session, channel="T")
        for code in (OWN, OTHER):
            office = office_by_code(session, code)
            assert office is not None and office.id is not None
            make_action(session, office.id)
        wave = wave_by_code(session, WAVE)
        assert wave is not None
        draw_plan(session, office.id, wave_id=wave.id)
        # What the wave's addresses of residents ask for.
        add_instrument(
            session,
            WAVE,
            audience=RESIDENTS,
            questionnaire=keep_questionnaire(session),
            today=TODAY,
        )
        make_look(session, instrument_id=1)
        # Closed: only then there are files of it.
        close_round(session, make_round(session))
    bureau = make_bureau(store)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", cheap_hasher())
        signed_in = {name: bureau.signed_in(name) for name in ROLE_OF}
        yield Visitors(bureau, {**signed_in, NOBODY: bureau.browser()})
    store.close()


def test_every_rule_is_listed_and_nothing_else() -> None:
    assert {rule.endpoint for rule in rules()} == set(RULES)


@pytest.mark.parametrize("front", FRONTS)
def test_a_front_that_is_served_alone_is_listed_too(front: str) -> None:
    app = create_app(replace(SETTINGS, database_url="sqlite://"), fronts=(front,))
    assert {rule.endpoint for rule in app.url_map.iter_rules()} <= set(RULES)


def test_a_rule_that_is_not_listed_does_not_exist(sqlite_store: Store) -> None:
    app: Flask = create_app(SETTINGS, store=sqlite_store)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert app.test_client().get("/forgotten").status_code == 404


@pytest.mark.parametrize("request_", GUARDED, ids=str)
def test_who_is_not_signed_in_is_sent_to_sign_in(
    visitors: Visitors, request_: Request
) -> None:
    answer = visitors.ask(NOBODY, request_)
    assert answer.status_code == 303
    assert answer.location.partition("?")[0] == "/review/sign-in"


@pytest.mark.parametrize("request_", OPEN, ids=str)
def test_open_rules_ask_nobody_to_sign_in(
    visitors: Visitors, request_: Request
) -> None:
    answer = visitors.ask(NOBODY, request_)
    # The second steps of a sign-in lead back to the first.
    goes_back = request_.endpoint in ("review.second_step", "review.first_enrolment")
    assert ("/review/sign-in" in (answer.location or "")) == goes_back


@pytest.mark.parametrize("name", ROLE_OF)
@pytest.mark.parametrize("request_", GUARDED, ids=str)
def test_each_role_finds_its_own_pages_and_no_other(
    visitors: Visitors, request_: Request, name: str
) -> None:
    role, office_code = ROLE_OF[name], OFFICE_OF.get(name)
    changes = request_.method != "GET"
    opens = role in ROLES_OF[RULES[request_.endpoint]] or (
        role == AUDITOR and not changes
    )
    is_foreign = office_code is not None and request_.office_code == OTHER
    answer = visitors.ask(name, request_)
    assert (answer.status_code != 404) == (opens and not is_foreign)
    assert answer.status_code < 500
    if not opens or is_foreign:
        # Nobody tries doors without leaving a mark.
        assert visitors.last_noted() == (name, "refused", request_.address)


@pytest.mark.parametrize("request_", CHANGING, ids=str)
def test_a_change_without_its_token_is_refused(
    visitors: Visitors, request_: Request
) -> None:
    may_do_it = ROLES_OF[RULES[request_.endpoint]]
    name = next(name for name, role in ROLE_OF.items() if role in may_do_it)
    answer = visitors.ask(name, request_, token=False)
    assert answer.status_code == 400


def test_a_foreign_office_looks_like_one_that_is_not_there(visitors: Visitors) -> None:
    client = visitors.browsers[MINH]
    foreign, unknown = (
        client.get(f"/review/waves/{WAVE}/offices/{code}") for code in (OTHER, "XX-99")
    )
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.text.replace(OTHER, "") == unknown.text.replace("XX-99", "")


@pytest.mark.parametrize("query", ["?format=csv", "?lang=en", "?office_code=BH-01"])
def test_no_parameter_opens_a_foreign_office(visitors: Visitors, query: str) -> None:
    client = visitors.browsers[MINH]
    address = f"/review/waves/{WAVE}/offices/{OTHER}{query}"
    assert client.get(address).status_code == 404


def test_a_unit_head_cannot_compare_even_with_the_own_office(
    visitors: Visitors,
) -> None:
    client = visitors.browsers[MINH]
    address = f"/review/waves/{WAVE}/compare?first={OWN}&second={OTHER}"
    assert client.get(address).status_code == 404


def test_an_address_that_no_code_can_have_is_not_looked_for(bureau: Bureau) -> None:
    for name in (HOA, MINH):
        client = bureau.signed_in(name)
        for address in ("waves/%00", "actions/%00/new", "publication/%00"):
            assert client.get(f"/review/{address}").status_code == 404


def test_home_leads_each_person_to_what_they_may_see(visitors: Visitors) -> None:
    homes = {
        name: visitors.browsers[name].get("/review/").location for name in (HOA, MINH)
    }
    assert homes == {
        HOA: f"/review/waves/{WAVE}",
        MINH: f"/review/waves/{WAVE}/offices/{OWN}",
    }
