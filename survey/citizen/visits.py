"""What a printed code leads to: a place, an instrument, and its wording for the reader."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from forms.questionnaire import Questionnaire
from survey.access.locale import chosen_language
from survey.citizen import refusals
from survey.language import SOURCE_LANGUAGE
from survey.store.places import PlaceOfCode, place_of_code
from survey.store.waves import (
    COUNTER,
    OpenInstrument,
    nearest_waves,
    open_instrument,
)
from survey.wording import wordings


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything that a form page says, in one language."""

    place: PlaceOfCode
    instrument: OpenInstrument
    questionnaire: Questionnaire
    languages: tuple[str, ...]

    @property
    def language(self) -> str:
        return self.questionnaire.language

    @property
    def is_at_counter(self) -> bool:
        """Tell whether the form asks about a visit, and not about policies or an office at large."""
        return self.instrument.audience == COUNTER

    @property
    def counter_name(self) -> str:
        return self._named(self.place.counter_name, english=self.place.counter_name_en)

    @property
    def office_name(self) -> str:
        return self._named(self.place.office_name, english=self.place.office_name_en)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Value and name of each field of service that people come to this counter for."""
        return tuple(
            (field.value, field.label(self.language)) for field in self.place.fields
        )

    def _named(self, name: str, *, english: str) -> str:
        return english if self.language == "en" and english else name


def visit_today(
    session: Session, code: str, today: date, *, audience: str = COUNTER
) -> Visit:
    """Return what a code leads to today. Two queries; raises NoForm, after a third where no wave is open."""
    place = place_of_code(session, code, today)
    if place is None:
        raise refusals.no_such_code(code)
    if place.is_retired:
        raise refusals.poster_replaced()
    if place.is_closed:
        raise refusals.counter_closed()
    instrument = open_instrument(session, today, audience=audience)
    if instrument is None:
        raise refusals.no_open_wave(nearest_waves(session, today, audience=audience))
    return visit_of(place, instrument)


def visit_of(place: PlaceOfCode, instrument: OpenInstrument) -> Visit:
    """Return the visit in the reader's language, in Vietnamese where there is no translation."""
    by_language = wordings(instrument.digest, instrument.content)
    chosen = chosen_language()
    return Visit(
        place=place,
        instrument=instrument,
        questionnaire=by_language.get(chosen, by_language[SOURCE_LANGUAGE]),
        languages=tuple(by_language),
    )
