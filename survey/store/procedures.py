"""The catalogue of procedures: a year's list brought up to date with a file, and compared with another year's."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import bindparam, delete, func, insert
from sqlmodel import Session, col, select

from survey.store.tables import Procedure

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A procedure as a file names it; the same code may be handled at several levels."""

    code: str
    level: str
    name: str
    field: str
    online: str
    by_post: bool
    link: str

    @property
    def key(self) -> Key:
        """What tells it from others of its year."""
        return self.code, self.level


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What bringing a year's list up to date did."""

    added: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class YearChanges:
    """What became of the procedures of a year in the next: new, gone, and kept with another name or service."""

    added: tuple[ProcedureRow, ...]
    gone: tuple[ProcedureRow, ...]
    changed: tuple[tuple[ProcedureRow, ProcedureRow], ...]


class ListDiffers(Exception):
    """Rows of the kept list differ from the file or are not in it; they go only when told so."""

    def __init__(self, changes: ListChanges) -> None:
        super().__init__(f"{changes.changed} changed, {changes.removed} removed")
        self.changes = changes


def years(session: Session) -> tuple[int, ...]:
    """Return the years that have a list, the newest first."""
    found = session.exec(select(Procedure.year).distinct())
    return tuple(sorted(found, reverse=True))


def procedures(session: Session, year: int) -> tuple[ProcedureRow, ...]:
    """Return a year's list in the order of fields and names."""
    found = session.exec(
        select(Procedure)
        .where(Procedure.year == year)
        .order_by(
            col(Procedure.field),
            col(Procedure.name),
            col(Procedure.code),
            col(Procedure.level),
        )
    )
    return tuple(
        ProcedureRow(
            one.code,
            one.level,
            one.name,
            one.field,
            one.online,
            one.by_post,
            one.link,
        )
        for one in found
    )


def count_by_field(session: Session, year: int) -> dict[str, int]:
    """Return how many rows of a year's list each field has, by its name."""
    rows = session.exec(
        select(Procedure.field, func.count())
        .where(Procedure.year == year)
        .group_by(Procedure.field)
        .order_by(col(Procedure.field))
    )
    return {field: int(n) for field, n in rows}


def put_list(
    session: Session, year: int, rows: Iterable[ProcedureRow], *, replace: bool
) -> ListChanges:
    """Make a file the list of a year. Raises ListDiffers where that would change or remove what is kept."""
    wanted = {row.key: row for row in rows}
    known = {row.key: row for row in procedures(session, year)}
    found = _compared(known, wanted)
    changes = ListChanges(
        added=len(found.added),
        changed=len(found.changed),
        removed=len(found.gone),
        unchanged=len(known) - len(found.gone) - len(found.changed),
    )
    if (found.changed or found.gone) and not replace:
        raise ListDiffers(changes)
    gone = (*found.gone, *(before for before, _ in found.changed))
    come = (*found.added, *(after for _, after in found.changed))
    connection = session.connection()
    # As rows, not as objects: a whole list holds the write lock for some milliseconds only.
    if gone:
        connection.execute(
            delete(Procedure).where(
                col(Procedure.year) == year,
                col(Procedure.code) == bindparam("gone_code"),
                col(Procedure.level) == bindparam("gone_level"),
            ),
            [{"gone_code": row.code, "gone_level": row.level} for row in gone],
        )
    if come:
        connection.execute(
            insert(Procedure), [{"year": year, **asdict(row)} for row in come]
        )
    return changes


def compare_years(session: Session, before: int, after: int) -> YearChanges:
    """Return what changed from one year's list to another's."""
    return _compared(
        {row.key: row for row in procedures(session, before)},
        {row.key: row for row in procedures(session, after)},
    )


def compare_with_list(
    session: Session, year: int, rows: Iterable[ProcedureRow]
) -> YearChanges:
    """Return what changes from a year's kept list to a file's rows."""
    return _compared(
        {row.key: row for row in procedures(session, year)},
        {row.key: row for row in rows},
    )


def _compared(
    before: Mapping[Key, ProcedureRow], after: Mapping[Key, ProcedureRow]
) -> YearChanges:
    return YearChanges(
        added=tuple(row for key, row in after.items() if key not in before),
        gone=tuple(row for key, row in before.items() if key not in after),
        changed=tuple(
            (before[key], row)
            for key, row in after.items()
            if key in before and before[key] != row
        ),
    )
