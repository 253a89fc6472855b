"""Which ranks remain possible for each office: a rank is never shown without its range."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from analysis.arrays import FloatArray
from analysis.comparable import OfficeIndices
from analysis.ranking import RankSets, individual_level, rank_bounds, rank_sets
from survey.reports.figures import Estimate, Figure
from survey.reports.wave_result import WaveResult
from survey.trust.disclosure import RANK_FLOOR, Audience

# Simulated sets take time with the square of the offices; above this, intervals that hold together do.
MOST_SIMULATED = 60
DRAWS = 5_000
# The same answers give the same sets, on every page and in every file.
SEED = 20_240_101
# Between two offices a rank says no more than their comparison.
FEWEST_RANKED = 3


@dataclass(frozen=True, slots=True)
class RankRange:
    """A rank among `ranked` offices, 1 the best, with the best and the worst that remain possible."""

    rank: int
    low: int
    high: int
    ranked: int

    @property
    def is_open(self) -> bool:
        """Tell whether any rank remains possible."""
        return (self.low, self.high) == (1, self.ranked)


def rank_ranges(
    result: WaveResult, audience: Audience, *, among: Collection[int] | None = None
) -> tuple[RankRange | None, ...]:
    """Return the rank of each office that has enough answers; None for the others.

    Where positions are given, offices are ranked among these alone and no other has a rank.

    All ranges hold together with 95 % confidence: Mogstad, Romano, Shaikh and Wilhelm up to 60 offices,
    Klein, Wright and Wieczorek above.
    """
    figures = result.index_figures(audience)
    shown = [
        _is_ranked(figure) and (among is None or at in among)
        for at, figure in enumerate(figures)
    ]
    if sum(shown) < FEWEST_RANKED:
        return (None,) * len(shown)
    found = _sets(result.indices.headline, np.array(shown))
    return tuple(
        (
            RankRange(
                int(found.rank[at]), int(found.low[at]), int(found.high[at]), sum(shown)
            )
            if is_ranked
            else None
        )
        for at, is_ranked in enumerate(shown)
    )


def _is_ranked(figure: Figure) -> bool:
    return isinstance(figure, Estimate) and figure.n >= RANK_FLOOR


def _sets(headline: OfficeIndices, shown: npt.NDArray[np.bool_]) -> RankSets:
    index = np.where(shown, headline.index, np.nan)
    if shown.sum() <= MOST_SIMULATED:
        variance = np.where(shown, _variance(headline), np.nan)
        return rank_sets(index, variance, rng=np.random.default_rng(SEED), draws=DRAWS)
    spread = special.ndtri((1 + individual_level(int(shown.sum()))) / 2)
    reach = spread * np.sqrt(_variance(headline))
    return rank_bounds(index, index - reach, index + reach)


def _variance(headline: OfficeIndices) -> FloatArray:
    """Return variances that are never 0: the larger of what the interval and the test of pairs show.

    As `analysis.ranking.variance_for_ranks`, for indices of any rule.
    """
    half = (headline.interval.high - headline.interval.low) / 2
    of_interval = (half / special.ndtri(0.975)) ** 2
    residuals = headline.residuals.of_index()
    with np.errstate(divide="ignore", invalid="ignore"):
        of_test = residuals.protected_variance() / residuals.n
    return np.asarray(np.fmax(of_interval, of_test))
