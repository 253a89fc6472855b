"""Published values of indices from a file and to one: the same columns both ways."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from survey.csv_tables import (
    LONGEST_NAME,
    Cell,
    Mistakes,
    Table,
    TableError,
    Translate,
    cleaned,
    has_hidden,
    table_of,
)
from survey.reports.csv_files import CsvFile, csv_text
from survey.store.indices import INDEX_CODES, IndexRow
from survey.store.tables.indices import LONGEST_TEXT

COLUMNS = (
    "index",
    "period",
    "unit",
    "component",
    "block",
    "kind",
    "value",
    "maximum",
    "place",
    "ranked",
    "change",
    "change_in_places",
    "break",
    "status",
    "source",
    "link",
    "note",
)
NEEDED = ("index", "period", "unit", "value", "source")
OPTIONAL = tuple(column for column in COLUMNS if column not in NEEDED)
MOST_ROWS = 50_000
SPELLINGS = {
    "par": "par-index",
    "par index": "par-index",
    "parindex": "par-index",
    "chỉ số cchc": "par-index",
    "quyết định 766": "766",
    "qđ 766": "766",
}
KINDS = {"": "value", "value": "value", "target": "target", "chỉ tiêu": "target"}
STATUSES = {
    "": "reported",
    "official": "official",
    "reported": "reported",
    "unverified": "unverified",
    "chính thức": "official",
    "báo chí": "reported",
    "chưa kiểm chứng": "unverified",
}
# A year, or a quarter, month or week of one, as ISO 8601 writes them.
PERIOD = re.compile(
    r"(?:19|20)\d\d(?:-Q[1-4]|-(?:0[1-9]|1[0-2])|-W(?:0[1-9]|[1-4]\d|5[0-3]))?",
    re.ASCII,
)
NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,4})?", re.ASCII)
SIGNED = re.compile(r"([+\-−]?)(\d{1,4}(?:[.,]\d{1,4})?)", re.ASCII)
STEPS = re.compile(r"([+\-−]?)(\d{1,4})", re.ASCII)
PLACE = re.compile(r"(\d{1,4})(?:[-–](\d{1,4}))?(?:/(\d{1,4}))?", re.ASCII)
RANKED = re.compile(r"[1-9]\d{0,3}", re.ASCII)
LINK = re.compile(r"https?://[^\s<>\"']+")


def rows_of(content: bytes, file: Path | str, _: Translate) -> tuple[IndexRow, ...]:
    """Return the rows of a file. Raises TableError naming every mistake by line and column."""
    table = table_of(content, file, columns=COLUMNS, optional=OPTIONAL, _=_)
    if not table.rows:
        raise TableError(_("%(file)s không có dòng số liệu nào") % {"file": file})
    if len(table.rows) > MOST_ROWS:
        message = _("%(file)s có %(found)s dòng, nhiều nhất %(n)s dòng một tệp")
        raise TableError(
            message % {"file": file, "found": len(table.rows), "n": MOST_ROWS}
        )
    return _Reader(table, _).rows()


def register_file(rows: Iterable[IndexRow]) -> CsvFile:
    """Return rows as a file that can be brought in again and changes nothing."""
    return CsvFile("chi-so.csv", csv_text(COLUMNS, (_cells(row) for row in rows)))


def _cells(row: IndexRow) -> list[str]:
    place = "" if row.place_low is None else str(row.place_low)
    if row.place_high not in (None, row.place_low):
        place += f"–{row.place_high}"
    return [
        row.index_code,
        row.period,
        row.unit,
        row.component,
        row.block,
        row.kind,
        row.value,
        row.maximum,
        place,
        "" if row.ranked is None else str(row.ranked),
        row.change,
        "" if row.change_in_places is None else str(row.change_in_places),
        row.series_break,
        row.status,
        row.source,
        row.link,
        row.note,
    ]


class _Reader:
    """Reads the rows of one table and collects its mistakes."""

    def __init__(self, table: Table, _: Translate) -> None:
        self._table = table
        self._mistakes = Mistakes(table.file, _)
        self._ = _

    def rows(self) -> tuple[IndexRow, ...]:
        _ = self._
        found: list[IndexRow] = []
        lines: dict[object, int] = {}
        for cells in self._table.rows:
            row = self._row(cells)
            line = cells["index"].line
            if row.key in lines:
                self._mistakes.add(
                    cells["unit"],
                    _("giá trị chưa có ở dòng %(line)s") % {"line": lines[row.key]},
                )
            lines.setdefault(row.key, line)
            found.append(row)
        self._mistakes.refuse()
        return tuple(found)

    def _row(self, cells: Mapping[str, Cell]) -> IndexRow:
        _ = self._
        low, high, ranked = self._place(cells["place"], cells["ranked"])
        kind = self._one_of(cells["kind"], KINDS)
        value = self._number(cells["value"])
        if kind == "target" and not value:
            self._mistakes.add(cells["value"], _("chỉ tiêu, là một số như 85"))
        source = self._text(cells["source"], LONGEST_TEXT)
        if not source:
            self._mistakes.add(cells["source"], _("nguồn đã công bố"))
        return IndexRow(
            index_code=self._index(cells["index"]),
            period=self._period(cells["period"]),
            unit=self._name(cells["unit"]),
            component=self._text(cells["component"], LONGEST_NAME),
            kind=kind,
            block=self._text(cells["block"], LONGEST_NAME),
            value=value,
            maximum=self._number(cells["maximum"]),
            place_low=low,
            place_high=high,
            ranked=ranked,
            change=self._change(cells["change"]),
            change_in_places=self._steps(cells["change_in_places"]),
            series_break=self._text(cells["break"], LONGEST_TEXT),
            status=self._one_of(cells["status"], STATUSES),
            source=source,
            link=self._link(cells["link"]),
            note=self._text(cells["note"], LONGEST_TEXT),
        )

    def _index(self, cell: Cell) -> str:
        name = cleaned(cell.value).casefold()
        code = SPELLINGS.get(name, name)
        if code not in INDEX_CODES:
            self._mistakes.add(cell, self._(" hoặc ").join(INDEX_CODES))
        return code

    def _period(self, cell: Cell) -> str:
        period = cleaned(cell.value).upper()
        if not PERIOD.fullmatch(period):
            message = self._("một kỳ, như 2024, 2024-Q3, 2024-10 hoặc 2024-W40")
            self._mistakes.add(cell, message)
        return period

    def _name(self, cell: Cell) -> str:
        name = self._text(cell, LONGEST_NAME)
        if not name:
            self._mistakes.add(cell, self._("một tên"))
        return name

    def _text(self, cell: Cell, longest: int) -> str:
        text = _without_apostrophe(cleaned(cell.value))
        if has_hidden(text):
            self._mistakes.add(cell, self._("chữ không có ký tự ẩn"))
        if len(text) > longest:
            message = self._("nhiều nhất %(n)s ký tự") % {"n": longest}
            self._mistakes.add(cell, message)
        return text

    def _number(self, cell: Cell) -> str:
        text = cleaned(cell.value)
        if text and not NUMBER.fullmatch(text):
            self._mistakes.add(cell, self._("một số, như 83,94"))
        return text.replace(",", ".")

    def _change(self, cell: Cell) -> str:
        text = _without_apostrophe(cleaned(cell.value))
        found = SIGNED.fullmatch(text)
        if found is None:
            if text:
                self._mistakes.add(cell, self._("một số, như +4,05 hoặc −3,2"))
            return ""
        sign = "-" if found[1] in ("-", "−") else ""
        return sign + found[2].replace(",", ".")

    def _steps(self, cell: Cell) -> int | None:
        text = _without_apostrophe(cleaned(cell.value))
        found = STEPS.fullmatch(text)
        if found is None:
            if text:
                self._mistakes.add(cell, self._("số bậc, như +16 hoặc −3"))
            return None
        return -int(found[2]) if found[1] in ("-", "−") else int(found[2])

    def _place(
        self, cell: Cell, ranked_cell: Cell
    ) -> tuple[int | None, int | None, int | None]:
        """Return place and how many were ranked; `19/63` names both."""
        _ = self._
        text, ranked_text = cleaned(cell.value), cleaned(ranked_cell.value)
        found = PLACE.fullmatch(text)
        if ranked_text and not RANKED.fullmatch(ranked_text):
            self._mistakes.add(ranked_cell, _("số đơn vị được xếp hạng, như 63"))
            ranked_text = ""
        if found is None:
            if text:
                self._mistakes.add(cell, _("một hạng, như 3, 3–4 hoặc 19/63"))
            return None, None, int(ranked_text) if ranked_text else None
        low, high = int(found[1]), int(found[2] or found[1])
        ranked = int(found[3] or ranked_text or 0) or None
        if not 1 <= low <= high or (ranked is not None and high > ranked):
            self._mistakes.add(cell, _("một hạng từ 1 đến số đơn vị được xếp hạng"))
        return low, high, ranked

    def _one_of(self, cell: Cell, values: Mapping[str, str]) -> str:
        found = values.get(cleaned(cell.value).casefold())
        if found is None:
            expected = dict.fromkeys(values.values())
            self._mistakes.add(cell, self._(" hoặc ").join(expected))
        return found or ""

    def _link(self, cell: Cell) -> str:
        link = self._text(cell, LONGEST_TEXT)
        if link and not LINK.fullmatch(link):
            message = self._("một địa chỉ bắt đầu bằng https://")
            self._mistakes.add(cell, message)
        return link


def _without_apostrophe(text: str) -> str:
    """Return a text without the apostrophe that our own files put before a sign."""
    return text[1:] if re.match(r"'[=+\-@]", text) else text
