"""Two chosen offices side by side, judged among all pairs that could have been chosen."""

from dataclasses import dataclass
from math import asin, isnan, sqrt

import numpy as np

from analysis.comparisons import compare_index_pairs
from analysis.verdicts import Difference
from survey.reports.figures import Estimate, Figure, Withheld, has_few, reasons_in
from survey.reports.wave_result import WaveHead, WaveResult, office_name
from survey.trust.disclosure import Audience

# Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., section 6.2.
SMALL_EFFECT = 0.2
LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class ComparedOffice:
    """One of the two."""

    code: str
    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class PairDifference:
    """The first office's index less the second's, with Newcombe's interval, as shares.

    The p-value is corrected over all `pairs`; None where all answers of the wave are alike.
    """

    difference: float
    low: float
    high: float
    pvalue_adjusted: float | None
    effect_size: float
    pairs: int

    @property
    def is_small(self) -> bool:
        """Tell whether the difference is small by convention: Cohen's h under 0.2."""
        return abs(self.effect_size) < SMALL_EFFECT


@dataclass(frozen=True, slots=True)
class Comparison:
    """What can be said of the two. Without two figures there is no difference."""

    head: WaveHead
    first: ComparedOffice
    second: ComparedOffice
    verdict: Difference
    difference: PairDifference | None

    @property
    def is_small_but_clear(self) -> bool:
        """Tell whether the two differ clearly by little."""
        is_clear = self.verdict in (Difference.HIGHER, Difference.LOWER)
        return is_clear and self.difference is not None and self.difference.is_small

    @property
    def is_clear_only_by_itself(self) -> bool:
        """Tell whether the two would differ if no other pair could have been chosen."""
        found = self.difference
        return (
            self.verdict is Difference.NONE
            and found is not None
            and not found.low <= 0 <= found.high
        )

    @property
    def is_clear_by_test_alone(self) -> bool:
        """Tell whether the test would call the two different, and the interval shown would not."""
        found = self.difference
        return (
            self.verdict is Difference.NONE
            and found is not None
            and found.pvalue_adjusted is not None
            and found.pvalue_adjusted <= LEVEL
        )

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures are withheld."""
        return reasons_in((self.first.figure, self.second.figure))

    @property
    def has_few(self) -> bool:
        """Tell whether one of the two rests on few answers."""
        return has_few((self.first.figure, self.second.figure))


def build_comparison(
    result: WaveResult, first: int, second: int, *, audience: Audience
) -> Comparison:
    """Compare the offices at two positions, corrected by Holm over all pairs of the wave."""
    offices = _compared(result, first, audience), _compared(result, second, audience)
    verdict, difference = _difference(result, first, second)
    if not all(isinstance(office.figure, Estimate) for office in offices):
        verdict, difference = Difference.TOO_FEW, None
    return Comparison(result.head, offices[0], offices[1], verdict, difference)


def _compared(result: WaveResult, position: int, audience: Audience) -> ComparedOffice:
    office = result.offices[position]
    return ComparedOffice(
        office.code,
        office_name(office, result.language),
        result.index_figures(audience)[position],
    )


def _difference(
    result: WaveResult, first: int, second: int
) -> tuple[Difference, PairDifference | None]:
    pairs = compare_index_pairs(result.indices.headline)
    # Every pair stands once, the office that comes first on the axis before the other.
    low, high = min(first, second), max(first, second)
    found = np.flatnonzero((pairs.first == low) & (pairs.second == high))
    if not found.size:
        return Difference.TOO_FEW, None
    at = int(found[0])
    sign = 1 if first == low else -1
    limits = sorted((sign * float(pairs.low[at]), sign * float(pairs.high[at])))
    index = result.indices.headline.index
    pvalue = float(pairs.pvalue_adjusted[at])
    verdict = Difference.NONE if isnan(pvalue) else pairs.verdicts[at]
    return _turned(verdict, sign), PairDifference(
        difference=sign * float(pairs.difference[at]),
        low=limits[0],
        high=limits[1],
        pvalue_adjusted=None if isnan(pvalue) else pvalue,
        effect_size=cohens_h(float(index[first]), float(index[second])),
        pairs=len(pairs.verdicts),
    )


def cohens_h(first: float, second: float) -> float:
    """Return the difference of two shares on the scale where equal steps are equally hard to see.

    >>> round(cohens_h(0.9, 0.8), 3)
    0.284
    """
    return 2 * asin(sqrt(first)) - 2 * asin(sqrt(second))


def _turned(verdict: Difference, sign: int) -> Difference:
    if sign > 0:
        return verdict
    return {
        Difference.HIGHER: Difference.LOWER,
        Difference.LOWER: Difference.HIGHER,
    }.get(verdict, verdict)
