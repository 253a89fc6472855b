"""Whether an action shows: the wave before it took effect, the first one after, and offices without action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from analysis.before_after import FEWEST_COMPARED, BeforeAfter, before_after
from analysis.breaks import Break, WaveDesign, find_breaks
from analysis.indices import satisfaction_index
from analysis.intervals import interval_of_index
from analysis.scores import ScoreSums
from forms.questionnaire import Measure
from survey.reports.figures import Estimate, Figure, figures_by_domain
from survey.store import actions, results, waves
from survey.store.actions import FollowedAction
from survey.store.questionnaires import stored_questionnaire
from survey.store.results import EarlierWave, RatedOffice
from survey.store.tables import Wave
from survey.store.waves import InstrumentOfWave, OpenInstrument
from survey.trust.disclosure import Audience, shown_cells

# Two years of quarters before: what is older says little of how things were.
MOST_WAVES_BEFORE = 8
# A change of the mix of channels this large can move an index by itself (`analysis.breaks`).
CAMPAIGN = "campaign"


class Outcome(StrEnum):
    """How far an action can be judged."""

    NO_WAVE_BEFORE = "no_wave_before"
    NO_WAVE_AFTER = "no_wave_after"
    WAVE_RUNS = "wave_runs"
    TOO_FEW = "too_few"
    BROKEN = "broken"
    OTHER_RULE = "other_rule"
    COMPARED = "compared"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two waves, and the office's figure in it."""

    title: str
    opens_on: date
    last_day: date
    figure: Figure


@dataclass(frozen=True, slots=True)
class ChannelShift:
    """The way of answering whose share changed most in the office, and by how much, as a share."""

    channel: str
    shift: float


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What can be said of an action. `found` only where both waves can be compared.

    `is_planned`: it was written down before the wave after began. `channels` is None where too few
    answers came by some way to show the mix.
    """

    outcome: Outcome
    before: Side | None = None
    after: Side | None = None
    found: BeforeAfter | None = None
    breaks: tuple[Break, ...] = ()
    is_planned: bool = True
    channels: ChannelShift | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Round:
    """A wave as it is compared: its instrument, sums of the measure by office, and the office's figure."""

    wave: Wave
    instrument: OpenInstrument
    sums: ScoreSums
    figure: Figure
    channels: Mapping[str, int]

    @property
    def side(self) -> Side:
        return Side(
            self.instrument.wave_title,
            self.wave.opens_on,
            self.instrument.last_day,
            self.figure,
        )

    @property
    def design(self) -> WaveDesign:
        return WaveDesign(
            self.instrument.wave_title, self.instrument.digest, "", self.channels
        )


def build_follow_up(
    session: Session, followed: FollowedAction, *, audience: Audience, today: date
) -> FollowUp:
    """Judge an action by the waves of the series that its finding comes from. At most nine queries."""
    before, after = _waves_around(session, followed)
    if not before:
        return FollowUp(Outcome.NO_WAVE_BEFORE)
    offices, rounds = _rounds(
        session,
        followed,
        (*before, *([] if after is None else [after])),
        audience=audience,
    )
    known = [one for one in rounds[: len(before)] if isinstance(one.figure, Estimate)]
    if not known:
        return FollowUp(Outcome.NO_WAVE_BEFORE)
    first = known[-1]
    if after is None:
        return FollowUp(Outcome.NO_WAVE_AFTER, first.side)
    last = rounds[-1]
    if today <= after.instrument.last_day_with_grace:
        # Looked at while answers come in, chance alone would sooner or later show a change.
        return FollowUp(Outcome.WAVE_RUNS, first.side, last.side)
    return _compared(session, followed, first, last, offices=offices)


def _compared(
    session: Session,
    followed: FollowedAction,
    first: _Round,
    last: _Round,
    *,
    offices: Sequence[RatedOffice],
) -> FollowUp:
    outcome = Outcome.COMPARED
    breaks = find_breaks([first.design, last.design])
    if not isinstance(last.figure, Estimate):
        outcome = Outcome.TOO_FEW
    elif breaks:
        outcome = Outcome.BROKEN
    elif _is_by_other_rule(first, followed):
        outcome = Outcome.OTHER_RULE
    if outcome is not Outcome.COMPARED:
        return FollowUp(outcome, first.side, last.side, breaks=breaks)
    acted = actions.offices_that_acted(
        session, first.wave.opens_on, last.instrument.last_day
    )
    is_planned = followed.action.recorded_on < last.wave.opens_on
    found = before_after(
        first.sums,
        last.sums,
        office=_position(offices, followed.action.office_id),
        compared=[
            at for at, office in enumerate(offices) if office.office_id not in acted
        ],
        is_planned=is_planned,
    )
    return FollowUp(
        Outcome.COMPARED,
        first.side,
        last.side,
        found=found,
        is_planned=is_planned,
        channels=_channel_shift(session, followed.action.office_id, first, last),
    )


def compares_with_others(found: BeforeAfter) -> bool:
    """Tell whether enough offices without action were measured twice."""
    return found.compared >= FEWEST_COMPARED


def _waves_around(
    session: Session, followed: FollowedAction
) -> tuple[tuple[InstrumentOfWave, ...], InstrumentOfWave | None]:
    """Return the waves that ended before an action took effect, and the first that began after.

    A wave that was running on that day holds answers of both times and is neither.
    """
    source = followed.wave
    series = waves.instruments_of_series(
        session,
        kind=CAMPAIGN if source is None else source.kind,
        series="" if source is None else source.series,
    )
    day = followed.action.effective_on
    before = tuple(one for one in series if one.wave.last_day < day)
    after = next((one for one in series if one.wave.opens_on >= day), None)
    return before[-MOST_WAVES_BEFORE:], after


def _rounds(
    session: Session,
    followed: FollowedAction,
    chosen: Sequence[InstrumentOfWave],
    *,
    audience: Audience,
) -> tuple[tuple[RatedOffice, ...], list[_Round]]:
    offices = results.rated_offices(session, chosen[-1].instrument)
    found = results.released_earlier(
        session, [one.instrument for one in chosen], offices=offices
    )
    position = _position(offices, followed.action.office_id)
    return offices, [
        _round(one, of_wave, followed, offices, position=position, audience=audience)
        for one, of_wave in zip(chosen, found, strict=True)
    ]


def _round(
    chosen: InstrumentOfWave,
    released: EarlierWave,
    followed: FollowedAction,
    offices: Sequence[RatedOffice],
    *,
    position: int,
    audience: Audience,
) -> _Round:
    instrument = chosen.instrument
    questionnaire = stored_questionnaire(instrument.digest, instrument.content)
    measures = questionnaire.measures(full=instrument.full)
    sums = released.tallies.score_sums(
        offices=[office.code for office in offices],
        measures=[measure.code for measure in measures],
    ).of_measure(_measure_in(measures, followed.action.measure))
    index = satisfaction_index(sums)
    figures = figures_by_domain(
        index,
        interval_of_index(index),
        audience=audience,
        totals=[office.level for office in offices],
    )
    return _Round(
        chosen.wave, instrument, sums, figures[position][0], released.channels
    )


def _measure_in(measures: Sequence[Measure], code: str) -> int:
    """Return the position of a measure; the index where another questionnaire has none of that code."""
    codes = [measure.code for measure in measures]
    return codes.index(code) if code in codes else len(codes) - 1


def _is_by_other_rule(one: _Round, followed: FollowedAction) -> bool:
    """Tell whether the measure is an index that is not the pooled share of satisfied answers."""
    questionnaire = stored_questionnaire(one.instrument.digest, one.instrument.content)
    measures = questionnaire.measures(full=one.instrument.full)
    is_index = _measure_in(measures, followed.action.measure) == len(measures) - 1
    return is_index and questionnaire.index_rule != "pooled"


def _position(offices: Sequence[RatedOffice], office_id: int) -> int:
    return next(
        at for at, office in enumerate(offices) if office.office_id == office_id
    )


def _channel_shift(
    session: Session, office_id: int, first: _Round, last: _Round
) -> ChannelShift | None:
    mixes = [
        _mix(session, one.instrument, office_id=office_id) for one in (first, last)
    ]
    if not all(mixes):
        return None
    before, after = mixes
    shifts = {
        channel: after.get(channel, 0.0) - before.get(channel, 0.0)
        for channel in sorted({*before, *after})
    }
    largest = max(shifts, key=lambda channel: abs(shifts[channel]))
    return ChannelShift(largest, shifts[largest])


def _mix(
    session: Session, instrument: OpenInstrument, *, office_id: int
) -> dict[str, float]:
    """Return the office's shares of ways to answer; empty where some may not be shown."""
    found = results.released_breakdown(
        session, instrument, "class", office_id=office_id
    )
    n = [int(count) for count in found.tallies.n]
    if not n or not all(shown_cells(n)):
        return {}
    return {
        cell.value: count / sum(n) for cell, count in zip(found.cells, n, strict=True)
    }
