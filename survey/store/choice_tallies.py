"""Counts of what was chosen, counted or ranked: per office, additive, released with the office's total.

A cell holds one row of numbers: for each question of perception and expectation in the order of the file
how many answered it, then how often each of its values was given; of ranked ones how often each option
stood at each place.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy import ColumnElement, delete, func, select
from sqlmodel import Session, col

from analysis.arrays import IntArray
from forms.questionnaire import ChoiceQuestion, Questionnaire, read_choices
from forms.questionnaire.choices import RANK
from survey.store.questionnaires import stored_questionnaire
from survey.store.tables import ChoiceTally, Counter, Response
from survey.store.tables.answers import CANARY, CORE, KIOSK
from survey.store.tallies import (
    PairKey,
    key_columns,
    merged,
    of_same_offices,
    packed,
    put,
    unpacked,
)
from survey.store.waves import OpenInstrument


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceCell:
    """What one office's core answers of a class chose. `n` counts those who were asked."""

    key: PairKey
    n: int
    counts: IntArray

    def __add__(self, other: "ChoiceCell") -> "ChoiceCell":
        return ChoiceCell(self.key, self.n + other.n, self.counts + other.counts)

    def as_released(self) -> "ChoiceCell":
        return replace(self, key=replace(self.key, released=True))


def width(question: ChoiceQuestion) -> int:
    """Return how many numbers a question takes: who answered, and one for each value or value and place."""
    return 1 + len(question.values) * _places(question)


def _places(question: ChoiceQuestion) -> int:
    return question.most if question.kind == RANK else 1


def positions(questionnaire: Questionnaire) -> dict[tuple[str, str, int], int]:
    """Return where a cell counts who answered a question (no value) and each value, of ranks by place from 0."""
    found: dict[tuple[str, str, int], int] = {}
    for question in questionnaire.choice_questions:
        found[question.code, "", 0] = len(found)
        for value in question.values:
            for place in range(_places(question)):
                found[question.code, value, place] = len(found)
    return found


def counted(
    questionnaire: Questionnaire, responses: Mapping[str, int]
) -> tuple[int, IntArray]:
    """Return how many responses there are, and what they count for; they are given by their packed choices."""
    at = positions(questionnaire)
    ranked = {q.code for q in questionnaire.choice_questions if q.kind == RANK}
    counts = [0] * len(at)
    for choices, n in responses.items():
        found = read_choices(questionnaire.choice_questions, choices)
        for code, answer in found.items():
            counts[at[code, "", 0]] += n
            chosen = answer if isinstance(answer, tuple) else (str(answer),)
            for place, value in enumerate(chosen):
                counts[at[code, value, place if code in ranked else 0]] += n
    return sum(responses.values()), np.array(counts, np.int64)


def count_choices(
    session: Session, instrument: OpenInstrument, day: date
) -> tuple[ChoiceCell, ...]:
    """Count a day's choices by office and class; nothing where the wave asks for none.

    A kiosk does not ask such questions, so that its answers are no blanks.
    """
    questionnaire = stored_questionnaire(instrument.digest, instrument.content)
    if not questionnaire.asked_choices(full=instrument.full):
        return ()
    columns = (col(Counter.office_id), col(Response.channel), col(Response.choices))
    rows = session.connection().execute(
        select(*columns, func.count())
        .join(Counter, col(Counter.id) == col(Response.counter_id))
        .where(
            col(Response.received_on) == day,
            col(Response.instrument_id) == instrument.instrument_id,
            col(Response.part) == CORE,
            col(Response.channel) != KIOSK,
        )
        .group_by(*columns)
    )
    responses: defaultdict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    for office_id, channel, choices, n in rows:
        responses[office_id, channel][choices] = n
    return tuple(
        ChoiceCell(
            PairKey(
                instrument.instrument_id,
                office_id,
                channel,
                included=True,
                released=False,
            ),
            *counted(questionnaire, of_cell),
        )
        for (office_id, channel), of_cell in responses.items()
    )


def stored_choice_cells(
    session: Session, *conditions: ColumnElement[bool]
) -> tuple[ChoiceCell, ...]:
    """Return the stored cells that meet the conditions."""
    rows = session.connection().execute(
        select(
            col(ChoiceTally.instrument_id),
            col(ChoiceTally.office_id),
            col(ChoiceTally.channel),
            col(ChoiceTally.included),
            col(ChoiceTally.released),
            col(ChoiceTally.n),
            col(ChoiceTally.counts),
        ).where(*conditions)
    )
    return tuple(
        ChoiceCell(PairKey(*row[:-2]), row.n, unpacked(row.counts)) for row in rows
    )


def add_choice_cells(session: Session, cells: Sequence[ChoiceCell]) -> None:
    """Add distinct cells of one instrument to those stored. The caller keeps other sealers out."""
    if not cells:
        return
    stored = stored_choice_cells(session, *of_same_offices(ChoiceTally, cells))
    values = [
        {**key_columns(cell.key), "n": cell.n, "counts": packed(cell.counts)}
        for cell in merged(cells, stored)
    ]
    put(session, ChoiceTally, values, changed=("n", "counts"))


def advance_choices(
    session: Session,
    instrument_id: int,
    *,
    headline_classes: str,
    office_ids: Collection[int],
) -> None:
    """Merge the offices' unreleased cells into the released ones, together with their totals."""
    unreleased = (
        *_counted_cells(instrument_id, headline_classes=headline_classes),
        col(ChoiceTally.office_id).in_(office_ids),
        col(ChoiceTally.released).is_(False),
    )
    cells = stored_choice_cells(session, *unreleased)
    if not cells:
        return
    session.connection().execute(delete(ChoiceTally).where(*unreleased))
    add_choice_cells(session, [cell.as_released() for cell in cells])


def released_choices(
    session: Session, instrument: OpenInstrument, *, office_ids: Sequence[int]
) -> IntArray:
    """Return what is released of offices in the order given, shape (offices, numbers of a cell). One query.

    Without a query where the questionnaire has no such questions.
    """
    questionnaire = stored_questionnaire(instrument.digest, instrument.content)
    questions = questionnaire.choice_questions
    counts = np.zeros((len(office_ids), sum(map(width, questions))), np.int64)
    if not questions:
        return counts
    position = {office_id: at for at, office_id in enumerate(office_ids)}
    for cell in stored_choice_cells(
        session,
        *_counted_cells(
            instrument.instrument_id, headline_classes=instrument.headline_classes
        ),
        col(ChoiceTally.released).is_(True),
    ):
        if cell.key.office_id in position:
            counts[position[cell.key.office_id]] += cell.counts
    return counts


def split(questionnaire: Questionnaire, counts: IntArray) -> dict[str, IntArray]:
    """Return the numbers of each question by code, cut out of the last axis of cells."""
    found: dict[str, IntArray] = {}
    start = 0
    for question in questionnaire.choice_questions:
        end = start + width(question)
        found[question.code] = counts[..., start:end]
        start = end
    return found


def _counted_cells(
    instrument_id: int, *, headline_classes: str
) -> tuple[ColumnElement[bool], ...]:
    return (
        col(ChoiceTally.instrument_id) == instrument_id,
        col(ChoiceTally.included).is_(True),
        col(ChoiceTally.channel).in_(set(headline_classes) - {CANARY}),
    )
