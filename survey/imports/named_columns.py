"""A list from a CSV or XLSX file, its columns found by the names that offices give them."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from analysis.ratings.errors import InputError
from forms.folding import fold
from survey.csv_tables import Cell, Mistakes, Table, TableError, Translate, shown
from survey.imports.file_words import input_error_text
from survey.imports.source import Source, open_source
from survey.language import translator

# Column by column, what its heading may be: in small letters without marks.
Headings = Mapping[str, Sequence[str]]


def read_named(
    path: Path,
    headings: Headings,
    *,
    optional: Collection[str],
    language: str,
    file: str = "",
) -> Table:
    """Return the rows of the first sheet or of a CSV file with a cell for every column of `headings`.

    `file` is what the file is called where the path is of our own making. Columns beyond `headings`
    are refused, since a slip in one would lose its figures. Raises TableError naming every mistake.
    """
    name = file or str(path)
    try:
        return table_of(
            open_source(path),
            headings,
            optional=optional,
            file=name,
            _=translator(language).gettext,
        )
    except InputError as error:
        raise TableError(
            input_error_text(error, language=language, file=name)
        ) from error


def table_of(
    source: Source,
    headings: Headings,
    *,
    optional: Collection[str],
    file: str,
    _: Translate,
    takes_others: bool = False,
) -> Table:
    """Return the rows of a file whose heading was read; a cell is called by the heading that its file has.

    Raises TableError naming every mistake, and InputError for rows that cannot be read.
    """
    places = places_of(source, headings, optional=optional, file=file, _=_)
    if not takes_others:
        _refuse_others(source, places, headings, file, _)
    mistakes, rows = Mistakes(file, _), []
    width = len(source.columns)
    for row in source.rows():
        if len(row.values) != width:
            cell = Cell(row.line, "–", ";".join(row.values))
            mistakes.add(cell, _("%(n)s cột") % {"n": width})
            continue
        rows.append(_cells(source, places, headings, row.line, row.values))
    mistakes.refuse()
    if not rows:
        raise TableError(_("%(file)s không có dòng nào") % {"file": file})
    return Table(file, tuple(rows))


def _cells(
    source: Source,
    places: Mapping[str, int],
    headings: Headings,
    line: int,
    values: Sequence[str],
) -> dict[str, Cell]:
    return {
        name: (
            Cell(line, source.columns[places[name]].name, values[places[name]])
            if name in places
            else Cell(line, name, "")
        )
        for name in headings
    }


def places_of(
    source: Source,
    headings: Headings,
    *,
    optional: Collection[str],
    file: str,
    _: Translate,
) -> dict[str, int]:
    """Return where each column stands. Raises TableError for one that is missing or doubled."""
    found = [fold(column.label).strip(" .:)") for column in source.columns]
    places = {
        name: at
        for name, called in headings.items()
        for at in [next((found.index(one) for one in called if one in found), -1)]
        if at >= 0
    }
    missing = [name for name in headings if name not in (*places, *optional)]
    if missing:
        message = _("%(file)s, dòng 1: thiếu cột %(missing)s")
        raise TableError(message % {"file": file, "missing": ", ".join(missing)})
    for name, called in headings.items():
        # A second column of a name has a number behind it.
        alike = [one for one in found if re.sub(r" \(\d+$", "", one) in called]
        if len(alike) > 1:
            message = _("%(file)s, dòng 1: cột %(name)s có hai lần")
            raise TableError(message % {"file": file, "name": name})
    return places


def _refuse_others(
    source: Source,
    places: Mapping[str, int],
    headings: Headings,
    file: str,
    _: Translate,
) -> None:
    """Raise TableError where a file has a column beyond those of the headings."""
    others = [
        column.label
        for at, column in enumerate(source.columns)
        if at not in places.values()
    ]
    if others:
        message = _("%(file)s, dòng 1: không biết cột %(found)s; các cột: %(expected)s")
        values = {
            "file": file,
            "found": ", ".join(shown(one) for one in others[:5]),
            "expected": ", ".join(headings),
        }
        raise TableError(message % values)
