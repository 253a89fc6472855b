"""A part of a wave: its figures add up, and what is hidden in one place is hidden in all."""

from datetime import date

import pytest

from survey.reports.figures import Estimate, Withheld
from survey.reports.selection import (
    CHANNEL,
    FIELD,
    LEVEL,
    MONTH,
    STAGE,
    Selection,
    build_selection,
)
from survey.store.engine import Store
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

OCTOBER, NOVEMBER = date(2026, 10, 20), date(2026, 11, 20)


def select(store: Store, kind: str, value: str) -> Selection | None:
    result = result_of(store)
    with store.reading() as session:
        return build_selection(
            session, result, kind, value, audience="reform_office", today=TODAY
        )


def shown(selection: Selection | None) -> dict[str, int | Withheld]:
    assert selection is not None
    return {
        part.value: part.figure.n if isinstance(part.figure, Estimate) else part.figure
        for part in selection.parts
    }


@pytest.fixture
def collected(sqlite_store: Store) -> Store:
    """Give two departments and two communes with answers in two months by several ways."""
    with sqlite_store.writing() as session:
        wave = make_wave(session, WAVE, opens_on=date(2026, 10, 1))
        for code, level, channel, stage, field, n in (
            ("D1", "province", "D", "submit", "1", (20, 12)),
            ("D2", "province", "C", "receive", "", (10, 9)),
            ("X1", "commune", "D", "ask", "2", (30, 3)),
            ("X2", "commune", "D", "submit", "1", (8, 7)),
        ):
            office = make_office(session, code, name=code)
            office.level = level
            counter = make_counter(session, office)
            for day, count in zip((OCTOBER, NOVEMBER), n, strict=True):
                make_responses(
                    session,
                    counter,
                    wave,
                    scores=([5, 2] * count)[:count],
                    received_on=day,
                    channel=channel,
                    stage=stage,
                    field=field,
                )
    seal(sqlite_store, TODAY)
    return sqlite_store


def test_levels_channels_stages_and_fields_add_up_to_what_is_released(
    collected: Store,
) -> None:
    # X1's last three wait for two more, in totals as in breakdowns.
    assert shown(select(collected, LEVEL, "commune")) == {"commune": 45, "province": 51}
    assert shown(select(collected, CHANNEL, "C")) == {"C": 19, "D": 77}
    assert shown(select(collected, STAGE, "ask")) == {
        "ask": 30,
        "receive": 19,
        "submit": 47,
    }
    assert shown(select(collected, FIELD, "1")) == {"": 19, "1": 47, "2": 30}


def test_only_months_that_are_over_can_be_selected(collected: Store) -> None:
    october = select(collected, MONTH, "2026-10")
    # X1's state ends in October, so its month may still grow and stays out.
    assert shown(october) == {"2026-10": 38}
    assert october is not None and isinstance(october.index, Estimate)
    assert select(collected, MONTH, "2026-11") is None


def test_what_is_not_there_cannot_be_selected(collected: Store) -> None:
    assert select(collected, CHANNEL, "T") is None
    assert select(collected, FIELD, "3") is None
    assert select(collected, LEVEL, "~rest") is None


@pytest.mark.usefixtures("released_by_forms")
def test_an_office_is_hidden_with_another_of_its_level(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        wave = make_wave(session, WAVE)
        for code, level, scores in (
            ("D1", "province", ["444444"] * 40),
            ("D2", "province", ["4-----"] * 4 + ["444444"] * 2),
            ("D3", "province", ["444444"] * 20),
            ("X1", "commune", ["444444"] * 9),
            ("X2", "commune", ["444444"] * 12),
        ):
            office = make_office(session, code, name=code)
            office.level = level
            counter = make_counter(session, office)
            make_responses(session, counter, wave, scores=scores, received_on=YESTERDAY)
    seal(sqlite_store, TODAY)
    result = result_of(sqlite_store)
    figures = [
        row[result.index_position] for row in result.office_figures("reform_office")
    ]
    # Of all offices X1 is the next smallest; of the departments it is D3.
    assert [isinstance(figure, Estimate) for figure in figures] == [
        *(True, False, False),
        *(True, True),
    ]
    assert shown(select(sqlite_store, LEVEL, "province")) == {
        "commune": 21,
        "province": 62,
    }
