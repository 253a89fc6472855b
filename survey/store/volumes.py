"""Dossiers that offices settled, by month: brought up to date from files, and added up for pages."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from survey.store.registers import Changes
from survey.store.tables import DossierVolume, Office

COUNTS = ("settled", "early", "on_time", "late", "pending", "invited")


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """One row of a file; `office` is the code of its office, an empty field means all of them."""

    office: str
    month: str
    field: str
    settled: int
    early: int | None
    on_time: int | None
    late: int | None
    pending: int | None
    invited: int | None


@dataclass(frozen=True, slots=True)
class Volume:
    """Dossiers of one office in one month, all fields together; None where nobody counted."""

    office_id: int
    month: str
    settled: int
    on_time: int | None
    late: int | None
    invited: int | None


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


def put_volumes(
    session: Session, rows: Iterable[VolumeRow], *, replace: bool
) -> Changes:
    """Add new rows; change known ones only with `replace`. Raises VolumeDiffers or MixedFields."""
    rows = tuple(rows)
    ids = {
        code: found
        for code, found in session.connection().execute(
            select(col(Office.code), col(Office.id))
        )
    }
    kept = {
        (row.office_id, row.month, row.field): row
        for row in session.scalars(select(DossierVolume))
    }
    wanted = [(row, (ids[row.office] or 0, row.month, row.field)) for row in rows]
    differing = [
        row for row, key in wanted if key in kept and not _is_same(kept[key], row)
    ]
    if differing and not replace:
        raise VolumeDiffers(differing)
    _refuse_mixed(rows, wanted=[key for _, key in wanted], kept=kept)
    for row, key in wanted:
        if key not in kept:
            counts = {name: getattr(row, name) for name in COUNTS}
            session.add(
                DossierVolume(
                    office_id=key[0], month=row.month, field=row.field, **counts
                )
            )
        elif row in differing:
            for name in COUNTS:
                setattr(kept[key], name, getattr(row, name))
    session.flush()
    added = sum(key not in kept for _, key in wanted)
    return Changes(
        added=added,
        changed=len(differing),
        unchanged=len(rows) - added - len(differing),
    )


def volumes(session: Session, months: Collection[str]) -> tuple[Volume, ...]:
    """Return what each office settled in each of the months. One query."""
    added_up = [
        # A sum in which a field was not counted is no count of the office.
        func.sum(col(DossierVolume.settled)),
        *(
            _sum_if_all_counted(getattr(DossierVolume, name))
            for name in ("on_time", "late", "invited")
        ),
    ]
    rows: Iterable[Any] = session.connection().execute(
        select(col(DossierVolume.office_id), col(DossierVolume.month), *added_up)
        .where(col(DossierVolume.month).in_(sorted(months)))
        .group_by(col(DossierVolume.office_id), col(DossierVolume.month))
        .order_by(col(DossierVolume.office_id), col(DossierVolume.month))
    )
    return tuple(
        Volume(
            row.office_id, row.month, int(row[2]), *(_int(count) for count in row[3:])
        )
        for row in rows
    )


def _sum_if_all_counted(column: ColumnElement[int]) -> ColumnElement[int | None]:
    return case((func.count(column) == func.count(), func.sum(column)), else_=None)


def _int(count: object) -> int | None:
    return None if count is None else int(str(count))


def _is_same(kept: DossierVolume, row: VolumeRow) -> bool:
    told = asdict(row)
    return all(getattr(kept, name) == told[name] for name in COUNTS)


def _refuse_mixed(
    rows: Sequence[VolumeRow],
    *,
    wanted: Sequence[tuple[int, str, str]],
    kept: Collection[tuple[int, str, str]],
) -> None:
    fields: dict[tuple[int, str], set[str]] = {}
    for office_id, month, field in (*kept, *wanted):
        fields.setdefault((office_id, month), set()).add(field)
    for row, (office_id, month, _) in zip(rows, wanted, strict=True):
        found = fields[office_id, month]
        if "" in found and len(found) > 1:
            raise MixedFields(row.office, month)
