"""Brings a file in while its page says how far it is: a thread of the web server's process."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial

from survey.access.administration import Note
from survey.imports import bringing
from survey.imports.checking import Findings
from survey.imports.rows import GoodRow
from survey.store.engine import Store
from survey.store.tables import AnswerImport

# A step takes a fraction of a second, and waits eight for the lock at the most.
STALE_AFTER = timedelta(seconds=60)

log = logging.getLogger(__name__)


class Work(threading.Thread):
    """One import on its way; `failed_by` is what it stopped at."""

    def __init__(
        self,
        store: Store,
        import_id: int,
        rows: Iterable[GoodRow],
        findings: Findings,
        *,
        now: Callable[[], datetime],
        today: date,
        note: Note,
        at_end: Callable[[], None],
    ) -> None:
        super().__init__(name=f"import {import_id}", daemon=True)
        self.failed_by: Exception | None = None
        self._at_end = at_end
        self._bring_in = partial(
            bringing.bring_in,
            store,
            import_id,
            rows,
            findings,
            now=now,
            today=today,
            note=note,
        )

    def run(self) -> None:
        """Bring the file in, or leave nothing of it."""
        try:
            self._bring_in()
        except Exception as error:
            self.failed_by = error
            # Without its message, which may quote a row.
            log.error("an import stopped: %s", type(error).__name__)
        else:
            self._at_end()


def is_stale(found: AnswerImport, now: datetime) -> bool:
    """Tell whether nobody has written a row of an import for longer than any step takes."""
    beat = found.beat_at
    if beat is None:
        return True
    return now - beat > STALE_AFTER
