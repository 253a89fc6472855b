"""Counts straight from responses, one answer at a time, to hold the tallies against."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session

from forms.questionnaire import Questionnaire
from survey.store.tables import Counter, Response

Rows = Sequence[Response]


def responses(session: Session) -> list[Response]:
    return list(session.scalars(select(Response)))


def office_of(session: Session, response: Response) -> int:
    return session.get_one(Counter, response.counter_id).office_id


def codes(rows: Rows, questionnaire: Questionnaire) -> list[int]:
    """Return how often each character stands at each question, end to end, levels first."""
    characters = [str(level + 1) for level in range(questionnaire.scale.levels)]
    return [
        sum(row.scores[position] == character for row in rows)
        for position in range(len(questionnaire.questions))
        for character in [*characters, "x", "-", ".", "?"]
    ]


def sums(rows: Rows, questionnaire: Questionnaire, *, full: bool) -> list[int]:
    """Return n_valid, y, m, yy, ym and mm of each measure, end to end."""
    return [
        total
        for measure in questionnaire.measures(full=full)
        for total in sums_of(rows, questionnaire, measure.positions)
    ]


def sums_of(
    rows: Rows, questionnaire: Questionnaire, positions: Sequence[int]
) -> list[int]:
    """Return n_valid, y, m, yy, ym and mm of some questions."""
    totals = [0] * 6
    for row in rows:
        levels = [int(row.scores[p]) for p in positions if row.scores[p].isdigit()]
        m = len(levels)
        y = sum(level >= questionnaire.scale.satisfied_from for level in levels)
        for place, value in enumerate((int(m > 0), y, m, y * y, y * m, m * m)):
            totals[place] += value
    return totals


def products(rows: Rows, questionnaire: Questionnaire) -> list[list[int]]:
    """Return the sums of products of score, satisfied and answered over pairs of questions."""
    width = 3 * len(questionnaire.questions)
    total = [[0] * width for _ in range(width)]
    for row in rows:
        scores = [int(c) if c.isdigit() else 0 for c in row.scores]
        satisfied = [int(s >= questionnaire.scale.satisfied_from) for s in scores]
        answered = [int(s > 0) for s in scores]
        values = scores + satisfied + answered
        for i, first in enumerate(values):
            for j, second in enumerate(values):
                total[i][j] += first * second
    return total
