"""sipas import volumes: how many dossiers each office settled, by month."""

import argparse
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.csv_tables import (
    LONGEST_NAME,
    Cell,
    Mistakes,
    Table,
    cleaned,
    has_hidden,
    read_table,
)
from survey.language import translator
from survey.store import places
from survey.store.volumes import (
    COUNTS,
    MixedFields,
    VolumeDiffers,
    VolumeRow,
    put_volumes,
)

EPILOG = """\
example: sipas import volumes --directory pilot volumes-2026.csv

Columns, a count that nobody keeps left out or left empty:
  office,month,settled[,field,early,on_time,late,pending,invited]
office is an office's code, month is such as 2026-10, invited are the people asked to answer.
Where early, on_time and late are all there, they add up to settled. The same file again changes
nothing; figures that differ from those kept are replaced only with --replace.
"""
COLUMNS = ("office", "month", "settled")
OPTIONAL = ("field", "early", "on_time", "late", "pending", "invited")
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
# Thousands may be marked by the same sign each time; no office settles a billion.
COUNT = re.compile(r"\d{1,9}|\d{1,3}([., \u00a0\u202f])\d{3}(?:\1\d{3})?", re.ASCII)
MOST_NAMED = 20

Translate = Callable[[str], str]


def add_subject(
    subjects: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add `sipas import volumes`."""
    parser = subjects.add_parser(
        "volumes",
        help="dossiers settled by office and month",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--replace", action="store_true", help="replace kept figures that differ"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Take in volumes, all or none. Raises CommandError or TableError."""
    _ = translator(arguments.lang).gettext
    table = read_table(
        arguments.file, columns=(*COLUMNS, *OPTIONAL), optional=OPTIONAL, _=_
    )
    try:
        with opened(arguments) as (settings, store), store.writing() as session:
            rows = _rows(table, {one.code for one in places.offices(session)}, _)
            changes = put_volumes(session, rows, replace=arguments.replace)
            if changes.added or changes.changed:
                note = noted_by_command_line(settings.clock().now())
                note(session, "import", object="volumes", n=len(rows))
    except VolumeDiffers as error:
        raise CommandError(_differing(error.rows, _)) from error
    except MixedFields as error:
        message = _(
            "%(office)s, tháng %(month)s: đã có số liệu cả gộp lẫn theo lĩnh vực, "
            "nên hồ sơ bị đếm hai lần"
        )
        raise CommandError(
            message % {"office": error.office, "month": error.month}
        ) from error
    message = _("Thêm mới %(added)s, thay %(changed)s, giữ nguyên %(unchanged)s.")
    print(
        message
        % {
            "added": changes.added,
            "changed": changes.changed,
            "unchanged": changes.unchanged,
        }
    )
    return 0


def _differing(rows: Iterable[VolumeRow], _: Translate) -> str:
    rows = tuple(rows)
    named = "; ".join(
        " ".join(filter(None, (row.office, row.month, row.field)))
        for row in rows[:MOST_NAMED]
    )
    message = _(
        "%(n)s dòng khác với số liệu đã nhập (%(rows)s): chưa thay gì; "
        "nếu tệp này đúng thì thêm --replace"
    )
    return message % {"n": len(rows), "rows": named}


def _rows(table: Table, offices: set[str], _: Translate) -> tuple[VolumeRow, ...]:
    mistakes = Mistakes(table.file, _)
    lines: dict[tuple[str, str, str], int] = {}
    rows = []
    for cells in table.rows:
        office, month = cleaned(cells["office"].value), cleaned(cells["month"].value)
        field = cleaned(cells["field"].value)
        if office not in offices:
            mistakes.add(cells["office"], _("mã của một đơn vị đã có"))
        if MONTH.fullmatch(month) is None:
            mistakes.add(cells["month"], _("một tháng, như 2026-10"))
        if has_hidden(field) or len(field) > LONGEST_NAME:
            expected = _("tên lĩnh vực không có ký tự ẩn, nhiều nhất %(n)s ký tự")
            mistakes.add(cells["field"], expected % {"n": LONGEST_NAME})
        key = (office, month, field)
        if key in lines:
            expected = _("đơn vị, tháng và lĩnh vực chưa có ở dòng %(line)s")
            mistakes.add(cells["office"], expected % {"line": lines[key]})
        lines.setdefault(key, cells["office"].line)
        counts = {name: _count(cells[name], mistakes, _) for name in COUNTS}
        _check_parts(cells["settled"], counts, mistakes, _)
        settled = counts.pop("settled") or 0
        rows.append(VolumeRow(office, month, field, settled, **counts))
    mistakes.refuse()
    if not rows:
        message = _("%(file)s không có dòng số liệu nào")
        raise CommandError(message % {"file": table.file})
    return tuple(rows)


def _count(cell: Cell, mistakes: Mistakes, _: Translate) -> int | None:
    value = cleaned(cell.value)
    if not value and cell.column != "settled":
        return None
    if COUNT.fullmatch(value) is None:
        mistakes.add(cell, _("một số nguyên, như 112835"))
        return None
    return int(re.sub(r"\D", "", value))


def _check_parts(
    settled: Cell, counts: dict[str, int | None], mistakes: Mistakes, _: Translate
) -> None:
    """Note a row whose early, on time and late dossiers are not those settled."""
    parts = [counts[name] for name in ("early", "on_time", "late")]
    told = [part for part in parts if part is not None]
    whole = counts["settled"]
    if whole is None:
        return
    together = sum(told)
    if together > whole or (len(told) == len(parts) and together < whole):
        expected = _("tổng của trước hạn, đúng hạn và quá hạn, là %(n)s")
        mistakes.add(settled, expected % {"n": together})
