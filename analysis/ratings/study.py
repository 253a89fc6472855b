"""A file of ratings, checked and ready for the statistics."""

from dataclasses import dataclass

import numpy as np

from analysis.arrays import ByteArray, FloatArray, IntArray
from analysis.ratings.errors import Expected, InputError
from analysis.ratings.questions import found_questions, read_scores
from analysis.ratings.reading import Table, read_table
from analysis.ratings.request import ID_COLUMN, NO_STRATA, Request
from analysis.ratings.units import (
    Grouping,
    Joined,
    join,
    numbers_of,
    population_of,
    refuse_doubles,
)
from analysis.ratings.weighting import Weighting, weighting_of
from analysis.tally import Tallies, pack, tally_scores

OVERALL_INDEX = "SIPAS"
OVERALL_QUESTION = "OVERALL"


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Everything that was asked for, as arrays over respondents.

    Parameters
    ----------
    request
        What was asked for.
    ids
        Name of each response.
    unit
        The unit of each respondent.
    silent_units
        Units that nobody answered about.
    questions
        Names of the questions; the overall question stands after them.
    factors
        Questions of each factor, by position.
    factor_names
        What the factors are called.
    scores
        Levels of the questions and of the overall one, 0 for none, shape (respondents, columns).
    groups
        The columns of `--by` and `--wave`.
    weighting
        What each response stands for.
    """

    request: Request
    ids: tuple[str, ...]
    unit: Grouping
    silent_units: tuple[str, ...]
    questions: tuple[str, ...]
    factors: dict[str, tuple[int, ...]]
    factor_names: dict[str, str]
    scores: ByteArray
    groups: tuple[Grouping, ...]
    weighting: Weighting

    @property
    def n(self) -> int:
        """Number of responses."""
        return len(self.ids)

    @property
    def answers(self) -> tuple[FloatArray, FloatArray]:
        """Satisfied and valid answers of each respondent, shape (respondents, measures)."""
        member = np.zeros((self.scores.shape[1], len(self.measures)))
        for number, questions in enumerate(self.measures.values()):
            member[list(questions), number] = 1
        satisfied = self.scores >= self.request.satisfied_from
        answered = self.scores > 0
        return (
            satisfied.astype(np.float64) @ member,
            answered.astype(np.float64) @ member,
        )

    @property
    def items(self) -> tuple[str, ...]:
        """Questions and the overall question, by the names of their columns."""
        overall = self.request.overall
        return (*self.questions, overall) if overall else self.questions

    @property
    def scales(self) -> dict[str, tuple[int, ...]]:
        """Factors and the overall index, as positions of questions."""
        return {**self.factors, OVERALL_INDEX: tuple(range(len(self.questions)))}

    @property
    def measures(self) -> dict[str, tuple[int, ...]]:
        """All measures: questions, factors, the overall index and question."""
        found: dict[str, tuple[int, ...]] = {
            name: (at,) for at, name in enumerate(self.questions)
        }
        found |= self.scales
        if self.request.overall:
            found[OVERALL_QUESTION] = (len(self.questions),)
        return found

    def tallies(self, group: Grouping) -> Tallies:
        """Count the responses of each value of a group; those without one are left out."""
        inside = group.codes >= 0
        return tally_scores(
            pack(self.scores[inside], levels=self.request.levels),
            group.codes[inside],
            n_cells=len(group.values),
            levels=self.request.levels,
            measures=list(self.measures.values()),
            satisfied_from=self.request.satisfied_from,
        )


def read_study(request: Request) -> Study:
    """Read and check everything before anything is computed. Raises InputError."""
    table = read_table(request.responses)
    joined = join(table, request.units, request.unit)
    unit = Grouping.of(request.unit, table.column(request.unit))
    factors, factor_names = _factors(table, request)
    questions = tuple(dict.fromkeys(q for of in factors.values() for q in of))
    if not request.factors:
        questions = found_questions(table, request)
        factors = {}
    if request.overall and request.overall in questions:
        raise InputError(table.path, 1, request.overall, "", Expected.OTHER_COLUMN)
    items = (*questions, request.overall) if request.overall else questions
    place = {question: at for at, question in enumerate(questions)}
    columns = dict.fromkeys(
        name for name in (*request.by, request.wave) if name and name != request.unit
    )
    known = joined.units.column(request.unit) if joined.units else ()
    return Study(
        request=request,
        ids=_ids(table, request),
        unit=unit,
        silent_units=tuple(sorted(set(known) - set(unit.values))),
        questions=questions,
        factors={
            name: tuple(place[question] for question in of)
            for name, of in factors.items()
        },
        factor_names=factor_names,
        scores=read_scores(table, items, request),
        groups=tuple(
            Grouping.of(name, joined.of_respondents(name)) for name in columns
        ),
        weighting=weighting_of(
            joined,
            request,
            unit,
            weight=_weight(joined, request),
            population=(
                population_of(joined, request.population, unit.values)
                if request.population
                else None
            ),
            stratum=_strata(joined, request),
            cluster=_clusters(joined, request),
        ),
    )


def _ids(table: Table, request: Request) -> tuple[str, ...]:
    name = request.id or (ID_COLUMN if table.has(ID_COLUMN) else "")
    if not name:
        return tuple(str(number) for number in range(1, len(table.rows) + 1))
    refuse_doubles(table, name)
    return table.column(name)


def _factors(
    table: Table, request: Request
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return the questions and the name of each factor, in the order of the file."""
    if request.factors is None:
        return {}, {}
    file = read_table(request.factors)
    factor, item = file.column("factor"), file.column("item")
    names = file.column("factor_name") if file.has("factor_name") else factor
    found: dict[str, list[str]] = {}
    for row, (code, question) in enumerate(zip(factor, item)):
        if not code:
            raise file.error(row, "factor", Expected.VALUE)
        if question not in table.columns:
            raise file.error(row, "item", Expected.QUESTION, allowed=table.columns)
        if question in found.setdefault(code, []):
            raise file.error(row, "item", Expected.UNIQUE)
        found[code].append(question)
        if code in item or code in (OVERALL_INDEX, OVERALL_QUESTION):
            raise file.error(row, "factor", Expected.FACTOR)
    if not found:
        raise InputError(request.factors, 1, "item", "", Expected.QUESTION)
    return {code: tuple(of) for code, of in found.items()}, dict(zip(factor, names))


def _weight(joined: Joined, request: Request) -> FloatArray | None:
    """Return the weight of each response: its own, or that of its unit as a sampling plan gives it."""
    if not request.weight:
        return None
    table, units = joined.responses, joined.units
    if units is None or table.has(request.weight) or not units.has(request.weight):
        weight = numbers_of(table, request.weight, expected=Expected.POSITIVE)
    else:
        found = numbers_of(units, request.weight, expected=Expected.POSITIVE)
        by_unit = dict(zip(units.column(request.unit), found))
        weight = np.array([by_unit[unit] for unit in table.column(request.unit)])
    missing = np.flatnonzero(np.isnan(weight))
    if len(missing):
        raise table.error(int(missing[0]), request.weight, Expected.POSITIVE, value="")
    return weight


def _strata(joined: Joined, request: Request) -> IntArray | None:
    """Return the stratum of each respondent; None means the unit."""
    if request.strata == NO_STRATA or (request.cluster and not request.strata):
        return np.zeros(len(joined.responses.rows), np.int64)
    if request.strata in ("", request.unit):
        return None
    return _complete(joined, request.strata)


def _clusters(joined: Joined, request: Request) -> IntArray | None:
    return _complete(joined, request.cluster) if request.cluster else None


def _complete(joined: Joined, name: str) -> IntArray:
    """Return the group of each respondent in a column where every one must have one."""
    column = joined.of_respondents(name)
    for row, value in enumerate(column):
        if not value:
            raise joined.responses.error(row, name, Expected.VALUE, value="")
    return Grouping.of(name, column).codes
