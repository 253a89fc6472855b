"""sipas check-table: whether a table of counts and percentages follows from itself."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from gettext import gettext as said
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.errors import CommandError
from survey.cli.options import language_option
from survey.csv_tables import Cell, Mistakes, Table, cleaned, has_hidden, read_table
from survey.language import translator

if TYPE_CHECKING:
    from analysis.counted_table import Row

EPILOG = """\
examples:
  sipas check-table report.csv
  sipas check-table report.csv --base 4215 --json

The file has the columns group,part,count,percent; a number that was not printed stays empty.
Part =total is the printed total of a group, group =total the printed total over groups.
Nothing is changed: what does not follow is named, with the one correction that explains most.
"""
COLUMNS = ("group", "part", "count", "percent")
OPTIONAL = ("count", "percent")
# Thousands marked by a dot, a comma or a space, the same one throughout.
THOUSANDS = re.compile(r"\d{1,3}([., \u00a0\u202f])\d{3}(?:\1\d{3}){0,3}", re.ASCII)
NUMBER = re.compile(r"\d{1,15}(?:[.,]\d{1,6})?", re.ASCII)
PERCENT_SIGN = re.compile(r"[ \u00a0\u202f]?%$")
LONGEST = 150
MOST_ROWS = 20_000

Translate = Callable[[str], str]


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas check-table`."""
    parser = commands.add_parser(
        "check-table",
        help="check a table of counts and percentages against itself",
        parents=[language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE.csv")
    parser.add_argument(
        "--base", metavar="N", type=base_number, help="the printed number of forms"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Say what does not follow in a table. Raises CommandError or TableError where it cannot be read."""
    # Statistics take a moment to import.
    from analysis.counted_table import counted_table
    from analysis.reconciliation import reconcile
    from survey.reports.checked_table import CheckedTable, as_json, as_text

    _ = translator(arguments.lang).gettext
    rows = _rows(read_table(arguments.file, columns=COLUMNS, optional=OPTIONAL, _=_), _)
    if not rows:
        raise CommandError(_("%(file)s không có dòng nào") % {"file": arguments.file})
    counted = counted_table(rows, base=arguments.base)
    checked = CheckedTable(counted, reconcile(counted.table), arguments.lang)
    if arguments.json:
        json.dump(as_json(checked), sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        print("\n".join(as_text(checked)))
    return 0


def base_number(text: str) -> Decimal:
    """Read a number of forms. Raises ArgumentTypeError."""
    if not text.isascii() or not text.isdecimal() or not 1 <= len(text) <= 15:
        message = said("%(value)r is not a whole number of forms") % {"value": text}
        raise argparse.ArgumentTypeError(message)
    return Decimal(text)


def _rows(table: Table, _: Translate) -> Sequence["Row"]:
    from analysis.counted_table import Row

    mistakes = Mistakes(table.file, _)
    if len(table.rows) > MOST_ROWS:
        cell = table.rows[MOST_ROWS]["group"]
        mistakes.add(cell, _("không quá %(n)s dòng") % {"n": MOST_ROWS})
    are_thousands = _are_thousands([row["count"].value for row in table.rows])
    seen: set[tuple[str, str]] = set()
    rows = []
    for cells in table.rows[:MOST_ROWS]:
        group = _name(cells["group"], mistakes, _)
        part = _name(cells["part"], mistakes, _)
        if (group, part) in seen:
            mistakes.add(cells["part"], _("mỗi phần của một nhóm chỉ một dòng"))
        seen.add((group, part))
        count = _count(cells["count"], mistakes, are_thousands, _)
        percent = _percent(cells["percent"], mistakes, _)
        rows.append(Row(group, part, count, percent))
    mistakes.refuse()
    return rows


def _name(cell: Cell, mistakes: Mistakes, _: Translate) -> str:
    name = cleaned(cell.value)
    if not name or has_hidden(name) or len(name) > LONGEST:
        mistakes.add(cell, _("1 đến %(n)s ký tự, không có ký tự ẩn") % {"n": LONGEST})
    # `=total` may come out of a spreadsheet in capitals.
    return name.casefold() if name.startswith("=") else name


def _are_thousands(values: Sequence[str]) -> bool:
    """Tell whether marks in a column of counts mark thousands: every marked number has groups of three."""
    marked = [cleaned(v) for v in values if re.search(r"[.,]", v)]
    return bool(marked) and all(THOUSANDS.fullmatch(value) for value in marked)


def _count(
    cell: Cell, mistakes: Mistakes, are_thousands: bool, _: Translate
) -> Decimal | None:
    text = cleaned(cell.value)
    if are_thousands or " " in text:
        marked = THOUSANDS.fullmatch(text)
        text = text.replace(marked[1], "") if marked else text
    return _number(cell, text, mistakes, _("một số từ 0 trở lên, hoặc để trống"))


def _percent(cell: Cell, mistakes: Mistakes, _: Translate) -> Decimal | None:
    text = PERCENT_SIGN.sub("", cleaned(cell.value))
    return _number(cell, text, mistakes, _("một tỷ lệ phần trăm, hoặc để trống"))


def _number(cell: Cell, text: str, mistakes: Mistakes, expected: str) -> Decimal | None:
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        mistakes.add(cell, expected)
        return None
    return Decimal(text.replace(",", "."))
