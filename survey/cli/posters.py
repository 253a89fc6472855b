"""sipas posters: print the posters of counters as one PDF."""

import argparse
from pathlib import Path

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.language import translator
from survey.store import places, posters

EPILOG = """\
examples:
  sipas posters --directory pilot
  sipas posters --directory pilot --office X01 --out x01.pdf

A counter without a poster in use gets a new code first; the others keep theirs.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas posters`."""
    parser = commands.add_parser(
        "posters",
        help="print the posters of counters as one PDF",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--office", metavar="CODE", help="one office's counters only")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("posters.pdf"),
        metavar="FILE.pdf",
        help="file to write (default: %(default)s)",
    )
    parser.set_defaults(run=run_posters)


def run_posters(arguments: argparse.Namespace) -> int:
    """Give codes where they are missing and write the PDF. Raises CommandError."""
    from survey.reports.posters import PosterError, Sheet, posters_pdf

    _ = translator(arguments.lang).gettext
    office_code = arguments.office or ""
    with opened(arguments) as (settings, store):
        if not settings.hotline:
            # Checked before any code is given: a code that no sheet carries helps nobody.
            raise CommandError(
                _(
                    "bảng cần số điện thoại cho người không quét được: "
                    "thêm dòng SIPAS_HOTLINE=... vào settings.env"
                )
            )
        today = settings.clock().today()
        with store.writing() as session:
            if office_code and places.office_by_code(session, office_code) is None:
                raise CommandError(
                    _("không có đơn vị %(code)s") % {"code": office_code}
                )
            new = posters.give_posters(session, today, office_code=office_code)
            printed = posters.current_posters(session, today, office_code=office_code)
            if not printed:
                raise CommandError(
                    _("chưa có quầy nào: hãy chạy sipas import counters trước")
                )
        try:
            pdf = posters_pdf(Sheet.of(settings), printed)
        except PosterError as error:
            message = _("không in được bảng: %(reason)s")
            raise CommandError(message % {"reason": error}) from error
    try:
        arguments.out.write_bytes(pdf)
    except OSError as error:
        message = _("không ghi được %(file)s: %(reason)s")
        raise CommandError(
            message % {"file": arguments.out, "reason": error.strerror}
        ) from error
    summary = _("Đã ghi %(n)s bảng vào %(file)s, trong đó %(new)s mã mới.")
    print(summary % {"n": len(printed), "file": arguments.out, "new": new})
    for poster in printed:
        address = f"{settings.base_url}/K/{poster.code}"
        print(
            "\t".join((poster.office.code, poster.counter.code, poster.code, address))
        )
    return 0
