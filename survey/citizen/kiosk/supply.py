"""What a kiosk is given: forms ahead, and every sentence that they ask in, in each language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, abort, jsonify, request, url_for
from flask_babel import force_locale
from sqlmodel import Session
from wtforms import Field

from forms.fields import OneChoice
from forms.groups import filters_of_questions
from forms.questionnaire import drawn_positions
from forms.response import (
    FEWEST_FIELDS,
    FIELD,
    ResponseForm,
    response_form,
)
from forms.whole_numbers import whole_number
from survey.access import kiosks as access
from survey.access.foreign_posts import is_from_elsewhere
from survey.access.locale import locale_of
from survey.access.state import service
from survey.citizen import refusals
from survey.citizen.blocks import draw_block
from survey.citizen.form_page import promise_of_length
from survey.citizen.refusals import NoForm
from survey.citizen.tokens import KIOSK, FormToken, new_key, write_token
from survey.citizen.visits import Visit
from survey.language import languages
from survey.store import kiosks
from survey.store.places import PlaceOfCode
from survey.store.tables import Kiosk
from survey.store.tables.answers import CANARY
from survey.store.waves import (
    NearestWaves,
    OpenInstrument,
    nearest_waves,
    open_instrument,
)
from survey.wording import wordings

STOCK = 200
REFILL_BELOW = 100
# Half of a form's life to begin it in, the other half for its answer to find a network.
BEGIN_WITHIN = timedelta(days=7)
# No counter has so many visitors: whoever taps all day runs out of forms, and nobody else does.
FORMS_A_DAY = 1_000
# TRUST §1.3.6: a repeated press is no second visitor.
SECONDS_BETWEEN_PEOPLE = 8
STAGE = "stage"
# Up to 99,999: less than the database takes.
LONGEST_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One screen: a question, a filter or the stage. `hangs_on` is a filter's code, or empty."""

    text: str
    options: tuple[Option, ...]
    hangs_on: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What the screens say in one language; `said` tells why there are no forms, where there are none."""

    place: str
    promise: str
    items: dict[str, Item]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KioskForm:
    """A signed form and the name of the order in which it asks."""

    token: str
    order: str


@dataclass(frozen=True, slots=True)
class Supply:
    """All that a kiosk needs until its next contact. `replaces`: its older forms are to go."""

    instrument: int
    issued: str
    until: str
    replaces: bool
    address: str
    pause: int
    wordings: dict[str, Wording]
    orders: dict[str, tuple[str, ...]]
    forms: tuple[KioskForm, ...]


@dataclass(frozen=True, slots=True)
class Here:
    """Where a kiosk stands and what is asked there today; what is missing tells why nothing is."""

    place: PlaceOfCode | None
    instrument: OpenInstrument | None
    nearest: NearestWaves

    def visits(self) -> tuple[Visit, ...]:
        """Return the visit in each language, the source language first; none where nothing is asked."""
        if self.place is None or self.place.is_closed or self.instrument is None:
            return ()
        by_language = wordings(self.instrument.digest, self.instrument.content)
        return tuple(
            Visit(self.place, self.instrument, questionnaire, tuple(by_language))
            for questionnaire in by_language.values()
        )

    def refusal(self) -> NoForm:
        """Return why nothing is asked, in the language of the moment."""
        if self.place is None or self.place.is_closed:
            return refusals.counter_closed()
        return refusals.no_open_wave(self.nearest)


@dataclass(frozen=True, slots=True)
class Stocktaking:
    """What a kiosk says of itself: how many forms of which day and instrument, how many answers wait."""

    left: int
    waiting: int
    issued: str
    instrument: int

    def is_of(self, visit: Visit, today: date) -> bool:
        """Tell whether its forms are of today and of what is asked today."""
        asked = visit.instrument.instrument_id
        return (self.issued, self.instrument) == (today.isoformat(), asked)


def give_forms() -> Response:
    """Note what the kiosk says of itself and fill up its forms; 401 for what is no kiosk of ours."""
    if is_from_elsewhere(request, service().settings):
        abort(403)
    today = service().clock.today()
    told = _stocktaking()
    with service().store.reading() as session:
        kiosk = access.current_kiosk(session)
        if kiosk is None:
            abort(401)
        here = _here(session, kiosk, today)
    assert kiosk.id is not None
    visits = here.visits()
    is_fresh = bool(visits) and told.is_of(visits[0], today)
    with service().store.writing() as session:
        granted = kiosks.note_contact(
            session,
            kiosk.id,
            forms_left=told.left if is_fresh else 0,
            answers_waiting=told.waiting,
            wanted=_missing(told, is_fresh=is_fresh) if visits else 0,
            most_a_day=FORMS_A_DAY,
            today=today,
        )
    if visits:
        supply = _supply(visits, granted, today, is_fresh=is_fresh)
    else:
        supply = _nothing(here, today)
    response = jsonify(supply)
    access.keep_cookie(response)
    return response


def _stocktaking() -> Stocktaking:
    """Return what the kiosk posted; what none of ours would say is a bad request."""
    return Stocktaking(
        left=_number("left"),
        waiting=_number("waiting"),
        issued=request.form.get("issued", ""),
        instrument=_number("instrument"),
    )


def _number(name: str) -> int:
    number = whole_number(request.form.get(name, ""), digits=LONGEST_NUMBER)
    if number is None:
        abort(400)
    return number


def _here(session: Session, kiosk: Kiosk, today: date) -> Here:
    return Here(
        kiosks.place_of_kiosk(session, kiosk, today),
        open_instrument(session, today),
        nearest_waves(session, today),
    )


def _missing(told: Stocktaking, *, is_fresh: bool) -> int:
    """Return how many forms a kiosk lacks: all, once a day or under another wave, or what is used up."""
    if not is_fresh:
        return STOCK
    return STOCK - told.left if told.left < REFILL_BELOW else 0


def _supply(visits: Sequence[Visit], n: int, today: date, *, is_fresh: bool) -> Supply:
    visit = visits[0]
    tokens = [_token(visit, today) for _ in range(n)]
    secret, code = service().settings.secret_key, visit.place.code
    return Supply(
        instrument=visit.instrument.instrument_id,
        issued=today.isoformat(),
        until=min(today + BEGIN_WITHIN, visit.instrument.last_day).isoformat(),
        replaces=not is_fresh and n > 0,
        address=url_for(".take_form", code=code),
        pause=SECONDS_BETWEEN_PEOPLE,
        wordings={one.language: _wording(one) for one in visits},
        orders={str(token.block): _order(visit, token) for token in tokens},
        forms=tuple(
            KioskForm(write_token(token, code=code, secret=secret), str(token.block))
            for token in tokens
        ),
    )


def _nothing(here: Here, today: date) -> Supply:
    """Return the supply where nothing is asked: the reason, in every language."""
    return Supply(
        instrument=0,
        issued=today.isoformat(),
        until=today.isoformat(),
        replaces=True,
        address="",
        pause=SECONDS_BETWEEN_PEOPLE,
        wordings={language: _refusal(here, language) for language in languages()},
        orders={},
        forms=(),
    )


def _refusal(here: Here, language: str) -> Wording:
    with force_locale(locale_of(language)):
        sentences = here.refusal().sentences
        return Wording("", "", {}, tuple(str(sentence) for sentence in sentences))


def _token(visit: Visit, today: date) -> FormToken:
    # A canary's kiosk must not put made-up answers among the real ones.
    is_canary = visit.place.channel == CANARY
    return FormToken(
        counter_id=visit.place.counter_id,
        instrument_id=visit.instrument.instrument_id,
        issued_on=today,
        key=new_key(),
        channel=CANARY if is_canary else KIOSK,
        block=draw_block(visit),
    )


def _order(visit: Visit, token: FormToken) -> tuple[str, ...]:
    """Return what a form asks, in its order: the stage, then what the same form asks on a phone, the field last.

    Worked out without the form's class: hundreds of blocks would push those of phones out of their cache.
    """
    questionnaire, instrument = visit.questionnaire, visit.instrument
    positions = (
        *questionnaire.asked_positions(full=instrument.full),
        *drawn_positions(questionnaire, size=instrument.block, block=token.block),
    )
    has_fields = len(visit.fields) >= FEWEST_FIELDS
    return (
        STAGE,
        *(item.code for item in questionnaire.shown(positions)),
        *((FIELD,) if has_fields else ()),
    )


def _wording(visit: Visit) -> Wording:
    """Return a language's sentences, of every question that this wave may ask anyone."""
    questionnaire, full = visit.questionnaire, visit.instrument.full
    rest = () if full or not visit.instrument.block else questionnaire.rest_positions
    with force_locale(locale_of(visit.language)):
        form = response_form(questionnaire, full=full, drawn=rest)(fields=visit.fields)
        asked = response_form(questionnaire, full=full)(fields=visit.fields)
        of_place = (form[FIELD],) if FIELD in form else ()
        hangs_on = filters_of_questions(questionnaire)
        return Wording(
            place=f"{visit.counter_name}, {visit.office_name}",
            promise=str(promise_of_length(asked)),
            items={
                field.name: _item(field, hangs_on.get(field.name, ""))
                for field in (form[STAGE], *_scored(form), *of_place)
            },
            said=(),
        )


def _scored(form: ResponseForm) -> tuple[Field, ...]:
    """Return the questions that a kiosk asks: those with a level, and their filters.

    Long lists and numbers to type need more room and time than a screen where others wait gives.
    """
    shown = form.questionnaire.shown(form.positions)
    return tuple(form[item.code] for item in shown)


def _item(field: Field, hangs_on: str) -> Item:
    assert isinstance(field, OneChoice)
    return Item(
        text=str(field.label.text),
        options=tuple(Option(option.data, str(option.label.text)) for option in field),
        hangs_on=hangs_on,
    )
