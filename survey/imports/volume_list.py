"""Reads how many dossiers each office settled, by month, from a CSV or XLSX file, and names every mistake in it."""

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from survey.csv_tables import Cell, Mistakes, Table, cleaned, has_hidden
from survey.imports.named_columns import read_named
from survey.language import translator
from survey.store.tables.volumes import LONGEST_FIELD
from survey.store.volumes import COUNTS, VolumeRow, misfit

COLUMNS = ("office", "month", "settled")
OPTIONAL = ("competent", "field", "early", "on_time", "late", "pending", "invited")
# What headings of offices' own tables are called, without marks.
HEADINGS = {
    "office": (
        "office",
        "ma don vi",
        "ma don vi tiep nhan",
        "don vi tiep nhan",
        "noi tiep nhan",
    ),
    "competent": (
        "competent",
        "ma don vi giai quyet",
        "don vi giai quyet",
        "don vi co tham quyen",
        "co quan co tham quyen",
        "tham quyen",
    ),
    "month": ("month", "thang"),
    "field": ("field", "linh vuc"),
    "settled": ("settled", "da giai quyet", "so ho so da giai quyet", "tong da giai quyet"),
    "early": ("early", "truoc han", "giai quyet truoc han"),
    "on_time": ("on_time", "dung han", "giai quyet dung han", "truoc han va dung han"),
    "late": ("late", "qua han", "tre han", "giai quyet qua han"),
    "pending": ("pending", "dang giai quyet", "chua giai quyet"),
    "invited": ("invited", "duoc moi", "so nguoi duoc moi"),
}  # fmt: skip
# Excel keeps a month that is typed into a cell as the month's first day.
MONTH = re.compile(r"(20\d\d-(?:0[1-9]|1[0-2]))(?:-01)?", re.ASCII)
# Thousands may be marked by the same sign each time; no office settles a billion.
COUNT = re.compile(r"\d{1,9}|\d{1,3}([., \u00a0\u202f])\d{3}(?:\1\d{3})?", re.ASCII)

Translate = Callable[[str], str]


def read_volumes(
    path: Path, offices: Collection[str], *, language: str, file: str = ""
) -> tuple[VolumeRow, ...]:
    """Return the rows of a file, `offices` being the codes that there are. Raises TableError naming every mistake."""
    table = read_named(path, HEADINGS, optional=OPTIONAL, language=language, file=file)
    return _rows(table, frozenset(offices), translator(language).gettext)


def _rows(
    table: Table, offices: Collection[str], _: Translate
) -> tuple[VolumeRow, ...]:
    mistakes = Mistakes(table.file, _)
    lines: dict[tuple[str, ...], int] = {}
    rows = []
    for cells in table.rows:
        row = _row(cells, offices, mistakes, _)
        key = (row.office, row.competent_code, row.month, row.field)
        if key in lines:
            expected = _("đơn vị, tháng và lĩnh vực chưa có ở dòng %(line)s")
            mistakes.add(cells["office"], expected % {"line": lines[key]})
        lines.setdefault(key, cells["office"].line)
        rows.append(row)
    mistakes.refuse()
    return tuple(rows)


def _row(
    cells: Mapping[str, Cell],
    offices: Collection[str],
    mistakes: Mistakes,
    _: Translate,
) -> VolumeRow:
    office = _office(cells["office"], offices, mistakes, _)
    competent = (
        _office(cells["competent"], offices, mistakes, _)
        if cleaned(cells["competent"].value)
        else ""
    )
    month = MONTH.fullmatch(cleaned(cells["month"].value))
    if month is None:
        mistakes.add(cells["month"], _("một tháng, như 2026-10"))
    field = cleaned(cells["field"].value)
    if has_hidden(field) or len(field) > LONGEST_FIELD:
        expected = _("tên lĩnh vực không có ký tự ẩn, nhiều nhất %(n)s ký tự")
        mistakes.add(cells["field"], expected % {"n": LONGEST_FIELD})
    counts = {name: _count(name, cells[name], mistakes, _) for name in COUNTS}
    together = misfit(counts)
    if together is not None:
        expected = _("tổng của trước hạn, đúng hạn và trễ hạn, là %(n)s")
        mistakes.add(cells["settled"], expected % {"n": together})
    settled = counts.pop("settled") or 0
    return VolumeRow(
        office,
        month[1] if month else "",
        field,
        settled,
        **counts,
        competent="" if competent == office else competent,
    )


def _office(
    cell: Cell, offices: Collection[str], mistakes: Mistakes, _: Translate
) -> str:
    code = cleaned(cell.value)
    if code not in offices:
        mistakes.add(cell, _("mã của một đơn vị đã có"))
    return code


def _count(name: str, cell: Cell, mistakes: Mistakes, _: Translate) -> int | None:
    value = cleaned(cell.value)
    if not value and name != "settled":
        return None
    if COUNT.fullmatch(value) is None:
        mistakes.add(cell, _("một số nguyên, như 112835"))
        return None
    return int(re.sub(r"\D", "", value))
