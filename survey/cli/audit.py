"""sipas audit: read the trail of what officials did, and check that nobody bent it."""

import argparse
import json
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.options import directory_option, json_option, language_option
from survey.clock import VIETNAM
from survey.language import translator
from survey.store import audit
from survey.store.audit import ACTIONS, Search
from survey.store.reviewers import reviewer_name
from survey.store.tables import AuditEntry

EPILOG = """\
examples:
  sipas audit list --directory pilot --person hoa --from 2026-12-01
  sipas audit verify --directory pilot
  sipas audit verify --directory pilot --head 9f3a…

Write the head down outside the server: with --head it shows later that nothing before it was cut
off or written anew.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas audit`."""
    parser = commands.add_parser(
        "audit",
        help="read and verify the trail of what officials did",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    common = [directory_option(), language_option(), json_option()]
    listing = actions.add_parser(
        "list",
        help="list entries, the oldest first",
        parents=common,
        epilog="example: sipas audit list --directory pilot --action export",
    )
    listing.add_argument("--person", default="", help="an account, as actor or object")
    listing.add_argument("--action", choices=ACTIONS, default="")
    listing.add_argument("--from", dest="first", type=date.fromisoformat, metavar="D")
    listing.add_argument("--to", dest="last", type=date.fromisoformat, metavar="D")
    listing.set_defaults(run=run_list)
    verify = actions.add_parser(
        "verify",
        help="walk the whole chain; exit 1 where it is broken",
        parents=common,
        epilog="example: sipas audit verify --directory pilot",
    )
    verify.add_argument("--head", default="", help="a head written down earlier")
    verify.set_defaults(run=run_verify)


def run_list(arguments: argparse.Namespace) -> int:
    """Print entries separated by tabs, or as one JSON object a line."""
    search = Search(
        person=reviewer_name(arguments.person),
        action=arguments.action,
        since=arguments.first and _midnight(arguments.first),
        until=arguments.last and _midnight(arguments.last + timedelta(days=1)),
    )
    with opened(arguments) as (_settings, store), store.reading() as session:
        for entry in audit.all_entries(session, search):
            print(_as_json(entry) if arguments.json else _as_line(entry))
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Check the chain. Raises CommandError where it is broken."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (_settings, store), store.reading() as session:
        chain = audit.verify(session, head=arguments.head.strip().lower())
    if arguments.json:
        print(json.dumps({**asdict(chain), "is_whole": chain.is_whole}))
        return 0 if chain.is_whole else 1
    if chain.broken_at is not None:
        message = _("Nhật ký không còn nguyên: sai từ mục %(number)s.")
        raise CommandError(message % {"number": chain.broken_at})
    if not chain.holds_head:
        raise CommandError(
            _(
                "Không có dấu này trong nhật ký: phần cuối đã bị cắt, hoặc cả nhật ký đã bị viết lại."
            )
        )
    message = _("Nhật ký còn nguyên: %(n)s mục, dấu cuối %(head)s")
    print(message % {"n": chain.n, "head": chain.head})
    return 0


def _as_line(entry: AuditEntry) -> str:
    at = entry.at.astimezone(VIETNAM).isoformat()
    cells = (entry.actor, entry.action, entry.object, entry.details)
    return "\t".join((str(entry.number), at, *cells))


def _as_json(entry: AuditEntry) -> str:
    return json.dumps(
        {**entry.model_dump(), "at": entry.at.astimezone(UTC).isoformat()},
        ensure_ascii=False,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)
