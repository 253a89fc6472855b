"""The register of published indices: what stands, what is brought in, and what was corrected."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from survey.store.tables import IndexValue

# The indices of a province's work, in the order of the register.
INDEX_CODES = ("par-index", "sipas", "papi", "pci", "ddci", "766")
Key = tuple[str, str, str, str, str]


class ReasonNeeded(Exception):
    """Rows differ from what stands, and nobody said why; `keys` names them."""

    def __init__(self, keys: tuple[Key, ...]) -> None:
        super().__init__(keys)
        self.keys = keys


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One printed value as a file names it; without value and place it takes a value back.

    `value`, `maximum` and `change` are digits with a decimal point at most, empty where not printed.
    """

    index_code: str
    period: str
    unit: str
    component: str = ""
    kind: str = "value"
    block: str = ""
    value: str = ""
    maximum: str = ""
    place_low: int | None = None
    place_high: int | None = None
    ranked: int | None = None
    change: str = ""
    change_in_places: int | None = None
    series_break: str = ""
    status: str = "reported"
    source: str = ""
    link: str = ""
    note: str = ""

    @property
    def key(self) -> Key:
        """What a value is of; a second one under the same key corrects the first."""
        return self.index_code, self.kind, self.period, self.unit, self.component

    @property
    def is_withdrawal(self) -> bool:
        return not self.value and self.place_low is None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a row, 1 the first, and why it replaced the one before."""

    row: IndexRow
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class IndexChanges:
    """What bringing in did."""

    added: int
    corrected: int
    unchanged: int


def current_rows(session: Session, index_code: str = "") -> tuple[IndexRow, ...]:
    """Return what stands now, of one index or of all. One query."""
    return standing_rows(versions(session, index_code))


def standing_rows(found: Iterable[Version]) -> tuple[IndexRow, ...]:
    """Return what stands after all these versions; what was taken back does not."""
    newest = _newest(found).values()
    return tuple(each.row for each in newest if not each.row.is_withdrawal)


def versions(session: Session, index_code: str = "") -> tuple[Version, ...]:
    """Return every version in the order they came. One query."""
    query = select(IndexValue).order_by(col(IndexValue.id))
    if index_code:
        query = query.where(IndexValue.index_code == index_code)
    return tuple(_version(kept) for kept in session.exec(query))


def take_in(
    session: Session, rows: Iterable[IndexRow], *, reason: str = ""
) -> IndexChanges:
    """Keep rows; one that differs from what stands becomes its next version. Raises ReasonNeeded.

    What stands already is left alone, so that the same file changes nothing the second time.
    """
    known = _newest(versions(session))
    added, corrected, unchanged = [], [], 0
    for row in rows:
        before = known.get(row.key)
        if before is None and row.is_withdrawal:
            # There is nothing to take back.
            unchanged += 1
        elif before is None:
            added.append(_kept(row, version=1, reason=""))
        elif before.row == row:
            unchanged += 1
        else:
            corrected.append(_kept(row, version=before.version + 1, reason=reason))
    if corrected and not reason:
        raise ReasonNeeded(
            tuple(
                (kept.index_code, kept.kind, kept.period, kept.unit, kept.component)
                for kept in corrected
            )
        )
    session.add_all([*added, *corrected])
    session.flush()
    return IndexChanges(len(added), len(corrected), unchanged)


def _newest(found: Iterable[Version]) -> dict[Key, Version]:
    return {each.row.key: each for each in found}


def _kept(row: IndexRow, *, version: int, reason: str) -> IndexValue:
    fields = {name: getattr(row, name) for name in IndexRow.__slots__}
    return IndexValue(**fields, version=version, reason=reason)


def _version(kept: IndexValue) -> Version:
    fields = {name: getattr(kept, name) for name in IndexRow.__slots__}
    return Version(IndexRow(**fields), kept.version, kept.reason)
