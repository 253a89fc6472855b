"""Reads lists of offices and counters row by row and names every mistake in them."""

from collections.abc import Collection, Iterable, Mapping

from forms.folding import fold
from survey.csv_tables import (
    CODE,
    LONGEST_NAME,
    Cell,
    Mistakes,
    Table,
    Translate,
    cleaned,
    plain_text,
)
from survey.imports.field_lists import KnownFields, english_in, fields_in
from survey.reports.blocks import BLOCKS
from survey.store.registers import CounterRow, OfficeRow
from survey.store.tables.places import LONGEST_BLOCK

OFFICE_COLUMNS = ("code", "name", "name_en", "level", "block")
COUNTER_COLUMNS = (
    "office",
    "code",
    "name",
    "name_en",
    "point",
    "fields",
    "fields_en",
)
OPTIONAL_OF_COUNTERS = ("name_en", "point", "fields", "fields_en")
OPTIONAL_OF_OFFICES = ("name_en", "block")
LEVELS = ("province", "district", "commune")
# What offices' own lists write, without marks.
LEVELS_CALLED = {
    "tinh": "province",
    "cap tinh": "province",
    "huyen": "district",
    "cap huyen": "district",
    "xa": "commune",
    "cap xa": "commune",
}
# A number before each row says nothing of an office.
_NUMBER = ("stt", "tt", "no")
OFFICE_HEADINGS = {
    "number": _NUMBER,
    "code": ("code", "ma", "ma don vi"),
    "name": ("name", "ten", "ten don vi"),
    "name_en": ("name_en", "ten tieng anh"),
    "level": ("level", "cap"),
    "block": ("block", "khoi"),
}
COUNTER_HEADINGS = {
    "number": _NUMBER,
    "office": ("office", "ma don vi", "don vi"),
    "code": ("code", "ma quay", "ma"),
    "name": ("name", "ten quay", "ten"),
    "name_en": ("name_en", "ten tieng anh"),
    "point": ("point", "diem tiep nhan"),
    "fields": ("fields", "linh vuc"),
    "fields_en": ("fields_en", "linh vuc tieng anh"),
}


def office_rows(
    table: Table, known: Iterable[str], _: Translate
) -> tuple[OfficeRow, ...]:
    """Return the rows of a list, `known` being the codes that there are. Raises TableError."""
    mistakes = Mistakes(table.file, _)
    _check_codes(table, known, mistakes, _)
    rows = []
    for row in table.rows:
        level = cleaned(row["level"].value).casefold()
        level = LEVELS_CALLED.get(fold(level), level)
        if level not in LEVELS:
            mistakes.add(
                row["level"], _("tỉnh (province), huyện (district) hoặc xã (commune)")
            )
        rows.append(
            OfficeRow(
                code=cleaned(row["code"].value),
                name=_name(row["name"], mistakes, _),
                name_en=_optional_name(row["name_en"], mistakes, _),
                level=level,
                block=_block(row["block"], mistakes, _),
            )
        )
    mistakes.refuse()
    return tuple(rows)


def counter_rows(
    table: Table,
    offices: Collection[str],
    office_of: Mapping[str, str],
    _: Translate,
    *,
    known: KnownFields = KnownFields(),
) -> tuple[CounterRow, ...]:
    """Return the rows of a list, `office_of` being the office of each counter that there is.

    Fields of service are held to those known, or to nothing where none are given. Raises TableError.
    """
    mistakes = Mistakes(table.file, _)
    _check_codes(table, office_of, mistakes, _)
    rows = []
    for row in table.rows:
        office, code = cleaned(row["office"].value), cleaned(row["code"].value)
        if office not in offices:
            mistakes.add(row["office"], _("mã của một đơn vị đã có"))
        elif office_of.get(code, office) != office:
            # What was answered at a counter stays with the office that ran it then.
            mistakes.add(
                row["office"],
                _("%(office)s: một quầy không đổi đơn vị, hãy dùng mã quầy mới")
                % {"office": office_of[code]},
            )
        fields = fields_in(row["fields"], known, mistakes, _)
        rows.append(
            CounterRow(
                office=office,
                code=code,
                name=_name(row["name"], mistakes, _),
                name_en=_optional_name(row["name_en"], mistakes, _),
                point=_optional_name(row["point"], mistakes, _),
                fields=fields,
                fields_en=english_in(row["fields_en"], fields, mistakes, _),
            )
        )
    mistakes.refuse()
    return tuple(rows)


def _check_codes(
    table: Table, known: Iterable[str], mistakes: Mistakes, _: Translate
) -> None:
    """Note codes that are malformed, doubled, or another spelling of a known one."""
    spelling = {code.casefold(): code for code in known}
    lines: dict[str, int] = {}
    for row in table.rows:
        cell, code = row["code"], cleaned(row["code"].value)
        if not CODE.fullmatch(code):
            mistakes.add(
                cell,
                _("1 đến 40 chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới"),
            )
        elif code.casefold() in lines:
            mistakes.add(
                cell,
                _("mã chưa có ở dòng %(line)s (mỗi mã dùng một lần, chẳng hạn X01-1)")
                % {"line": lines[code.casefold()]},
            )
        elif spelling.get(code.casefold(), code) != code:
            mistakes.add(
                cell,
                _("%(code)s, như đã có") % {"code": spelling[code.casefold()]},
            )
        lines.setdefault(code.casefold(), cell.line)


def _name(cell: Cell, mistakes: Mistakes, _: Translate) -> str:
    name = _optional_name(cell, mistakes, _)
    if not name:
        mistakes.add(cell, _("một tên"))
    return name


def _optional_name(cell: Cell, mistakes: Mistakes, _: Translate) -> str:
    return plain_text(cell, mistakes, _, longest=LONGEST_NAME)


def _block(cell: Cell, mistakes: Mistakes, _: Translate) -> str:
    """Return a block's code as known blocks are written; one of the office's own stays as it is."""
    block = plain_text(cell, mistakes, _, longest=LONGEST_BLOCK)
    return block.casefold() if block.casefold() in BLOCKS else block
