"""One index of parts that different people were asked about, each by an instrument of its own."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from sqlmodel import Session

from analysis.combined import combined_share
from analysis.intervals import Interval
from forms.questionnaire import Questionnaire
from survey.reports.asked_wording import AskedWording
from survey.reports.figures import Estimate, Figure, Withheld, reasons_in
from survey.reports.ordering import vietnamese_order
from survey.reports.wave_result import WaveResult, office_name, wave_result
from survey.store.tables import Wave

# What counts of an audience where nothing smaller is named: all of its index.
WHOLE = ""


class UnknownMeasure(Exception):
    """An audience's questionnaire has no part or factor of that code."""


class Unweighable(StrEnum):
    """Why parts and weights make no index."""

    TOO_FEW = "too_few"
    SAME_PEOPLE = "same_people"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class WantedPart:
    """An audience with the part or factor that counts, all of its index where there is none, and its weight."""

    audience: str
    measure: str
    weight: float


@dataclass(frozen=True, slots=True)
class CombinedPart:
    """One part as its own pages show it; `weight` is a share of all."""

    name: str
    weight: float
    figure: Figure
    questionnaire: Questionnaire
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Combination:
    """The weighted mean of figures as shares, with its limits."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CombinedOffice:
    """An office's figures of the parts, in their order; `found` is None where one may not be shown."""

    code: str
    name: str
    figures: tuple[Figure, ...]
    found: Combination | None


@dataclass(frozen=True, slots=True)
class CombinedIndex:
    """The index of all offices together and of each; `found` is None where a part has no figure to show.

    Offices stand in the order of their names: they are not ranked.
    """

    parts: tuple[CombinedPart, ...]
    found: Combination | None
    offices: tuple[CombinedOffice, ...]

    @property
    def shown_offices(self) -> tuple[CombinedOffice, ...]:
        return tuple(one for one in self.offices if one.found is not None)

    @property
    def other_offices(self) -> tuple[CombinedOffice, ...]:
        return tuple(one for one in self.offices if one.found is None)

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures are withheld."""
        return reasons_in(
            [
                *(part.figure for part in self.parts),
                *(figure for office in self.offices for figure in office.figures),
            ]
        )


def unweighable(wanted: Sequence[WantedPart]) -> Unweighable | None:
    """Return why parts cannot be combined, or None. Weights add up to 1 or, in per cent, to 100."""
    if len(wanted) < 2:
        return Unweighable.TOO_FEW
    if len({one.audience for one in wanted}) < len(wanted):
        return Unweighable.SAME_PEOPLE
    # Weights such as 0.1 are not exact in binary, so their sum is compared loosely.
    total = sum(one.weight for one in wanted)
    if not any(math.isclose(total, whole, rel_tol=1e-9) for whole in (1, 100)):
        return Unweighable.SUM
    return None


def results_of(
    session: Session,
    wave: Wave,
    audiences: Collection[str],
    *,
    language: str,
    today: date,
) -> dict[str, WaveResult]:
    """Return the released results of audiences of a wave. Raises NotAsked."""
    return {
        audience: wave_result(
            session, wave, language=language, today=today, asked=audience
        )
        for audience in audiences
    }


def measures_on_offer(result: WaveResult) -> dict[str, str]:
    """Return what can count instead of the whole index, code to name: parts and factors with questions."""
    return {
        measure.code: _measure_name(result, at)
        for kind in ("part", "factor")
        for at, measure in enumerate(result.measures)
        if measure.kind == kind and measure.positions
    }


def build_combined_index(
    results: Mapping[str, WaveResult], wanted: Sequence[WantedPart]
) -> CombinedIndex:
    """Combine released indices of several audiences of a wave, of all offices together and of each.

    For readers of all results. Only figures that their own pages show are combined, so that nothing
    new can be subtracted. Raises UnknownMeasure.
    """
    total = sum(one.weight for one in wanted)
    weights = [one.weight / total for one in wanted]
    of_parts = [results[one.audience] for one in wanted]
    places = [
        _position(result, one.measure)
        for result, one in zip(of_parts, wanted, strict=True)
    ]
    parts = tuple(
        CombinedPart(
            _name(result, at),
            weight,
            result.total_figures("reform_office")[at],
            result.questionnaire,
            at == result.index_position,
        )
        for result, at, weight in zip(of_parts, places, weights, strict=True)
    )
    return CombinedIndex(
        parts,
        _combination([part.figure for part in parts], weights),
        _offices(of_parts, places, weights),
    )


def _offices(
    results: Sequence[WaveResult], places: Sequence[int], weights: Sequence[float]
) -> tuple[CombinedOffice, ...]:
    figures = [
        {
            office.code: of_office[at]
            for office, of_office in zip(
                result.offices, result.office_figures("reform_office"), strict=True
            )
        }
        for result, at in zip(results, places, strict=True)
    ]
    first = results[0]
    found = []
    for office in first.offices:
        if not office.was_there:
            continue
        of_parts = tuple(one.get(office.code, Withheld.TOO_FEW) for one in figures)
        found.append(
            CombinedOffice(
                office.code,
                office_name(office, first.language),
                of_parts,
                _combination(of_parts, weights),
            )
        )
    return tuple(sorted(found, key=lambda one: vietnamese_order(one.name)))


def _position(result: WaveResult, code: str) -> int:
    if code == WHOLE:
        return result.index_position
    for at, measure in enumerate(result.measures):
        if measure.code == code and measure.kind in ("part", "factor"):
            return at
    raise UnknownMeasure(code)


def _name(result: WaveResult, at: int) -> str:
    audience = AskedWording(result.language).name(result.instrument.audience)
    if at == result.index_position:
        return audience
    return f"{audience}: {_measure_name(result, at)}"


def _measure_name(result: WaveResult, at: int) -> str:
    # The weight that a part has in its own index is not the one it has here.
    codes = {one.code: one.name for one in result.questionnaire.parts}
    measure = result.measures[at]
    return codes.get(measure.code) or result.name_of(measure)


def _combination(
    figures: Sequence[Figure], weights: Sequence[float]
) -> Combination | None:
    shown = [figure for figure in figures if isinstance(figure, Estimate)]
    if len(shown) < len(figures):
        return None
    share, limits = combined_share(
        [figure.share for figure in shown],
        [Interval(np.array(one.low), np.array(one.high)) for one in shown],
        weights,
    )
    return Combination(share, float(limits.low), float(limits.high))
