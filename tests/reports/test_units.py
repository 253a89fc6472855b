"""A wave in the units of today: what goes together, and that two views never tell of a few people."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from analysis.verdicts import Difference
from survey.reports.figures import Estimate, Figure, Withheld
from survey.reports.office_table import build_office_table
from survey.reports.series import build_series, office_changes
from survey.reports.units import shown_beside, units_of_today
from survey.reports.wave_result import WaveResult, in_units_of_today, wave_result
from survey.store import places, waves
from survey.store.engine import Store
from survey.store.results import RatedOffice
from survey.store.tables import OfficeSuccession
from survey.trust.disclosure import shown_cells
from survey.trust.sealing import seal
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

DAY = timedelta(days=1)
FIRST, SECOND = "2025-dot-1", "2026-dot-1"
Merger = tuple[int, int, int]


def succession(
    old: int, new: int, on: date = TODAY, kind: str = "merge"
) -> OfficeSuccession:
    return OfficeSuccession(
        office_id=old,
        successor_id=new,
        valid_from=on,
        kind=kind,
        recorded_on=on,
        done_by="hoa",
    )


def rated(n: int, level: str = "commune") -> RatedOffice:
    return RatedOffice(n, f"X{n}", f"Xã {n}", "", level, TODAY)


def units(*rows: OfficeSuccession, n: int = 4) -> list[tuple[str, object]]:
    """Return the units of offices 0, 1, … with their pieces."""
    found = units_of_today([rated(at) for at in range(n)], rows, today=TODAY)
    return [(unit.office.code, unit.pieces) for unit in found.units]


def test_offices_merged_on_one_day_are_one_piece() -> None:
    assert units(succession(1, 0), succession(2, 0)) == [
        ("X0", ((0, 1, 2),)),
        ("X3", ((3,),)),
    ]


def test_what_came_in_on_different_days_was_seen_apart() -> None:
    rows = (succession(1, 0, TODAY - DAY), succession(2, 0))
    assert units(*rows)[0] == ("X0", ((0, 1), (2,)))
    # 2 had taken over 1 before it came.
    rows = (succession(1, 2, TODAY - DAY), succession(2, 0))
    assert units(*rows)[0] == ("X0", ((0,), (2, 1)))


def test_a_merger_to_come_and_a_split_leave_offices_as_they_are() -> None:
    found = units_of_today(
        [rated(at) for at in range(3)],
        [
            succession(0, 1, TODAY + DAY),
            succession(2, 0, kind="split"),
            succession(2, 1, kind="split"),
        ],
        today=TODAY,
    )
    assert [unit.parts for unit in found.units] == [(0,), (1,), (2,)]
    assert [office.code for office in found.split] == ["X2"]
    assert found.merged == ()


def shown_then(n: Sequence[int], levels: Sequence[str]) -> list[bool]:
    """Return which offices the view of the wave's day shows, as `figures` finds it."""
    shown = [False] * len(n)
    for level in set(levels):
        at = [i for i, each in enumerate(levels) if each == level]
        for i, is_shown in zip(at, shown_cells([n[i] for i in at]), strict=True):
            shown[i] = is_shown
    hidden = sum(
        count for count, is_shown in zip(n, shown, strict=True) if not is_shown
    )
    if 0 < hidden < 5 and any(shown):
        shown[min((i for i in range(len(n)) if shown[i]), key=lambda i: n[i])] = False
    return shown


def figures_of(n: Sequence[int], shown: Sequence[bool]) -> list[Figure]:
    return [
        Estimate(count, 0.5, 0.4, 0.6) if is_shown else Withheld.TOO_FEW
        for count, is_shown in zip(n, shown, strict=True)
    ]


@st.composite
def histories(
    draw: st.DrawFn,
) -> tuple[list[int], list[str], list[OfficeSuccession]]:
    """Draw offices with few answers, and mergers over three days that could have been made."""
    n = draw(st.lists(st.integers(0, 9), min_size=2, max_size=8))
    levels = [draw(st.sampled_from(["a", "b"])) for _ in n]
    rows, is_open = [], set(range(len(n)))
    for days in range(3):
        came = set()
        for old in sorted(is_open):
            new = draw(st.integers(0, len(n) - 1))
            if (
                new != old
                and new in is_open
                and old not in came
                and draw(st.booleans())
            ):
                rows.append(succession(old, new, TODAY + days * DAY))
                came.add(new)
                is_open.discard(old)
    return n, levels, rows


# Xã 0 and 1 were seen as one before 2 came: 9 less 6 would be the three people of 2.
ONE_AFTER_ANOTHER = [succession(1, 0), succession(2, 0, TODAY + DAY)]
# 0 is alone in "a" with the two of "b": 9 less the total of "b" would be the three people of 0.
TWO_LEVELS = [succession(3, 0), succession(4, 0)]


@settings(max_examples=300)
@example(([3, 3, 3, 3, 3], ["a"] * 5, ONE_AFTER_ANOTHER))
@example(([3, 3, 3, 3, 3], ["a", "a", "a", "b", "b"], TWO_LEVELS))
@given(histories())
def test_no_office_of_a_few_people_can_be_worked_out_of_all_views(
    history: tuple[list[int], list[str], list[OfficeSuccession]],
) -> None:
    n, levels, rows = history
    offices = [rated(at, level) for at, level in enumerate(levels)]
    shown = shown_then(n, levels)
    one = np.eye(len(n))
    # What readers know: offices shown, those without anybody, every total, and all earlier views.
    known = [one[i] for i in range(len(n)) if shown[i] or not n[i]]
    known += [np.array([float(each == name) for each in levels]) for name in "ab"]
    for days in range(3):
        found = units_of_today(offices, rows, today=TODAY + days * DAY).units
        allowed = shown_beside(figures_of(n, shown), n, levels=levels, units=found)
        for unit, is_shown in zip(found, allowed, strict=True):
            if is_shown:
                known.append(one[list(unit.parts)].sum(axis=0))
    rank = np.linalg.matrix_rank(np.array(known))
    for i, count in enumerate(n):
        if (
            0 < count < 5
            and sum(n[j] for j in range(len(n)) if levels[j] == levels[i]) >= 5
        ):
            assert np.linalg.matrix_rank(np.array([*known, one[i]])) > rank


def mixed(n: int) -> list[str]:
    """Return answers of which half are content, so that no share is 0 or 1."""
    return (["555555", "222222"] * n)[:n]


def fill(store: Store, answers: dict[str, dict[str, list[str]]]) -> None:
    """Keep answers by wave and office in waves of two days each, and close them."""
    with store.writing() as session:
        codes = sorted({code for of_wave in answers.values() for code in of_wave})
        counters = {
            code: make_counter(session, make_office(session, code, name=code))
            for code in codes
        }
        for at, (wave_code, of_wave) in enumerate(answers.items()):
            begin = TODAY - timedelta(days=2 * (len(answers) - at))
            wave = make_wave(session, wave_code, opens_on=begin, closes_on=begin + DAY)
            for code, scores in of_wave.items():
                make_responses(
                    session, counters[code], wave, scores=scores, received_on=begin
                )
    seal(store, TODAY)


def merge(session: Session, old: str, new: str, on: date = TODAY) -> None:
    ids = [
        office.id
        for code in (old, new)
        if (office := places.office_by_code(session, code))
    ]
    assert ids[0] is not None and ids[1] is not None
    session.add(succession(ids[0], ids[1], on))
    office = places.office_by_code(session, old)
    assert office is not None
    office.closed_on = on
    session.flush()


def result_of(session: Session, code: str) -> WaveResult:
    wave = waves.wave_by_code(session, code)
    assert wave is not None
    return wave_result(session, wave, language="vi", today=TODAY)


def n_of(result: WaveResult) -> dict[str, int | str]:
    """Return the answers of each office of a table, or why they are withheld."""
    table = build_office_table(result, audience="reform_office")
    return {
        row.code: row.figure.n if isinstance(row.figure, Estimate) else row.figure.value
        for group in table.all_groups
        for row in group.rows
    }


def test_a_wave_is_added_up_into_the_offices_of_today(sqlite_store: Store) -> None:
    fill(sqlite_store, {FIRST: {"A": mixed(40), "B": mixed(30), "C": mixed(20)}})
    with sqlite_store.writing() as session:
        merge(session, "A", "C")
        then = result_of(session, FIRST)
        today = in_units_of_today(session, then, TODAY)
        assert n_of(then) == {"A": 40, "B": 30, "C": 20}
        assert n_of(today) == {"B": 30, "C": 60}
        assert today.total_figures("public") == then.total_figures("public")


@pytest.mark.usefixtures("released_by_forms")
def test_a_small_office_cannot_be_taken_out_of_what_it_was_merged_into(
    sqlite_store: Store,
) -> None:
    # Of the five forms of C, three tell of the index: 44 less the 41 of B would be theirs.
    few = [*mixed(3), "5-----", "5-----"]
    fill(
        sqlite_store,
        {FIRST: {"A": mixed(6), "B": mixed(41), "C": few, "E": mixed(30)}},
    )
    with sqlite_store.writing() as session:
        then = result_of(session, FIRST)
        assert n_of(then) == {"A": "complement", "B": 41, "C": "too_few", "E": 30}
        merge(session, "C", "B")
        today = n_of(in_units_of_today(session, then, TODAY))
        assert today == {"A": "complement", "B": "complement", "E": 30}


def test_an_office_that_was_not_there_yet_stands_in_no_table(
    sqlite_store: Store,
) -> None:
    fill(sqlite_store, {FIRST: {"A": mixed(30), "B": mixed(30)}})
    with sqlite_store.writing() as session:
        for code, opened, closed in (("N", TODAY, None), ("O", None, date(2020, 1, 1))):
            office = make_office(session, code, name=code)
            office.opened_on, office.closed_on = opened, closed
        merge(session, "A", "N")
        assert list(n_of(result_of(session, FIRST))) == ["A", "B"]
        today = in_units_of_today(session, result_of(session, FIRST), TODAY)
        assert n_of(today) == {"B": 30, "N": 30}


def test_a_trend_is_broken_where_others_were_merged_in(sqlite_store: Store) -> None:
    fill(
        sqlite_store,
        {
            FIRST: {"A": mixed(40), "B": mixed(40)},
            SECOND: {"A": mixed(0), "B": mixed(40)},
        },
    )
    with sqlite_store.writing() as session:
        merge(session, "A", "B", TODAY - 2 * DAY)
        result = result_of(session, SECOND)
        wave = waves.wave_by_code(session, SECOND)
        assert wave is not None
        series = build_series(
            session,
            wave,
            result,
            audience="reform_office",
            position=result.position_of("B"),
        )
        (change,) = [
            change
            for office, change in zip(
                result.offices,
                office_changes(session, result, audience="reform_office"),
                strict=True,
            )
            if office.code == "B"
        ]
        together = build_series(session, wave, result, audience="reform_office")
    for found in (series.change, change):
        assert found is not None and found.verdict is Difference.TOO_FEW
        assert found.difference is None and found.breaks
    assert series.points[1].breaks and not series.points[0].breaks
    assert together.change is not None and not together.change.breaks
