"""sipas export: released answers row by row, for the reform office's analysts."""

import argparse
from pathlib import Path

from survey.cli.errors import CommandError, cannot_write
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.language import translator

EPILOG = """\
examples:
  sipas export --directory pilot --wave 2026-dot-2 --format csv --out rows.csv
  sipas export --directory pilot --wave 2026-dot-2 --format sav --out rows.sav
  sipas export --directory pilot --wave 2026-dot-2 --format python --out tables.py

FILE.manifest.json is written beside the file: number of rows, checksum, release, offices left out. ddi is
the codebook of the CSV file; python and r are scripts that make the tables of the report from it again.
Row files are for the reform office and the auditor: never hand them to a unit or the public.
"""
# As in survey.reports.row_files.made, which loads what is slow.
FORMATS = ("csv", "sav", "parquet", "ddi", "python", "r")
READERS = ("excel", "programs")
# As in survey.store.instruments.
AUDIENCES = ("counter", "residents", "organisations", "firms")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas export`."""
    parser = commands.add_parser(
        "export",
        help="write a wave's released answers for analysts",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--wave", metavar="CODE", required=True)
    parser.add_argument(
        "--audience",
        choices=AUDIENCES,
        default=AUDIENCES[0],
        help="whose answers (default: %(default)s)",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        required=True,
    )
    parser.add_argument(
        "--for",
        dest="read_by",
        choices=READERS,
        default="excel",
        help="who opens a CSV file: with or without a byte order mark (default: %(default)s)",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", required=True)
    parser.set_defaults(run=run_export)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the file and its manifest, and note it in the audit trail. Raises CommandError."""
    from survey.cli.noting import noted_by_command_line
    from survey.reports.row_files.contents import RowsDoNotAddUp
    from survey.reports.row_files.made import NothingReleased, Order, make_file
    from survey.store import waves

    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store):
        with store.reading() as session:
            wave = waves.wave_by_code(session, arguments.wave)
        if wave is None:
            raise CommandError(_("không có đợt %(code)s") % {"code": arguments.wave})
        order = Order(
            wave,
            arguments.format,
            arguments.lang,
            arguments.read_by,
            arguments.audience,
        )
        note = noted_by_command_line(settings.clock().now())
        try:
            made = make_file(store, order, arguments.out, note=note)
        except waves.NotAsked as error:
            message = _("đợt %(code)s không hỏi đối tượng %(audience)s")
            raise CommandError(
                message % {"code": wave.code, "audience": arguments.audience}
            ) from error
        except NothingReleased as error:
            message = _(
                "đợt %(code)s chưa có đơn vị nào công bố được từ 5 phiếu trở lên, nên chưa có tệp"
            )
            raise CommandError(message % {"code": wave.code}) from error
        except RowsDoNotAddUp as error:
            message = _(
                "số dòng của đơn vị %(code)s không khớp số phiếu đã công bố: chưa ghi tệp nào"
            )
            raise CommandError(message % {"code": error}) from error
        except OSError as error:
            raise cannot_write(arguments.out, error, _) from error
    contents = made.contents
    print(
        _("Đã ghi %(n)s dòng của %(offices)s đơn vị vào %(file)s, kèm %(manifest)s.")
        % {
            "n": contents.n,
            "offices": len(contents.offices),
            "file": made.path,
            "manifest": made.manifest.name,
        }
    )
    if contents.left_out:
        print(
            _("Không có trong tệp vì công bố được dưới 5 phiếu: %(names)s.")
            % {"names": ", ".join(office.name for office in contents.left_out)}
        )
    return 0
