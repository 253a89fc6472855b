"""sipas wave pause | resume | extend | close: what happens to a wave after it was opened."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from sqlmodel import Session

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.language import translator
from survey.reports.course import CourseWording
from survey.settings import Settings
from survey.store import audit, wave_course
from survey.store.tables.waves import LONGEST_REASON
from survey.store.wave_course import CourseRefused, Decision

# Who decided, where nobody is named: whoever may use the server's command line.
COMMAND_LINE = "sipas"
LONGEST_DONE_BY = 64


def add_actions(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: Sequence[argparse.ArgumentParser],
) -> None:
    """Add the actions to `sipas wave`."""
    pause = actions.add_parser(
        "pause",
        help="issue no forms for a while; what is on phones already is still taken",
        parents=[*common, decision_options(reason_required=True)],
        epilog="example: sipas wave pause 2026-1 --until 2026-12-05 --reason 'Sửa trụ sở'",
    )
    pause.add_argument("code", help="a wave's or a series' code")
    pause.add_argument(
        "--until",
        type=date.fromisoformat,
        metavar="D",
        help="last day of the pause; left out: until resumed",
    )
    pause.set_defaults(run=run_pause)
    resume = actions.add_parser(
        "resume",
        help="end a pause today",
        parents=[*common, decision_options(reason_required=True)],
        epilog="example: sipas wave resume 2026-1 --reason 'Đã sửa xong'",
    )
    resume.add_argument("code", help="a wave's or a series' code")
    resume.set_defaults(run=run_resume)
    extend = actions.add_parser(
        "extend",
        help="move a campaign's last day on",
        parents=[*common, decision_options(reason_required=True)],
        epilog="example: sipas wave extend 2026-1 --to 2027-01-15 --reason 'Bão, chưa đủ phiếu'",
    )
    extend.add_argument("code", help="a campaign's code")
    extend.add_argument("--to", required=True, type=date.fromisoformat, metavar="D")
    extend.set_defaults(run=run_extend)
    close = actions.add_parser(
        "close",
        help="end a wave after today",
        parents=[*common, decision_options(reason_required=True)],
        epilog="example: sipas wave close 2026-1 --directory pilot --reason 'Đã đủ phiếu'",
    )
    close.add_argument("code", help="a wave's or a series' code")
    close.set_defaults(run=run_close)


def decision_options(*, reason_required: bool) -> argparse.ArgumentParser:
    """Return `--reason` and `--by`, which are kept for good."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--reason", required=reason_required, default="", metavar="TEXT", help="kept"
    )
    parser.add_argument(
        "--by",
        default=COMMAND_LINE,
        metavar="NAME",
        help="account of who decided (default: %(default)s)",
    )
    return parser


def run_pause(arguments: argparse.Namespace) -> int:
    """Pause a wave or a series. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with _deciding(arguments, "pause") as (session, decision):
        wave_course.pause(session, arguments.code, decision, until=arguments.until)
    message = (
        _("Đợt %(code)s tạm dừng đến hết ngày %(day)s.")
        if arguments.until
        else _("Đợt %(code)s tạm dừng đến khi chạy “sipas wave resume”.")
    )
    print(message % {"code": arguments.code, "day": arguments.until})
    return 0


def run_resume(arguments: argparse.Namespace) -> int:
    """End a pause. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with _deciding(arguments, "resume") as (session, decision):
        wave_course.resume(session, arguments.code, decision)
    print(_("Đợt %(code)s lấy ý kiến trở lại.") % {"code": arguments.code})
    return 0


def run_extend(arguments: argparse.Namespace) -> int:
    """Extend a campaign. Raises CommandError."""
    with _deciding(arguments, "extend") as (session, decision):
        wave_course.extend(session, arguments.code, decision, to=arguments.to)
    _tell_last_day(arguments, arguments.to)
    return 0


def run_close(arguments: argparse.Namespace) -> int:
    """End a wave. Raises CommandError."""
    with _deciding(arguments, "close") as (session, decision):
        closed = wave_course.close(session, arguments.code, decision)
        last_day = closed[0].last_day
    _tell_last_day(arguments, last_day)
    return 0


@contextmanager
def _deciding(
    arguments: argparse.Namespace, what: str
) -> Iterator[tuple[Session, Decision]]:
    """Give a session and the decision to make in it, and note it in the trail. Raises CommandError."""
    with opened(arguments) as (settings, store), store.writing() as session:
        try:
            yield session, decision_of(arguments, settings.clock().today())
        except CourseRefused as error:
            sentence = CourseWording(arguments.lang).refusal(error.why)
            raise CommandError(f"{arguments.code}: {sentence}") from error
        note_change(session, settings, code=arguments.code, what=what)


def note_change(session: Session, settings: Settings, *, code: str, what: str) -> None:
    """Note in the audit trail that the command line changed a wave."""
    audit.note(
        session,
        at=settings.clock().now(),
        actor=audit.COMMAND_LINE,
        action="wave_changed",
        object=code,
        details={"what": what},
    )


def decision_of(
    arguments: argparse.Namespace, today: date, *, reason: str | None = None
) -> Decision:
    """Return who decided and why. Raises CommandError where a text is empty or too long."""
    _ = translator(arguments.lang).gettext
    reason = (arguments.reason if reason is None else reason).strip()
    done_by = arguments.by.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        message = _("--reason cần 1 đến %(n)s ký tự")
        raise CommandError(message % {"n": LONGEST_REASON})
    if not 1 <= len(done_by) <= LONGEST_DONE_BY:
        raise CommandError(_("--by cần 1 đến %(n)s ký tự") % {"n": LONGEST_DONE_BY})
    return Decision(today, done_by=done_by, reason=reason)


def _tell_last_day(arguments: argparse.Namespace, last_day: date) -> None:
    _ = translator(arguments.lang).gettext
    print(
        _("Đợt %(code)s nhận phiếu mới đến hết ngày %(day)s.")
        % {"code": arguments.code, "day": last_day}
    )
