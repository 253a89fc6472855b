"""sipas import: offices, counters, answers given elsewhere, and dossiers, from files."""

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from sqlmodel import Session

from survey.cli import (
    import_answers,
    import_dossiers,
    import_procedures,
    import_volumes,
)
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.csv_tables import (
    CODE,
    LONGEST_NAME,
    Cell,
    Mistakes,
    Table,
    cleaned,
    has_hidden,
    read_table,
)
from survey.language import translator
from survey.reports.blocks import BLOCKS
from survey.store import places, registers
from survey.store.registers import Changes, CounterRow, OfficeRow
from survey.store.tables.places import LONGEST_BLOCK

EPILOG = """\
examples:
  sipas import offices  --directory pilot offices.csv
  sipas import counters --directory pilot counters.csv
  sipas import answers  --help
  sipas import dossiers --help
  sipas import procedures --help
  sipas import volumes --help

The files are CSV in UTF-8 with a header, `,` or `;` between columns:
  offices.csv    code,name,name_en,level,block   level: province, district or commune
                 block (may be left out): department, vertical, land, commune_centre, district, or own words
  counters.csv   office,code,name,name_en     office: an office's code
Nothing is written unless every line is right; what is known by its code is renamed, never doubled.
"""
OFFICE_COLUMNS = ("code", "name", "name_en", "level", "block")
COUNTER_COLUMNS = ("office", "code", "name", "name_en")
OPTIONAL = ("name_en",)
OPTIONAL_OF_OFFICES = ("name_en", "block")
LEVELS = ("province", "district", "commune")

Translate = Callable[[str], str]


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas import`."""
    parser = commands.add_parser(
        "import",
        help="take in offices, counters, answers or published tables from a file",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subjects = parser.add_subparsers(required=True, metavar="SUBJECT")
    for name, columns, run in (
        ("offices", OFFICE_COLUMNS, run_offices),
        ("counters", COUNTER_COLUMNS, run_counters),
    ):
        subject = subjects.add_parser(
            name,
            help=f"columns {', '.join(columns)}",
            parents=[directory_option(), language_option()],
            epilog=f"example: sipas import {name} --directory pilot {name}.csv",
        )
        subject.add_argument("file", type=Path, metavar="FILE")
        subject.set_defaults(run=run)
    import_answers.add_subject(subjects)
    import_dossiers.add_subject(subjects)
    import_procedures.add_subject(subjects)
    import_volumes.add_subject(subjects)


def run_offices(arguments: argparse.Namespace) -> int:
    """Take in offices. Raises TableError naming every mistake."""
    _ = translator(arguments.lang).gettext
    table = read_table(
        arguments.file, columns=OFFICE_COLUMNS, optional=OPTIONAL_OF_OFFICES, _=_
    )
    with opened(arguments) as (settings, store), store.writing() as session:
        known = [office.code for office in places.offices(session)]
        rows = _office_rows(table, known, _)
        _tell(registers.put_offices(session, rows), _)
        note = noted_by_command_line(settings.clock().now())
        note(session, "import", object="offices", n=len(rows))
    return 0


def run_counters(arguments: argparse.Namespace) -> int:
    """Take in counters. Raises TableError naming every mistake."""
    _ = translator(arguments.lang).gettext
    table = read_table(arguments.file, columns=COUNTER_COLUMNS, optional=OPTIONAL, _=_)
    with opened(arguments) as (settings, store), store.writing() as session:
        rows = _counter_rows(session, table, _)
        _tell(registers.put_counters(session, rows), _)
        note = noted_by_command_line(settings.clock().now())
        note(session, "import", object="counters", n=len(rows))
    return 0


def _office_rows(
    table: Table, known: Iterable[str], _: Translate
) -> tuple[OfficeRow, ...]:
    mistakes = Mistakes(table.file, _)
    _check_codes(table, known, mistakes, _)
    rows = []
    for row in table.rows:
        level = cleaned(row["level"].value).casefold()
        if level not in LEVELS:
            mistakes.add(row["level"], _(" hoặc ").join(LEVELS))
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


def _counter_rows(
    session: Session, table: Table, _: Translate
) -> tuple[CounterRow, ...]:
    mistakes = Mistakes(table.file, _)
    offices = {office.code for office in places.offices(session)}
    office_of = registers.office_of_counter(session)
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
        rows.append(
            CounterRow(
                office=office,
                code=code,
                name=_name(row["name"], mistakes, _),
                name_en=_optional_name(row["name_en"], mistakes, _),
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
    name = cleaned(cell.value)
    if has_hidden(name):
        mistakes.add(cell, _("tên không có ký tự ẩn"))
    if len(name) > LONGEST_NAME:
        mistakes.add(cell, _("nhiều nhất %(n)s ký tự") % {"n": LONGEST_NAME})
    return name


def _block(cell: Cell, mistakes: Mistakes, _: Translate) -> str:
    """Return a block's code as known blocks are written; one of the office's own stays as it is."""
    block = cleaned(cell.value)
    if has_hidden(block):
        mistakes.add(cell, _("tên không có ký tự ẩn"))
    if len(block) > LONGEST_BLOCK:
        mistakes.add(cell, _("nhiều nhất %(n)s ký tự") % {"n": LONGEST_BLOCK})
    return block.casefold() if block.casefold() in BLOCKS else block


def _tell(changes: Changes, _: Translate) -> None:
    message = _("Thêm mới %(added)s, đổi tên %(changed)s, giữ nguyên %(unchanged)s.")
    print(
        message
        % {
            "added": changes.added,
            "changed": changes.changed,
            "unchanged": changes.unchanged,
        }
    )
