"""sipas import procedures: a year's list of administrative procedures."""

import argparse
from pathlib import Path

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.csv_tables import TableError
from survey.language import translator
from survey.store.procedures import ListDiffers, put_list
from survey.store.tables.procedures import FIRST_YEAR, LAST_YEAR

EPILOG = """\
example: sipas import procedures --directory pilot tthc-2026.xlsx --year 2026

FILE is a CSV in UTF-8 or an XLSX workbook (its first sheet). Columns, in English or Vietnamese:
  code,name,field,level[,online,post,link]      mã, tên, lĩnh vực, cấp[, dịch vụ công, bưu chính công ích, liên kết]
level: tỉnh, huyện or xã; online: toàn trình, một phần or không; post: có or không.
The file is the whole list of its year. The same file again changes nothing; rows that differ from those kept, or are
missing, are changed and removed only with --replace. /manage/procedures shows the list and what changed since a year before.
"""


def add_subject(
    subjects: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add `sipas import procedures`."""
    parser = subjects.add_parser(
        "procedures",
        help="a year's list of procedures",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--year",
        type=int,
        required=True,
        choices=range(FIRST_YEAR, LAST_YEAR + 1),
        metavar="YEAR",
        help="whose list it is",
    )
    parser.add_argument(
        "--replace", action="store_true", help="change and remove rows that are kept"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Take in a list, all or nothing. Raises CommandError naming every mistake."""
    from analysis.ratings.errors import InputError
    from survey.imports.file_words import input_error_text
    from survey.imports.procedure_list import read_procedures

    _ = translator(arguments.lang).gettext
    try:
        rows = read_procedures(arguments.file, _)
    except InputError as error:
        raise CommandError(input_error_text(error, language=arguments.lang)) from error
    except TableError as error:
        raise CommandError(str(error)) from error
    try:
        with opened(arguments) as (settings, store), store.writing() as session:
            changes = put_list(session, arguments.year, rows, replace=arguments.replace)
            if changes.added or changes.changed or changes.removed:
                note = noted_by_command_line(settings.clock().now())
                note(
                    session,
                    "import",
                    object="procedures",
                    year=arguments.year,
                    n=len(rows),
                )
    except ListDiffers as error:
        message = _(
            "danh mục năm %(year)s đã có: tệp làm đổi %(changed)s dòng, bỏ %(removed)s dòng; "
            "nếu đúng vậy, thêm --replace"
        )
        found = error.changes
        values = {"changed": found.changed, "removed": found.removed}
        raise CommandError(message % {"year": arguments.year, **values}) from error
    message = _(
        "Thêm mới %(added)s, sửa %(changed)s, bỏ %(removed)s, giữ nguyên %(unchanged)s."
    )
    print(
        message
        % {
            "added": changes.added,
            "changed": changes.changed,
            "removed": changes.removed,
            "unchanged": changes.unchanged,
        }
    )
    return 0
