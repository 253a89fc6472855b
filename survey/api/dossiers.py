"""Dossiers of an office's month: read by programs, and put in their place by those that may write."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from survey.access import trail
from survey.access.api_tokens import program
from survey.access.problems import problem
from survey.access.state import service
from survey.api import blueprint
from survey.api.dossier_figures import (
    ApiDossiers,
    ApiDossiersToPut,
    kept_row,
    row_of,
)
from survey.csv_tables import cleaned, has_hidden
from survey.store import places
from survey.store.tables import Office
from survey.store.volumes import (
    COUNTS,
    MixedFields,
    VolumeRow,
    misfit,
    month_rows,
    put_month,
)

MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)
MOST_NAMED = 10
_PUT: TypeAdapter[ApiDossiersToPut] = TypeAdapter(ApiDossiersToPut)
_KEPT: TypeAdapter[ApiDossiers] = TypeAdapter(ApiDossiers)


class _Refused(Exception):
    """What was sent cannot be kept; the text says where and why."""


@blueprint.get("/offices/<office_code>/dossiers/<month>")
def dossiers(office_code: str, month: str) -> Response:
    """Give what is kept of an office's month; no rows where nothing is."""
    with service().store.reading() as session:
        office = _office(session, office_code, month)
        return _answer(session, office, month)


@blueprint.put("/offices/<office_code>/dossiers/<month>")
def put_dossiers(office_code: str, month: str) -> Response:
    """Let an office's month hold the rows sent and no others; the same again changes nothing."""
    try:
        told = _PUT.validate_json(request.get_data())
    except ValidationError as error:
        return _refusal(_places(error))
    try:
        with service().store.writing() as session:
            office = _office(session, office_code, month)
            rows = [kept_row(row, office=office_code, month=month) for row in told.rows]
            _check(rows, {one.code for one in places.offices(session)})
            changes = put_month(session, office, month, rows)
            if not changes.is_none:
                trail.note_of(
                    session,
                    "import",
                    visitor=program(),
                    object="volumes",
                    office=office_code,
                    month=month,
                    added=changes.added,
                    changed=changes.changed,
                    removed=changes.removed,
                )
            return _answer(session, office, month)
    except MixedFields:
        return _refusal(
            _("Có số liệu cả gộp lẫn theo lĩnh vực, nên hồ sơ bị đếm hai lần.")
        )
    except _Refused as error:
        return _refusal(str(error))


def _office(session: Session, office_code: str, month: str) -> Office:
    office = places.office_by_code(session, office_code)
    if office is None or MONTH.fullmatch(month) is None:
        abort(404)
    return office


def _answer(session: Session, office: Office, month: str) -> Response:
    rows = month_rows(session, office.id or 0, month)
    kept = ApiDossiers(office.code, month, tuple(row_of(row) for row in rows))
    return Response(_KEPT.dump_json(kept) + b"\n", mimetype="application/json")


def _check(rows: Sequence[VolumeRow], offices: set[str]) -> None:
    """Refuse rows that say the same twice, that do not add up, or that name what is not there."""
    seen = set()
    for at, row in enumerate(rows):
        name = f"rows[{at}]"
        if row.field != cleaned(row.field) or has_hidden(row.field):
            raise _Refused(
                _("%(name)s.field: cần tên lĩnh vực không có ký tự ẩn.", name=name)
            )
        if row.competent_code not in offices:
            raise _Refused(
                _("%(name)s.competent: cần mã của một đơn vị đã có.", name=name)
            )
        together = misfit({count: getattr(row, count) for count in COUNTS})
        if together is not None:
            raise _Refused(
                _(
                    "%(name)s.settled: cần tổng của early, on_time và late, là %(n)s.",
                    name=name,
                    n=together,
                )
            )
        key = row.field, row.competent_code
        if key in seen:
            raise _Refused(
                _(
                    "%(name)s: lĩnh vực và đơn vị giải quyết này đã có ở dòng trước.",
                    name=name,
                )
            )
        seen.add(key)


def _places(error: ValidationError) -> str:
    """Return where the JSON is not what the document says, and nothing of what was sent."""
    found: list[Any] = error.errors(
        include_url=False, include_context=False, include_input=False
    )
    names = dict.fromkeys(_name(one["loc"]) for one in found)
    text: str = _(
        "JSON không đúng như tài liệu của API, ở: %(places)s.",
        places=", ".join([*names][:MOST_NAMED]),
    )
    return text


def _name(loc: Sequence[str | int]) -> str:
    """Return a place such as `rows[2].settled`; names that programs made up are left out."""
    known = {*COUNTS, "rows", "field", "competent"}
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part in known:
            text += f".{part}" if text else part
    return text or "–"


def _refusal(detail: str) -> Response:
    return problem(422, _("Số liệu hồ sơ không đúng, chưa ghi gì."), detail=detail)
