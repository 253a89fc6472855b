"""Goes through a whole file by a mapping and says what would come of it, before anything is written."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from survey.imports.rows import BadCell, GoodRow, Reason, RowReader
from survey.imports.source import Source
from survey.store import answer_imports, earlier_imports

# More are counted and not kept: whoever has mended a thousand looks again.
MOST_BAD_KEPT = 1_000
_DIGEST_MODULUS = 1 << 128
# Digests are looked up so many at a time.
_LOOKED_UP_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Seen:
    """An earlier import that holds rows of this file."""

    import_id: int
    file_name: str
    accepted_on: str
    n: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What a file holds by a mapping.

    `n` rows, `n_bad` of them bad; `bad` is what is wrong with the first of those, `reasons` how often
    anything is. `offices` counts good rows by the office's id. `doubled` rows stand in the file more
    than once. `seen` are rows that earlier imports hold, `same` the import that holds the same file or
    the very same rows.
    """

    n: int
    n_bad: int
    bad: tuple[BadCell, ...] = ()
    reasons: dict[str, int] = field(default_factory=dict)
    offices: dict[int, int] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None
    doubled: int = 0
    content_hash: str = ""
    seen: tuple[Seen, ...] = ()
    same: Seen | None = None

    @property
    def can_be_brought_in(self) -> bool:
        """Tell whether every row is good and none of it was brought in as it stands."""
        return self.n > 0 and self.n_bad == 0 and self.same is None


def check(
    session: Session, source: Source, reader: RowReader, *, hash: str
) -> Findings:
    """Read every row and compare with earlier imports. Raises InputError."""
    tally = _Tally()
    waiting: set[bytes] = set()
    seen: Counter[int] = Counter()

    def look_up() -> None:
        for found in earlier_imports.seen_before(session, waiting):
            seen[found.answer_import.id or 0] += found.n
        waiting.clear()

    for row in source.rows():
        read = reader.read(row)
        tally.add(read)
        if isinstance(read, GoodRow):
            waiting.add(read.digest)
            if len(waiting) >= _LOOKED_UP_AT_ONCE:
                look_up()
    look_up()
    content_hash = tally.content_hash()
    same = earlier_imports.same_file(session, hash) or earlier_imports.same_content(
        session, content_hash
    )
    return Findings(
        n=tally.n,
        n_bad=tally.n_bad,
        bad=tuple(tally.bad),
        reasons=dict(tally.reasons),
        offices=dict(sorted(tally.offices.items())),
        first_day=tally.first_day,
        last_day=tally.last_day,
        doubled=tally.doubled,
        content_hash=content_hash,
        seen=tuple(_seen(session, *one) for one in sorted(seen.items())),
        same=None if same is None else _seen(session, same.id or 0, same.n),
    )


def good_rows(source: Source, reader: RowReader) -> Iterator[GoodRow]:
    """Give the rows of a file that was checked. Raises ValueError at a bad row: the file has changed."""
    for row in source.rows():
        read = reader.read(row)
        if not isinstance(read, GoodRow):
            raise ValueError(f"row {row.line} is not as it was")
        yield read


class ContentHash:
    """Stands for all rows of a file, whatever their order."""

    def __init__(self) -> None:
        self._sum = 0
        self._n = 0

    def add(self, digest: bytes) -> None:
        """Add a row."""
        self._sum = (self._sum + int.from_bytes(digest, "big")) % _DIGEST_MODULUS
        self._n += 1

    def value(self) -> str:
        """Return 64 hexadecimal digits."""
        return sha256(f"{self._n} {self._sum}".encode()).hexdigest()


class _Tally:
    def __init__(self) -> None:
        self.n = self.n_bad = self.doubled = 0
        self.bad: list[BadCell] = []
        self.reasons: Counter[str] = Counter()
        self.offices: Counter[int] = Counter()
        self.first_day: date | None = None
        self.last_day: date | None = None
        self._content = ContentHash()
        # Half of each digest: a few megabytes for half a million rows.
        self._digests: set[bytes] = set()

    def add(self, read: GoodRow | tuple[BadCell, ...]) -> None:
        self.n += 1
        if not isinstance(read, GoodRow):
            self.n_bad += 1
            self.reasons.update(cell.reason.name for cell in read)
            self.bad += read[: MOST_BAD_KEPT - len(self.bad)]
            return
        self.offices[read.office_id] += 1
        self._content.add(read.digest)
        self.doubled += read.digest[:8] in self._digests
        self._digests.add(read.digest[:8])
        if read.day is not None:
            self.first_day = min(self.first_day or read.day, read.day)
            self.last_day = max(self.last_day or read.day, read.day)

    def content_hash(self) -> str:
        return self._content.value()


def findings_text(findings: Findings) -> str:
    """Return findings as JSON, to be kept with their import."""
    return json.dumps(asdict(findings), ensure_ascii=False, default=str)


def read_findings(text: str) -> Findings:
    """Return the findings of a text by `findings_text`."""
    # Any: what JSON holds.
    kept: dict[str, Any] = json.loads(text)
    return Findings(
        **{
            **kept,
            "bad": tuple(
                BadCell(one["line"], one["column"], one["value"], Reason(one["reason"]))
                for one in kept["bad"]
            ),
            "offices": {int(key): n for key, n in kept["offices"].items()},
            "first_day": _day(kept["first_day"]),
            "last_day": _day(kept["last_day"]),
            "seen": tuple(Seen(**one) for one in kept["seen"]),
            "same": Seen(**kept["same"]) if kept["same"] else None,
        }
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _seen(session: Session, import_id: int, n: int) -> Seen:
    found = answer_imports.import_by_id(session, import_id)
    assert found is not None
    return Seen(import_id, found.file_name, str(found.accepted_on), n)
