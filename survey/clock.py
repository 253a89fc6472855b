"""One clock for the whole service: dates are those of Viet Nam, and tests can set it."""

import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time; a clock with `started_at` counts on from that moment (tests only)."""

    started_at: datetime | None = None
    _monotonic_start: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        if self.started_at is None:
            return datetime.now(UTC)
        elapsed = timedelta(seconds=time.monotonic() - self._monotonic_start)
        return self.started_at.astimezone(UTC) + elapsed

    def today(self) -> date:
        """Return the calendar day in Viet Nam."""
        return self.now().astimezone(VIETNAM).date()


def parse_moment(text: str) -> datetime:
    """Read an ISO moment; one without an offset is taken as Vietnamese time. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
