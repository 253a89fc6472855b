"""Published periods in a reader's language; pages, the notice sheet and the preview show the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from analysis.verdicts import Difference
from forms.questionnaire import Questionnaire
from survey.language import SOURCE_LANGUAGE
from survey.reports.figures import Withheld, reasons_in
from survey.reports.findings import measure_names
from survey.reports.ordering import vietnamese_order
from survey.reports.public_results import Frozen
from survey.reports.published import (
    PublicOffice,
    PublicWave,
    office_of_text,
    wave_of_text,
)
from survey.store import publications, waves
from survey.store.instruments import ADDED
from survey.store.publications import PublishedFigures, PublishedWave
from survey.store.tables import Wave
from survey.wording import wordings


@dataclass(frozen=True, slots=True)
class PeriodHead:
    """A published wave; `approved_on` is None in a preview."""

    code: str
    title: str
    opens_on: date
    last_day: date
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class Period:
    """A published wave with what is said of it; offices in the order of their names.

    `others` are those whom the wave asked besides the counter's visitors, and whose results are not here.
    """

    head: PeriodHead
    questionnaire: Questionnaire
    factor_names: Mapping[str, str]
    shared: PublicWave
    offices: tuple[PublicOffice, ...]
    others: tuple[str, ...]

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures of offices are withheld."""
        return reasons_in(office.index for office in self.offices)

    @property
    def all_reasons(self) -> tuple[Withheld, ...]:
        """Why figures of offices are withheld, those of factors too."""
        return reasons_in(
            figure for office in self.offices for figure in office.figures
        )

    @property
    def has_few(self) -> bool:
        """Tell whether an index is shown that rests on few answers."""
        return any(office.has_few for office in self.offices)

    @property
    def groups(self) -> dict[Difference, int]:
        """How many offices are in each group; those without a shown index are in none."""
        found = [office.group or Difference.TOO_FEW for office in self.offices]
        return {group: found.count(group) for group in Difference}


@dataclass(frozen=True, slots=True)
class OfficePeriod:
    """One office in a published wave."""

    period: Period
    office: PublicOffice


def period_of_frozen(
    session: Session, wave: Wave, frozen: Frozen, *, language: str
) -> Period:
    """Return what would be published of a wave, for its preview. Two queries."""
    return _period(
        session,
        wave,
        frozen.content,
        tuple(frozen.offices.values()),
        approved_on=None,
        language=language,
    )


def published_period(
    session: Session, published: PublishedWave, *, language: str
) -> Period:
    """Return a published wave with all its offices. Three queries."""
    publication = published.publication
    assert publication.id is not None
    return _period(
        session,
        published.wave,
        publication.content,
        tuple(publications.offices_of(session, publication.id).values()),
        approved_on=publication.decided_on,
        language=language,
    )


def office_period(
    session: Session, published: PublishedFigures, *, language: str
) -> OfficePeriod:
    """Return one office in a published wave. Two queries."""
    period = _period(
        session,
        published.wave,
        published.publication.content,
        (published.office,),
        approved_on=published.publication.decided_on,
        language=language,
    )
    return OfficePeriod(period, period.offices[0])


def head_of(published: PublishedWave | PublishedFigures) -> PeriodHead:
    """Return what names a published wave."""
    return _head(published.wave, published.publication.decided_on)


def _period(
    session: Session,
    wave: Wave,
    content: str,
    offices: tuple[str, ...],
    *,
    approved_on: date | None,
    language: str,
) -> Period:
    assert wave.id is not None
    asked = {one.audience: one for one in waves.instruments_of_wave(session, wave.id)}
    instrument = asked[waves.COUNTER]
    in_languages = wordings(instrument.digest, instrument.content)
    return Period(
        head=_head(wave, approved_on),
        questionnaire=in_languages.get(language, in_languages[SOURCE_LANGUAGE]),
        factor_names=measure_names(session, wave, language=language),
        shared=wave_of_text(content),
        offices=tuple(
            sorted(
                map(office_of_text, offices),
                key=lambda office: vietnamese_order(office.name_in(language)),
            )
        ),
        others=tuple(audience for audience in ADDED if audience in asked),
    )


def _head(wave: Wave, approved_on: date | None) -> PeriodHead:
    return PeriodHead(wave.code, wave.title, wave.opens_on, wave.last_day, approved_on)
