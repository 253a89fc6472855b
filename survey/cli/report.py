"""sipas report: write a wave's report, its summary or an office's scorecard as a file to hand up."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.errors import CommandError, cannot_write
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.language import translator
from survey.settings import Settings
from survey.store import audit, waves
from survey.store.engine import Store
from survey.store.instruments import AUDIENCES
from survey.store.waves import COUNTER

if TYPE_CHECKING:
    from survey.reports.handed_up.report import Report

EPILOG = """\
examples:
  sipas report --directory pilot --wave 2026-1 --kind full --format docx --out bao-cao.docx
  sipas report --directory pilot --wave 2026-1 --kind summary --format pdf
  sipas report --directory pilot --wave 2026-1 --kind scorecard --office X01 --format pdf --lang en

The figures are those of the wave's last released state; a wave that is still open is taken, and the
report says so. The same state gives the same bytes. Without --out the file gets a name of its own.
"""
# The same names as in survey.reports, which takes a second to import.
KINDS = ("full", "scorecard", "summary")
FORMATS = ("pdf", "docx", "xlsx", "csv")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas report`."""
    parser = commands.add_parser(
        "report",
        help="write a wave's report as PDF, DOCX, XLSX or CSV",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--wave", required=True, metavar="CODE")
    parser.add_argument(
        "--audience",
        choices=AUDIENCES,
        default=COUNTER,
        help="whose answers (default: %(default)s)",
    )
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0])
    parser.add_argument(
        "--office", default="", metavar="CODE", help="whose scorecard it is"
    )
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0])
    parser.add_argument("--out", type=Path, metavar="FILE", help="file to write")
    parser.set_defaults(run=run_report)


def run_report(arguments: argparse.Namespace) -> int:
    """Build the report and write it. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    _check(arguments, _)
    # The statistics bring SciPy along, which `sipas --help` need not wait for.
    from survey.reports.handed_up.files import FORMATS as RENDERED
    from survey.reports.handed_up.files import file_name
    from survey.reports.typesetting import TypesettingError

    with opened(arguments) as (settings, store):
        report = _built(arguments, settings, store)
        try:
            content = RENDERED[arguments.format].render(report)
        except TypesettingError as error:
            message = _(
                "không in được báo cáo: %(reason)s; hãy thử --format docx hoặc xlsx"
            )
            raise CommandError(message % {"reason": error}) from error
        file = arguments.out or Path(file_name(report, arguments.format))
        _write(file, content, _)
        _note(settings, store, file_name(report, arguments.format))
    print(
        _("Đã ghi %(file)s, mã kiểm tra %(code)s.")
        % {"file": file, "code": report.code}
    )
    return 0


def _check(arguments: argparse.Namespace, _: Callable[[str], str]) -> None:
    if arguments.kind == "scorecard" and not arguments.office:
        raise CommandError(_("phiếu kết quả là của một đơn vị: cần --office CODE"))
    if arguments.kind != "scorecard" and arguments.office:
        raise CommandError(_("--office chỉ dùng với --kind scorecard"))


def _built(arguments: argparse.Namespace, settings: Settings, store: Store) -> "Report":
    from survey.reports.handed_up.building import UnknownOffice, build_report
    from survey.reports.handed_up.material import Issuer
    from survey.reports.handed_up.report import Kind

    _ = translator(arguments.lang).gettext
    with store.reading() as session:
        wave = waves.wave_by_code(session, arguments.wave)
        if wave is None:
            message = _("không có đợt %(code)s")
            raise CommandError(message % {"code": arguments.wave})
        try:
            return build_report(
                session,
                wave,
                Kind(arguments.kind),
                issuer=Issuer.of(settings),
                language=arguments.lang,
                today=settings.clock().today(),
                office_code=arguments.office,
                asked=arguments.audience,
            )
        except waves.NotAsked as error:
            message = _("đợt %(code)s không hỏi đối tượng %(audience)s")
            raise CommandError(
                message % {"code": arguments.wave, "audience": arguments.audience}
            ) from error
        except UnknownOffice as error:
            message = _("không có đơn vị %(code)s")
            raise CommandError(message % {"code": arguments.office}) from error


def _write(file: Path, content: bytes, _: Callable[[str], str]) -> None:
    """Write the whole file or none of it; a file that was there stays until then."""
    unfinished = file.with_name(f".{file.name}.part")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise cannot_write(file, error, _) from error


def _note(settings: Settings, store: Store, name: str) -> None:
    with store.writing() as session:
        audit.note(
            session,
            at=settings.clock().now(),
            actor=audit.COMMAND_LINE,
            action="export",
            object=name,
            details={},
        )
