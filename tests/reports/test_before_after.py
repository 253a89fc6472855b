"""What is said of an action: only where two waves can be compared, and beside offices without action."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import select

from analysis.breaks import BreakKind
from analysis.verdicts import Difference
from forms.questionnaire import shipped_text
from survey.reports.before_after import FollowUp, Outcome, build_follow_up
from survey.reports.figures import Estimate
from survey.reports.following_wording import FollowingWording
from survey.store import actions
from survey.store.engine import Store
from survey.store.places import office_by_code, offices
from survey.store.tables import Counter
from survey.store.waves import wave_by_code
from survey.trust.sealing import seal
from tests.fixtures.actions import make_action
from tests.fixtures.bureau import OTHER, OWN, Bureau
from tests.fixtures.finished import FIRST, FIRST_DAY, SECOND_DAY
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

DAY = timedelta(days=1)
BETWEEN = FIRST_DAY + 5 * DAY
Judge = Callable[..., FollowUp]


@pytest.fixture
def judge(finished_bureau: Bureau) -> Judge:
    """Give a function that writes an action of an office down and judges it."""

    def build(
        code: str = OWN,
        *,
        audience: str = "reform_office",
        today: date = TODAY,
        **how: object,
    ) -> FollowUp:
        how = {"effective_on": BETWEEN, "recorded_on": BETWEEN, **how}
        store: Store = finished_bureau.store
        with store.writing() as session:
            office = office_by_code(session, code)
            assert office is not None and office.id is not None
            make_action(session, office.id, **how)  # type: ignore[arg-type]
            (followed,) = actions.actions(session, office_id=office.id)
            return build_follow_up(
                session, followed, audience=audience, today=today  # type: ignore[arg-type]
            )

    return build


def test_a_rise_beyond_that_of_others_is_said_with_both_indices(judge: Judge) -> None:
    found = judge()
    assert found.outcome is Outcome.COMPARED and found.is_planned
    assert found.before is not None and found.after is not None
    assert found.found is not None
    assert [
        (side.figure.n, side.figure.share)
        for side in (found.before, found.after)
        if isinstance(side.figure, Estimate)
    ] == [(40, 0.5), (40, 0.925)]
    assert found.found.own.value == pytest.approx(0.425)
    assert found.found.own.verdict is Difference.HIGHER
    # Sơn Tây, Hòa Thắng, Kim Trà, Phú Lâm and Cẩm Thạch.
    assert found.found.compared == 5
    say = FollowingWording("vi")
    assert say.headline(found.found).startswith("Tăng rõ: +42,5 điểm (khoảng tin cậy")
    assert say.promised(found.found, 3.0).endswith("rõ ràng đã đạt.")
    assert "thường tự tăng lại" in " ".join(say.cautions(found))


def test_an_office_that_stayed_as_it_was_did_not_clearly_change(judge: Judge) -> None:
    found = judge(OTHER).found
    assert found is not None
    assert found.own.verdict is Difference.NONE
    assert FollowingWording("vi").headline(found).startswith("Chưa thấy thay đổi rõ: ")
    assert FollowingWording("en").headline(found).startswith("No clear change: ")


def test_offices_that_acted_meanwhile_are_not_compared_with(
    judge: Judge, finished_bureau: Bureau
) -> None:
    with finished_bureau.store.writing() as session:
        other = office_by_code(session, OTHER)
        assert other is not None and other.id is not None
        make_action(session, other.id, effective_on=BETWEEN)
    found = judge().found
    assert found is not None and found.compared == 4


def test_an_action_written_down_afterwards_is_called_so(judge: Judge) -> None:
    found = judge(recorded_on=SECOND_DAY)
    assert not found.is_planned
    assert (
        "được ghi khi đợt sau đã bắt đầu" in FollowingWording("vi").cautions(found)[0]
    )


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        ({"effective_on": FIRST_DAY}, Outcome.NO_WAVE_BEFORE),
        ({"effective_on": SECOND_DAY + DAY}, Outcome.NO_WAVE_AFTER),
        # A wave that begins on the day holds answers of afterwards only.
        ({"effective_on": SECOND_DAY}, Outcome.COMPARED),
        ({"today": SECOND_DAY + 3 * DAY}, Outcome.WAVE_RUNS),
        ({"code": "DX-05"}, Outcome.NO_WAVE_BEFORE),
        ({"code": "PL-04", "audience": "unit_head"}, Outcome.TOO_FEW),
    ],
)
def test_what_cannot_be_judged_says_why(
    judge: Judge, how: dict[str, object], outcome: Outcome
) -> None:
    found = judge(**how)
    assert found.outcome is outcome
    assert (found.found is None) == (outcome is not Outcome.COMPARED)
    assert bool(FollowingWording("vi").not_yet(found)) == (found.found is None)


def test_another_questionnaire_is_not_compared(
    judge: Judge, finished_bureau: Bureau
) -> None:
    store, over = finished_bureau.store, TODAY + 9 * DAY
    with store.writing() as session:
        wave = make_wave(
            session,
            "2026-dot-3",
            questionnaire="sipas-2017",
            opens_on=TODAY,
            closes_on=TODAY,
            full=True,
        )
        counter = session.exec(select(Counter).where(Counter.code == f"{OWN}-1")).one()
        make_responses(session, counter, wave, scores=[5] * 8 + [1] * 8)
    seal(store, over)
    found = judge(effective_on=SECOND_DAY + 2 * DAY, today=over)
    assert found.outcome is Outcome.BROKEN and found.found is None
    assert [one.kinds for one in found.breaks] == [(BreakKind.QUESTIONNAIRE,)]
    assert found.before is not None and found.before.opens_on == SECOND_DAY


@pytest.mark.parametrize(
    ("reworded", "measure", "outcome"),
    [
        # Of no factor, so outside the index.
        ("về lần làm thủ tục này?", "index", Outcome.COMPARED),
        ("về lần làm thủ tục này?", "overall", Outcome.BROKEN),
        ("với hồ sơ và các bước phải làm?", "index", Outcome.BROKEN),
        ("với hồ sơ và các bước phải làm?", "procedure", Outcome.BROKEN),
        ("với hồ sơ và các bước phải làm?", "officer", Outcome.COMPARED),
    ],
)
def test_a_new_wording_breaks_what_is_made_of_the_question_and_nothing_else(
    judge: Judge,
    finished_bureau: Bureau,
    reworded: str,
    measure: str,
    outcome: Outcome,
) -> None:
    store, over = finished_bureau.store, TODAY + 9 * DAY
    text = shipped_text("quick")
    assert reworded in text
    with store.writing() as session:
        wave = make_wave(
            session,
            "2026-dot-3",
            text=text.replace(reworded, f"nói cho đúng {reworded}").replace(
                'version = "1"', 'version = "2"'
            ),
            opens_on=TODAY,
            closes_on=TODAY,
        )
        counter = session.exec(select(Counter).where(Counter.code == f"{OWN}-1")).one()
        make_responses(session, counter, wave, scores=[5] * 8 + [1] * 8)
        second = wave_by_code(session, "2026-dot-2")
        assert second is not None
        wave_id = second.id
    seal(store, over)
    found = judge(
        effective_on=SECOND_DAY + 2 * DAY, today=over, wave_id=wave_id, measure=measure
    )
    assert found.outcome is outcome
    assert (found.found is not None) == (outcome is Outcome.COMPARED)


def test_one_question_can_be_followed_by_itself(
    judge: Judge, finished_bureau: Bureau
) -> None:
    with finished_bureau.store.reading() as session:
        first = wave_by_code(session, FIRST)
        assert first is not None
        wave_id = first.id
    found = judge(wave_id=wave_id, measure="officer")
    assert found.found is not None
    assert found.found.own.value == pytest.approx(0.425)


@pytest.mark.usefixtures("released_by_forms")
def test_an_office_that_its_wave_hides_beside_its_level_is_hidden_here_too(
    sqlite_store: Store,
) -> None:
    few = ["4-----"] * 4 + ["444444"] * 2
    answers = {
        "D1": ("province", ["444444"] * 40, ["444444"] * 40),
        "D2": ("province", ["444444"] * 10, few),
        "D3": ("province", ["444444", "222222"] * 10, ["444444", "222222"] * 10),
        "X1": ("commune", ["444444", "222222"] * 5, ["444444", "222222"] * 5),
    }
    with sqlite_store.writing() as session:
        rounds = [
            make_wave(session, code, opens_on=day, closes_on=day)
            for code, day in ((FIRST, FIRST_DAY), ("2026-dot-2", SECOND_DAY))
        ]
        for code, (level, *by_wave) in answers.items():
            office = make_office(session, code, name=code)
            office.level = level
            counter = make_counter(session, office)
            for wave, day, scores in zip(
                rounds, (FIRST_DAY, SECOND_DAY), by_wave, strict=True
            ):
                make_responses(session, counter, wave, scores=scores, received_on=day)
            make_action(
                session, office.id or 0, effective_on=BETWEEN, recorded_on=BETWEEN
            )
    seal(sqlite_store, TODAY)
    with sqlite_store.reading() as session:
        outcomes = {
            office.code: build_follow_up(
                session, followed, audience="reform_office", today=TODAY
            ).outcome
            for office in offices(session)
            for followed in actions.actions(session, office_id=office.id)
        }
    # D2 has two valid answers, so D3 goes with it: the next smallest of its level, not of all.
    assert outcomes["D2"] is outcomes["D3"] is Outcome.TOO_FEW
    assert outcomes["D1"] is not Outcome.TOO_FEW
    assert outcomes["X1"] is not Outcome.TOO_FEW
