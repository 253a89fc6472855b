"""The report before any format: every sentence, figure and chart once, so that formats cannot differ."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

Value = str | int | Decimal
Role = Literal["body", "finding", "method", "big"]
# Enough that nobody meets the same by chance, few enough to be compared by eye.
CODE_LETTERS = 12


class Kind(StrEnum):
    """What is handed up."""

    FULL = "full"
    SUMMARY = "summary"
    SCORECARD = "scorecard"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is printed, and its values as files hold them, one for each file column.

    A cell that stands for itself and those after it has their number as `span`; theirs is 0.
    """

    text: str
    values: tuple[Value, ...]
    span: int = 1
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is printed, and its headings in files. `width` is its share of the page."""

    heading: str
    in_files: tuple[str, ...]
    is_number: bool = False
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot with its interval and, upright, what it is held against; all are shares."""

    share: float
    low: float
    high: float
    reference: float | None
    shape: str = "none"


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `status` says in files whether its figures are shown, and if not, why."""

    cells: tuple[Cell, ...]
    status: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and what explains its marks. Where the marks' axis begins is a share.

    `key` names it for programs, `code` numbers it for readers.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    axis_start: float | None = None
    code: str = ""

    @property
    def has_status(self) -> bool:
        """Tell whether files need a column that says what is shown."""
        return any(row.status for row in self.rows)


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure of the pages. Its numbers stand in a table of the same section."""

    svg: str
    title: str
    description: str
    caption: str
    # Tables on paper carry such marks themselves.
    is_beside_marks: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph and how loud it is said."""

    text: str
    role: Role = "body"


@dataclass(frozen=True, slots=True)
class Listing:
    """Short statements, one under the other."""

    items: tuple[str, ...]
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """Room to write on: what the office adds by hand."""

    n: int


Block = Paragraph | Listing | Table | Chart | Lines


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, from level 1, and what stands under it; `is_wide` on pages that lie on their side."""

    heading: str
    level: int
    blocks: tuple[Block, ...] = ()
    begins_page: bool = False
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands above the title: who reports, under which number, where and when."""

    issuer: str
    number: str
    country: tuple[str, ...]
    place_and_day: str


@dataclass(frozen=True, slots=True)
class FrameWords:
    """The few words that formats themselves set beside what the report holds."""

    table: str
    figure: str
    code: str
    page: str
    facts: str
    columns: tuple[str, ...]
    status: str
    legend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language. `released_on` is the day up to which answers are counted."""

    kind: Kind
    language: str
    title: str
    subject: str
    subtitle: str
    letterhead: Letterhead | None
    demo: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    released_on: date
    file_stem: str
    words: FrameWords

    @property
    def name(self) -> str:
        """Title and subject in a line."""
        return f"{self.title}: {self.subject}"

    @property
    def tables(self) -> Iterator[Table]:
        """Every table, in order."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield block

    @property
    def charts(self) -> Iterator[Chart]:
        """Every chart, in order."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Chart):
                    yield block

    @property
    def code(self) -> str:
        """Letters that stand for the whole content: another number anywhere gives others."""
        digest = hashlib.sha256(repr(self).encode()).hexdigest()[:CODE_LETTERS].upper()
        return "-".join(digest[at : at + 4] for at in range(0, CODE_LETTERS, 4))
