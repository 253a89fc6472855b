"""Draws the people of an independent check from an office's list and keeps how it was done."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from survey.imports.recheck_list import PeopleList
from survey.reports import recheck_draw
from survey.reports.progress import effect_for
from survey.reports.recheck_draw import DrawnPerson, Expected, OtherList
from survey.reports.sampling import LARGEST_SEED
from survey.reports.wave_result import wave_result
from survey.store import places, rechecks
from survey.store.rechecks import DrawHead, KeptDraw
from survey.store.tables import Wave
from survey.store.waves import OpenInstrument

# How long after the wave, or today, people are called unless told.
USUAL_DAYS, USUAL_GRACE = 28, 7


@dataclass(frozen=True, slots=True)
class DrawOrder:
    """How many to draw, and how long people may be called; `seed` is made up where it is None."""

    rule: str
    share: float | None = None
    fixed: int | None = None
    margin: float | None = None
    least: int = 0
    seed: int | None = None
    last_day: date | None = None
    grace_days: int = USUAL_GRACE


@dataclass(frozen=True, slots=True)
class DoneDraw:
    """What was drawn, and the offices whose margin cannot be reached."""

    check: OpenInstrument
    draw: KeptDraw
    unreached: tuple[str, ...]


def office_ids(session: Session) -> dict[str, int]:
    """Return every office's id by its code."""
    return {office.code: office.id or 0 for office in places.offices(session)}


def usual_last_day(wave: Wave, today: date) -> date:
    """Return until when people are called unless told."""
    return max(wave.last_day, today) + timedelta(days=USUAL_DAYS)


def draw_people(
    session: Session,
    wave: Wave,
    listed: PeopleList,
    order: DrawOrder,
    *,
    today: date,
    language: str,
) -> DoneDraw:
    """Draw and keep; the wave gets its check where it has none. Raises RecheckBegun."""
    head = DrawHead(
        rule=order.rule,
        share=order.share,
        fixed=order.fixed,
        margin=order.margin,
        least=order.least,
        seed=secrets.randbelow(LARGEST_SEED) if order.seed is None else order.seed,
        file_hash=listed.file_hash,
        drawn_on=today,
    )
    drawn = recheck_draw.draw(
        listed.people,
        head,
        office_ids(session),
        _expected(session, wave, order, today=today, language=language),
    )
    check = rechecks.open_recheck(
        session,
        wave,
        closes_on=order.last_day or usual_last_day(wave, today),
        grace_days=order.grace_days,
    )
    rechecks.keep_draw(session, check.instrument_id, head, drawn.strata)
    kept = rechecks.newest_draw(session, check.instrument_id)
    assert kept is not None
    return DoneDraw(check, kept, drawn.unreached)


def people_of_draw(
    session: Session, kept: KeptDraw, listed: PeopleList
) -> tuple[DrawnPerson, ...]:
    """Return whom a kept draw chose of the same file. Raises OtherList for any other."""
    if listed.file_hash != kept.head.file_hash:
        raise OtherList
    return recheck_draw.drawn_people(
        listed.people, kept.head, kept.strata, office_ids(session)
    )


def _expected(
    session: Session, wave: Wave, order: DrawOrder, *, today: date, language: str
) -> Expected | None:
    if order.rule != "margin":
        return None
    result = wave_result(session, wave, language=language, today=today)
    effect = effect_for(session, result, today=today).value
    return recheck_draw.expected_of(result, effect=effect)
