"""Reads an office's list of people to be called again, of which nothing but its own identifiers is taken."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from survey.csv_tables import (
    Cell,
    Mistakes,
    TableError,
    Translate,
    cleaned,
    has_hidden,
)
from survey.imports.named_columns import places_of
from survey.imports.source import file_hash, open_source
from survey.store.tables.rechecks import LARGEST_DRAW, LONGEST_STRATUM

LONGEST_IDENTIFIER = 80
# What the columns of such lists are called, without marks. Any other column is not even looked at.
HEADINGS = {
    "office": ("office", "don vi", "ma don vi", "co quan", "noi nhan"),
    "id": ("id", "ma ho so", "so ho so", "ma", "so phieu", "so bien nhan", "stt"),
    "stratum": ("stratum", "nhom", "linh vuc", "tang"),
}
MOST_MISTAKES = 200


@dataclass(frozen=True, slots=True)
class PeopleList:
    """The identifiers of a list by office's code and stratum, and the hash of its file."""

    people: dict[tuple[str, str], tuple[str, ...]]
    file_hash: str


def read_people(
    path: Path, offices: Collection[str], _: Translate, *, name: str = ""
) -> PeopleList:
    """Return a list of people of offices that are known by code.

    Raises InputError for what is no table, TableError naming what is wrong, row by row. `name` is
    what the file is called in messages.
    """
    source = open_source(path)
    name = name or path.name
    places = places_of(source, HEADINGS, optional=("stratum",), file=name, _=_)
    mistakes, n_mistakes = Mistakes(name, _), 0
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    lines: dict[tuple[str, str], int] = {}
    width = len(source.columns)
    for row in source.rows():
        if n_mistakes >= MOST_MISTAKES:
            break
        if len(row.values) != width:
            cell = Cell(row.line, "–", ";".join(row.values))
            mistakes.add(cell, _("%(n)s cột") % {"n": width})
            n_mistakes += 1
            continue
        cells = {
            column: Cell(row.line, column, cleaned(row.values[at]))
            for column, at in places.items()
        }
        office, person = cells["office"].value, cells["id"].value
        stratum = cells["stratum"].value if "stratum" in cells else ""
        wrong = _wrong(cells, offices, lines.get((office, person)), _)
        for cell, expected in wrong:
            mistakes.add(cell, expected)
        n_mistakes += bool(wrong)
        lines.setdefault((office, person), row.line)
        found[office, stratum].append(person)
    mistakes.refuse()
    if not found:
        raise TableError(_("%(file)s không có dòng nào") % {"file": name})
    if max(map(len, found.values())) > LARGEST_DRAW:
        raise TableError(_("%(file)s quá dài") % {"file": name})
    return PeopleList(
        {key: tuple(people) for key, people in sorted(found.items())}, file_hash(path)
    )


def _wrong(
    cells: dict[str, Cell], offices: Collection[str], line: int | None, _: Translate
) -> list[tuple[Cell, str]]:
    """Return what is wrong with a row, and what is expected."""
    wrong = []
    person, stratum = cells["id"].value, cells.get("stratum")
    if cells["office"].value not in offices:
        wrong.append((cells["office"], _("mã của một đơn vị đang có")))
    if not person or has_hidden(person) or len(person) > LONGEST_IDENTIFIER:
        text = _("chữ, nhiều nhất %(n)s ký tự") % {"n": LONGEST_IDENTIFIER}
        wrong.append((cells["id"], text))
    elif line is not None:
        text = _("mã chưa có ở dòng %(line)s") % {"line": line}
        wrong.append((cells["id"], text))
    if stratum is not None and (
        has_hidden(stratum.value) or len(stratum.value) > LONGEST_STRATUM
    ):
        text = _("chữ, nhiều nhất %(n)s ký tự") % {"n": LONGEST_STRATUM}
        wrong.append((stratum, text))
    return wrong
