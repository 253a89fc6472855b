"""The page of whom a wave asks: the audiences, their questionnaires, and the addresses at which they answer."""

from dataclasses import dataclass

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from forms.instruments import InstrumentForm
from forms.questionnaire import Questionnaire
from survey.access import trail
from survey.access.downloads import download
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.manage.wave_opening import kept_version, version_name
from survey.manage.waves import required_wave
from survey.reports import qr
from survey.reports.asked_wording import AskedWording
from survey.reports.csv_files import csv_text
from survey.reports.posters import Sheet, form_address
from survey.store import posters, waves
from survey.store.instruments import ADDED, InstrumentRefused, add_instrument
from survey.store.questionnaire_versions import version_by_key, versions
from survey.store.tables import Wave
from survey.wording import wordings


@dataclass(frozen=True, slots=True)
class AskedRow:
    """An audience with its questionnaire; `has_addresses` where it answers at one of its own."""

    audience: str
    name: str
    questionnaire: Questionnaire
    full: bool
    has_addresses: bool


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Where people of an audience answer about an office."""

    code: str
    office_code: str
    office: str
    counter_code: str
    counter: str
    address: str


@blueprint.get("/waves/<wave_code>/audiences")
def audiences(wave_code: str) -> str:
    """Show whom a wave asks, and offer to ask others."""
    with service().store.reading() as session:
        found = required_wave(session, wave_code)
        return _page(session, found, _form(session, found, formdata=None))


@blueprint.post("/waves/<wave_code>/audiences")
def add_audience(wave_code: str) -> ResponseReturnValue:
    """Let the wave ask a further audience, or show the page again with what is wrong."""
    state = service()
    with state.store.reading() as session:
        found = required_wave(session, wave_code)
        form = _form(session, found)
        if not form.validate():
            return make_response(_page(session, found, form), 422)
    try:
        with state.store.writing() as session:
            version = version_by_key(session, form.questionnaire.data)
            assert version is not None
            add_instrument(
                session,
                wave_code,
                audience=form.audience.data,
                questionnaire=kept_version(session, version),
                today=state.clock.today(),
                full=True if form.full.data else None,
            )
            trail.note(
                session,
                "wave_changed",
                object=wave_code,
                what="instrument",
                audience=form.audience.data,
            )
    except InstrumentRefused as error:
        problem = AskedWording(chosen_language()).refusal(error.why)
        with state.store.reading() as session:
            found = required_wave(session, wave_code)
            return make_response(_page(session, found, form, problem=problem), 422)
    return redirect(url_for("manage.audiences", wave_code=wave_code), 303)


@blueprint.get("/waves/<wave_code>/audiences/<audience>/addresses")
def audience_addresses(wave_code: str, audience: str) -> ResponseReturnValue:
    """Give the addresses of an audience as CSV, or one of them as a square to print."""
    with service().store.reading() as session:
        found = required_wave(session, wave_code)
        assert found.id is not None
        asked = {one.audience for one in waves.instruments_of_wave(session, found.id)}
        if audience not in asked.intersection(ADDED):
            abort(404)
        rows = _addresses(session, audience)
    if "square" not in request.args:
        table = [[row.office, row.counter, row.code, row.address] for row in rows]
        head = ["office", "counter", "code", "address"]
        return download(csv_text(head, table), f"{audience}.csv")
    chosen = [row for row in rows if row.code == request.args["square"]]
    if not chosen:
        abort(404)
    square = qr.svg(qr.encode(chosen[0].address))
    return download(square, f"{audience}-{chosen[0].code}.svg", "image/svg+xml")


def _form(session: Session, found: Wave, **sent: None) -> InstrumentForm:
    words = AskedWording(chosen_language())
    assert found.id is not None
    asked = {one.audience for one in waves.instruments_of_wave(session, found.id)}
    return InstrumentForm(
        [(one, words.name(one)) for one in ADDED if one not in asked],
        [(one.key, version_name(one)) for one in versions(session)],
        **sent,
    )


def _page(
    session: Session, found: Wave, form: InstrumentForm, *, problem: str = ""
) -> str:
    assert found.id is not None
    today = service().clock.today()
    rows = [_row(one) for one in waves.instruments_of_wave(session, found.id)]
    return render_template(
        "manage/audiences.html",
        wave=found,
        rows=rows,
        addresses={
            row.audience: _addresses(session, row.audience)
            for row in rows
            if row.has_addresses
        },
        form=form,
        problem=problem,
        lacking=Sheet.of(service().settings).missing,
        whose_wording=AskedWording(chosen_language()),
        may_add=bool(form.audience.choices)
        and today <= found.last_day
        and may(signed_in(), RULES["manage.add_audience"], changes=True),
    )


def _row(one: waves.OpenInstrument) -> AskedRow:
    by_language = wordings(one.digest, one.content)
    language = chosen_language()
    return AskedRow(
        one.audience,
        AskedWording(language).name(one.audience),
        by_language.get(language, by_language[SOURCE_LANGUAGE]),
        one.full,
        one.audience in ADDED,
    )


def _addresses(session: Session, audience: str) -> tuple[AddressRow, ...]:
    """Return the address of each counter that has a poster, for people of an audience."""
    base, today = service().settings.base_url, service().clock.today()
    in_vietnamese = chosen_language() == SOURCE_LANGUAGE
    return tuple(
        AddressRow(
            each.code,
            each.office.code,
            (
                each.office.name
                if in_vietnamese
                else each.office.name_en or each.office.name
            ),
            each.counter.code,
            (
                each.counter.name
                if in_vietnamese
                else each.counter.name_en or each.counter.name
            ),
            form_address(base, each.code, audience=audience),
        )
        for each in posters.current_posters(session, today)
    )
