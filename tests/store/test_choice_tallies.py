"""What people chose is counted at the seal and released with the office's total."""

import json
import random
from collections import Counter as Count
from datetime import timedelta

import pytest
from sqlmodel import Session, col

from forms.questionnaire import Questionnaire
from survey.store.choice_tallies import (
    released_choices,
    split,
    stored_choice_cells,
)
from survey.store.engine import Store
from survey.store.tables import ChoiceTally
from survey.store.waves import OpenInstrument
from survey.trust import sealing
from tests.fixtures.choices import choose, make_choice_wave, random_choices
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
    questionnaire_of,
)
from tests.store import recount

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture()
def asked(store: Store) -> OpenInstrument:
    """Open the wave with every kind of question."""
    with store.writing() as session:
        return make_choice_wave(session)


def given(rows: recount.Rows, code: str) -> Count[object]:
    """Return how often each value was given, straight from the rows; of ranked ones with its place."""
    counts: Count[object] = Count()
    for row in rows:
        answer = json.loads(row.choices or "{}").get(code)
        if answer is None:
            continue
        counts["answered"] += 1
        if code == "first":
            counts.update((value, place) for place, value in enumerate(answer))
        else:
            counts.update(map(str, answer if isinstance(answer, list) else [answer]))
    return counts


def numbered(
    questionnaire: Questionnaire, code: str, numbers: list[int]
) -> Count[object]:
    """Return a cell's numbers under the names of `given`."""
    question = {one.code: one for one in questionnaire.choice_questions}[code]
    names: list[object] = ["answered"]
    if code == "first":
        names += [(v, place) for v in question.values for place in range(question.most)]
    else:
        names += question.values
    # Counters compare as equal where only zeros differ.
    return Count(dict(zip(names, numbers, strict=True)))


def test_cells_equal_a_recount(store: Store, asked: OpenInstrument) -> None:
    rng = random.Random(4)
    questionnaire = questionnaire_of(asked)
    with store.writing() as session:
        counters = [make_counter(session, make_office(session, code)) for code in "ab"]
        for number in range(80):
            choose(
                session,
                rng.choice(counters),
                asked,
                questionnaire,
                random_choices(rng, questionnaire),
                received_on=TODAY + timedelta(days=number % 3),
                channel=rng.choice("DDLC"),
                part=rng.choice(("core", "core", "opt-in")),
            )
    sealing.seal(store, TODAY + timedelta(days=3))
    with store.reading() as session:
        rows = [
            row
            for row in recount.responses(session)
            # A kiosk asks none of these questions; opt-in answers are in no total.
            if row.part == "core" and row.channel != "C"
        ]
        cells = {}
        for cell in stored_choice_cells(session):
            group = cell.key.office_id, cell.key.channel
            cells[group] = cells[group] + cell if group in cells else cell
        assert sum(cell.n for cell in cells.values()) == len(rows) > 30
        for (office_id, channel), cell in cells.items():
            members = [
                row
                for row in rows
                if recount.office_of(session, row) == office_id
                and row.channel == channel
            ]
            assert cell.n == len(members)
            for code, numbers in split(questionnaire, cell.counts).items():
                found = numbered(questionnaire, code, numbers.tolist())
                assert found == given(members, code)


def released(session: Session, asked: OpenInstrument, office_id: int) -> list[int]:
    """Return how often each way of learning of a procedure is released, who answered first."""
    counts = released_choices(session, asked, office_ids=[office_id])
    found: list[int] = split(questionnaire_of(asked), counts)["learnt"][0].tolist()
    return found


def test_choices_are_released_with_their_office_and_not_before(
    store: Store, asked: OpenInstrument
) -> None:
    questionnaire = questionnaire_of(asked)
    with store.writing() as session:
        counter = make_counter(session)
        choose(session, counter, asked, questionnaire, {"learnt": "web"}, times=4)
    sealing.seal(store, TOMORROW)
    with store.reading() as session:
        assert released(session, asked, counter.office_id) == [0, 0, 0, 0, 0]
    with store.writing() as session:
        choose(
            session,
            counter,
            asked,
            questionnaire,
            {"learnt": "board"},
            received_on=TOMORROW,
        )
    sealing.seal(store, TOMORROW + timedelta(days=1))
    with store.reading() as session:
        assert released(session, asked, counter.office_id) == [5, 0, 4, 0, 1]
        (cell,) = stored_choice_cells(session)
        assert (cell.key.released, cell.n) == (True, 5)


def test_classes_outside_the_headline_and_canaries_stay_out(
    store: Store, asked: OpenInstrument
) -> None:
    questionnaire = questionnaire_of(asked)
    with store.writing() as session:
        counter = make_counter(session)
        for channel in "DFZ":
            choose(
                session,
                counter,
                asked,
                questionnaire,
                {"learnt": "web"},
                times=6,
                channel=channel,
            )
    sealing.seal(store, TOMORROW)
    with store.reading() as session:
        # The wave's headline is made of classes A, B, C, D and L.
        assert released(session, asked, counter.office_id) == [6, 0, 6, 0, 0]


def test_a_questionnaire_without_such_questions_has_no_cells(store: Store) -> None:
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        make_responses(session, counter, instrument, scores=[5] * 9)
    sealing.seal(store, TOMORROW)
    with store.reading() as session:
        assert not stored_choice_cells(session, col(ChoiceTally.n) > 0)
        counts = released_choices(session, instrument, office_ids=[counter.office_id])
        assert counts.shape == (1, 0)
