"""The auditor's page: who did what and when, searched, taken away, and checked for breaks."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import lazy_gettext as _

from survey.access import trail
from survey.access.downloads import download
from survey.access.locale import chosen_language
from survey.access.state import service
from survey.clock import VIETNAM
from survey.manage import blueprint
from survey.manage.audit_words import DETAIL_NAMES, DETAIL_VALUES
from survey.reports.numbers import Numbers
from survey.reports.plain import as_cell
from survey.store import audit
from survey.store.audit import Search
from survey.store.reviewers import reviewer_name
from survey.store.tables import AuditEntry

ENTRIES_ON_A_PAGE = 100
HEADER = (
    *("number", "at", "reviewer_id", "actor", "action", "object", "details"),
    *("previous", "hash"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the page shows it."""

    number: int
    day: str
    time: str
    actor: str
    action: str
    object: str
    details: str


@blueprint.get("/audit")
def audit_trail() -> Response:
    """Show what was found, the newest first; as a file the whole of it, the oldest first."""
    search = _search()
    with service().store.reading() as session:
        if request.args.get("format") == "csv":
            return _file(audit.all_entries(session, search))
        # One more than is shown tells whether there is a next page.
        found = audit.entries(
            session,
            search,
            before=request.args.get("before", type=int),
            limit=ENTRIES_ON_A_PAGE + 1,
        )
        shown = found[:ENTRIES_ON_A_PAGE]
    asked = {
        key: request.args.get(key, "") for key in ("person", "action", "from", "to")
    }
    page = render_template(
        "manage/audit.html",
        lines=[_line(entry) for entry in shown],
        actions=trail.NAMES,
        asked=asked,
        csv_address=_address(asked, format="csv"),
        next_address=(
            _address(asked, before=str(shown[-1].number))
            if len(found) > len(shown)
            else ""
        ),
    )
    return make_response(page)


@blueprint.get("/audit/check")
def check_trail() -> str:
    """Walk the whole chain and say whether it is whole."""
    head = request.args.get("head", "").strip().lower()
    with service().store.reading() as session:
        chain = audit.verify(session, head=head)
    return render_template(
        "manage/audit_check.html",
        chain=chain,
        asked_head=head,
        numbers=Numbers(chosen_language()),
    )


def _address(asked: Mapping[str, str], **further: str) -> str:
    values: dict[str, Any] = {**asked, **further}
    return url_for("manage.audit_trail", **values)


def _search() -> Search:
    first, last = _day("from"), _day("to")
    action = request.args.get("action", "")
    return Search(
        person=reviewer_name(request.args.get("person", "")),
        action=action if action in trail.NAMES else "",
        since=None if first is None else _midnight(first),
        until=None if last is None else _midnight(last + timedelta(days=1)),
    )


def _day(key: str) -> date | None:
    """Return a day of the address; what is none, or beyond any calendar, asks for no day."""
    try:
        day = date.fromisoformat(request.args.get(key, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2999 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def _line(entry: AuditEntry) -> Line:
    at = entry.at.astimezone(VIETNAM)
    return Line(
        number=entry.number,
        day=Numbers(chosen_language()).day(at.date()),
        time=f"{at:%H:%M:%S}",
        actor=_actor(entry),
        action=str(trail.NAMES[entry.action]),
        object=entry.object,
        details=", ".join(
            f"{DETAIL_NAMES.get(key, key)}: {DETAIL_VALUES.get(str(value), value)}"
            for key, value in audit.details_of(entry).items()
        ),
    )


def _actor(entry: AuditEntry) -> str:
    if entry.reviewer_id is None and entry.actor:
        return str(_("dòng lệnh"))
    return entry.actor or str(_("chưa đăng nhập"))


def _file(found: Iterable[AuditEntry]) -> Response:
    """Return the entries as CSV, with all that the hashes are made of."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([_cell(getattr(entry, key)) for key in HEADER] for entry in found)
    return download("\ufeff" + file.getvalue(), "nhat-ky.csv")


def _cell(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return as_cell(str(value))
