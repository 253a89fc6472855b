"""The tallies after any number of seals are what a direct recount of the responses gives."""

import random
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from survey.store.engine import Store
from survey.store.tables import DayCount, PairTally, Response, Tally
from survey.store.tables.answers import STAGES
from survey.store.tables.tallies import BREAKDOWNS
from survey.store.tallies import (
    packed,
    packed_products,
    stored_cells,
    stored_pair_cells,
    unpacked,
    unpacked_products,
)
from survey.store.waves import OpenInstrument
from survey.trust import sealing
from tests.fixtures.people import (
    make_counter,
    make_office,
    make_responses,
    make_wave,
    questionnaire_of,
)
from tests.store import recount

# Two days on either side of a month's end.
DAYS = [date(2026, 11, 29) + timedelta(days=number) for number in range(4)]
RESPONSES = 60


def random_answers(rng: random.Random, instrument: OpenInstrument) -> str:
    questionnaire = questionnaire_of(instrument)
    asked = questionnaire.asked_positions(full=instrument.full)
    return "".join(
        rng.choice("123455x-?") if position in asked else "."
        for position in range(len(questionnaire.questions))
    )


def fill(session: Session, rng: random.Random, **wave: Any) -> OpenInstrument:
    """Add two offices with three counters and random answers of four days, and a second wave."""
    first, second = (make_office(session, code) for code in "ab")
    counters = [
        make_counter(session, first),
        make_counter(session, first, code="a-2"),
        make_counter(session, second),
    ]
    instrument = make_wave(session, **wave)
    other = make_wave(session, "other-wave")
    for number in range(RESPONSES):
        asked = other if number % 10 == 0 else instrument
        make_responses(
            session,
            rng.choice(counters),
            asked,
            scores=[random_answers(rng, asked)],
            received_on=rng.choice(DAYS),
            channel=rng.choice("DDDCL"),
            stage=rng.choice(STAGES),
            part=rng.choice(("core", "core", "opt-in")),
            language=rng.choice(("vi", "en")),
            helped=rng.random() < 0.2,
            field=rng.choice(("", "1", "2")),
        )
    return instrument


@pytest.fixture(params=[(1, "quick", False), (2, "sipas-2017", True)])
def counted(store: Store, request: pytest.FixtureRequest) -> OpenInstrument:
    """Fill and seal a store; give the instrument that most answers belong to."""
    seed, questionnaire, full = request.param
    with store.writing() as session:
        instrument = fill(
            session, random.Random(seed), questionnaire=questionnaire, full=full
        )
    sealing.seal(store, DAYS[-1] + timedelta(days=1))
    return instrument


def value_of(response: Response, breakdown: str) -> str:
    values = {
        "": "",
        "stage": response.stage,
        "class": response.channel,
        "language": response.language,
        "counter": str(response.counter_id),
        "helped": "yes" if response.helped else "no",
        "field": response.field,
    }
    return values[breakdown]


@pytest.mark.parametrize("breakdown", ["", *BREAKDOWNS])
def test_fine_cells_equal_a_recount(
    store: Store, counted: OpenInstrument, breakdown: str
) -> None:
    questionnaire = questionnaire_of(counted)
    with store.reading() as session:
        rows = [
            row
            for row in recount.responses(session)
            if row.instrument_id == counted.instrument_id
        ]

        def key(row: Response) -> tuple[Any, ...]:
            month = f"{row.received_on:%Y-%m}"
            value = value_of(row, breakdown)
            office_id = recount.office_of(session, row)
            return office_id, row.counter_id, month, row.channel, row.part, value

        expected = {
            group: list(members)
            for group, members in groupby(sorted(rows, key=key), key)
        }
        found: dict[tuple[Any, ...], Any] = {}
        for cell in stored_cells(
            session,
            col(Tally.instrument_id) == counted.instrument_id,
            col(Tally.breakdown) == breakdown,
        ):
            assert cell.key.included
            k = cell.key
            group = (k.office_id, k.counter_id, k.month, k.channel, k.part, k.value)
            # What is released and what is not yet make one cell together.
            found[group] = found[group] + cell if group in found else cell
        assert len(rows) > RESPONSES / 2
        assert found.keys() == expected.keys()
        for group, members in expected.items():
            assert found[group].n == len(members)
            assert found[group].codes.tolist() == recount.codes(members, questionnaire)
            assert found[group].sums.tolist() == recount.sums(
                members, questionnaire, full=counted.full
            )


def test_pairs_equal_a_recount(store: Store, counted: OpenInstrument) -> None:
    questionnaire = questionnaire_of(counted)
    with store.reading() as session:
        rows = [
            row
            for row in recount.responses(session)
            if row.instrument_id == counted.instrument_id and row.part == "core"
        ]
        cells: dict[tuple[int, str], Any] = {}
        for cell in stored_pair_cells(
            session, col(PairTally.instrument_id) == counted.instrument_id
        ):
            group = cell.key.office_id, cell.key.channel
            cells[group] = cells[group] + cell if group in cells else cell
        for (office_id, channel), cell in cells.items():
            members = [
                row
                for row in rows
                if recount.office_of(session, row) == office_id
                and row.channel == channel
            ]
            assert cell.n == len(members)
            assert cell.products.tolist() == recount.products(members, questionnaire)
        assert sum(cell.n for cell in cells.values()) == len(rows)


def test_day_counts_equal_a_recount(store: Store, counted: OpenInstrument) -> None:
    questionnaire = questionnaire_of(counted)
    core_index = [
        position
        for position, question in enumerate(questionnaire.questions)
        if question.core and question.factor is not None
    ]
    with store.reading() as session:
        rows = [
            row
            for row in recount.responses(session)
            if row.instrument_id == counted.instrument_id and row.part == "core"
        ]
        day_counts = session.scalars(
            select(DayCount).where(col(DayCount.instrument_id) == counted.instrument_id)
        ).all()
        assert sum(day_count.n for day_count in day_counts) == len(rows)
        for found in day_counts:
            members = [
                row
                for row in rows
                if (row.received_on, row.counter_id, row.channel)
                == (found.day, found.counter_id, found.channel)
            ]
            sums = [found.n_valid, found.y, found.m, found.yy, found.ym, found.mm]
            assert found.n == len(members)
            assert sums == recount.sums_of(members, questionnaire, core_index)


def test_arrays_come_back_as_they_were_packed() -> None:
    numbers = np.array([[0, 1, 2**40], [3, 0, 7]])
    assert unpacked(packed(numbers)).tolist() == [0, 1, 2**40, 3, 0, 7]
    symmetric = np.array([[1, 2, 3], [2, 4, 5], [3, 5, 6]])
    assert (unpacked_products(packed_products(symmetric)) == symmetric).all()
