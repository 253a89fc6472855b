"""A wave beside those before it: the trend, and what changed since the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
from sqlmodel import Session

from analysis.breaks import Break, WaveDesign, find_breaks
from analysis.changes import Changes, wave_changes
from analysis.intervals import interval_of_index
from analysis.verdicts import Difference
from forms.questionnaire.comparing import index_key
from survey.reports.figures import Estimate, Figure, figures_by_domain
from survey.reports.index_rules import RoundIndex, lowest_share, round_index
from survey.reports.wave_result import WaveResult
from survey.store import results
from survey.store.office_changes import successions
from survey.store.questionnaires import stored_questionnaire
from survey.store.results import EarlierWave
from survey.store.tables import Wave
from survey.store.waves import OpenInstrument
from survey.trust.disclosure import Audience


@dataclass(frozen=True, slots=True)
class Point:
    """One wave's index; `breaks` say what is no longer the same as in the wave before."""

    code: str
    title: str
    figure: Figure
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The index less that of the wave before, with its interval, as shares.

    Without figures where nothing can be compared: `breaks` then says why, or answers are too few.
    """

    before: str
    verdict: Difference
    difference: float | None
    low: float | None
    high: float | None
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Waves in order of time, this one last, and the change to it."""

    points: tuple[Point, ...]
    change: Change | None

    @property
    def is_a_trend(self) -> bool:
        """Tell whether there is more than one wave to look at."""
        return sum(isinstance(point.figure, Estimate) for point in self.points) > 1


@dataclass(frozen=True, slots=True, eq=False)
class _Round:
    """One wave as the statistics want it: its index, and how it was made."""

    instrument: OpenInstrument
    index: RoundIndex
    lowest: float
    design: WaveDesign


def build_series(
    session: Session,
    wave: Wave,
    result: WaveResult,
    *,
    audience: Audience,
    position: int | None = None,
) -> Series:
    """Return the series of all offices together, or of the one at a position.

    At most four queries, and one more for each wave whose index is not pooled.
    Whether offices changed is tested for all of them at once, so that one looked at alone is judged
    among all that could have been.
    """
    earlier = result.earlier
    if not earlier:
        return Series((), None)
    found = results.released_earlier(
        session, (*earlier, result.instrument), offices=result.offices
    )
    mergers = {} if position is None else _mergers(session, result)
    merged_on = () if position is None else mergers.get(position, ())
    rounds = [_round(session, one, result, merged_on) for one in found]
    breaks = find_breaks([one.design for one in rounds])
    figure = partial(
        _figure, audience=audience, position=position, levels=result.levels
    )
    return Series(
        tuple(
            Point(
                one.instrument.wave_code,
                one.instrument.wave_title,
                figure(one),
                tuple(each for each in breaks if each.at == at),
            )
            for at, one in enumerate(rounds)
        ),
        _change(rounds[-2], rounds[-1], breaks, figure=figure, position=position),
    )


def office_changes(
    session: Session, result: WaveResult, *, audience: Audience
) -> tuple[Change | None, ...]:
    """Return the change of every office since the wave before, in their order. Two queries, or four."""
    if not result.earlier:
        return (None,) * len(result.offices)
    found = results.released_earlier(
        session, (result.earlier[-1], result.instrument), offices=result.offices
    )
    before, now = (_round(session, one, result) for one in found)
    breaks = find_breaks([before.design, now.design])
    changes = wave_changes([before.index.sums, now.index.sums], breaks=breaks)
    mergers = _mergers(session, result)
    figures = [
        _office_figures(one, audience=audience, levels=result.levels)
        for one in (before, now)
    ]
    return tuple(
        _change_at(
            position,
            changes,
            before=before.instrument.wave_title,
            breaks=_with_mergers(found, mergers.get(position, ()), result) or breaks,
            is_shown=all(isinstance(of_one[position], Estimate) for of_one in figures)
            and not _with_mergers(found, mergers.get(position, ()), result),
        )
        for position in range(len(result.offices))
    )


def _with_mergers(
    found: Sequence[EarlierWave], merged_on: Sequence[date], result: WaveResult
) -> tuple[Break, ...]:
    """Return the breaks between two waves for an office that took others over between them, or none."""
    before, now = (one.instrument.last_day for one in found)
    if not any(before < on <= now for on in merged_on):
        return ()
    return find_breaks([_design(one, merged_on) for one in found])


def _mergers(session: Session, result: WaveResult) -> dict[int, tuple[date, ...]]:
    """Return the days on which each office took others over, by its position. One query."""
    position = {office.office_id: at for at, office in enumerate(result.offices)}
    days: dict[int, set[date]] = {}
    for row in successions(session):
        if row.successor_id in position:
            days.setdefault(position[row.successor_id], set()).add(row.valid_from)
    return {at: tuple(sorted(on)) for at, on in days.items()}


def _round(
    session: Session,
    found: EarlierWave,
    result: WaveResult,
    merged_on: Sequence[date] = (),
) -> _Round:
    instrument = found.instrument
    questionnaire = stored_questionnaire(instrument.digest, instrument.content)
    measures = questionnaire.measures(full=instrument.full)
    sums = found.tallies.score_sums(
        offices=[office.code for office in result.offices],
        measures=[measure.code for measure in measures],
    )
    products = None
    if not questionnaire.is_pooled:
        products = results.released_products(
            session, instrument, offices=result.offices
        )
    return _Round(
        instrument,
        round_index(
            sums.of_measure(len(measures) - 1),
            products,
            questionnaire=questionnaire,
            measures=measures,
        ),
        lowest_share(questionnaire),
        _design(found, merged_on),
    )


def _design(found: EarlierWave, merged_on: Sequence[date]) -> WaveDesign:
    instrument = found.instrument
    return WaveDesign(
        wave=instrument.wave_title,
        # The index is the same where the same questions make it, whatever else is asked beside them.
        questionnaire=index_key(
            stored_questionnaire(instrument.digest, instrument.content),
            full=instrument.full,
        ),
        # Who came to an office before others were merged into it and who comes now are not the same.
        population=f"{sum(on <= instrument.last_day for on in merged_on)} mergers",
        channels=found.channels,
    )


def _figure(
    one: _Round,
    *,
    audience: Audience,
    position: int | None,
    levels: Sequence[str],
) -> Figure:
    if position is None:
        together = one.index.together
        ((figure,),) = figures_by_domain(
            together,
            interval_of_index(together, lowest=one.lowest),
            audience=audience,
            lowest=one.lowest,
        )
        return figure
    return _office_figures(one, audience=audience, levels=levels)[position]


def _office_figures(
    one: _Round, *, audience: Audience, levels: Sequence[str]
) -> tuple[Figure, ...]:
    index = one.index.by_office
    figures = figures_by_domain(
        index,
        interval_of_index(index, lowest=one.lowest),
        audience=audience,
        totals=levels,
        lowest=one.lowest,
    )
    return tuple(of_office[0] for of_office in figures)


def _change(
    before: _Round,
    now: _Round,
    breaks: Sequence[Break],
    *,
    figure: "partial[Figure]",
    position: int | None,
) -> Change | None:
    crossed = tuple(each for each in breaks if each.before == before.design.wave)
    of_waves = [
        one.index.sums_together if position is None else one.index.sums
        for one in (before, now)
    ]
    return _change_at(
        position or 0,
        wave_changes(of_waves, breaks=crossed),
        before=before.instrument.wave_title,
        breaks=crossed,
        is_shown=all(isinstance(figure(one), Estimate) for one in (before, now)),
    )


def _change_at(
    at: int,
    found: Changes,
    *,
    before: str,
    breaks: tuple[Break, ...],
    is_shown: bool,
) -> Change:
    if not is_shown or not np.isfinite(found.change[at]):
        return Change(before, Difference.TOO_FEW, None, None, None, breaks)
    return Change(
        before,
        found.verdicts[at],
        float(found.change[at]),
        float(found.low[at]),
        float(found.high[at]),
        breaks,
    )
