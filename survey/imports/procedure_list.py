"""Reads a year's list of procedures from a CSV, XLSX or SPSS file and names every mistake in it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from forms.folding import fold
from survey.csv_tables import (
    CODE,
    Cell,
    Mistakes,
    Translate,
    cleaned,
    has_hidden,
)
from survey.imports.named_columns import table_of
from survey.imports.source import open_source
from survey.store.procedures import Key, ProcedureRow
from survey.store.tables.procedures import (
    LONGEST_FIELD,
    LONGEST_LINK,
    LONGEST_PROCEDURE,
)

COLUMNS = ("code", "name", "field", "level")
OPTIONAL = ("online", "post", "link")
# What headings of published lists are called, without marks.
HEADINGS = {
    "code": ("code", "ma", "ma tthc", "ma thu tuc", "ma so", "so ho so"),
    "name": ("name", "ten", "ten tthc", "ten thu tuc", "ten thu tuc hanh chinh"),
    "field": ("field", "linh vuc"),
    "level": ("level", "cap", "cap thuc hien", "cap giai quyet"),
    "online": ("online", "muc do dvc", "dich vu cong", "dich vu cong truc tuyen"),
    "post": ("post", "bcci", "buu chinh cong ich", "qua buu chinh"),
    "link": ("link", "lien ket", "duong dan", "url"),
}
LEVELS = {
    **dict.fromkeys(("province", "tinh", "cap tinh"), "province"),
    **dict.fromkeys(("district", "huyen", "cap huyen"), "district"),
    **dict.fromkeys(("commune", "xa", "cap xa", "phuong xa"), "commune"),
}
ONLINE = {
    **dict.fromkeys(("full", "toan trinh", "4", "muc do 4"), "full"),
    **dict.fromkeys(("partial", "mot phan", "3", "muc do 3"), "partial"),
    **dict.fromkeys(
        ("none", "", "khong", "con lai", "cung cap thong tin", "2", "1"), "none"
    ),
}
YES_NO = {
    **dict.fromkeys(("yes", "co", "x", "1", "true"), True),
    **dict.fromkeys(("no", "", "khong", "0", "false"), False),
}
T = TypeVar("T", str, bool)


def read_procedures(
    path: Path, _: Translate, *, name: str = ""
) -> tuple[ProcedureRow, ...]:
    """Return the rows of a list; `name` is what its file is called where that is not its own name.

    Raises InputError for what is no table, TableError naming every mistake.
    """
    table = table_of(
        open_source(path),
        HEADINGS,
        optional=OPTIONAL,
        file=name or path.name,
        _=_,
        takes_others=True,
    )
    mistakes, rows = Mistakes(table.file, _), []
    lines: dict[Key, int] = {}
    for cells in table.rows:
        found, line = _row(cells, mistakes, _), cells["code"].line
        if found.key in lines:
            expected = _("mã chưa có ở dòng %(line)s") % {"line": lines[found.key]}
            mistakes.add(cells["code"], expected)
        lines.setdefault(found.key, line)
        rows.append(found)
    mistakes.refuse()
    return tuple(rows)


def _row(cells: Mapping[str, Cell], mistakes: Mistakes, _: Translate) -> ProcedureRow:
    code = cleaned(cells["code"].value)
    if not CODE.fullmatch(code):
        mistakes.add(
            cells["code"],
            _("1 đến 40 chữ cái không dấu, chữ số, dấu chấm, gạch nối, gạch dưới"),
        )
    return ProcedureRow(
        code=code,
        level=_chosen(cells["level"], LEVELS, ("tỉnh", "huyện", "xã"), mistakes, _),
        name=_text(cells["name"], LONGEST_PROCEDURE, mistakes, _),
        field=_text(cells["field"], LONGEST_FIELD, mistakes, _),
        online=_chosen(
            cells["online"], ONLINE, ("toàn trình", "một phần", "không"), mistakes, _
        ),
        by_post=_chosen(cells["post"], YES_NO, ("có", "không"), mistakes, _),
        link=_link(cells["link"], mistakes, _),
    )


def _chosen(
    cell: Cell,
    known: Mapping[str, T],
    offered: Sequence[str],
    mistakes: Mistakes,
    _: Translate,
) -> T:
    found = known.get(fold(cell.value))
    if found is None:
        mistakes.add(cell, _(" hoặc ").join(offered))
        return next(iter(known.values()))
    return found


def _text(cell: Cell, longest: int, mistakes: Mistakes, _: Translate) -> str:
    text = cleaned(cell.value)
    if not text or has_hidden(text) or len(text) > longest:
        mistakes.add(cell, _("chữ, nhiều nhất %(n)s ký tự") % {"n": longest})
    return text


def _link(cell: Cell, mistakes: Mistakes, _: Translate) -> str:
    link = cleaned(cell.value)
    if not link:
        return ""
    if not _is_web(link) or len(link) > LONGEST_LINK:
        mistakes.add(cell, _("một địa chỉ bắt đầu bằng https://"))
    return link


def _is_web(link: str) -> bool:
    """Tell whether a link leads to a page of the web, and not to a program or a script."""
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
