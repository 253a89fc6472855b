"""Counting a sealed day's responses into the tallies."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from sqlalchemy import select
from sqlmodel import Session, col

from analysis.arrays import ByteArray, IntArray
from analysis.tally import cross_products, tally_scores
from forms.questionnaire import Questionnaire
from survey.store import closing
from survey.store.choice_tallies import (
    ChoiceCell,
    add_choice_cells,
    count_choices,
)
from survey.store.questionnaires import stored_questionnaire
from survey.store.tables import Counter, DayCount, Fold, Response
from survey.store.tables.answers import CORE
from survey.store.tallies import (
    Cell,
    CellKey,
    PairCell,
    PairKey,
    add_cells,
    add_pair_cells,
)
from survey.store.waves import OpenInstrument


@dataclass(frozen=True, slots=True)
class _Group:
    """Responses that share everything the tallies tell apart."""

    office_id: int
    counter_id: int
    channel: str
    part: str
    stage: str
    language: str
    helped: bool
    field: str

    def breakdowns(self) -> tuple[tuple[str, str], ...]:
        """Return the cells of each breakdown that such a response belongs to, the total first."""
        return (
            ("", ""),
            ("stage", self.stage),
            ("class", self.channel),
            ("language", self.language),
            ("counter", str(self.counter_id)),
            ("helped", "yes" if self.helped else "no"),
            ("field", self.field),
        )


@dataclass(frozen=True, slots=True)
class OfficeFold:
    """What one office's responses of a day to an instrument add to the tallies."""

    office_id: int
    cells: list[Cell] = field(default_factory=list)
    pairs: list[PairCell] = field(default_factory=list)
    choices: list[ChoiceCell] = field(default_factory=list)
    day_counts: list[DayCount] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """Counts by group, each array with one entry a group."""

    groups: tuple[_Group, ...]
    n: IntArray
    codes: IntArray
    sums: IntArray
    # Measured on the questions that everybody is asked, so that days can be compared over waves.
    core_index_sums: IntArray
    products: dict[tuple[int, str], IntArray]


def count_day(
    session: Session, instrument: OpenInstrument, day: date
) -> tuple[OfficeFold, ...]:
    """Count a day's responses to an instrument, by office. Only rows that can't change are read."""
    counted = _count(session, instrument, day)
    folds = {
        group.office_id: OfficeFold(group.office_id)
        for group in sorted(counted.groups, key=lambda group: group.office_id)
    }
    for cell in _cells(counted, instrument.instrument_id, month=f"{day:%Y-%m}"):
        folds[cell.key.office_id].cells.append(cell)
    for pair_cell in _pair_cells(counted, instrument.instrument_id):
        folds[pair_cell.key.office_id].pairs.append(pair_cell)
    for choice_cell in count_choices(session, instrument, day):
        folds[choice_cell.key.office_id].choices.append(choice_cell)
    for office_id, day_count in _day_counts(counted, instrument.instrument_id, day):
        folds[office_id].day_counts.append(day_count)
    return tuple(folds.values())


def add_to_tallies(
    session: Session, instrument_id: int, day: date, folds: Sequence[OfficeFold]
) -> None:
    """Add what was counted, leaving out offices that are in the tallies already."""
    closing.keep_others_out(session)
    missing = closing.cells_to_fold(session, day).get(instrument_id, set())
    new = [fold for fold in folds if fold.office_id in missing]
    add_cells(session, [cell for fold in new for cell in fold.cells])
    add_pair_cells(session, [cell for fold in new for cell in fold.pairs])
    add_choice_cells(session, [cell for fold in new for cell in fold.choices])
    session.add_all(day_count for fold in new for day_count in fold.day_counts)
    session.add_all(
        Fold(day=day, instrument_id=instrument_id, office_id=fold.office_id)
        for fold in new
    )


def _count(session: Session, instrument: OpenInstrument, day: date) -> _Counted:
    questionnaire = stored_questionnaire(instrument.digest, instrument.content)
    groups, of_response, packed = _read(session, instrument.instrument_id, day)
    scores = packed.reshape(len(of_response), len(questionnaire.questions))
    measures = [m.positions for m in questionnaire.measures(full=instrument.full)]
    tallies = tally_scores(
        scores,
        of_response,
        n_cells=len(groups),
        levels=questionnaire.scale.levels,
        measures=[*measures, _core_index(questionnaire)],
        satisfied_from=questionnaire.scale.satisfied_from,
    )
    return _Counted(
        groups,
        tallies.n,
        tallies.codes,
        tallies.sums[:, :-1],
        tallies.sums[:, -1],
        _products(questionnaire, scores, groups, of_response),
    )


def _read(
    session: Session, instrument_id: int, day: date
) -> tuple[tuple[_Group, ...], IntArray, ByteArray]:
    """Return the groups, the group of each response, and all packed answers end to end."""
    rows = session.connection().execute(
        select(
            col(Counter.office_id),
            col(Response.counter_id),
            col(Response.channel),
            col(Response.part),
            col(Response.stage),
            col(Response.language),
            col(Response.helped),
            col(Response.field),
            col(Response.scores),
        )
        .join(Counter, col(Counter.id) == col(Response.counter_id))
        .where(
            col(Response.received_on) == day,
            col(Response.instrument_id) == instrument_id,
        )
    )
    numbers: dict[_Group, int] = {}
    of_response: list[int] = []
    scores: list[str] = []
    for row in rows:
        of_response.append(numbers.setdefault(_Group(*row[:-1]), len(numbers)))
        scores.append(row[-1])
    answers = np.frombuffer("".join(scores).encode("ascii"), np.uint8)
    return tuple(numbers), np.array(of_response, np.int64), answers


def _core_index(questionnaire: Questionnaire) -> tuple[int, ...]:
    core = set(questionnaire.core_positions)
    return tuple(p for p in questionnaire.index_positions if p in core)


def _products(
    questionnaire: Questionnaire,
    scores: ByteArray,
    groups: Sequence[_Group],
    of_response: IntArray,
) -> dict[tuple[int, str], IntArray]:
    """Return the products of core answers by office and class."""
    keys = sorted({(g.office_id, g.channel) for g in groups if g.part == CORE})
    number = {key: position for position, key in enumerate(keys)}
    # One cell more, for answers of the opt-in part, is counted and left out.
    cell_of_group = np.array(
        [
            number[g.office_id, g.channel] if g.part == CORE else len(keys)
            for g in groups
        ]
    )
    products = cross_products(
        scores,
        cell_of_group[of_response],
        n_cells=len(keys) + 1,
        levels=questionnaire.scale.levels,
        satisfied_from=questionnaire.scale.satisfied_from,
    )
    return {key: products[position] for key, position in number.items()}


def _cells(counted: _Counted, instrument_id: int, *, month: str) -> Iterator[Cell]:
    """Give the fine cells: the total of each counter, class and part, and its breakdowns."""
    members: defaultdict[CellKey, list[int]] = defaultdict(list)
    for position, group in enumerate(counted.groups):
        for breakdown, value in group.breakdowns():
            key = CellKey(
                instrument_id=instrument_id,
                office_id=group.office_id,
                counter_id=group.counter_id,
                month=month,
                channel=group.channel,
                part=group.part,
                included=True,
                breakdown=breakdown,
                value=value,
                released=False,
            )
            members[key].append(position)
    for key, positions in members.items():
        yield Cell(
            key,
            int(counted.n[positions].sum()),
            counted.codes[positions].sum(axis=0).reshape(-1),
            counted.sums[positions].sum(axis=0).reshape(-1),
        )


def _pair_cells(counted: _Counted, instrument_id: int) -> Iterator[PairCell]:
    n: defaultdict[tuple[int, str], int] = defaultdict(int)
    for group, n_of_group in zip(counted.groups, counted.n, strict=True):
        if group.part == CORE:
            n[group.office_id, group.channel] += int(n_of_group)
    for (office_id, channel), products in counted.products.items():
        key = PairKey(instrument_id, office_id, channel, included=True, released=False)
        yield PairCell(key, n[office_id, channel], products)


def _day_counts(
    counted: _Counted, instrument_id: int, day: date
) -> Iterator[tuple[int, DayCount]]:
    """Give core answers by counter and class, each with its office."""
    members: defaultdict[tuple[int, int, str], list[int]] = defaultdict(list)
    for position, group in enumerate(counted.groups):
        if group.part == CORE:
            members[group.office_id, group.counter_id, group.channel].append(position)
    for (office_id, counter_id, channel), positions in members.items():
        sums = counted.core_index_sums[positions].sum(axis=0)
        n_valid, y, m, yy, ym, mm = (int(value) for value in sums)
        yield office_id, DayCount(
            day=day,
            instrument_id=instrument_id,
            counter_id=counter_id,
            channel=channel,
            included=True,
            n=int(counted.n[positions].sum()),
            n_valid=n_valid,
            y=y,
            m=m,
            yy=yy,
            ym=ym,
            mm=mm,
        )
