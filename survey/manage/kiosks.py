"""The page of kiosks: each with its last contact, its forms and what waits on it; adding one, revoking one."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from survey.access import trail
from survey.access.kiosks import add_kiosk as add
from survey.access.kiosks import kiosk_address
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.reports.numbers import Numbers
from survey.store import kiosks as kiosk_store
from survey.store import places
from survey.store.kiosks import PlacedKiosk
from survey.store.tables import Counter, Office

# In the browser of who added a kiosk, until the page has shown it once.
NEW = "new_kiosk"


@dataclass(frozen=True, slots=True)
class Choice:
    """A counter to add a kiosk at."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class KioskRow:
    """A kiosk as the page lists it."""

    number: int
    place: str
    state: str
    is_revoked: bool
    seen_on: date | None
    forms_left: int
    answers_waiting: int


@blueprint.get("/kiosks")
def kiosks() -> str:
    """List the kiosks of all offices, or of the own one."""
    now = service().clock.now()
    with service().store.reading() as store_session:
        rows = [
            _row(placed, now)
            for placed in kiosk_store.kiosks(store_session, office_code=_own_office())
        ]
        choices = [_choice(*found) for found in _counters(store_session)]
    return render_template(
        "manage/kiosks.html",
        rows=rows,
        choices=choices,
        new=session.pop(NEW, None),
        may_change=may(signed_in(), RULES["manage.add_kiosk"], changes=True),
        address=kiosk_address(service().settings),
        numbers=Numbers(chosen_language()),
    )


@blueprint.post("/kiosks")
def add_kiosk() -> ResponseReturnValue:
    """Add a kiosk at a counter and show its code once, on the page that comes next."""
    state = service()
    wanted = request.form.get("counter", "")
    with state.store.writing() as store_session:
        ids = {
            counter.code: counter.id for _office, counter in _counters(store_session)
        }
        counter_id = ids.get(wanted)
        if counter_id is None:
            abort(400)
        added = add(
            store_session, counter_id, settings=state.settings, now=state.clock.now()
        )
        trail.note(store_session, "kiosk_added", object=wanted, number=added.kiosk_id)
    session[NEW] = {"number": added.kiosk_id, "code": added.spaced_code}
    return redirect(url_for("manage.kiosks"), 303)


@blueprint.post("/kiosks/revoke")
def revoke_kiosk() -> ResponseReturnValue:
    """Take a kiosk's credential away; one of another office looks like one that is not there."""
    wanted = request.form.get("kiosk", "")
    today = service().clock.today()
    with service().store.writing() as store_session:
        own = {
            str(placed.kiosk.id): placed
            for placed in kiosk_store.kiosks(store_session, office_code=_own_office())
        }
        placed = own.get(wanted)
        if placed is None:
            abort(400)
        number = int(wanted)
        kiosk_store.revoke(store_session, number, today=today)
        counter_code = placed.counter.code
        trail.note(store_session, "kiosk_revoked", object=counter_code, number=number)
    return redirect(url_for("manage.kiosks"), 303)


def _own_office() -> str:
    return signed_in().office_code or ""


def _counters(store_session: Session) -> tuple[tuple[Office, Counter], ...]:
    """Return the counters at which this person may add a kiosk: open ones with a printed code."""
    today = service().clock.today()
    return kiosk_store.counters_with_code(
        store_session,
        places.open_counters(store_session, today, office_code=_own_office()),
        today,
    )


def _choice(office: Office, counter: Counter) -> Choice:
    return Choice(counter.code, _place(office, counter))


def _row(placed: PlacedKiosk, now: datetime) -> KioskRow:
    kiosk = placed.kiosk
    assert kiosk.id is not None
    return KioskRow(
        number=kiosk.id,
        place=_place(placed.office, placed.counter),
        state=_state(placed, now),
        is_revoked=kiosk.revoked_on is not None,
        seen_on=kiosk.seen_on,
        forms_left=kiosk.forms_left,
        answers_waiting=kiosk.answers_waiting,
    )


def _state(placed: PlacedKiosk, now: datetime) -> str:
    words: dict[str, str] = {
        kiosk_store.REVOKED: _("đã thu hồi"),
        kiosk_store.ENROLLED: _("đang dùng"),
        kiosk_store.AWAITED: _("chờ đăng ký"),
        kiosk_store.EXPIRED: _("mã đăng ký đã quá hạn"),
    }
    return words[placed.state(now)]


def _place(office: Office, counter: Counter) -> str:
    in_source = chosen_language() == SOURCE_LANGUAGE
    office_name = office.name if in_source else office.name_en or office.name
    counter_name = counter.name if in_source else counter.name_en or counter.name
    return f"{counter_name}, {office_name}"
