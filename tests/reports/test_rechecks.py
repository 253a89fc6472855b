"""The independent check in figures: gaps only of what is shown, by the same floors, and words that can be read aloud."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analysis.verdicts import Difference
from survey.reports.figures import Estimate, Withheld
from survey.reports.recheck_draw import Expected, OtherList, draw, drawn_people, sizes
from survey.reports.recheck_files import as_json, recheck_file
from survey.reports.recheck_wording import RecheckWording
from survey.reports.rechecks import Reached, RecheckResult, build_recheck, build_status
from survey.store import places, rechecks
from survey.store.engine import Store
from survey.store.rechecks import DrawHead, Stratum
from survey.store.tables import Wave
from survey.store.tables.rechecks import OUTCOMES
from survey.trust.sealing import seal
from tests.fixtures.bureau import WAVE, YESTERDAY
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.reports.conftest import result_of

HEAD = DrawHead("share", 0.1, None, None, 20, 7, "a" * 64, TODAY)
LATER = date(2027, 1, 31)
Answers = dict[str, list[int]]


def check(
    store: Store,
    own: Answers,
    heard: Answers,
    listed: dict[str, int],
    language: str = "vi",
) -> RecheckResult:
    """Store and seal what was collected and heard, and compare them."""
    with store.writing() as session:
        opened = make_wave(session, WAVE)
        wave = session.get_one(Wave, opened.wave_id)
        called = rechecks.open_recheck(session, wave, closes_on=LATER, grace_days=7)
        strata = []
        for code, answers in own.items():
            office = make_office(session, code, name=code)
            counter = make_counter(session, office)
            assert office.id is not None
            make_responses(
                session, counter, opened, scores=answers, received_on=YESTERDAY
            )
            make_responses(
                session,
                counter,
                called,
                scores=heard.get(code, []),
                received_on=YESTERDAY,
                channel="F",
            )
            if code in listed:
                strata.append(Stratum(office.id, "", listed[code], 5))
        rechecks.keep_draw(session, called.instrument_id, HEAD, strata)
    seal(store, TODAY)
    result = result_of(store, language=language)
    with store.reading() as session:
        kept = rechecks.newest_draw(session, called.instrument_id)
        assert kept is not None
        return build_recheck(session, result, called, kept, audience="reform_office")


# The first office has the content ones answer by themselves.
OWN: Answers = {"X01": [5] * 57 + [1] * 3, "X02": [5] * 45 + [1] * 15}
HEARD: Answers = {"X01": [5] * 20 + [1] * 20, "X02": [5] * 30 + [1] * 10}
LISTED = {"X01": 300, "X02": 100}


def test_an_office_that_collects_too_well_is_found_and_the_others_are_not(
    sqlite_store: Store,
) -> None:
    found = check(sqlite_store, OWN, HEARD, LISTED)
    assert [row.verdict for row in found.rows] == [Difference.HIGHER, Difference.NONE]
    # By hand: 95 against 50 and 75 against 75, three to one.
    assert found.overall is not None
    assert found.overall.value == pytest.approx(0.75 * 0.45)
    assert (found.own, found.heard) == pytest.approx((0.9, 0.5625))
    assert (found.own_n, found.heard_n, found.compared) == (120, 80, 2)
    assert [row.code for row in found.clear] == ["X01"]
    say = RecheckWording("vi")
    assert say.overall(found).startswith(
        "Chỉ số tự thu thập cao hơn rõ so với phúc tra độc lập: cao hơn 33,8 điểm (từ "
    )
    assert "n = 120" in say.both(found) and "n = 80" in say.both(found)
    assert say.clear_offices(found) == "Xét từng đơn vị, 1 đơn vị khác biệt rõ: X01."
    assert "Holm" in say.method(found) and "Satterthwaite" in say.method(found)


def test_what_is_hidden_on_either_side_has_no_gap_and_no_part_in_the_total(
    sqlite_store: Store,
) -> None:
    found = check(
        sqlite_store,
        own={**OWN, "X03": [5] * 40, "X04": [1] * 6},
        heard={**HEARD, "X03": [1] * 6, "X04": [5] * 4},
        listed={**LISTED, "X03": 900, "X04": 900},
    )
    by_code = {row.code: row for row in found.rows}
    # Four answers are never released; the six of the next office go with nothing hidden beside them.
    assert by_code["X04"].heard is Withheld.TOO_FEW
    assert by_code["X04"].gap is None
    assert isinstance(by_code["X03"].heard, Estimate)
    assert found.compared == 3
    assert found.weight_compared == pytest.approx(1_300 / 2_200)
    file = recheck_file(found, "vi").text
    (line,) = [line for line in file.splitlines() if line.startswith("X04")]
    assert line.count("[c]") == 4 and line.count("[z]") == 4
    assert as_json(found)["offices"][3]["independent"] is None  # type: ignore[index]


def test_no_office_with_enough_answers_on_both_sides_is_said_so(
    sqlite_store: Store,
) -> None:
    found = check(sqlite_store, {"X01": [5] * 40}, {"X01": [5] * 3}, {"X01": 300})
    assert found.overall is None
    say = RecheckWording("vi")
    assert say.overall(found).startswith("Chưa so sánh được")
    assert say.clear_offices(found) == ""


def test_an_office_that_is_not_on_the_list_is_not_compared(sqlite_store: Store) -> None:
    found = check(sqlite_store, OWN, HEARD, {"X02": 100})
    assert [row.code for row in found.rows] == ["X02"]
    assert found.overall is not None
    assert found.overall.value == pytest.approx(0, abs=1e-9)


def test_a_lower_index_is_told_without_a_minus(sqlite_store: Store) -> None:
    found = check(sqlite_store, HEARD, OWN, LISTED, language="en")
    assert found.overall is not None and found.overall.value < 0
    sentence = RecheckWording("en").overall(found)
    assert "lower by 33.8 points" in sentence and "−" not in sentence


def test_the_state_counts_who_was_reached(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        opened = make_wave(session, WAVE)
        office = make_office(session)
        assert office.id is not None
        wave = session.get_one(Wave, opened.wave_id)
        called = rechecks.open_recheck(session, wave, closes_on=LATER, grace_days=7)
        drawn = [Stratum(office.id, "", 80, 9), Stratum(office.id, "Đất đai", 20, 1)]
        rechecks.keep_draw(session, called.instrument_id, HEAD, drawn)
        for outcome in ("refused", "no_answer", "no_answer", "no_visit"):
            rechecks.add_outcome(session, called.instrument_id, office.id, outcome)
        status = build_status(session, called, places.offices(session), language="vi")
    assert status is not None
    (row,) = status.offices
    assert (row.population, row.reached.drawn, row.reached.left) == (100, 10, 6)
    assert status.total.outcomes["no_answer"] == 2
    assert status.last_day_with_grace == LATER + timedelta(days=7)
    # 0 of the 9 that may belong answered; one of them was reached.
    assert status.total.rates.contact == pytest.approx(1 / 9)


def test_more_told_than_drawn_leaves_nobody() -> None:
    assert Reached(5, 4, {"refused": 3}).left == 0


LIST = {
    ("X01", "Hộ tịch"): tuple(f"H{number}" for number in range(90)),
    ("X01", "Đất đai"): tuple(f"D{number}" for number in range(60)),
    ("X02", ""): tuple(f"K{number}" for number in range(12)),
}
IDS = {"X01": 1, "X02": 2}


def test_sizes_follow_the_rule_with_a_floor_and_never_exceed_the_list() -> None:
    assert sizes(LIST, HEAD)[0] == {"X01": 20, "X02": 12}
    assert sizes(LIST, replace(HEAD, least=5))[0] == {"X01": 15, "X02": 5}
    fixed = replace(HEAD, rule="fixed", share=None, fixed=30, least=0)
    assert sizes(LIST, fixed)[0] == {"X01": 30, "X02": 12}
    margin = replace(HEAD, rule="margin", share=None, margin=0.15, least=0)
    # 1 / (0.0225 / (3.8415 * 0.16) - 1/200) = 31.6; of nobody's own answers nothing follows.
    known = Expected({"X01": 200}, 0.8, 1.0)
    assert sizes(LIST, margin, known) == ({"X01": 32, "X02": 12}, ("X02",))


def test_the_draw_is_spread_over_strata_and_anyone_with_the_list_draws_it_again() -> (
    None
):
    drawn = draw(LIST, HEAD, IDS)
    # 20 of 150 in proportion to 60 and 90.
    assert [(one.office_id, one.stratum, one.drawn) for one in drawn.strata] == [
        (1, "Hộ tịch", 12),
        (1, "Đất đai", 8),
        (2, "", 12),
    ]
    people = drawn_people(LIST, HEAD, drawn.strata, IDS)
    assert [one.number for one in people] == list(range(1, 33))
    shuffled = {key: tuple(reversed(names)) for key, names in reversed(LIST.items())}
    assert drawn_people(shuffled, HEAD, drawn.strata, IDS) == people
    other = drawn_people(LIST, replace(HEAD, seed=8), drawn.strata, IDS)
    assert {one.identifier for one in other} != {one.identifier for one in people}
    strata = [one.stratum for one in people if one.office == "X01"]
    # In the order of chance, so that whoever stops early has called people of both strata.
    assert strata != sorted(strata)


def test_another_list_is_not_taken_for_the_one_drawn_from() -> None:
    drawn = draw(LIST, HEAD, IDS)
    shorter = {**LIST, ("X02", ""): LIST["X02", ""][:-1]}
    with pytest.raises(OtherList):
        drawn_people(shorter, HEAD, drawn.strata, IDS)


def test_every_outcome_has_its_words() -> None:
    assert set(RecheckWording("vi").outcomes()) == set(OUTCOMES)
