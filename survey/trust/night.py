"""The night's work while the service runs: close the days that are over, soon after midnight."""

import logging
import threading
from datetime import datetime, time, timedelta

from survey.clock import VIETNAM, Clock
from survey.store.engine import Store
from survey.trust import sealing

# Ten minutes after midnight the last post of the old day is long answered.
SEALS_AT = time(0, 10)
RETRY_SECONDS = 300.0
# A machine that slept wakes up late; a clock that was set is noticed within this time.
LONGEST_WAIT_SECONDS = 600.0

log = logging.getLogger(__name__)


class Night(threading.Thread):
    """Seals at start, then every night; survives errors and tries again. `stop` ends it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(name="night", daemon=True)
        self._store = store
        self._clock = clock
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until told to stop."""
        next_seal = self._clock.now()
        while not self._stopping.is_set():
            if self._clock.now() >= next_seal:
                next_seal = self._seal_and_plan()
            left = (next_seal - self._clock.now()).total_seconds()
            self._stopping.wait(min(max(left, 0.1), LONGEST_WAIT_SECONDS))

    def stop(self) -> None:
        """End the work after the step at hand; every step can be taken again."""
        self._stopping.set()
        if self.is_alive():
            self.join()

    def _seal_and_plan(self) -> datetime:
        """Seal what is over; return when to do so next."""
        # Counted from here: a run that lasts past midnight must be followed by that night's own.
        began = self._clock.now()
        try:
            for _ in sealing.steps(self._store, self._clock.today()):
                if self._stopping.is_set():
                    break
            self._store.checkpoint()
        except Exception:
            # Whatever went wrong, answers keep coming in and the next try begins where this one ended.
            log.exception("closing the day failed, next try in %g s", RETRY_SECONDS)
            return self._clock.now() + timedelta(seconds=RETRY_SECONDS)
        return next_night(began)


def next_night(now: datetime) -> datetime:
    """Return the next moment at which a day is closed."""
    local = now.astimezone(VIETNAM)
    at = datetime.combine(local.date(), SEALS_AT, VIETNAM)
    return at if local < at else at + timedelta(days=1)
