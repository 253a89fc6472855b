"""Writes the rows of a checked file in short steps and accepts them all, or leaves nothing of them.

Every step is a transaction of some milliseconds, so that phones can post meanwhile. A try that was
broken off leaves rows that are in no figure; the next try throws them away first.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from survey.access.administration import Note
from survey.imports.checking import ContentHash, Findings
from survey.imports.rows import GoodRow
from survey.store import answer_imports, earlier_imports
from survey.store.answer_imports import WrittenRow
from survey.store.engine import Store
from survey.store.tables import AnswerImport
from survey.store.tables.imports import ACCEPTED, LOOKING, WRITING

# Nobody waits longer for the write lock (DESIGN, section 5); the first step is cautious.
STEP_SECONDS = 0.05
FIRST_ROWS, FEWEST_ROWS, MOST_ROWS = 100, 100, 2_000
THROWN_AWAY_AT_ONCE = 500
# Its page offers to begin again until then.
GIVEN_UP_AFTER = timedelta(hours=1)

# Called with the number of rows that are written.
Progress = Callable[[int], None]


class FileChanged(Exception):
    """The rows are not those that were checked."""


def bring_in(
    store: Store,
    import_id: int,
    rows: Iterable[GoodRow],
    findings: Findings,
    *,
    now: Callable[[], datetime],
    today: date,
    note: Note,
    progress: Progress | None = None,
) -> date:
    """Write the rows of an import and accept them; return the day to which the answers belong.

    Raises what reading the rows raises, FileChanged, and of `survey.store.answer_imports`
    WrongImportState, BroughtInBefore and AlreadyReleased; then the import can be looked at again and nothing is counted.
    """
    for _ in leftovers_thrown_away(store, import_id):
        pass
    with store.writing() as session:
        found = required(
            answer_imports.import_by_id(session, import_id, to_change=True)
        )
        answer_imports.start_writing(
            session,
            found,
            n=findings.n,
            content_hash=findings.content_hash,
            now=now(),
        )
        batch_ids = answer_imports.batches_of(
            session, found, findings.offices, today=today
        )
    try:
        _write(store, import_id, rows, batch_ids, findings, now=now, progress=progress)
        with store.writing() as session:
            found = required(
                answer_imports.import_by_id(session, import_id, to_change=True)
            )
            day = answer_imports.accept(session, found, today=today)
            note(
                session,
                "import",
                object=found.file_name,
                n=found.n,
                number=import_id,
                headline=found.headline,
            )
    except BaseException:
        give_back(store, import_id)
        raise
    return day


def leftovers_thrown_away(store: Store, import_id: int) -> Iterator[int]:
    """Throw the rows of an import away, step by step; give how many went. Raises WrongImportState."""
    gone = THROWN_AWAY_AT_ONCE
    while gone:
        with store.writing() as session:
            found = required(
                answer_imports.import_by_id(session, import_id, to_change=True)
            )
            gone = answer_imports.throw_away(session, found, limit=THROWN_AWAY_AT_ONCE)
        yield gone


def give_back(store: Store, import_id: int) -> None:
    """Let an import be looked at again after its writing stopped in the middle, and leave no row of it."""
    with store.writing() as session:
        found = required(
            answer_imports.import_by_id(session, import_id, to_change=True)
        )
        if found.state == WRITING:
            answer_imports.look_again(session, found)
        is_open = found.state == LOOKING
    if is_open:
        for _ in leftovers_thrown_away(store, import_id):
            pass


def give_up(store: Store, import_id: int) -> None:
    """Cancel an import that is not accepted, and leave no row of it."""
    with store.writing() as session:
        found = required(
            answer_imports.import_by_id(session, import_id, to_change=True)
        )
        if found.state in (LOOKING, WRITING):
            answer_imports.cancel(session, found)
        is_accepted = found.state == ACCEPTED
    if not is_accepted:
        for _ in leftovers_thrown_away(store, import_id):
            pass


def sweep(store: Store, now: datetime) -> None:
    """Give up the imports whose process died in the middle and that nobody took up again."""
    with store.reading() as session:
        dead = earlier_imports.standing_still(session, since=now - GIVEN_UP_AFTER)
    for import_id in dead:
        give_up(store, import_id)


def required(found: AnswerImport | None) -> AnswerImport:
    """Return an import that is known to be there."""
    assert found is not None
    return found


def _write(
    store: Store,
    import_id: int,
    rows: Iterable[GoodRow],
    batch_ids: dict[int, int],
    findings: Findings,
    *,
    now: Callable[[], datetime],
    progress: Progress | None,
) -> None:
    waiting, content, written, size = iter(rows), ContentHash(), 0, FIRST_ROWS
    while some := list(islice(waiting, size)):
        for row in some:
            content.add(row.digest)
        if any(row.office_id not in batch_ids for row in some):
            raise FileChanged
        with store.writing() as session:
            began = time.monotonic()
            found = required(
                answer_imports.import_by_id(session, import_id, to_change=True)
            )
            if found.written + len(some) > found.n:
                raise FileChanged
            answer_imports.write(
                session,
                found,
                [
                    WrittenRow(row.office_id, row.scores, row.digest, row.choices)
                    for row in some
                ],
                batch_ids=batch_ids,
                now=now(),
            )
            # Without the commit: a slow disk takes as long for few rows as for many.
            size = _next_size(len(some), time.monotonic() - began)
        if store.is_sqlite:
            # Another process that waits for SQLite's lock looks now and then whether it is free. Were it
            # free for moments only, a phone would wait for seconds, so it stays free about as long as it was held.
            time.sleep(min(time.monotonic() - began, STEP_SECONDS / 2))
        written += len(some)
        if progress is not None:
            progress(written)
    if content.value() != findings.content_hash:
        raise FileChanged


def _next_size(rows: int, seconds: float) -> int:
    """Return how many rows are written in about half of what a step may take."""
    fitting = int(rows * STEP_SECONDS / 2 / max(seconds, 1e-4))
    return min(max(fitting, FEWEST_ROWS), MOST_ROWS, 2 * rows + FEWEST_ROWS)
