"""sipas import: offices, counters, answers given elsewhere, and dossiers, from files."""

import argparse
from pathlib import Path

from survey.cli import (
    import_answers,
    import_dossiers,
    import_procedures,
    import_volumes,
)
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.csv_tables import Translate, read_table
from survey.imports.field_lists import KnownFields
from survey.imports.place_lists import (
    COUNTER_COLUMNS,
    OFFICE_COLUMNS,
    OPTIONAL_OF_COUNTERS,
    OPTIONAL_OF_OFFICES,
    counter_rows,
    office_rows,
)
from survey.language import translator
from survey.store import places, registers
from survey.store.registers import Changes

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
  counters.csv   office,code,name,name_en,point,fields,fields_en     office: an office's code
                 point (may be left out): the reception point where the counter stands, in words
                 fields (may be left out): what people come there for, up to 8, `;` between them, as the catalogue of
                 procedures calls them where there is one; two or more are asked for on the form, `-` takes them away
                 fields_en (may be left out): their English names, in the same order
Nothing is written unless every line is right; what is known by its code is renamed, never doubled.
"""


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
        rows = office_rows(table, known, _)
        changes = registers.put_offices(session, rows)
        if changes.added or changes.changed:
            note = noted_by_command_line(settings.clock().now())
            note(session, "import", object="offices", n=len(rows))
    _tell(changes, _)
    return 0


def run_counters(arguments: argparse.Namespace) -> int:
    """Take in counters. Raises TableError naming every mistake."""
    _ = translator(arguments.lang).gettext
    table = read_table(
        arguments.file, columns=COUNTER_COLUMNS, optional=OPTIONAL_OF_COUNTERS, _=_
    )
    with opened(arguments) as (settings, store), store.writing() as session:
        offices = {office.code for office in places.offices(session)}
        office_of = registers.office_of_counter(session)
        known = KnownFields.of(session)
        rows = counter_rows(table, offices, office_of, _, known=known)
        changes = registers.put_counters(session, rows)
        if changes.added or changes.changed:
            note = noted_by_command_line(settings.clock().now())
            note(session, "import", object="counters", n=len(rows))
    _tell(changes, _)
    return 0


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
