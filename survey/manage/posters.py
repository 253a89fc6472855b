"""The page of posters: every counter with its code, to print, and to replace by a new batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from flask import (
    Response,
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from forms.whole_numbers import whole_number
from survey.access import trail
from survey.access.downloads import PDF, download
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.manage.wanted import (
    LONGEST_WIFI,
    SIZE_NAMES,
    STAFF,
    VARIANT_NAMES,
    Place,
    asked_place,
    asked_variant,
    asked_wanted,
    in_language,
)
from survey.reports.numbers import Numbers
from survey.reports.posters import (
    Sheet,
    form_address,
    one_of_each_office,
    posters_pdf,
    staff_card_pdf,
)
from survey.reports.typesetting import TypesettingError
from survey.store import fields, places
from survey.store import posters as printing
from survey.store.codes import spaced
from survey.store.instruments import ADDED
from survey.store.posters import PrintedCounter
from survey.store.tables import Counter, Office, Poster
from survey.store.tables.places import AT_COUNTER, ONLINE

LONGEST_GRACE = 365
# Setting a poster takes about a megabyte, and this process serves citizens meanwhile (docs/operation.md).
MOST_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class OldCode:
    """A replaced code, and the last day on which it works."""

    code: str
    last_day: date


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A counter as the page lists it; without a poster in use its code is empty."""

    code: str
    name: str
    printed_code: str
    serial: str
    address: str
    printed_on: date | None
    old: tuple[OldCode, ...]
    point: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeRows:
    """An office with its counters."""

    code: str
    name: str
    counters: tuple[CounterRow, ...]

    @property
    def has_posters(self) -> bool:
        """Tell whether any of its counters has a poster to print."""
        return any(counter.printed_code for counter in self.counters)


@blueprint.get("/posters")
def posters() -> str:
    """List open counters with the codes of their posters: of all offices, or of the own one."""
    with service().store.reading() as session:
        offices = _listed(session)
    return render_template(
        "manage/posters.html",
        offices=offices,
        missing=sum(
            not counter.printed_code
            for office in offices
            for counter in office.counters
        ),
        has_posters=any(office.has_posters for office in offices),
        is_too_much=sum(len(office.counters) for office in offices) > MOST_AT_ONCE,
        lacking=Sheet.of(service().settings).missing,
        may_change=may(signed_in(), RULES["manage.give_codes"], changes=True),
        grace_days=printing.GRACE_DAYS,
        longest_grace=LONGEST_GRACE,
        longest_wifi=LONGEST_WIFI,
        sizes=SIZE_NAMES,
        variants=VARIANT_NAMES,
        numbers=Numbers(chosen_language()),
        spaced=spaced,
    )


@blueprint.post("/posters")
def give_codes() -> ResponseReturnValue:
    """Give each counter without a poster in use a new code."""
    with service().store.writing() as session:
        n = printing.give_posters(session, service().clock.today())
        trail.note(session, "posters_given", kind=AT_COUNTER, n=n)
    return redirect(url_for("manage.posters"), 303)


@blueprint.post("/posters/batch")
def begin_batch() -> ResponseReturnValue:
    """Give counters new codes; the old ones go on working for the days of grace that were asked for."""
    place = asked_place()
    days = whole_number(request.form.get("grace_days", ""), digits=3)
    if days is None or days > LONGEST_GRACE:
        abort(400)
    if not request.form.get("place"):
        # Nobody replaces a whole province's posters by forgetting to choose.
        abort(400)
    everywhere = request.form["place"] == "*"
    with service().store.writing() as session:
        n = printing.begin_batch(
            session,
            service().clock.today(),
            office_code="" if everywhere else place.office_code,
            counter_code="" if everywhere else place.counter_code,
            grace_days=days,
        )
        if not n:
            abort(400)
        trail.note(
            session, "posters_given", object=request.form["place"], n=n, replaced=True
        )
    return redirect(url_for("manage.posters"), 303)


@blueprint.get("/posters.pdf")
def posters_file() -> ResponseReturnValue:
    """Return the posters of one counter, of one office or of all as PDF, or the card for staff."""
    sheet, variant, place = Sheet.of(service().settings), asked_variant(), asked_place()
    if sheet.missing:
        # The page says what is missing.
        return redirect(url_for("manage.posters"), 303)
    wanted = asked_wanted(variant if variant != STAFF else "counter")
    if variant == STAFF:
        return _pdf(staff_card_pdf(sheet), Place(), variant=variant, size="a4")
    with service().store.reading() as session:
        printed = _asked_for(session, place, variant)
    if place == Place() and not 0 < len(printed) <= MOST_AT_ONCE:
        return redirect(url_for("manage.posters"), 303)
    if not printed:
        abort(404)
    try:
        content = posters_pdf(sheet, printed, wanted=wanted)
    except TypesettingError:
        # Free text in a script that the poster's font lacks.
        abort(400)
    return _pdf(content, place, variant=variant, size=wanted.size)


def _asked_for(
    session: Session, place: Place, variant: str
) -> tuple[PrintedCounter, ...]:
    own = signed_in().office_code
    if own and place.office_code not in ("", own):
        return ()
    found = tuple(
        printed
        for printed in printing.current_posters(
            session,
            service().clock.today(),
            office_code=own or place.office_code,
            kind=ONLINE if variant == "online" else AT_COUNTER,
        )
        if place.counter_code in ("", printed.counter.code)
    )
    return one_of_each_office(found) if variant in ADDED else found


def _pdf(content: bytes, place: Place, *, variant: str, size: str) -> Response:
    """Return a file; what it was asked for is noted without the password of the Wi-Fi."""
    parts = [
        "posters",
        *((variant,) if variant != "counter" else ()),
        *((size,) if size != "a4" else ()),
        place.office_code,
        place.counter_code,
    ]
    name = "-".join(part for part in parts if part)
    with service().store.writing() as session:
        trail.note(session, "export", object=f"{name}.pdf")
    # Codes of offices and counters that were found are plain ASCII (sipas import checks them).
    return download(content, f"{name}.pdf", PDF)


def _listed(session: Session) -> tuple[OfficeRows, ...]:
    today = service().clock.today()
    in_use = printing.posters_in_use(session, today)
    served = fields.field_names_of_counters(session)
    by_office = groupby(
        places.open_counters(session, today, office_code=signed_in().office_code or ""),
        key=lambda place: place[0].code,
    )
    return tuple(_office_rows(list(rows), in_use, served) for _, rows in by_office)


def _office_rows(
    rows: list[tuple[Office, Counter]],
    in_use: Mapping[int, Sequence[Poster]],
    served: Mapping[int, tuple[str, ...]],
) -> OfficeRows:
    office = rows[0][0]
    return OfficeRows(
        office.code,
        in_language(office),
        tuple(
            _counter_row(office, counter, in_use.get(at, ()), served.get(at, ()))
            for _, counter in rows
            for at in [counter.id or 0]
        ),
    )


def _counter_row(
    office: Office,
    counter: Counter,
    posters_in_use: Sequence[Poster],
    served: tuple[str, ...],
) -> CounterRow:
    name = in_language(counter)
    if not posters_in_use:
        return CounterRow(
            counter.code, name, "", "", "", None, (), counter.point, served
        )
    printed = PrintedCounter(office, counter, posters_in_use[-1])
    return CounterRow(
        counter.code,
        name,
        printed.code,
        printed.serial,
        form_address(service().settings.base_url, printed.code),
        printed.printed_on,
        tuple(
            OldCode(poster.code, poster.retired_on - timedelta(days=1))
            for poster in posters_in_use[:-1]
            if poster.retired_on is not None
        ),
        counter.point,
        served,
    )
