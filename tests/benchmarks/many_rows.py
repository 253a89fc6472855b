"""Millions of stored responses and receipts, made by the database itself."""

from sqlalchemy import text

from survey.store.engine import Store

BATCH = 500_000

# Keys in ascending order, so that a table ordered by its key grows at its end; they are made up anyway.
_RECEIPTS = """
    INSERT INTO receipt (key_hash, code_hash, content_tag, received_on)
    WITH RECURSIVE number(i) AS
        (SELECT :begin UNION ALL SELECT i + 1 FROM number WHERE i + 1 < :end)
    SELECT printf('%016x', i) || lower(hex(randomblob(24))), lower(hex(randomblob(32))),
        lower(hex(randomblob(32))), date('2025-01-01', '+' || (i % 365) || ' days')
    FROM number
"""
_RESPONSES = """
    INSERT INTO response (id, counter_id, instrument_id, received_on, class, stage, part, scores,
        choices, profile, field, language, language_version, helped)
    WITH RECURSIVE number(i) AS
        (SELECT :begin UNION ALL SELECT i + 1 FROM number WHERE i + 1 < :end)
    SELECT printf('%012x', i) || lower(hex(randomblob(10))),
        (SELECT min(id) FROM counter), (SELECT min(id) FROM instrument),
        date('2025-01-01', '+' || (i % 365) || ' days'), 'D', '', 'core', '555555',
        '', '', '', 'vi', '', 0
    FROM number
"""


def fill(url: str, *, rows: int) -> None:
    """Add that many responses of sealed days and their receipts to an installation on SQLite."""
    store = Store(url)
    for begin in range(0, rows, BATCH):
        span = {"begin": begin, "end": min(begin + BATCH, rows)}
        with store.writing() as session:
            session.connection().execute(text(_RECEIPTS), span)
            session.connection().execute(text(_RESPONSES), span)
    store.checkpoint()
    store.close()
