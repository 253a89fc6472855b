"""Dossiers that offices settled, by month: brought up to date from files and programs, and added up for pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    case,
    func,
    insert,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from survey.store.registers import Changes
from survey.store.tables import DossierVolume, Office

COUNTS = ("settled", "early", "on_time", "late", "pending", "invited")

Key = tuple[int, str, str, int]


class By(StrEnum):
    """Whose dossiers are added up: those an office received at its counters, or those it settles."""

    RECEIVED = "received"
    COMPETENT = "competent"


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """Dossiers as a file tells them; `office`, which received them, and `competent` are codes.

    An empty field means all of them, an empty `competent` the office that received them.
    """

    office: str
    month: str
    field: str
    settled: int
    early: int | None
    on_time: int | None
    late: int | None
    pending: int | None
    invited: int | None
    competent: str = ""

    @property
    def competent_code(self) -> str:
        """The code of the office that settles them."""
        return self.competent or self.office


@dataclass(frozen=True, slots=True)
class Volume:
    """Dossiers of one office in one month, added up; None where nobody counted.

    `in_time` are those settled on the day or before. `field` is empty unless sums by field were asked for.
    """

    office_id: int
    month: str
    settled: int
    early: int | None
    in_time: int | None
    late: int | None
    pending: int | None
    invited: int | None
    field: str = ""


def misfit(counts: Mapping[str, int | None]) -> int | None:
    """Return the sum of early, on time and late where it cannot be that of the settled; None where it can.

    With all three told the sum is what was settled; with some it is no more.
    """
    told = [counts[name] for name in ("early", "on_time", "late")]
    known = [count for count in told if count is not None]
    whole, together = counts["settled"], sum(known)
    if whole is None:
        return None
    is_whole = len(known) == len(told)
    return together if together > whole or (is_whole and together < whole) else None


class VolumeDiffers(Exception):
    """Figures that are kept differ from those of the file; they are replaced only when told so."""

    def __init__(self, rows: Sequence[VolumeRow]) -> None:
        super().__init__(f"{len(rows)} rows differ")
        self.rows = rows


class MixedFields(Exception):
    """An office would have a month both by field and all fields together, so counted twice."""

    def __init__(self, office: str, month: str) -> None:
        super().__init__(office, month)
        self.office = office
        self.month = month


@dataclass(frozen=True, slots=True)
class MonthChanges:
    """What putting an office's month in its place did, in rows."""

    added: int
    changed: int
    removed: int
    unchanged: int

    @property
    def is_none(self) -> bool:
        return not (self.added or self.changed or self.removed)


def put_volumes(
    session: Session, rows: Iterable[VolumeRow], *, replace: bool
) -> Changes:
    """Add new rows; change known ones only with `replace`. Raises VolumeDiffers or MixedFields."""
    rows = tuple(rows)
    ids = _office_ids(session)
    kept = _kept(session, {row.month for row in rows})
    wanted = {_key(row, ids): row for row in rows}
    differing = [
        row for key, row in wanted.items() if key in kept and not _same(kept[key], row)
    ]
    if differing and not replace:
        raise VolumeDiffers(differing)
    _refuse_mixed(wanted, {*kept})
    added = _put(session, wanted, kept)
    return Changes(
        added=added,
        changed=len(differing),
        unchanged=len(rows) - added - len(differing),
    )


def put_month(
    session: Session, office: Office, month: str, rows: Sequence[VolumeRow]
) -> MonthChanges:
    """Let an office's month hold these rows and no others. Raises MixedFields."""
    ids = _office_ids(session)
    kept = {
        key: row for key, row in _kept(session, {month}).items() if key[0] == office.id
    }
    wanted = {_key(row, ids): row for row in rows}
    _refuse_mixed(wanted, set())
    gone = [row for key, row in kept.items() if key not in wanted]
    changed = sum(
        key in kept and not _same(kept[key], row) for key, row in wanted.items()
    )
    for row in gone:
        session.delete(row)
    added = _put(session, wanted, kept)
    session.flush()
    return MonthChanges(added, changed, len(gone), len(rows) - added - changed)


def month_rows(session: Session, office_id: int, month: str) -> tuple[VolumeRow, ...]:
    """Return what is kept of an office's month, by field and competent office. One query."""
    receiving, competent = aliased(Office), aliased(Office)
    rows: Iterable[Any] = session.connection().execute(
        select(
            col(DossierVolume.field),
            col(receiving.code).label("office"),
            col(competent.code).label("competent"),
            *(col(getattr(DossierVolume, name)) for name in COUNTS),
        )
        .join(receiving, col(receiving.id) == col(DossierVolume.office_id))
        .join(competent, col(competent.id) == col(DossierVolume.competent_id))
        .where(
            col(DossierVolume.office_id) == office_id,
            col(DossierVolume.month) == month,
        )
    )
    found = (
        VolumeRow(
            row.office,
            month,
            row.field,
            **{name: getattr(row, name) for name in COUNTS},
            competent="" if row.competent == row.office else row.competent,
        )
        for row in rows
    )
    # Not by the database, whose order of letters differs from one to the other.
    return tuple(sorted(found, key=lambda row: (row.field, row.competent)))


def known_months(session: Session) -> tuple[str, ...]:
    """Return the months that have figures, the oldest first."""
    found = session.scalars(
        select(col(DossierVolume.month)).distinct().order_by(col(DossierVolume.month))
    )
    return tuple(found)


def volumes(
    session: Session,
    months: Collection[str],
    *,
    by: By = By.RECEIVED,
    by_field: bool = False,
) -> tuple[Volume, ...]:
    """Return what each office received, or settled, in each of the months. One query."""
    office = {
        By.RECEIVED: col(DossierVolume.office_id),
        By.COMPETENT: col(DossierVolume.competent_id),
    }[by]
    keys = [office, col(DossierVolume.month)]
    if by_field:
        keys.append(col(DossierVolume.field))
    counted: list[SQLColumnExpression[Any]] = [
        col(DossierVolume.early),
        # Where the early ones are not told apart, `on_time` holds them too.
        col(DossierVolume.on_time) + func.coalesce(col(DossierVolume.early), 0),
        col(DossierVolume.late),
        col(DossierVolume.pending),
        col(DossierVolume.invited),
    ]
    rows: Iterable[Any] = session.connection().execute(
        select(
            *keys,
            func.sum(col(DossierVolume.settled)),
            # A sum in which a row was not counted is no count of the office.
            *(_sum_if_all_counted(column) for column in counted),
        )
        .where(col(DossierVolume.month).in_(sorted(months)))
        .group_by(*keys)
        .order_by(*keys)
    )
    return tuple(_volume(tuple(row), n_keys=len(keys)) for row in rows)


def _volume(row: tuple[Any, ...], *, n_keys: int) -> Volume:
    """Return a row of sums: office, month and perhaps the field, then the counts in their order."""
    settled, early, in_time, late, pending, invited = map(_int, row[n_keys:])
    return Volume(
        row[0],
        row[1],
        settled or 0,
        early,
        in_time,
        late,
        pending,
        invited,
        *row[2:n_keys],
    )


def _sum_if_all_counted(
    column: SQLColumnExpression[Any],
) -> ColumnElement[int | None]:
    return case((func.count(column) == func.count(), func.sum(column)), else_=None)


def _int(count: object) -> int | None:
    return None if count is None else int(str(count))


def _office_ids(session: Session) -> dict[str, int]:
    rows = session.connection().execute(select(col(Office.code), col(Office.id)))
    return {code: found or 0 for code, found in rows}


def _kept(session: Session, months: Collection[str]) -> dict[Key, DossierVolume]:
    return {
        (row.office_id, row.month, row.field, row.competent_id): row
        for row in session.scalars(
            select(DossierVolume).where(col(DossierVolume.month).in_(sorted(months)))
        )
    }


def _key(row: VolumeRow, ids: Mapping[str, int]) -> Key:
    return ids[row.office], row.month, row.field, ids[row.competent_code]


def _put(
    session: Session,
    wanted: Mapping[Key, VolumeRow],
    kept: Mapping[Key, DossierVolume],
) -> int:
    """Write rows that are new or differ; return how many are new."""
    new = []
    for key, row in wanted.items():
        counts = {name: getattr(row, name) for name in COUNTS}
        if key not in kept:
            office_id, month, field, competent_id = key
            new.append(
                {
                    "office_id": office_id,
                    "month": month,
                    "field": field,
                    "competent_id": competent_id,
                    **counts,
                }
            )
        elif not _same(kept[key], row):
            for name, count in counts.items():
                setattr(kept[key], name, count)
    session.flush()
    if new:
        # As rows, not as objects: a year of a province holds the write lock a tenth as long.
        session.connection().execute(insert(DossierVolume), new)
    return len(new)


def _same(kept: DossierVolume, row: VolumeRow) -> bool:
    told = asdict(row)
    return all(getattr(kept, name) == told[name] for name in COUNTS)


def _refuse_mixed(wanted: Mapping[Key, VolumeRow], kept: Collection[Key]) -> None:
    """Refuse what would count the dossiers that an office settles for another, or itself, twice."""
    fields: dict[tuple[int, str, int], set[str]] = {}
    for office_id, month, field, competent_id in (*kept, *wanted):
        fields.setdefault((office_id, month, competent_id), set()).add(field)
    for (office_id, month, _, competent_id), row in wanted.items():
        found = fields[office_id, month, competent_id]
        if "" in found and len(found) > 1:
            raise MixedFields(row.office, month)
