"""The further instruments of a wave: one questionnaire for each audience."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlalchemy import or_
from sqlmodel import Session, col, select

from survey.store.tables import Instrument, QuestionnaireVersion, Wave
from survey.store.waves import (
    COUNTER,
    OpenInstrument,
    instrument_of_wave,
    instruments_of_wave,
    wave_by_code,
)

RESIDENTS, ORGANISATIONS, FIRMS = "residents", "organisations", "firms"
# Audiences with results of their own. An independent check is no audience: it is a second look at one.
ADDED = (RESIDENTS, ORGANISATIONS, FIRMS)
AUDIENCES = (COUNTER, *ADDED)


class Refusal(Enum):
    """Why a wave gets no further instrument."""

    UNKNOWN = "no wave of that code"
    HAS_ENDED = "the wave has ended"
    IS_ASKED = "the audience has its instrument already"


class InstrumentRefused(Exception):
    """Nothing was changed. `why` is what a page or a command puts into words."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


def add_instrument(
    session: Session,
    wave_code: str,
    *,
    audience: str,
    questionnaire: QuestionnaireVersion,
    today: date,
    full: bool | None = None,
) -> OpenInstrument:
    """Let a wave that has not ended ask a further audience. Raises InstrumentRefused.

    It asks all questions, or the core alone, as the wave does unless `full` says otherwise. An
    instrument is never changed afterwards: other wording is asked by the next wave.
    """
    if audience not in ADDED:
        raise ValueError(
            f'audience must be one of {", ".join(ADDED)}, got "{audience}"'
        )
    wave = wave_by_code(session, wave_code)
    if wave is None:
        raise InstrumentRefused(Refusal.UNKNOWN)
    if wave.last_day < today:
        raise InstrumentRefused(Refusal.HAS_ENDED)
    assert wave.id is not None
    if audience in {one.audience for one in instruments_of_wave(session, wave.id)}:
        raise InstrumentRefused(Refusal.IS_ASKED)
    session.add(
        Instrument(
            wave_id=wave.id,
            audience=audience,
            questionnaire_digest=questionnaire.digest,
            full=full,
        )
    )
    session.flush()
    return instrument_of_wave(session, wave.id, audience)


@dataclass(frozen=True, slots=True)
class AskingWave:
    """A wave with the audiences that have results of their own in it, the counter's first."""

    wave: Wave
    audiences: tuple[str, ...]


def asking_waves(session: Session, today: date) -> tuple[AskingWave, ...]:
    """Return the waves of `waves.waves` in its order, with whom each asks. One query."""
    rows = session.exec(
        select(Wave, Instrument.audience)
        .join(Instrument, col(Instrument.wave_id) == col(Wave.id))
        .where(or_(col(Wave.kind) == "campaign", col(Wave.opens_on) <= today))
        .order_by(col(Wave.kind).desc(), col(Wave.opens_on), col(Wave.id))
    )
    found: dict[int, tuple[Wave, set[str]]] = {}
    for wave, audience in rows:
        assert wave.id is not None
        found.setdefault(wave.id, (wave, set()))[1].add(audience)
    return tuple(
        AskingWave(wave, tuple(one for one in AUDIENCES if one in asked))
        for wave, asked in found.values()
    )


def asked_audiences(session: Session, wave_id: int) -> tuple[str, ...]:
    """Return the audiences of a wave that have results of their own, the counter's first. One query."""
    found = {one.audience for one in instruments_of_wave(session, wave_id)}
    return tuple(audience for audience in AUDIENCES if audience in found)
