"""How many of the people served were heard: answers beside the dossiers that offices settled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from survey.reports.figures import Estimate
from survey.reports.wave_result import WaveResult
from survey.store import volumes
from survey.store.results import RatedOffice
from survey.store.volumes import Volume
from survey.store.waves import COUNTER
from survey.trust.disclosure import may_be_shown


@dataclass(frozen=True, slots=True)
class Coverage:
    """Answers of the months that have dossier figures, and what was settled and asked in them.

    `is_partial` tells that answers were collected on a part of those months only, so that the
    rate is less than it should be. `invited` is None where nobody counted.
    """

    months: tuple[str, ...]
    answered: int
    settled: int
    invited: int | None
    is_partial: bool

    @property
    def per_hundred(self) -> float:
        """Answers for each hundred dossiers settled."""
        return 100 * self.answered / self.settled


@dataclass(frozen=True, slots=True)
class WaveCoverage:
    """Coverage by office, in the order of the result, and of those together that have it.

    Where others than the counter's visitors were asked there is none: dossiers are not their number.
    """

    by_office: tuple[Coverage | None, ...]
    together: Coverage | None
    is_of_visitors: bool = True

    @property
    def covered(self) -> int:
        """How many offices have figures."""
        return sum(one is not None for one in self.by_office)


def build_coverage(
    session: Session, result: WaveResult, *, today: date
) -> WaveCoverage:
    """Return the coverage of a wave's offices. One query, or none.

    Only months that an office's released state covers to their end are counted: those grow no
    more, so that no two states tell of fewer than five answers between them. For the same reason
    an office is left out where the months left over hold one to four, or where a state once moved
    on by so few of a month beside another.
    """
    if result.instrument.audience != COUNTER:
        nothing = (None,) * len(result.offices)
        return WaveCoverage(nothing, None, is_of_visitors=False)
    wanted = {month for _, month in result.by_month}
    by_office: defaultdict[int, list[Volume]] = defaultdict(list)
    for volume in volumes.volumes(session, wanted):
        by_office[volume.office_id].append(volume)
    n_by_office: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for (office_id, month), n in result.by_month.items():
        n_by_office[office_id][month] = n
    period = _Period(
        result.head.opens_on,
        result.instrument.last_day,
        is_over=today > result.instrument.last_day_with_grace,
    )
    figures = result.index_figures("reform_office")
    found = tuple(
        (
            _coverage(
                office,
                n_by_office[office.office_id],
                by_office[office.office_id],
                period,
            )
            # Where its n is hidden, the rate would tell it.
            if isinstance(figures[at], Estimate)
            else None
        )
        for at, office in enumerate(result.offices)
    )
    return WaveCoverage(found, _together([one for one in found if one is not None]))


@dataclass(frozen=True, slots=True)
class _Period:
    """The days on which a wave was open; `is_over` once no answer can come any more."""

    first: date
    last: date
    is_over: bool

    def holds(self, month: str) -> bool:
        """Tell whether the wave was open all month."""
        return self.first <= first_day(month) and last_day(month) <= self.last


def first_day(month: str) -> date:
    """Return the first day of a month such as 2026-10."""
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    """Return the last day of a month."""
    return (first_day(month) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _coverage(
    office: RatedOffice,
    n: Mapping[str, int],
    settled: Sequence[Volume],
    period: _Period,
) -> Coverage | None:
    through = office.through
    if through is None or not office.months_apart:
        return None
    finished = [
        one
        for one in settled
        if one.settled > 0
        and one.month in n
        and (period.is_over or last_day(one.month) <= through)
    ]
    whole = [one for one in finished if period.holds(one.month)]
    # Part of a month beside all its dossiers says too little while the wave may still fill months.
    used = whole or (finished if period.is_over else [])
    answered = sum(n[one.month] for one in used)
    left_over = sum(n.values()) - answered
    if not may_be_shown(answered) or (left_over and not may_be_shown(left_over)):
        return None
    invited = [one.invited for one in used]
    return Coverage(
        months=tuple(one.month for one in used),
        answered=answered,
        settled=sum(one.settled for one in used),
        invited=_added(invited),
        is_partial=not whole,
    )


def _together(found: Sequence[Coverage]) -> Coverage | None:
    if not found:
        return None
    return Coverage(
        months=tuple(sorted({month for one in found for month in one.months})),
        answered=sum(one.answered for one in found),
        settled=sum(one.settled for one in found),
        invited=_added([one.invited for one in found]),
        is_partial=any(one.is_partial for one in found),
    )


def _added(counts: Sequence[int | None]) -> int | None:
    """Return the sum; None where one of them is not known."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
