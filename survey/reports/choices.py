"""Questions of perception and expectation as tables: how many chose each option, or put it where."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from analysis.arrays import IntArray
from analysis.choices import mean_of_values
from analysis.intervals import wilson_interval
from forms.questionnaire import ChoiceQuestion
from forms.questionnaire.choices import COUNT, ONE_OF_MANY, RANK
from survey.reports.figures import Estimate, Figure, Withheld
from survey.reports.wave_result import WaveResult
from survey.store.choice_tallies import released_choices, split
from survey.trust.choice_disclosure import (
    mean_may_be_shown,
    shown_alone,
    shown_in_total,
    shown_parts,
)
from survey.trust.disclosure import Audience, may_be_shown, share_may_be_shown


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of places or numbers of n people, with its interval."""

    n: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One option or number: the share that chose it, of a rank the share that put it first.

    `chosen` is how many that are, None where the share is withheld. `placed` and `mean_place` are of
    ranks only; both are None where too few placed it.
    """

    code: str
    name: str
    figure: Figure
    chosen: int | None
    placed: int | None = None
    mean_place: Mean | None = None


@dataclass(frozen=True, slots=True)
class ChoiceTable:
    """One question. `n` is how many answered it, None where too few; then there are no rows.

    `mean` is of numbers only. `left_out` tells that offices with too few answers are in no figure.
    """

    question: ChoiceQuestion
    n: int | None
    rows: tuple[ChoiceRow, ...]
    mean: Mean | None = None
    left_out: bool = False

    @property
    def hides(self) -> bool:
        """Tell whether a figure of the table is withheld."""
        return self.n is None or any(row.chosen is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Cells:
    """A question's numbers by office: how many answered, chose each value, and of a rank placed it where."""

    question: ChoiceQuestion
    answered: tuple[int, ...]
    first: IntArray
    placed: IntArray
    by_place: IntArray

    @property
    def are_parts(self) -> bool:
        """Tell whether each person stands in one of the cells `first`."""
        return self.question.kind in (*ONE_OF_MANY, RANK)

    def shown_first(self, at: int) -> tuple[bool, ...]:
        cells = self.first[at].tolist()
        if self.are_parts:
            return shown_parts(cells)
        return shown_alone(cells, answered=self.answered[at])

    def shown_placed(self, at: int) -> tuple[bool, ...]:
        return shown_alone(self.placed[at].tolist(), answered=self.answered[at])

    def shown_mean(self, at: int) -> tuple[bool, ...]:
        return tuple(mean_may_be_shown(places) for places in self.by_place[at].tolist())

    def together(self) -> "_Cells":
        return _Cells(
            self.question,
            (sum(self.answered),),
            self.first.sum(axis=0, keepdims=True),
            self.placed.sum(axis=0, keepdims=True),
            self.by_place.sum(axis=0, keepdims=True),
        )


def build_choices(
    session: Session,
    result: WaveResult,
    *,
    audience: Audience,
    position: int | None = None,
) -> tuple[ChoiceTable, ...]:
    """Return the tables of the office at a position, or of all offices together. One query, or none.

    Together are only offices that may show how many answered a question, so that the total tells nothing
    of the others; what it leaves for cells that offices hide is of two offices and five people at least.
    """
    questions = result.questionnaire.asked_choices(full=result.instrument.full)
    if not questions:
        return ()
    office_ids = [office.office_id for office in result.offices]
    counts = released_choices(session, result.instrument, office_ids=office_ids)
    numbers = split(result.questionnaire, counts)
    if position is not None:
        rows = {code: found[[position]] for code, found in numbers.items()}
        return tuple(_of_office(q, rows[q.code], audience) for q in questions)
    return tuple(_of_all(q, numbers[q.code], audience) for q in questions)


def _of_office(
    question: ChoiceQuestion, numbers: IntArray, audience: Audience
) -> ChoiceTable:
    cells = _cells(question, numbers)
    if not may_be_shown(cells.answered[0]):
        return ChoiceTable(question, None, ())
    return _table(
        cells,
        cells.shown_first(0),
        cells.shown_placed(0),
        cells.shown_mean(0),
        audience=audience,
    )


def _of_all(
    question: ChoiceQuestion, numbers: IntArray, audience: Audience
) -> ChoiceTable:
    shown = [may_be_shown(int(n)) for n in numbers[:, 0]]
    left_out = any(
        n and not is_shown for n, is_shown in zip(numbers[:, 0], shown, strict=True)
    )
    if not any(shown):
        return ChoiceTable(question, None, (), left_out=left_out)
    offices = _cells(question, numbers[shown])
    total = offices.together()
    every = range(len(offices.answered))
    means = [offices.shown_mean(at) for at in every]
    return _table(
        total,
        shown_in_total(
            offices.first.tolist(),
            [offices.shown_first(at) for at in every],
            answered=offices.answered,
            of_total=total.shown_first(0),
            are_parts=offices.are_parts,
        ),
        shown_in_total(
            offices.placed.tolist(),
            [offices.shown_placed(at) for at in every],
            answered=offices.answered,
            of_total=total.shown_placed(0),
            are_parts=False,
        ),
        tuple(
            is_shown and [of_office[at] for of_office in means].count(False) != 1
            for at, is_shown in enumerate(total.shown_mean(0))
        ),
        audience=audience,
        left_out=left_out,
    )


def _cells(question: ChoiceQuestion, numbers: IntArray) -> _Cells:
    answered, values = numbers[:, 0], numbers[:, 1:]
    places = question.most if question.kind == RANK else 1
    by_place = values.reshape(len(numbers), len(question.values), places)
    if question.kind == COUNT:
        # A number is its own place on the scale, so that its mean is of all answers.
        by_place = values[:, np.newaxis, :]
    return _Cells(
        question,
        tuple(int(n) for n in answered),
        values.reshape(len(numbers), len(question.values), places)[:, :, 0],
        values.reshape(len(numbers), len(question.values), places).sum(axis=2),
        by_place,
    )


def _table(
    cells: _Cells,
    shown_first: Sequence[bool],
    shown_placed: Sequence[bool],
    shown_mean: Sequence[bool],
    *,
    audience: Audience,
    left_out: bool = False,
) -> ChoiceTable:
    question, n = cells.question, cells.answered[0]
    labels = [option.label for option in question.options] or list(question.values)
    is_ranked = question.kind == RANK
    rows = tuple(
        _row(
            code,
            label,
            _figure(int(cells.first[0, at]), n, shown_first[at], audience),
            int(cells.first[0, at]),
            int(cells.placed[0, at]) if is_ranked and shown_placed[at] else None,
            (
                _mean(cells.by_place[0, at], range(1, question.most + 1))
                if is_ranked and shown_placed[at] and shown_mean[at]
                else None
            ),
        )
        for at, (code, label) in enumerate(zip(question.values, labels, strict=True))
    )
    has_mean = question.kind == COUNT and shown_mean[0] and all(shown_first)
    mean = _mean(cells.by_place[0, 0], range(question.most + 1)) if has_mean else None
    return ChoiceTable(question, n, rows, mean, left_out)


def _row(
    code: str,
    name: str,
    figure: Figure,
    chosen: int,
    placed: int | None,
    mean_place: Mean | None,
) -> ChoiceRow:
    is_shown = isinstance(figure, Estimate)
    return ChoiceRow(
        code, name, figure, chosen if is_shown else None, placed, mean_place
    )


def _figure(chosen: int, n: int, is_shown: bool, audience: Audience) -> Figure:
    if not may_be_shown(chosen):
        return Withheld.TOO_FEW
    if not is_shown:
        return Withheld.COMPLEMENT
    share = chosen / n
    if not share_may_be_shown(share, n=n, audience=audience):
        return Withheld.COMPLEMENT
    interval = wilson_interval(chosen, n)
    return Estimate(n, share, float(interval.low), float(interval.high))


def _mean(counts: IntArray, values: range) -> Mean:
    found = mean_of_values(counts, list(values))
    return Mean(int(found.n), float(found.mean), float(found.low), float(found.high))
