"""Dossiers in time, with what they are a share of: by office, month and field."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from survey.store.volumes import Volume


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Dossiers settled and how many of them in time; None where nobody counted.

    `in_time` are those settled on the day or before, `early` being a part of them.
    """

    settled: int
    early: int | None
    in_time: int | None
    late: int | None
    pending: int | None

    @property
    def share_in_time(self) -> float | None:
        """In time of all settled, 0 to 1; None where it is not known or nothing was settled."""
        if self.in_time is None or not self.settled:
            return None
        return self.in_time / self.settled

    @property
    def unclear(self) -> int | None:
        """Settled, but neither in time nor late by the figures; None where these are not known."""
        if self.in_time is None or self.late is None:
            return None
        return self.settled - self.in_time - self.late


def added_up(volumes: Iterable[Volume]) -> Timeliness:
    """Return volumes together; a count that one of them lacks is not known of all."""
    found = tuple(volumes)
    return Timeliness(
        settled=sum(one.settled for one in found),
        early=_sum([one.early for one in found]),
        in_time=_sum([one.in_time for one in found]),
        late=_sum([one.late for one in found]),
        # What is open at a month's end is open at the next, too: the last month's stands.
        pending=_last_pending(found),
    )


def by_office(volumes: Iterable[Volume]) -> dict[int, tuple[Volume, ...]]:
    """Return volumes by the id of their office."""
    found: defaultdict[int, list[Volume]] = defaultdict(list)
    for one in volumes:
        found[one.office_id].append(one)
    return {office_id: tuple(of_office) for office_id, of_office in found.items()}


def months_between(first: date, last: date) -> tuple[str, ...]:
    """Return the months from that of one day to that of another, such as 2026-10.

    >>> months_between(date(2026, 11, 20), date(2027, 1, 2))
    ('2026-11', '2026-12', '2027-01')
    """
    months = []
    day = first.replace(day=1)
    while day <= last:
        months.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return tuple(months)


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _last_pending(found: Sequence[Volume]) -> int | None:
    months: defaultdict[tuple[int, str], list[Volume]] = defaultdict(list)
    newest = max((one.month for one in found), default="")
    for one in found:
        months[one.office_id, one.month].append(one)
    return _sum(
        [
            one.pending
            for (_, month), of in months.items()
            if month == newest
            for one in of
        ]
    )
