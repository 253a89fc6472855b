"""A wave's progress and the numbers proposed for it: what is shown of few, and where the design effect is from."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from survey.reports.progress import (
    WAVES_BACK,
    MeasuredEffect,
    build_progress,
    effect_for,
    propose,
)
from survey.reports.wave_result import WaveResult, wave_result
from survey.store import wave_targets, waves
from survey.store.engine import Store
from survey.store.wave_targets import Target
from survey.trust.sealing import seal
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

YESTERDAY = TODAY - timedelta(days=1)


def result_of(session: Session, code: str = "2026-dot-2") -> WaveResult:
    wave = waves.wave_by_code(session, code)
    assert wave is not None
    return wave_result(session, wave, language="vi", today=TODAY)


def test_small_offices_cannot_be_worked_out_of_the_total(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        wave = make_wave(session)
        for code, n in (("a", 12), ("b", 7), ("c", 6), ("d", 0)):
            counter = make_counter(session, make_office(session, code))
            make_responses(
                session, counter, wave, scores=[4] * n, received_on=YESTERDAY
            )
            make_responses(session, counter, wave, scores=[1])
    seal(sqlite_store, TODAY)
    with sqlite_store.writing() as session:
        wave_targets.set_targets(session, wave.wave_id, {1: Target(12), 4: Target(10)})
        shown = build_progress(session, result_of(session), today=TODAY)
    assert [(row.code, row.n) for row in shown.offices] == [
        ("a", 12),
        ("b", 7),
        ("c", 6),
        ("d", None),
    ]
    assert [row.share for row in shown.offices] == [1, None, None, None]
    assert (shown.total, shown.target, shown.received_today) == (25, 22, 4)
    assert (shown.reached, shown.with_target) == (1, 2)


# By hand: N / (1 + N e^2), and 384.15 D / (1 + (384.15 D - 1) / N), both rounded up.
@pytest.mark.parametrize(
    ("population", "margin", "effect", "numbers"),
    [
        (1000, 0.05, 1.0, (286, 278)),
        (1000, 0.05, 0.5, (286, 162)),
        (100000, 0.05, 1.0, (399, 383)),
        (400, 0.05, 1.0, (200, 197)),
        (1, 0.05, 1.0, (1, 1)),
    ],
)
def test_numbers_are_those_of_the_formulas(
    population: int, margin: float, effect: float, numbers: tuple[int, int]
) -> None:
    proposal = propose(population, margin=margin, effect=effect)
    assert (proposal.yamane, proposal.by_design) == numbers
    assert (proposal.of(None), proposal.of("design")) == numbers


def make_waves(store: Store, *, answers: int, between: int = 0) -> None:
    """Add an old wave with answers, empty ones after it, and the present one."""
    with store.writing() as session:
        counter = make_counter(session)
        old = make_wave(
            session, "old", opens_on=date(2026, 11, 1), closes_on=date(2026, 11, 20)
        )
        # Half the people are content with everything and half with nothing.
        make_responses(
            session,
            counter,
            old,
            scores=[5, 1] * (answers // 2),
            received_on=date(2026, 11, 20),
        )
        for number in range(between):
            day = date(2026, 11, 10) + number * timedelta(days=1)
            make_wave(session, f"empty-{number}", opens_on=day, closes_on=day)
        make_wave(session, opens_on=TODAY)
    seal(store, TODAY)


def test_the_design_effect_is_that_of_the_last_wave_with_enough_answers(
    sqlite_store: Store,
) -> None:
    make_waves(sqlite_store, answers=120, between=WAVES_BACK - 1)
    with sqlite_store.reading() as session:
        effect = effect_for(session, result_of(session), today=TODAY)
    # People who answer five questions of the index alike say no more than one answer each.
    assert effect.value == pytest.approx(1, abs=0.02)
    assert effect.wave_title == "Đợt khảo sát thử"


@pytest.mark.parametrize(("answers", "between"), [(98, 0), (120, WAVES_BACK)])
def test_without_a_wave_near_enough_the_design_effect_is_one(
    sqlite_store: Store, answers: int, between: int
) -> None:
    make_waves(sqlite_store, answers=answers, between=between)
    with sqlite_store.reading() as session:
        found = effect_for(session, result_of(session), today=TODAY)
    assert found == MeasuredEffect(1.0, "")
