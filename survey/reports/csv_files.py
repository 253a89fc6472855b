"""The tables of a page as CSV: the same figures, rounding and floors, for programs to read."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey.reports.comparison import Comparison
from survey.reports.figures import Estimate, Figure, Measured
from survey.reports.numbers import plain_points
from survey.reports.office_page import OfficePage, QuestionRow
from survey.reports.office_table import OfficeTable
from survey.reports.overview import WaveOverview
from survey.reports.plain import as_cell, plain
from survey.reports.ranks import RankRange
from survey.reports.wording import Wording

# Brackets, for screen readers skip a star (Government Analysis Function, symbols in tables).
CONFIDENTIAL = "[c]"
NOT_THERE = "[z]"
# No combining mark, so decomposing leaves it whole.
D_WITH_STROKE = str.maketrans("\u0111\u0110", "dD")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file's name in ASCII and its text, which begins with a byte order mark for Excel."""

    name: str
    text: str


def office_table_file(table: OfficeTable, wording: Wording) -> CsvFile:
    """Return all offices, those without a shown figure included."""
    columns = wording.columns()
    header = [
        columns.office_code,
        columns.office,
        *columns.figure,
        columns.group,
        *columns.rank,
        columns.status,
    ]
    rows = [
        [
            row.code,
            row.name,
            *_numbers(row.figure),
            wording.group(row.verdict),
            *_ranks(row.rank),
            wording.status(row.figure),
        ]
        for group in table.all_groups
        for row in group.rows
    ]
    return CsvFile(file_name(table.head.code, "offices"), csv_text(header, rows))


def overview_file(overview: WaveOverview, wording: Wording) -> CsvFile:
    """Return the index, its parts and factors, and the questions outside it."""
    columns = wording.columns()
    header = [columns.code, columns.name, *columns.figure, columns.status]
    index = Measured("index", wording.index_title(), overview.index)
    rows = [
        [row.code, row.name, *_numbers(row.figure), wording.status(row.figure)]
        for row in (
            index,
            *overview.weighed,
            *overview.factors,
            *overview.other_questions,
        )
    ]
    return CsvFile(file_name(overview.head.code, "overview"), csv_text(header, rows))


def comparison_file(comparison: Comparison, wording: Wording) -> CsvFile:
    """Return the two offices, and their difference in a row of its own."""
    columns = wording.columns()
    header = [columns.office_code, columns.office, *columns.figure, columns.status]
    first, second = comparison.first, comparison.second
    rows = [
        [
            office.code,
            office.name,
            *_numbers(office.figure),
            wording.status(office.figure),
        ]
        for office in (first, second)
    ]
    found = comparison.difference
    between = (
        [CONFIDENTIAL] * 3
        if found is None
        else [
            plain_points(share) for share in (found.difference, found.low, found.high)
        ]
    )
    name = wording.difference_of(first.name, second.name)
    verdict = wording.group(comparison.verdict)
    rows.append(["", name, NOT_THERE, *between, verdict])
    codes = f"{first.code}-{second.code}"
    return CsvFile(file_name(comparison.head.code, codes), csv_text(header, rows))


def office_page_file(
    page: OfficePage, wording: Wording, *, levels: Sequence[str]
) -> CsvFile:
    """Return one office's index, factors and questions, with the share of each level."""
    columns = wording.columns()
    header = [
        columns.code,
        columns.name,
        *columns.figure,
        *(f"{label} (%)" for label in levels),
        columns.not_applicable,
        columns.not_answered,
        columns.status,
    ]
    index = Measured("index", wording.index_title(), page.index)
    blank = [NOT_THERE] * (len(levels) + 2)
    rows = [_measured_row(index, blank, wording)]
    for section in page.sections:
        if section.factor is not None:
            rows.append(_measured_row(section.factor, blank, wording))
        for row in section.rows:
            rows.append(
                _measured_row(row.question, _answers(row, len(levels)), wording)
            )
    return CsvFile(file_name(page.head.code, page.code), csv_text(header, rows))


def _measured_row(
    measured: Measured, answers: Sequence[str], wording: Wording
) -> list[str]:
    return [
        measured.code,
        measured.name,
        *_numbers(measured.figure),
        *answers,
        wording.status(measured.figure),
    ]


def _answers(row: QuestionRow, levels: int) -> list[str]:
    if row.distribution is None:
        return [CONFIDENTIAL] * (levels + 2)
    return [
        *(plain_points(level.share) for level in row.distribution.levels),
        str(row.not_applicable),
        str(row.not_answered),
    ]


def _numbers(figure: Figure) -> list[str]:
    if not isinstance(figure, Estimate):
        return [CONFIDENTIAL] * 4
    shares = (figure.share, figure.low, figure.high)
    return [str(figure.n), *(plain_points(share) for share in shares)]


def _ranks(rank: RankRange | None) -> list[str]:
    if rank is None:
        return [NOT_THERE] * 3
    return [str(rank.rank), str(rank.low), str(rank.high)]


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows under their header, as Excel opens them."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([_safe(cell) for cell in header])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return "\ufeff" + file.getvalue()


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a negative number is none."""
    return cell if NUMBER.fullmatch(cell) else as_cell(plain(cell))


def file_name(*parts: str) -> str:
    """Return a file name that every system can keep."""
    return "_".join(["hai-long", *(ascii_name(part) for part in parts)]) + ".csv"


def ascii_name(text: str) -> str:
    """Return a text as part of a file's name, in ASCII."""
    decomposed = unicodedata.normalize("NFD", text.translate(D_WITH_STROKE))
    in_ascii = decomposed.encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", in_ascii).strip("-")
