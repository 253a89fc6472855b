"""Drawn blocks and further questions: random, told apart in the store, and never in the core's n."""

from collections import Counter
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select

from forms.questionnaire import drawn_positions, shipped_questionnaire, shipped_text
from survey.store import waves
from survey.store.counts import received_on
from survey.store.engine import Store
from survey.store.results import released_totals
from survey.store.tables import DayCount, Response
from survey.store.waves import OpenInstrument, instrument_of_wave
from survey.trust.sealing import seal
from tests.fixtures.lan import ADDRESS, CODE, Lan, make_lan, token_in
from tests.fixtures.people import TODAY, keep_questionnaire

SIPAS = shipped_questionnaire("sipas-2017")
CORE = [SIPAS.questions[position].code for position in SIPAS.core_positions]
REST = [SIPAS.questions[position].code for position in SIPAS.rest_positions]
PAIRS = 136
MORE = f"/K/{CODE}/them"


def asked(page: str) -> list[str]:
    """Return the questions of a page by code, filters left out."""
    buttons = BeautifulSoup(page, "html.parser").select("[data-q] input[type=radio]")
    names = dict.fromkeys(str(button["name"]) for button in buttons)
    return [name for name in names if name in CORE + REST]


@pytest.fixture
def drawing_lan(store: Store) -> Lan:
    """Give Lan in a wave that draws two questions beside the core, on each engine in turn."""
    return make_lan(store, questionnaire="sipas-2017", block=2)


@pytest.fixture
def core_lan(sqlite_store: Store) -> Lan:
    """Give Lan in a wave that asks the core alone."""
    return make_lan(sqlite_store, questionnaire="sipas-2017")


def instrument_of(lan: Lan) -> OpenInstrument:
    with lan.store.reading() as session:
        return instrument_of_wave(session, 1)


def test_by_default_only_the_core_is_asked(core_lan: Lan) -> None:
    assert asked(core_lan.open().text) == CORE


def test_two_drawn_questions_stand_after_the_core(sqlite_store: Store) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", block=2)
    pages = [asked(lan.open().text) for _ in range(200)]
    assert all(
        page[: len(CORE)] == CORE and len(page) == len(CORE) + 2 for page in pages
    )
    drawn = Counter(code for page in pages for code in page[len(CORE) :])
    # 400 draws of 17 questions, 23.5 each; five standard deviations are 23.
    assert set(drawn) == set(REST) and max(drawn.values()) <= 47


def test_drawn_and_left_open_is_stored_apart_from_not_drawn(drawing_lan: Lan) -> None:
    page = drawing_lan.open().text
    first, second = asked(page)[len(CORE) :]
    drawing_lan.send({CORE[0]: "4", first: "2"}, token=token_in(page))
    (stored,) = drawing_lan.stored()
    given = dict(zip((q.code for q in SIPAS.questions), stored.scores, strict=True))
    assert (given[CORE[0]], given[first], given[second]) == ("4", "2", "-")
    assert {given[code] for code in CORE[1:]} == {"-"}
    assert {given[code] for code in REST if code not in (first, second)} == {"."}


def test_a_form_with_a_fault_comes_back_with_the_same_block(drawing_lan: Lan) -> None:
    page = drawing_lan.open().text
    back = drawing_lan.send({}, token=token_in(page))
    assert back.status_code == 422 and asked(back.text) == asked(page)


def test_nobody_can_choose_the_block(drawing_lan: Lan) -> None:
    page = drawing_lan.open().text
    others = {code: "1" for code in REST if code not in asked(page)}
    drawing_lan.send({CORE[0]: "4", **others}, token=token_in(page))
    (stored,) = drawing_lan.stored()
    assert stored.scores.count(".") == len(REST) - 2


def link_on(page: str) -> str | None:
    link = BeautifulSoup(page, "html.parser").select_one("main a")
    return None if link is None else str(link["href"])


def test_the_receipt_offers_what_was_not_asked(drawing_lan: Lan) -> None:
    page = drawing_lan.open().text
    sent = drawing_lan.send({CORE[0]: "4"}, token=token_in(page))
    receipt = drawing_lan.open(sent.headers["Location"]).text
    assert "Trả lời thêm 15 câu (không bắt buộc)" in receipt
    further = drawing_lan.open(str(link_on(receipt))).text
    assert asked(further) == [code for code in REST if code not in asked(page)]
    assert "Các câu này là một phiếu riêng, không nối với phiếu đã gửi." in further
    soup = BeautifulSoup(further, "html.parser")
    assert soup.select("textarea, #helped, [name=stage]") == []


def test_further_answers_are_a_record_and_a_receipt_of_their_own(
    drawing_lan: Lan,
) -> None:
    sent = drawing_lan.send({CORE[0]: "4"})
    receipt = drawing_lan.open(sent.headers["Location"]).text
    further = drawing_lan.open(str(link_on(receipt))).text
    code = asked(further)[0]
    again = drawing_lan.send({code: "2"}, token=token_in(further))
    assert again.status_code == 303
    last = drawing_lan.open(again.headers["Location"]).text
    assert link_on(last) is None
    assert len(drawing_lan.receipts()) == 2
    by_part = {answer.part: answer.scores for answer in drawing_lan.stored()}
    assert by_part.keys() == {"core", "opt-in"}
    given = dict(zip((q.code for q in SIPAS.questions), by_part["opt-in"], strict=True))
    assert given[code] == "2" and {given[one] for one in CORE} == {"."}
    assert sum(value == "." for value in given.values()) == len(CORE) + 2


def test_further_answers_change_no_number_of_the_core(drawing_lan: Lan) -> None:
    for _ in range(5):
        drawing_lan.send({CORE[0]: "5"})
    for _ in range(7):
        further = drawing_lan.open(MORE).text
        drawing_lan.send({REST[0]: "1"}, token=token_in(further))
    with drawing_lan.store.reading() as session:
        assert received_on(session, TODAY) == {1: 5}
    seal(drawing_lan.store, TODAY + timedelta(days=1))
    with drawing_lan.store.reading() as session:
        assert len(session.exec(select(Response)).all()) == 12
        assert sum(count.n for count in session.exec(select(DayCount))) == 5
        totals = released_totals(session, instrument_of(drawing_lan))
    assert int(totals.tallies.n.sum()) == 5


def test_a_block_is_counted_apart_from_what_was_not_asked(drawing_lan: Lan) -> None:
    """Five visitors were asked two of seventeen questions; n of each is what was asked of it."""
    drawn: Counter[str] = Counter()
    for _ in range(5):
        page = drawing_lan.open().text
        two = asked(page)[len(CORE) :]
        drawn.update(two)
        sent = {CORE[0]: "5", **dict.fromkeys(two, "4")}
        drawing_lan.send(sent, token=token_in(page))
    seal(drawing_lan.store, TODAY + timedelta(days=1))
    with drawing_lan.store.reading() as session:
        rows = [response.scores for response in session.exec(select(Response))]
    for position in SIPAS.rest_positions:
        code = SIPAS.questions[position].code
        assert sum(row[position] == "4" for row in rows) == drawn[code]
        assert sum(row[position] == "." for row in rows) == 5 - drawn[code]


@pytest.mark.parametrize("block", ["", "0", "137", "99999", "-1", "x", "１", "1" * 99])
def test_a_block_that_was_never_drawn_is_ignored(
    sqlite_store: Store, block: str
) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", block=2)
    page = lan.open(MORE, query_string={"khoi": block})
    assert page.status_code == 200 and asked(page.text) == REST


def test_the_block_in_the_address_is_left_out(sqlite_store: Store) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", block=2)
    left_out = drawn_positions(SIPAS, size=2, block=PAIRS)
    codes = [SIPAS.questions[position].code for position in left_out]
    page = lan.open(f"{MORE}?khoi={PAIRS}").text
    assert asked(page) == [code for code in REST if code not in codes]


@pytest.mark.parametrize(
    "wave",
    [{"questionnaire": "quick"}, {"questionnaire": "sipas-2017", "full": True}],
    ids=["no further questions", "all are asked"],
)
def test_where_nothing_is_left_nothing_is_offered(
    sqlite_store: Store, wave: dict[str, object]
) -> None:
    lan = make_lan(sqlite_store, **wave)
    first = "overall" if wave["questionnaire"] == "quick" else CORE[0]
    sent = lan.send({first: "4"})
    assert link_on(lan.open(sent.headers["Location"]).text) is None
    assert lan.open(MORE).status_code == 404


def test_a_wave_without_blocks_offers_the_whole_rest(core_lan: Lan) -> None:
    sent = core_lan.send({CORE[0]: "4"})
    receipt = core_lan.open(sent.headers["Location"]).text
    assert "Trả lời thêm 17 câu" in receipt
    assert asked(core_lan.open(str(link_on(receipt))).text) == REST


@pytest.mark.parametrize("size", [0, 2])
def test_the_page_with_a_block_is_as_light(sqlite_store: Store, size: int) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", block=size)
    page = lan.open(ADDRESS, headers={"Accept-Encoding": "gzip"})
    assert len(page.data) <= 4096


def test_the_next_quarter_draws_as_the_last_one_did(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        waves.add_continuous(
            session,
            "tx",
            title="Thường xuyên",
            opens_on=TODAY,
            questionnaire=keep_questionnaire(session, shipped_text("sipas-2017")),
            full=False,
            block=3,
        )
        (following,) = waves.roll_over(session, TODAY + timedelta(days=30))
        assert (following.code, following.block) == ("tx-2027Q1", 3)
