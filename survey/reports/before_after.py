"""Whether an action shows: the wave before it took effect, the first one after, and offices without action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial

from sqlmodel import Session

from analysis.before_after import BeforeAfter, before_after
from analysis.breaks import Break, WaveDesign, find_breaks
from analysis.indices import satisfaction_index
from analysis.intervals import interval_of_index
from analysis.scores import ScoreSums
from forms.questionnaire import Measure
from forms.questionnaire.comparing import measure_key
from survey.reports.figures import Estimate, Figure, figures_by_domain
from survey.store import actions, results, waves
from survey.store.actions import FollowedAction
from survey.store.questionnaires import stored_questionnaire
from survey.store.results import EarlierWave, RatedOffice
from survey.store.tables import Wave
from survey.store.waves import InstrumentOfWave, OpenInstrument
from survey.trust.disclosure import Audience, shown_cells

# Four years of quarters: what is older says little of how things were.
MOST_WAVES = 16
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
class _Evidence:
    """The waves of a series with what is released of each, the oldest first."""

    waves: tuple[InstrumentOfWave, ...]
    released: tuple[EarlierWave, ...]
    offices: tuple[RatedOffice, ...]

    def position_of(self, followed: FollowedAction) -> int:
        ids = [office.office_id for office in self.offices]
        return ids.index(followed.action.office_id)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is said of an action, and the instruments of the two waves where they were compared."""

    follow_up: FollowUp
    instruments: tuple[OpenInstrument, ...] = ()

    @property
    def outcome(self) -> Outcome:
        return self.follow_up.outcome


@dataclass(frozen=True, slots=True, eq=False)
class _Round:
    """A wave as it is compared: its instrument, sums of the measure by office, and the office's figure."""

    wave: Wave
    instrument: OpenInstrument
    sums: ScoreSums
    figure: Figure
    channels: Mapping[str, int]
    # The same where the same questions make the measure, whatever else was asked or reworded.
    questions: str

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
        return WaveDesign(self.instrument.wave_title, self.questions, "", self.channels)


def build_follow_up(
    session: Session, followed: FollowedAction, *, audience: Audience, today: date
) -> FollowUp:
    """Judge an action by the waves of the series that its finding comes from. At most nine queries."""
    evidence = _evidence(session, _series_of(followed))
    found = _judged(
        evidence, followed, actions.actions(session), audience=audience, today=today
    )
    if found.outcome is not Outcome.COMPARED:
        return found.follow_up
    return replace(
        found.follow_up,
        channels=_channel_shift(session, followed.action.office_id, found.instruments),
    )


def build_follow_ups(
    session: Session,
    chosen: Sequence[FollowedAction],
    *,
    audience: Audience,
    today: date,
) -> tuple[FollowUp, ...]:
    """Judge many actions, without a look at channels. Two queries, and four more for each series."""
    everything = actions.actions(session)
    evidence = {
        series: _evidence(session, series) for series in set(map(_series_of, chosen))
    }
    return tuple(
        _judged(
            evidence[_series_of(followed)],
            followed,
            everything,
            audience=audience,
            today=today,
        ).follow_up
        for followed in chosen
    )


def _judged(
    evidence: _Evidence,
    followed: FollowedAction,
    everything: Sequence[FollowedAction],
    *,
    audience: Audience,
    today: date,
) -> _Judged:
    before, after = _waves_around(evidence, followed)
    look = partial(_round, evidence, followed, audience=audience)
    first = next(
        (one for one in map(look, reversed(before)) if _is_shown(one.figure)), None
    )
    if first is None:
        return _Judged(FollowUp(Outcome.NO_WAVE_BEFORE))
    if after is None:
        return _Judged(FollowUp(Outcome.NO_WAVE_AFTER, first.side))
    last = look(after)
    if today <= last.instrument.last_day_with_grace:
        # Looked at while answers come in, chance alone would sooner or later show a change.
        return _Judged(FollowUp(Outcome.WAVE_RUNS, first.side, last.side))
    return _Judged(
        _compared(evidence, followed, everything, first, last),
        (first.instrument, last.instrument),
    )


def _compared(
    evidence: _Evidence,
    followed: FollowedAction,
    everything: Sequence[FollowedAction],
    first: _Round,
    last: _Round,
) -> FollowUp:
    outcome = Outcome.COMPARED
    breaks = find_breaks([first.design, last.design])
    if not _is_shown(last.figure):
        outcome = Outcome.TOO_FEW
    elif breaks:
        outcome = Outcome.BROKEN
    elif _is_by_other_rule(first, followed):
        outcome = Outcome.OTHER_RULE
    if outcome is not Outcome.COMPARED:
        return FollowUp(outcome, first.side, last.side, breaks=breaks)
    acted = actions.offices_that_acted(
        everything, first.wave.opens_on, last.instrument.last_day
    )
    is_planned = followed.action.recorded_on < last.wave.opens_on
    found = before_after(
        first.sums,
        last.sums,
        office=evidence.position_of(followed),
        compared=[
            at
            for at, office in enumerate(evidence.offices)
            if office.office_id not in acted
        ],
        is_planned=is_planned,
    )
    return FollowUp(
        Outcome.COMPARED, first.side, last.side, found=found, is_planned=is_planned
    )


def _series_of(followed: FollowedAction) -> tuple[str, str]:
    """Return kind and series of the waves that an action is judged by."""
    source = followed.wave
    return (CAMPAIGN, "") if source is None else (source.kind, source.series)


def _evidence(session: Session, series: tuple[str, str]) -> _Evidence:
    kind, name = series
    waves_of_series = waves.instruments_of_series(session, kind=kind, series=name)
    waves_of_series = waves_of_series[-MOST_WAVES:]
    if not waves_of_series:
        return _Evidence((), (), ())
    offices = results.rated_offices(session, waves_of_series[-1].instrument)
    released = results.released_earlier(
        session, [one.instrument for one in waves_of_series], offices=offices
    )
    return _Evidence(waves_of_series, released, offices)


def _waves_around(
    evidence: _Evidence, followed: FollowedAction
) -> tuple[Sequence[int], int | None]:
    """Return the waves that ended before an action took effect, and the first that began after.

    A wave that was running on that day holds answers of both times and is neither.
    """
    day = followed.action.effective_on
    at_all = range(len(evidence.waves))
    before = [at for at in at_all if evidence.waves[at].wave.last_day < day]
    after = next((at for at in at_all if evidence.waves[at].wave.opens_on >= day), None)
    return before, after


def _round(
    evidence: _Evidence, followed: FollowedAction, at: int, *, audience: Audience
) -> _Round:
    chosen, released = evidence.waves[at], evidence.released[at]
    instrument = chosen.instrument
    questionnaire = stored_questionnaire(instrument.digest, instrument.content)
    measures = questionnaire.measures(full=instrument.full)
    measured = _measure_in(measures, followed.action.measure)
    sums = released.tallies.score_sums(
        offices=[office.code for office in evidence.offices],
        measures=[measure.code for measure in measures],
    ).of_measure(measured)
    index = satisfaction_index(sums)
    figures = figures_by_domain(
        index,
        interval_of_index(index),
        audience=audience,
        totals=[office.level for office in evidence.offices],
    )
    return _Round(
        chosen.wave,
        instrument,
        sums,
        figures[evidence.position_of(followed)][0],
        released.channels,
        (
            measure_key(questionnaire, measures[measured], full=instrument.full)
            if measures[measured].code == followed.action.measure
            # The finding is of a questionnaire with other questions: nothing here can be beside it.
            else f"without {followed.action.measure} {instrument.instrument_id}"
        ),
    )


def _is_shown(figure: Figure) -> bool:
    return isinstance(figure, Estimate)


def _measure_in(measures: Sequence[Measure], code: str) -> int:
    """Return the position of a measure; the index where another questionnaire has none of that code."""
    codes = [measure.code for measure in measures]
    return codes.index(code) if code in codes else len(codes) - 1


def _is_by_other_rule(one: _Round, followed: FollowedAction) -> bool:
    """Tell whether the measure is an index that is not the pooled share of satisfied answers."""
    questionnaire = stored_questionnaire(one.instrument.digest, one.instrument.content)
    measures = questionnaire.measures(full=one.instrument.full)
    is_index = _measure_in(measures, followed.action.measure) == len(measures) - 1
    return (
        is_index and not questionnaire.is_pooled
    ) or questionnaire.scoring == "level"


def _channel_shift(
    session: Session, office_id: int, instruments: Sequence[OpenInstrument]
) -> ChannelShift | None:
    mixes = [_mix(session, one, office_id=office_id) for one in instruments]
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
