"""The page of posters: every counter with its code, to print for one, for an office or for all."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import (
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from survey.access.locale import chosen_language
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.reports.numbers import Numbers
from survey.reports.posters import Sheet, posters_pdf
from survey.store import places
from survey.store import posters as printing
from survey.store.codes import spaced
from survey.store.posters import PrintedCounter
from survey.store.tables import Counter, Office


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A counter as the page lists it; without a poster in use its code is empty."""

    code: str
    name: str
    printed_code: str
    printed_on: date | None


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
    """List open counters with the codes of their posters."""
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
        numbers=Numbers(chosen_language()),
        spaced=spaced,
    )


@blueprint.post("/posters")
def give_codes() -> ResponseReturnValue:
    """Give each counter without a poster in use a new code."""
    with service().store.writing() as session:
        printing.give_posters(session, service().clock.today())
    return redirect(url_for("manage.posters"), 303)


@blueprint.get("/posters.pdf")
def posters_file() -> ResponseReturnValue:
    """Return the posters of one counter, of one office or of all as PDF."""
    sheet = Sheet.of(service().settings)
    if sheet.missing:
        # The page says what is missing.
        return redirect(url_for("manage.posters"), 303)
    with service().store.reading() as session:
        printed = _asked_for(session)
    if not printed:
        abort(404)
    return _pdf(posters_pdf(sheet, printed))


def _asked_for(session: Session) -> tuple[PrintedCounter, ...]:
    counter_code = request.args.get("counter", "")
    return tuple(
        printed
        for printed in printing.current_posters(
            session,
            service().clock.today(),
            office_code=request.args.get("office", ""),
        )
        if counter_code in ("", printed.counter.code)
    )


def _pdf(content: bytes) -> Response:
    name = "-".join(
        ["posters", *(request.args.get(key, "") for key in ("office", "counter"))]
    ).strip("-")
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    # Codes of offices and counters that were found are plain ASCII (sipas import checks them).
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _listed(session: Session) -> tuple[OfficeRows, ...]:
    today = service().clock.today()
    printed = {
        poster.counter.code: poster
        for poster in printing.current_posters(session, today)
    }
    by_office = groupby(
        places.open_counters(session, today), key=lambda place: place[0].code
    )
    return tuple(_office_rows(list(rows), printed) for _, rows in by_office)


def _office_rows(
    rows: list[tuple[Office, Counter]], printed: dict[str, PrintedCounter]
) -> OfficeRows:
    office = rows[0][0]
    return OfficeRows(
        office.code,
        _in_language(office.name, office.name_en),
        tuple(_counter_row(counter, printed.get(counter.code)) for _, counter in rows),
    )


def _counter_row(counter: Counter, printed: PrintedCounter | None) -> CounterRow:
    return CounterRow(
        counter.code,
        _in_language(counter.name, counter.name_en),
        printed.code if printed else "",
        printed.printed_on if printed else None,
    )


def _in_language(name: str, name_en: str) -> str:
    return name if chosen_language() == SOURCE_LANGUAGE else name_en or name
