"""Queries about waves, their instruments and the questionnaires they were opened with."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy import and_, bindparam, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from survey.store.tables import Instrument, QuestionnaireVersion, Wave
from survey.store.wave_targets import set_targets, targets

# The next quarter's wave is made this early, so that no request has to write it.
ROLL_OVER_DAYS = 21
# Who is asked. A scan meets the counter's visitors; a wave has one instrument for each audience.
COUNTER = "counter"
INDEPENDENT = "independent"
# Answers of an independent check stand apart: they alone make the totals of their instrument.
RECONTACTED = "F"


class NotAsked(Exception):
    """A wave has no instrument for that audience."""


class WaveExists(Exception):
    """A wave or series of that code is there already."""


@dataclass(frozen=True, slots=True)
class OpenInstrument:
    """An audience's instrument in a wave, with the questionnaire file it was opened with."""

    instrument_id: int
    wave_id: int
    audience: str
    wave_code: str
    wave_title: str
    full: bool
    block: int
    last_day: date
    last_day_with_grace: date
    headline_classes: str
    digest: str
    content: str


@dataclass(frozen=True, slots=True)
class InstrumentOfWave:
    """A wave with its instrument for one audience."""

    wave: Wave
    instrument: OpenInstrument


@dataclass(frozen=True, slots=True)
class NearestWaves:
    """The last day of the wave that closed last, the first of the next to open, and what is paused."""

    last_day: date | None
    next_day: date | None
    is_paused: bool = False
    resumes_on: date | None = None


def classes_of_totals(audience: str, declared: str) -> str:
    """Return the classes of answers that make an audience's totals, of those its wave declares."""
    return RECONTACTED if audience == INDEPENDENT else declared


def open_instrument(
    session: Session, today: date, *, audience: str = COUNTER
) -> OpenInstrument | None:
    """Return an audience's instrument of today: a campaign before the continuous wave. One query.

    A wave that is paused issues no form, so that a visitor meets the next one that does.
    """
    row = session.exec(
        _instruments(audience)
        .where(col(Wave.opens_on) <= today, col(Wave.closes_on) >= today)
        .where((col(Wave.closed_on).is_(None)) | (col(Wave.closed_on) >= today))
        .where(
            (col(Wave.paused_from).is_(None))
            | (col(Wave.paused_from) > today)
            | (col(Wave.paused_until) < today)
        )
        # 'campaign' sorts before 'continuous'.
        .order_by(col(Wave.kind), col(Wave.opens_on).desc())
        .limit(1)
    ).first()
    return None if row is None else _open_instrument(*row)


def instrument(session: Session, instrument_id: int) -> OpenInstrument | None:
    """Return one instrument of whichever audience, open or not. One query."""
    row = session.exec(_one(), params={"instrument_id": instrument_id}).first()
    return None if row is None else _open_instrument(*row)


def nearest_waves(
    session: Session, today: date, *, audience: str = COUNTER
) -> NearestWaves:
    """Return what can be said of other days where an audience is issued no form today."""
    found = select(Wave)
    if audience != COUNTER:
        asked = select(Instrument.wave_id).where(Instrument.audience == audience)
        found = found.where(col(Wave.id).in_(asked))
    waves = session.exec(found).all()
    paused = [
        wave
        for wave in waves
        if wave.opens_on <= today <= wave.last_day and wave.is_paused(today)
    ]
    return NearestWaves(
        last_day=max(
            (wave.last_day for wave in waves if wave.last_day < today), default=None
        ),
        next_day=min(
            (wave.opens_on for wave in waves if wave.opens_on > today), default=None
        ),
        is_paused=bool(paused),
        resumes_on=min(
            (day for wave in paused if (day := _resumes_on(wave)) is not None),
            default=None,
        ),
    )


def _resumes_on(wave: Wave) -> date | None:
    """Return the day on which a paused wave goes on, None where none is known."""
    if wave.paused_until is None or wave.paused_until >= wave.last_day:
        return None
    return wave.paused_until + timedelta(days=1)


def add_campaign(
    session: Session,
    code: str,
    *,
    title: str,
    opens_on: date,
    closes_on: date,
    questionnaire: QuestionnaireVersion,
    full: bool,
    block: int = 0,
) -> Wave:
    """Add a campaign with one instrument. Raises WaveExists."""
    _refuse_taken(session, code)
    wave = Wave(
        code=code,
        title=title,
        kind="campaign",
        opens_on=opens_on,
        closes_on=closes_on,
        full=full,
        block=block,
    )
    return _add_wave(session, wave, questionnaire)


def add_continuous(
    session: Session,
    series: str,
    *,
    title: str,
    opens_on: date,
    questionnaire: QuestionnaireVersion,
    full: bool,
    block: int = 0,
) -> Wave:
    """Add the first quarter of a series that rolls over by itself. Raises WaveExists."""
    _refuse_taken(session, series)
    wave = _quarter_wave(series, title=title, opens_on=opens_on, full=full, block=block)
    return _add_wave(session, wave, questionnaire)


def roll_over(session: Session, today: date) -> tuple[Wave, ...]:
    """Make the quarters that each continuous series needs up to soon after today; return the new ones."""
    added = []
    series_codes = session.exec(
        select(Wave.series).where(Wave.series != "").distinct()
    ).all()
    for series in series_codes:
        newest = session.exec(
            select(Wave)
            .where(Wave.series == series)
            .order_by(col(Wave.closes_on).desc())
        ).first()
        while (
            newest is not None
            and newest.closed_on is None
            and newest.closes_on <= today + timedelta(days=ROLL_OVER_DAYS)
        ):
            newest = _next_quarter(session, newest)
            added.append(newest)
    return tuple(added)


def keep_questionnaire(
    session: Session, *, digest: str, code: str, version: str, content: str
) -> QuestionnaireVersion:
    """Return the stored questionnaire of that digest, adding it where it is new."""
    known = session.get(QuestionnaireVersion, digest)
    if known is None:
        known = QuestionnaireVersion(
            digest=digest, code=code, version=version, content=content
        )
        session.add(known)
        session.flush()
    return known


def waves(session: Session, today: date) -> tuple[Wave, ...]:
    """Return the waves that can be looked at: continuous first, then campaigns by first day.

    A quarter that was made ahead of time is left out until it begins.
    """
    found = session.exec(
        select(Wave).order_by(col(Wave.kind).desc(), col(Wave.opens_on), col(Wave.id))
    )
    return tuple(
        wave for wave in found if wave.kind == "campaign" or wave.opens_on <= today
    )


def wave_by_code(session: Session, code: str) -> Wave | None:
    return session.exec(select(Wave).where(Wave.code == code)).first()


def instrument_of_wave(
    session: Session, wave_id: int, audience: str = COUNTER
) -> OpenInstrument:
    """Return the wave's instrument for an audience. Raises NotAsked."""
    row = session.exec(_instruments(audience).where(col(Wave.id) == wave_id)).first()
    if row is None:
        raise NotAsked(audience)
    return _open_instrument(*row)


def instruments_of_wave(session: Session, wave_id: int) -> tuple[OpenInstrument, ...]:
    """Return all instruments of a wave, that for people at the counter first. One query."""
    rows = session.exec(
        _all_instruments().where(col(Wave.id) == wave_id).order_by(col(Instrument.id))
    )
    found = [_open_instrument(*row) for row in rows]
    return tuple(sorted(found, key=lambda one: one.audience != COUNTER))


def instruments_through(
    session: Session, wave: Wave, *, most: int, audience: str = COUNTER
) -> tuple[OpenInstrument, ...]:
    """Return an audience's instruments of a wave and those before it in its series, this one last.

    Campaigns follow campaigns, a quarter of a continuous series the quarter before. One query.
    """
    is_before = and_(
        col(Wave.kind) == wave.kind,
        col(Wave.series) == wave.series,
        col(Wave.opens_on) < wave.opens_on,
    )
    rows = session.exec(
        _instruments(audience)
        .where(or_(is_before, col(Wave.id) == wave.id))
        .order_by(col(Wave.opens_on).desc(), col(Wave.id).desc())
        .limit(most)
    )
    return tuple(_open_instrument(*row) for row in reversed(rows.all()))


def instruments_of_series(
    session: Session, *, kind: str, series: str, audience: str = COUNTER
) -> tuple[InstrumentOfWave, ...]:
    """Return an audience's campaigns, or quarters of a series, the oldest first. One query."""
    rows = session.exec(
        _instruments(audience)
        .where(col(Wave.kind) == kind, col(Wave.series) == series)
        .order_by(col(Wave.opens_on), col(Wave.id))
    )
    return tuple(InstrumentOfWave(row[1], _open_instrument(*row)) for row in rows)


@cache
def _one() -> Select[Instrument, Wave, QuestionnaireVersion]:
    return _all_instruments().where(col(Instrument.id) == bindparam("instrument_id"))


def _instruments(audience: str) -> Select[Instrument, Wave, QuestionnaireVersion]:
    return _all_instruments().where(Instrument.audience == audience)


def _all_instruments() -> Select[Instrument, Wave, QuestionnaireVersion]:
    """Join instruments to their waves; a reader of one wave has to say which audience is meant."""
    return (
        select(Instrument, Wave, QuestionnaireVersion)
        .join(Wave, col(Wave.id) == col(Instrument.wave_id))
        .join(
            QuestionnaireVersion,
            col(QuestionnaireVersion.digest) == col(Instrument.questionnaire_digest),
        )
    )


def _open_instrument(
    found: Instrument, wave: Wave, questionnaire: QuestionnaireVersion
) -> OpenInstrument:
    assert found.id is not None and wave.id is not None
    return OpenInstrument(
        instrument_id=found.id,
        wave_id=wave.id,
        audience=found.audience,
        wave_code=wave.code,
        wave_title=wave.title,
        full=found.is_full_in(wave),
        block=wave.block if found.full is None else 0,
        last_day=found.last_day_in(wave),
        last_day_with_grace=found.last_day_with_grace_in(wave),
        headline_classes=classes_of_totals(found.audience, wave.headline_classes),
        digest=questionnaire.digest,
        content=questionnaire.content,
    )


def _refuse_taken(session: Session, code: str) -> None:
    if session.exec(
        select(Wave.id).where((Wave.code == code) | (Wave.series == code))
    ).first():
        raise WaveExists(code)


def _quarter_wave(
    series: str, *, title: str, opens_on: date, full: bool, block: int
) -> Wave:
    quarter = (opens_on.month - 1) // 3 + 1
    next_quarter_starts = (
        date(opens_on.year + 1, 1, 1)
        if quarter == 4
        else date(opens_on.year, 3 * quarter + 1, 1)
    )
    return Wave(
        code=f"{series}-{opens_on.year}Q{quarter}",
        series=series,
        title=title,
        kind="continuous",
        opens_on=opens_on,
        closes_on=next_quarter_starts - timedelta(days=1),
        full=full,
        block=block,
    )


def _next_quarter(session: Session, wave: Wave) -> Wave:
    following = _quarter_wave(
        wave.series,
        title=wave.title,
        opens_on=wave.closes_on + timedelta(days=1),
        full=wave.full,
        block=wave.block,
    )
    # A pause does not end with the quarter it was decided in.
    following.paused_from = wave.paused_from
    following.paused_until = wave.paused_until
    assert wave.id is not None
    asked = session.exec(
        select(Instrument.audience, Instrument.questionnaire_digest, Instrument.full)
        # An independent check is decided on and drawn for one wave.
        .where(
            Instrument.wave_id == wave.id, Instrument.audience != INDEPENDENT
        ).order_by(col(Instrument.id))
    ).all()
    session.add(following)
    session.flush()
    assert following.id is not None
    for audience, digest, full in asked:
        session.add(
            Instrument(
                wave_id=following.id,
                audience=audience,
                questionnaire_digest=digest,
                full=full,
            )
        )
    session.flush()
    set_targets(session, following.id, targets(session, wave.id))
    return following


def _add_wave(
    session: Session, wave: Wave, questionnaire: QuestionnaireVersion
) -> Wave:
    session.add(wave)
    session.flush()
    assert wave.id is not None
    session.add(
        Instrument(
            wave_id=wave.id, audience=COUNTER, questionnaire_digest=questionnaire.digest
        )
    )
    session.flush()
    return wave
