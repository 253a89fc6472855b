"""What the pages of paper and telephone offer to choose from, and the batch that one of them is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import abort
from flask_babel import gettext as _
from sqlmodel import Session

from forms.paper import BatchForm, CallsForm
from forms.questionnaire import Questionnaire
from forms.response import FEWEST_FIELDS, Offered
from survey.access.locale import chosen_language
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE, language_names
from survey.reports.asked_wording import AskedWording
from survey.store import batches, fields, places, rechecks, waves
from survey.store.fields import OfferedField
from survey.store.instruments import AUDIENCES
from survey.store.tables import Batch, Counter, Office, Wave
from survey.store.tables.paper import PAPER
from survey.store.waves import COUNTER, INDEPENDENT, OpenInstrument, instrument
from survey.wording import wordings

# What stands behind a wave's code where its independent check is meant; no code holds it.
OF_RECHECK = "/recheck"


@dataclass(frozen=True, slots=True)
class OpenedBatch:
    """A batch with its place, and the questionnaire in the batch's language.

    `fields` are those that the office's counters have, `known_fields` all that an entry can name where
    there are some, and `own_field` is that of a counter with only one: each by value, with its name.
    """

    batch: Batch
    office: Office
    counter: Counter
    instrument: OpenInstrument
    questionnaire: Questionnaire
    fields: Offered
    known_fields: Offered
    own_field: str

    @property
    def place(self) -> str:
        return place_name(self.office, self.counter)

    @property
    def full(self) -> bool:
        return self.instrument.full

    @property
    def asked(self) -> str:
        """Return the wave, and of whom it is asked where that is not the counter's visitors."""
        return asked_title(self.instrument.wave_title, self.instrument.audience)

    @property
    def of_a_visit(self) -> bool:
        """Tell whether people are asked about a visit, and not about an office at large."""
        return is_of_a_visit(self.instrument)

    @property
    def is_recheck(self) -> bool:
        """Tell whether people are called by an independent check."""
        return self.instrument.audience == INDEPENDENT

    def takes_answers(self, today: date) -> bool:
        """Tell whether the wave and its grace are not over."""
        return today <= self.instrument.last_day_with_grace


def opened_batch(
    session: Session, batch_id: int, *, channel: str = PAPER, to_change: bool = False
) -> OpenedBatch:
    """Return a batch for its page; 404 for a number that is none."""
    batch = batches.batch_by_id(session, batch_id, channel=channel, to_change=to_change)
    if batch is None:
        abort(404)
    office, counter = batches.place_of_batch(session, batch)
    found = instrument(session, batch.instrument_id)
    assert found is not None
    by_language = wordings(found.digest, found.content)
    questionnaire = by_language.get(batch.language, by_language[SOURCE_LANGUAGE])
    assert office.id is not None and counter.id is not None
    offered: tuple[OfferedField, ...] = ()
    at_counter: tuple[OfferedField, ...] = ()
    known: Mapping[str, OfferedField] = {}
    if is_of_a_visit(found):
        # A printed form is the office's, whichever of its counters it was filled in at.
        offered = fields.fields_of_office(session, office.id, service().clock.today())
        at_counter = fields.fields_at_counter(session, counter.id)
        known = fields.fields_by_value(session) if len(offered) >= FEWEST_FIELDS else {}
    return OpenedBatch(
        batch,
        office,
        counter,
        found,
        questionnaire,
        _named(offered, batch.language),
        _named(known.values(), batch.language),
        at_counter[0].value if len(at_counter) == 1 else "",
    )


def _named(found: Iterable[OfferedField], language: str) -> Offered:
    return tuple((field.value, field.label(language)) for field in found)


def answered_waves(session: Session) -> dict[str, Wave]:
    """Return the waves that take answers today, the newest first, by code."""
    today = service().clock.today()
    return {
        wave.code: wave
        for wave in reversed(waves.waves(session, today))
        if wave.opens_on <= today <= wave.last_day_with_grace
    }


def printed_waves(session: Session) -> dict[str, Wave]:
    """Return the waves that are not over, the newest first, by code: paper is printed ahead of time."""
    today = service().clock.today()
    return {
        wave.code: wave
        for wave in reversed(waves.waves(session, today))
        if today <= wave.last_day
    }


def counters(session: Session) -> dict[str, tuple[Office, Counter]]:
    """Return the open counters by code: all, or those of the own office."""
    own = signed_in().office_code or ""
    today = service().clock.today()
    return {
        counter.code: (office, counter)
        for office, counter in places.open_counters(session, today, office_code=own)
    }


def offices(session: Session) -> dict[str, Office]:
    """Return the offices with an open counter by code: all, or the own one."""
    return {office.code: office for office, _ in counters(session).values()}


def asked_today(session: Session) -> dict[str, OpenInstrument]:
    """Return what answers are taken for today, by key: the waves by code, then their independent checks."""
    found = _asked_in(session, answered_waves(session))
    checks = rechecks.waves_with_recheck(session, service().clock.today())
    return found | {f"{one.wave_code}{OF_RECHECK}": one for one in checks}


def printed_today(session: Session) -> dict[str, OpenInstrument]:
    """Return what can be printed, by key as in `asked_today`: all but independent checks."""
    return _asked_in(session, printed_waves(session))


def _asked_in(session: Session, found: Mapping[str, Wave]) -> dict[str, OpenInstrument]:
    """Return the instruments of waves by key: that for the counter's visitors has the wave's code."""
    return {
        code if one.audience == COUNTER else f"{code}/{one.audience}": one
        for code, wave in found.items()
        for one in waves.instruments_of_wave(session, wave.id or 0)
        if one.audience in AUDIENCES
    }


def asked_titles(found: Mapping[str, OpenInstrument]) -> dict[str, str]:
    """Return how each reads in a list to choose from."""
    return {
        key: asked_title(f"{one.wave_title} ({one.wave_code})", one.audience)
        for key, one in found.items()
    }


def asked_title(wave: str, audience: str) -> str:
    """Return a wave's name and of whom it is asked where that is not the counter's visitors."""
    if audience == COUNTER:
        return wave
    if audience == INDEPENDENT:
        return str(_("Phúc tra độc lập: %(wave)s", wave=wave))
    return f"{wave}: {AskedWording(chosen_language()).name(audience)}"


def is_of_a_visit(found: OpenInstrument) -> bool:
    """Tell whether those who are asked came to a counter; an independent check asks them again."""
    return found.audience in (COUNTER, INDEPENDENT)


def chosen(
    session: Session, form: BatchForm | CallsForm
) -> tuple[OpenInstrument, Counter] | None:
    """Return what a valid form asks at which counter; None, and why, where that cannot be asked."""
    found = asked_today(session)[form.wave.data]
    office, counter = counters(session)[form.counter.data]
    if form.language.data not in wordings(found.digest, found.content):
        form.language.errors = [_("Phiếu của đợt này không có ở ngôn ngữ đó.")]
        return None
    if found.audience == INDEPENDENT:
        draw = rechecks.newest_draw(session, found.instrument_id)
        if draw is None or not draw.drawn.get(office.id or 0):
            form.counter.errors = [_("Đơn vị này không có trong mẫu phúc tra.")]
            return None
    return found, counter


def languages_offered() -> dict[str, str]:
    return language_names()


def place_name(office: Office, counter: Counter) -> str:
    """Return counter and office in the reader's language."""
    return f"{in_language(counter.name, counter.name_en)}, {office_name(office)}"


def office_name(office: Office) -> str:
    return in_language(office.name, office.name_en)


def in_language(name: str, name_en: str) -> str:
    return name if chosen_language() == SOURCE_LANGUAGE else name_en or name
