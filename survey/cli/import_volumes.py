"""sipas import volumes: how many dossiers each office settled, by month."""

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.language import translator
from survey.store import places
from survey.store.volumes import (
    MixedFields,
    VolumeDiffers,
    VolumeRow,
    put_volumes,
)

EPILOG = """\
example: sipas import volumes --directory pilot volumes-2026.xlsx

FILE is a CSV in UTF-8 or an XLSX workbook (its first sheet). Columns, in English or Vietnamese, a count
that nobody keeps left out or left empty:
  office,month,settled[,competent,field,early,on_time,late,pending,invited]
office is the code of the office that received the dossiers, competent that of the one that settles them
(empty: the same). month is such as 2026-10, invited are the people asked to answer. Where early is not
told, on_time holds the early ones too; where early, on_time and late are all there, they add up to settled.
The same file again changes nothing; figures that differ from those kept are replaced only with --replace.
"""
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
    from survey.imports.volume_list import read_volumes

    _ = translator(arguments.lang).gettext
    try:
        with opened(arguments) as (settings, store):
            with store.reading() as session:
                offices = {one.code for one in places.offices(session)}
            # Read before the lock is taken: offices are never deleted.
            rows = read_volumes(arguments.file, offices, language=arguments.lang)
            with store.writing() as session:
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
