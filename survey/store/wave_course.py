"""What happens to a wave after it was opened: pauses, extensions, its end, each kept with its reason."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from sqlmodel import Session, col, select

from survey.store.tables import Wave, WaveEvent


class Refusal(Enum):
    """Why a wave's course cannot be changed so."""

    UNKNOWN = "no wave of that code"
    HAS_ENDED = "the wave has ended"
    GRACE_IS_OVER = "the wave's grace is over"
    NOT_YET_OPEN = "the wave has not begun"
    CONTINUOUS = "a continuous wave rolls over by itself"
    NOT_LATER = "the new last day is not after the present one and today"
    PAUSED_ALREADY = "the wave is paused already"
    NOT_PAUSED = "the wave is not paused"
    PAUSE_HAS_ENDED = "the last day of the pause is over"


class CourseRefused(Exception):
    """Nothing was changed. `why` is what a page or a command puts into words."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided on which day, and why."""

    today: date
    done_by: str
    reason: str


def pause(
    session: Session, code: str, decision: Decision, *, until: date | None = None
) -> tuple[Wave, ...]:
    """Issue no forms from today on, up to and with a day or until resumed. Raises CourseRefused.

    A series is paused as a whole, so that the next quarter does not begin within the pause.
    """
    today = decision.today
    if until is not None and until < today:
        raise CourseRefused(Refusal.PAUSE_HAS_ENDED)
    running = _not_ended(session, code, today)
    if not any(wave.opens_on <= today for wave in running):
        raise CourseRefused(Refusal.NOT_YET_OPEN)
    if any(wave.is_paused(today) for wave in running):
        raise CourseRefused(Refusal.PAUSED_ALREADY)
    for wave in running:
        wave.paused_from, wave.paused_until = today, until
        _note(session, wave, decision, action="pause", day=until)
    return running


def resume(session: Session, code: str, decision: Decision) -> tuple[Wave, ...]:
    """Issue forms again from today on. Raises CourseRefused."""
    paused = tuple(
        wave
        for wave in _not_ended(session, code, decision.today)
        if wave.is_paused(decision.today)
    )
    if not paused:
        raise CourseRefused(Refusal.NOT_PAUSED)
    for wave in paused:
        wave.paused_from = wave.paused_until = None
        _note(session, wave, decision, action="resume")
    return paused


def extend(session: Session, code: str, decision: Decision, *, to: date) -> Wave:
    """Move a campaign's last day on, while it runs or within its grace. Raises CourseRefused."""
    wave = session.exec(select(Wave).where(Wave.code == code)).first()
    if wave is None:
        raise CourseRefused(Refusal.UNKNOWN)
    if wave.kind == "continuous":
        raise CourseRefused(Refusal.CONTINUOUS)
    if wave.last_day_with_grace < decision.today:
        raise CourseRefused(Refusal.GRACE_IS_OVER)
    before = wave.last_day
    if to <= before or to < decision.today:
        raise CourseRefused(Refusal.NOT_LATER)
    wave.closes_on, wave.closed_on = to, None
    _note(session, wave, decision, action="extend", day=to, day_before=before)
    return wave


def close(session: Session, code: str, decision: Decision) -> tuple[Wave, ...]:
    """End a wave after today; a series ends with all its quarters. Raises CourseRefused."""
    running = _not_ended(session, code, decision.today, whole_series=False)
    for wave in running:
        before = wave.last_day
        wave.closed_on = (
            decision.today
            if wave.opens_on <= decision.today
            # A wave that has not begun never opens.
            else wave.opens_on - timedelta(days=1)
        )
        _note(
            session,
            wave,
            decision,
            action="close",
            day=wave.closed_on,
            day_before=before,
        )
    return running


def note_targets(session: Session, wave: Wave, decision: Decision) -> None:
    """Keep that the targets of a wave were set, and from what."""
    _note(session, wave, decision, action="target")


def events(session: Session, wave_id: int) -> tuple[WaveEvent, ...]:
    """Return what was decided about a wave, the newest first."""
    return tuple(
        session.exec(
            select(WaveEvent)
            .where(WaveEvent.wave_id == wave_id)
            .order_by(col(WaveEvent.id).desc())
        )
    )


def _not_ended(
    session: Session, code: str, today: date, *, whole_series: bool = True
) -> tuple[Wave, ...]:
    """Return the waves of a code, or of its series, that have not ended. Raises CourseRefused."""
    found = session.exec(
        select(Wave).where((Wave.code == code) | (Wave.series == code))
    ).all()
    if not found:
        raise CourseRefused(Refusal.UNKNOWN)
    if whole_series and found[0].series:
        found = session.exec(select(Wave).where(Wave.series == found[0].series)).all()
    running = tuple(wave for wave in found if wave.last_day >= today)
    if not running:
        raise CourseRefused(Refusal.HAS_ENDED)
    return running


def _note(
    session: Session,
    wave: Wave,
    decision: Decision,
    *,
    action: str,
    day: date | None = None,
    day_before: date | None = None,
) -> None:
    assert wave.id is not None
    session.add(
        WaveEvent(
            wave_id=wave.id,
            happened_on=decision.today,
            action=action,
            day=day,
            day_before=day_before,
            reason=decision.reason,
            done_by=decision.done_by,
        )
    )
    session.flush()
