"""sipas index: brings in and shows indices that others published."""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, json_option, language_option
from survey.csv_tables import Translate, content_of
from survey.language import translator

if TYPE_CHECKING:
    from survey.reports.index_register import Register, Standing
    from survey.reports.index_wording import IndexWording
    from survey.store.indices import ReasonNeeded

EPILOG = """\
examples:
  sipas index import indices.csv --directory pilot
  sipas index import indices.csv --directory pilot --reason "Bộ đính chính ngày 02/05/2026"
  sipas index list --directory pilot
  sipas index show sipas --directory pilot --unit "Tỉnh Gia Lai"

The file is CSV in UTF-8 with a header; docs/indices.md explains its columns. Needed:
  index,period,unit,value,source
All of it is taken or nothing. What stands already is left alone; a value that differs becomes a new
version beside the old one and needs --reason.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas index`."""
    parser = commands.add_parser(
        "index",
        help="indices that others published: PAR Index, SIPAS, PAPI, PCI, DDCI, 766",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    common = [directory_option(), language_option()]
    taking = actions.add_parser(
        "import",
        help="take in values from a CSV file",
        parents=common,
        epilog="example: sipas index import indices.csv --directory pilot",
    )
    taking.add_argument("file", type=Path, metavar="FILE")
    taking.add_argument("--reason", default="", help="why values are corrected")
    taking.set_defaults(run=run_import)
    listing = actions.add_parser(
        "list",
        help="every index with the units and periods it has",
        parents=[*common, json_option()],
        epilog="example: sipas index list --directory pilot",
    )
    listing.set_defaults(run=run_list)
    showing = actions.add_parser(
        "show",
        help="the values of one index with changes, places and what does not fit",
        parents=[*common, json_option()],
        epilog="example: sipas index show sipas --directory pilot",
    )
    showing.add_argument("index", metavar="INDEX")
    showing.add_argument("--unit", default="", help="this unit only")
    showing.set_defaults(run=run_show)


def run_import(arguments: argparse.Namespace) -> int:
    """Take a file in. Raises CommandError or TableError naming every mistake."""
    from survey.reports.index_file import rows_of
    from survey.store import indices

    _ = translator(arguments.lang).gettext
    reason = arguments.reason.strip()
    rows = rows_of(content_of(arguments.file, _), arguments.file, _)
    try:
        with opened(arguments) as (settings, store), store.writing() as session:
            changes = indices.take_in(session, rows, reason=reason)
            if changes.added or changes.corrected:
                note = noted_by_command_line(settings.clock().now())
                note(
                    session,
                    "import",
                    object="indices",
                    added=changes.added,
                    corrected=changes.corrected,
                    reason=reason if changes.corrected else "",
                )
    except indices.ReasonNeeded as error:
        raise CommandError(_in_need_of_reason(error, arguments)) from error
    message = _("Thêm mới %(added)s, sửa %(corrected)s, giữ nguyên %(unchanged)s.")
    print(
        message
        % {
            "added": changes.added,
            "corrected": changes.corrected,
            "unchanged": changes.unchanged,
        }
    )
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """List the indices. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    registers = _registers(arguments)
    if arguments.json:
        found = [
            {
                "index": register.definition.code,
                "name": register.definition.name,
                "units": list(register.units),
                "periods": list(register.periods),
                "findings": len(register.findings),
            }
            for register in registers
        ]
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    print("\t".join((_("Mã"), _("Chỉ số"), _("Số đơn vị"), _("Các kỳ"))))
    for register in registers:
        periods = ", ".join(register.periods) or "–"
        print(
            f"{register.definition.code}\t{register.definition.name}"
            f"\t{len(register.units)}\t{periods}"
        )
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Show one index. Raises CommandError."""
    from survey.reports.index_wording import IndexWording

    _ = translator(arguments.lang).gettext
    registers = {each.definition.code: each for each in _registers(arguments)}
    if arguments.index not in registers:
        message = _("không có chỉ số %(code)s; có: %(codes)s")
        values = {"code": arguments.index, "codes": ", ".join(registers)}
        raise CommandError(message % values)
    register, say = registers[arguments.index], IndexWording(arguments.lang)
    if arguments.unit and arguments.unit not in register.units:
        raise CommandError(_("không có đơn vị %(code)s") % {"code": arguments.unit})
    shown = [
        each for each in register.standings if arguments.unit in ("", each.row.unit)
    ]
    if arguments.json:
        print(json.dumps(_as_json(register, shown, say), ensure_ascii=False, indent=2))
        return 0
    for line in _lines(register, shown, say, _):
        print(line)
    return 0


def _registers(arguments: argparse.Namespace) -> "list[Register]":
    from survey.reports.index_definitions import index_definitions
    from survey.reports.index_register import build_register
    from survey.store import indices

    with opened(arguments) as (_settings, store), store.reading() as session:
        rows = indices.current_rows(session)
    return [
        build_register(
            definition, (row for row in rows if row.index_code == definition.code)
        )
        for definition in index_definitions(arguments.lang)
    ]


def _in_need_of_reason(error: "ReasonNeeded", arguments: argparse.Namespace) -> str:
    from survey.reports.index_wording import IndexWording

    _, say = translator(arguments.lang).gettext, IndexWording(arguments.lang)
    head = _("chưa nhập gì: các giá trị này khác giá trị đã có, hãy thêm --reason")
    return "\n".join(
        [
            head,
            *(
                f"  {code}: {say.what(unit, component, period)}"
                for code, _kind, period, unit, component in error.keys
            ),
        ]
    )


def _lines(
    register: "Register",
    shown: "Sequence[Standing]",
    say: "IndexWording",
    _: Translate,
) -> Iterator[str]:
    yield register.definition.name
    yield "\t".join(
        (
            _("Đơn vị, thành phần, kỳ"),
            _("Giá trị"),
            _("Hạng"),
            _("So với kỳ trước"),
            _("Nguồn"),
        )
    )
    for each in shown:
        row = each.row
        if each.broken:
            yield f"--- {each.broken}"
        yield "\t".join(
            (
                say.what(row.unit, row.component, row.period),
                say.value(each.value),
                say.place(each.place, row.ranked),
                say.change(each),
                f"{row.source} ({say.status(row.status)})",
            )
        )
    units = {each.row.unit for each in shown}
    for finding in register.findings:
        if finding.row.unit in units:
            yield f"! {say.finding(finding)}"
    for target in register.targets:
        yield say.target(target)


def _as_json(
    register: "Register", shown: "Sequence[Standing]", say: "IndexWording"
) -> dict[str, object]:
    return {
        "index": register.definition.code,
        "values": [
            {
                "unit": each.row.unit,
                "component": each.row.component,
                "period": each.row.period,
                "value": None if each.value is None else str(each.value),
                "printed": each.row.value,
                "is_sum": each.is_sum,
                "place": None if each.place is None else str(each.place),
                "ranked": each.row.ranked,
                "change": None if each.change is None else str(each.change),
                "change_in_places": each.change_in_places,
                "broken": each.broken,
                "status": each.row.status,
                "source": each.row.source,
            }
            for each in shown
        ],
        "findings": [say.finding(finding) for finding in register.findings],
    }
