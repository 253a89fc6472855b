"""The weekly round: which posters were looked at, and whether answers come from them. Never a score."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from survey.reports.numbers import RANGE
from survey.store import closing, posters
from survey.store.posters import WEEK, PrintedCounter, week_of
from survey.trust.disclosure import FLOOR

# A poster may miss one round: people are ill, offices close for a week.
LONGEST_UNSEEN = timedelta(days=14)
WEEKS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class CheckedPoster:
    """A poster with its last check, and what came in by its counter in past weeks, the latest first.

    A week of `received` is empty until its last day is closed.
    """

    printed: PrintedCounter
    last_check: date | None
    is_checked_this_week: bool
    is_overdue: bool
    received: tuple[str, ...]

    @property
    def poster_id(self) -> int:
        assert self.printed.poster.id is not None
        return self.printed.poster.id


@dataclass(frozen=True, slots=True)
class Round:
    """This week's round through the posters of all offices or of one."""

    week: date
    past_weeks: tuple[date, ...]
    posters: tuple[CheckedPoster, ...]

    @property
    def overdue(self) -> tuple[CheckedPoster, ...]:
        """Posters that nobody has looked at for two weeks."""
        return tuple(poster for poster in self.posters if poster.is_overdue)


def build_round(
    session: Session, today: date, *, under: str, office_code: str = ""
) -> Round:
    """Return this week's round; `under` says that a number is under the floor."""
    week = week_of(today)
    past = tuple(week - n * WEEK for n in range(1, WEEKS_SHOWN + 1))
    sealed = closing.last_sealed_day(session)
    counts = posters.received_in_weeks(session, past)
    checks = posters.last_checks(session)
    return Round(
        week,
        past,
        tuple(
            _checked(
                printed,
                checks.get(printed.poster.id or 0),
                week=week,
                today=today,
                received=tuple(
                    (
                        roughly(counts.get((printed.counter.id or 0, each), 0), under)
                        if sealed is not None and each + WEEK - timedelta(1) <= sealed
                        else ""
                    )
                    for each in past
                ),
            )
            for printed in posters.current_posters(
                session, today, office_code=office_code
            )
        ),
    )


def roughly(n: int, under: str) -> str:
    """Return a number in steps of five, as `10–14`.

    An exact number beside the office's total would give away the counters that are under the floor.
    """
    if n < FLOOR:
        return under
    lowest = n // FLOOR * FLOOR
    return f"{lowest}{RANGE}{lowest + FLOOR - 1}"


def _checked(
    printed: PrintedCounter,
    last_check: date | None,
    *,
    week: date,
    today: date,
    received: tuple[str, ...],
) -> CheckedPoster:
    # A check holds for its whole week; a poster that nobody saw yet counts from its printing.
    seen_until = printed.printed_on if last_check is None else last_check + WEEK
    return CheckedPoster(
        printed,
        last_check,
        is_checked_this_week=last_check == week,
        is_overdue=today - seen_until >= LONGEST_UNSEEN,
        received=received,
    )
