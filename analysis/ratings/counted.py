"""A table of counts: how many people of a unit chose each level of each question, and nothing of who they were.

Who answered what together is not in such a table. So each question has a share with an interval of its
own; several questions together have a share and no interval, because their answers come from the same people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.intervals import wilson_interval
from analysis.ratings.errors import Expected
from analysis.ratings.levels import known_scales, labels_of, level_of
from analysis.ratings.reading import Table, read_table

QUESTION, LEVEL, COUNT = "question", "level", "n"
LARGEST_COUNT = 1_000_000_000


@dataclass(frozen=True, slots=True)
class CountedQuestion:
    """One question of one unit.

    Parameters
    ----------
    name
        The question.
    counts
        People by level, the lowest first.
    n
        All of them.
    share, low, high
        Share at or above the satisfied level, and Wilson's interval of it, in [0, 1]; NaN where n is 0.
    """

    name: str
    counts: tuple[int, ...]
    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """One unit: its questions in the order of the file, and the share over all their answers.

    Parameters
    ----------
    name
        The unit.
    questions
        In the order of the file.
    n_answers
        Answers to all questions; not people, who are counted once for each question they answered.
    share
        Share of satisfied answers, in [0, 1]; NaN without answers. It has no interval.
    """

    name: str
    questions: tuple[CountedQuestion, ...]
    n_answers: int
    share: float


def read_counted(
    path: Path,
    unit: str,
    *,
    levels: int,
    satisfied_from: int,
    scale: Sequence[str] = (),
    confidence_level: float = 0.95,
) -> tuple[CountedUnit, ...]:
    """Read a table with a row for each unit, question and level.

    Parameters
    ----------
    path
        A CSV, XLSX or SPSS file with the columns `unit`, question, level and n.
    unit
        Name of the column that holds the unit.
    levels, satisfied_from
        Number of levels, and the lowest that counts as satisfied.
    scale
        Labels of the levels, the lowest first; without them numbers and known scales are read.
    confidence_level
        Of the intervals of single questions.

    Raises
    ------
    InputError
        With the line at the first value that cannot be used, or that a line before it held already.
    """
    table = read_table(path)
    units = table.column(unit)
    questions = table.column(QUESTION)
    found = _levels(table, levels=levels, scale=scale)
    counts: dict[str, dict[str, list[int]]] = {}
    seen: set[tuple[str, str, int]] = set()
    for row, text in enumerate(table.column(COUNT)):
        for column, value in ((unit, units[row]), (QUESTION, questions[row])):
            if not value:
                raise table.error(row, column, Expected.VALUE)
        if not (text.isascii() and text.isdigit() and int(text) <= LARGEST_COUNT):
            raise table.error(row, COUNT, Expected.NUMBER)
        key = units[row], questions[row], found[row]
        if key in seen:
            raise table.error(row, LEVEL, Expected.UNIQUE)
        seen.add(key)
        by_question = counts.setdefault(units[row], {})
        of_question = by_question.setdefault(questions[row], [0] * levels)
        of_question[found[row] - 1] = int(text)
    return tuple(
        _unit(name, of_unit, satisfied_from, confidence_level)
        for name, of_unit in counts.items()
    )


def _levels(table: Table, *, levels: int, scale: Sequence[str]) -> list[int]:
    values = table.column(LEVEL)
    labels = labels_of(scale) if scale else next(iter(known_scales(values)), None)
    found = []
    for row, value in enumerate(values):
        level = level_of(value, levels=levels, labels=labels)
        if not level:
            raise table.error(row, LEVEL, Expected.LEVEL, allowed=tuple(scale))
        found.append(level)
    return found


def _unit(
    name: str,
    counts: dict[str, list[int]],
    satisfied_from: int,
    confidence_level: float,
) -> CountedUnit:
    questions = tuple(
        _question(question, of_question, satisfied_from, confidence_level)
        for question, of_question in counts.items()
    )
    n = sum(question.n for question in questions)
    satisfied = sum(
        sum(question.counts[satisfied_from - 1 :]) for question in questions
    )
    return CountedUnit(name, questions, n, satisfied / n if n else float("nan"))


def _question(
    name: str, counts: list[int], satisfied_from: int, confidence_level: float
) -> CountedQuestion:
    n, satisfied = sum(counts), sum(counts[satisfied_from - 1 :])
    interval = wilson_interval(satisfied, n, confidence_level=confidence_level)
    return CountedQuestion(
        name,
        tuple(counts),
        n,
        satisfied / n if n else float("nan"),
        float(interval.low),
        float(interval.high),
    )
