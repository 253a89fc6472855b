"""What an office should look at first: the points that go most with being dissatisfied overall."""

from dataclasses import dataclass

from sqlmodel import Session

from analysis.attributable import MIN_N, Attributable, attributable_shares
from survey.reports.wave_result import WaveResult
from survey.store import results
from survey.trust.disclosure import may_be_shown


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One point of the list: two shares with their intervals, of n respondents.

    `unsatisfied` at the point, and by how much more of these are not satisfied overall.
    """

    code: str
    name: str
    n: int
    unsatisfied: float
    unsatisfied_low: float
    unsatisfied_high: float
    difference: float
    difference_low: float
    difference_high: float
    is_tied: bool


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Up to three points in order. Empty where nothing goes with it, or too few or too much does.

    `n` respondents answered the overall question, None where too few to tell; `cannot_be_told`
    says that more points than three are alike.
    """

    points: tuple[LookedAt, ...]
    n: int | None
    cannot_be_told: bool

    @property
    def is_of_enough(self) -> bool:
        """Tell whether there are enough answers to look for anything."""
        return self.n is not None and self.n >= MIN_N


def build_first_look(
    session: Session, result: WaveResult, position: int | None
) -> FirstLook | None:
    """Return what the office at a position should look at first, or all offices together. One query.

    None where the questionnaire asks no overall question, or nothing beside it.
    """
    questionnaire = result.questionnaire
    asked = questionnaire.asked_positions(full=result.instrument.full)
    outside = [at for at in asked if questionnaire.questions[at].factor is None]
    points = [at for at in asked if questionnaire.questions[at].factor is not None]
    if not outside or not points:
        return None
    offices = result.offices if position is None else (result.offices[position],)
    products = results.released_products(
        session, result.instrument, offices=offices
    ).sum(axis=0)
    overall, width = outside[0], len(questionnaire.questions)
    satisfied, answered = slice(width, 2 * width), slice(2 * width, 3 * width)
    n = int(products[answered, answered][overall, overall])
    found = attributable_shares(
        products[answered, answered][points, overall],
        products[satisfied, answered][points, overall],
        products[answered, satisfied][points, overall],
        products[satisfied, satisfied][points, overall],
    )
    tied = found.tied()
    names = [questionnaire.questions[at] for at in points]
    return FirstLook(
        tuple(
            _looked_at(
                found,
                at,
                code=names[at].code,
                name=names[at].text,
                is_tied=len(tied) > 1 and at in tied,
            )
            for at in found.first()
        ),
        n if may_be_shown(n) else None,
        cannot_be_told=bool(tied) and not found.first(),
    )


def _looked_at(
    found: Attributable, at: int, *, code: str, name: str, is_tied: bool
) -> LookedAt:
    return LookedAt(
        code,
        name,
        int(found.n[at]),
        float(found.unsatisfied[at]),
        float(found.unsatisfied_interval.low[at]),
        float(found.unsatisfied_interval.high[at]),
        float(found.difference[at]),
        float(found.difference_interval.low[at]),
        float(found.difference_interval.high[at]),
        is_tied,
    )
