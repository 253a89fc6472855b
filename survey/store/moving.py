"""Moving rows that wait to where they stay, in the order of their random ids, which no order of time is."""

import sqlalchemy
from sqlalchemy import ColumnElement, delete, insert
from sqlmodel import Session

from survey.store.tables import metadata


def move_rows(
    session: Session,
    source: str,
    target: str,
    condition: ColumnElement[bool],
    *,
    limit: int | None,
) -> int:
    """Move the next rows of a table that meet a condition, all or so many, and return how many they were.

    The caller keeps other movers out.
    """
    connection = session.connection()
    waiting, moved = metadata.tables[source], metadata.tables[target]
    ids = connection.scalars(
        sqlalchemy.select(waiting.c.id)
        .where(condition)
        .order_by(waiting.c.id)
        .limit(limit)
    ).all()
    columns = [column.name for column in moved.columns]
    batch = (
        sqlalchemy.select(*(waiting.c[name] for name in columns))
        .where(waiting.c.id.in_(ids))
        .order_by(waiting.c.id)
    )
    connection.execute(insert(moved).from_select(columns, batch))
    connection.execute(delete(waiting).where(waiting.c.id.in_(ids)))
    return len(ids)
