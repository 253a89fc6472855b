"""sipas ddci close, report, ranges: what a round gave, computed once and written as often as wanted."""

import argparse
import csv
import sys
from pathlib import Path

from survey.cli.ddci_rounds import already_closed, chosen_round, round_option
from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.cli.output import give
from survey.language import translator
from survey.store import ddci
from survey.store.ddci import RoundClosed, RoundMovedOn
from survey.store.tables import DdciResult


def add_parsers(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the actions about results."""
    common = [directory_option(), language_option()]
    close = actions.add_parser(
        "close",
        help="compute a round's result for good, and forget which links were used",
        parents=[round_option(), *common],
        epilog="example: sipas ddci close --round ddci-2026 --directory pilot",
    )
    close.set_defaults(run=run_close)
    report = actions.add_parser(
        "report",
        help="write the result of a closed round",
        parents=[round_option(), *common],
        epilog="example: sipas ddci report --round ddci-2026 --format xlsx --out ddci.xlsx",
    )
    report.add_argument(
        "--format", choices=("text", "json", "csv", "xlsx"), default="text"
    )
    report.add_argument("--out", type=Path, metavar="FILE")
    report.set_defaults(run=run_report)
    own = actions.add_parser(
        "ranges",
        help="print the lowest and highest of a closed round's ranked units, for later years",
        parents=[round_option(), *common],
        epilog="example: sipas ddci ranges --round ddci-2026 > ranges-2026.csv",
    )
    own.set_defaults(run=run_ranges)


def run_ranges(arguments: argparse.Namespace) -> int:
    """Print a closed round's own ranges, as `sipas ddci round --ranges` takes them. Raises CommandError."""
    from survey.reports.ddci_rounds import closed_round

    with opened(arguments) as (_settings, store), store.reading() as session:
        chosen = chosen_round(session, arguments)
        kept = _result(arguments, ddci.result(session, chosen.id or 0))
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("indicator", "min", "max", "years"))
    rows.writerows(
        (one.indicator, repr(one.low), repr(one.high), chosen.year)
        for one in closed_round(kept.content).observed
        if one.low == one.low
    )
    return 0


def _result(arguments: argparse.Namespace, kept: DdciResult | None) -> DdciResult:
    """Return a round's result. Raises CommandError where there is none yet."""
    _ = translator(arguments.lang).gettext
    if kept is None:
        message = _("đợt %(code)s chưa chốt, nên chưa có kết quả")
        raise CommandError(message % {"code": arguments.round})
    return kept


def run_close(arguments: argparse.Namespace) -> int:
    """Close a round. Raises CommandError."""
    from survey.reports.ddci_closing import RoundStillOpen, close_round

    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store):
        with store.reading() as session:
            chosen = chosen_round(session, arguments)
        try:
            closed = close_round(
                store,
                chosen,
                today=settings.clock().today(),
                done_by="sipas",
                note=noted_by_command_line(settings.clock().now()),
            )
        except RoundStillOpen as error:
            message = _("đợt còn nhận đánh giá; chốt được từ ngày %(day)s")
            raise CommandError(message % {"day": error.first_day}) from error
        except RoundClosed as error:
            raise already_closed(arguments) from error
        except RoundMovedOn as error:
            raise CommandError(
                _("số liệu vừa thay đổi, chưa chốt: hãy chạy lại")
            ) from error
    print(
        _(
            "Đã chốt đợt %(code)s: %(units)s đơn vị. Không còn biết đường dẫn nào đã dùng."
        )
        % {"code": arguments.round, "units": len(closed.findings.units)}
    )
    return 0


def run_report(arguments: argparse.Namespace) -> int:
    """Write the result of a closed round. Raises CommandError."""
    from survey.reports.ddci_report import report_content

    _ = translator(arguments.lang).gettext
    if arguments.format == "xlsx" and arguments.out is None:
        raise CommandError(_("--format xlsx cần --out FILE"))
    with opened(arguments) as (_settings, store), store.reading() as session:
        chosen = chosen_round(session, arguments)
        kept = _result(arguments, ddci.result(session, chosen.id or 0))
    content = report_content(
        chosen, kept, kind=arguments.format, language=arguments.lang
    )
    give(content, arguments.out, _)
    return 0
