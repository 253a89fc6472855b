"""What a DDCI says of its units: totals with intervals, ranks within blocks, and what was done to get there."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.ddci import (
    Scheme,
    component_scores,
    ddci_totals,
    indicator_scores,
    observed_range,
)
from analysis.ddci_files import Programme
from analysis.ddci_resampling import (
    mean_answers,
    protected_errors,
    ranks_from_errors,
    resampled_means,
    total_intervals,
)

DRAWS = 2_000
# The floors of every page: fewer respondents are not shown, and below the second not ranked.
FEWEST_SHOWN, FEWEST_RANKED = 5, 30
# Draws of all units and indicators held at a time; about 50 MB each of a few arrays.
CELLS_AT_A_TIME = 6_000_000


class Standing(StrEnum):
    """Whether a unit is ranked, and if not, why."""

    RANKED = "ranked"
    FEW = "too_few_to_rank"
    HIDDEN = "too_few_to_show"
    SILENT = "no_answers"


@dataclass(frozen=True, slots=True)
class UnitRating:
    """One unit; numbers are NaN where they are not told.

    Parameters
    ----------
    unit, block, standing
        Who it is, and whether it is ranked in its block.
    n
        Respondents who answered anything that counts.
    total, low, high
        Total of 100 and its interval.
    components
        Scores 1 to 10 in the order of the scheme; all NaN where one to four people answered a question.
    rank, rank_low, rank_high
        Rank in the block and the best and worst that remain possible.
    ranked
        Number of ranked units in the block.
    without
        Indicators of which the unit has no value; the rest of their component stands for them.
    """

    unit: str
    block: str
    standing: Standing
    n: int
    total: float
    low: float
    high: float
    components: tuple[float, ...]
    rank: float
    rank_low: float
    rank_high: float
    ranked: int
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UsedRange:
    """The range of one indicator: its ends, the years it is of ("" = these units), and who was outside."""

    indicator: str
    low: float
    high: float
    years: str
    outside: tuple[str, ...]

    @property
    def is_flat(self) -> bool:
        """Tell whether all units are alike, and so get the middle of the scale."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class DdciFindings:
    """Units by block, ranked ones first and the best first, with the ranges and settings they rest on."""

    scheme: Scheme
    units: tuple[UnitRating, ...]
    ranges: tuple[UsedRange, ...]
    respondents: int
    min_n: int
    confidence_level: float
    seed: int
    draws: int

    @property
    def blocks(self) -> tuple[str, ...]:
        """Names of the blocks in order."""
        return tuple(dict.fromkeys(one.block for one in self.units))


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """What the calculation starts from.

    `n` is shape (units,), `values` and `answers` (how many) are (units, indicators), and so are `enough`:
    which values are of as many people as may be told, and `sets`: which make a range that no file gives.
    """

    programme: Programme
    n: IntArray
    answers: IntArray
    values: FloatArray
    shown: BoolArray
    enough: BoolArray
    sets: BoolArray

    def ranges(self) -> tuple[FloatArray, FloatArray]:
        """Return the stored ranges, and where there are none those over the units."""
        low, high = observed_range(self.values, rated=self.sets)
        stored = self.programme.stored
        is_stored = ~np.isnan(stored.low)
        lowest = np.where(is_stored, stored.low, low)
        return lowest, np.where(is_stored, stored.high, high)

    def components(self, values: FloatArray, *, clip: bool = True) -> FloatArray:
        """Return the scores of components, shape (..., units, components)."""
        low, high = self.ranges()
        scheme = self.programme.scheme
        scores = indicator_scores(
            values, low, high, is_positive=scheme.is_positive, clip=clip
        )
        return component_scores(scores, scheme)

    def totals(self, values: FloatArray, *, clip: bool = True) -> FloatArray:
        """Return totals of 100, shape (..., units)."""
        weights = self.programme.scheme.component_weights
        return ddci_totals(self.components(values, clip=clip), weights)


@dataclass(frozen=True, slots=True)
class _Rank:
    """Rank in a block, the best and worst possible, and how many the block ranks."""

    rank: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    ranked: int = 0


def rate_units(
    programme: Programme,
    *,
    min_n: int = FEWEST_RANKED,
    confidence_level: float = 0.95,
    seed: int = 1,
    draws: int = DRAWS,
) -> DdciFindings:
    """Rate all units of a programme, and rank those with enough respondents within their blocks.

    Only ranked units set the ranges that no file gives, so that a handful of answers cannot stretch the
    scale of everybody. Ranges are held while respondents are drawn: see `total_intervals`.

    Parameters
    ----------
    programme
        What was read.
    min_n
        The fewest respondents of a ranked unit, 2 or more.
    confidence_level
        Of intervals, and of all rank sets of a block together.
    seed
        Starts the draws; equal seeds give equal results.
    draws
        Number of draws.

    Returns
    -------
    DdciFindings.

    Raises
    ------
    ValueError
        If `min_n` is below 2.

    References
    ----------
    The functions of analysis.ddci and analysis.ddci_resampling name them.
    """
    if min_n < 2:
        raise ValueError(f"min_n must be 2 or more, got {min_n}")
    sample = _sample(programme, min_n)
    totals = sample.totals(sample.values)
    errors = _errors(sample, seed=seed, draws=draws)
    standing = [_standing(int(count), min_n) for count in sample.n]
    low, high = total_intervals(totals, errors, confidence_level=confidence_level)
    ratings = _ratings(
        sample,
        standing,
        np.column_stack([totals, low, high]),
        _ranks(sample, errors, standing, confidence_level),
    )
    return DdciFindings(
        programme.scheme,
        _in_order(ratings, programme),
        _used_ranges(sample),
        int(sample.n.sum()),
        min_n,
        confidence_level,
        seed,
        draws,
    )


def _sample(programme: Programme, min_n: int) -> _Sample:
    units, known = len(programme.units), ~np.isnan(programme.answers)
    answered = programme.unit_of[known.any(axis=1)]
    n = np.bincount(answered, minlength=units).astype(np.int64)
    answers = np.zeros((units, known.shape[1]), np.int64)
    np.add.at(answers, programme.unit_of, known)
    means = mean_answers(programme.answers, programme.unit_of, units=units)
    is_soft = programme.scheme.is_soft
    enough = ~is_soft | (answers >= FEWEST_SHOWN)
    return _Sample(
        programme,
        n,
        answers,
        np.where(is_soft, means, programme.figures),
        n >= min(FEWEST_SHOWN, min_n),
        enough,
        # A handful of answers must neither stretch the scale of everybody nor be read off its end.
        (n >= min_n)[:, None] & enough,
    )


def _errors(sample: _Sample, *, seed: int, draws: int) -> FloatArray:
    """Return by how much the totals of each draw differ, shape (draws, units)."""
    programme, rng = sample.programme, np.random.default_rng(seed)
    order = np.argsort(programme.unit_of, kind="stable")
    starts = np.searchsorted(programme.unit_of[order], np.arange(len(sample.n) + 1))
    at_a_time = max(1, min(draws, CELLS_AT_A_TIME // max(1, sample.values.size)))
    parts = []
    for start in range(0, draws, at_a_time):
        some = min(at_a_time, draws - start)
        drawn = np.repeat(sample.values[None], some, axis=0)
        for unit in np.flatnonzero(sample.shown):
            own = programme.answers[order[starts[unit] : starts[unit + 1]]]
            answered = own[~np.isnan(own).all(axis=1)]
            means = resampled_means(answered, draws=some, rng=rng)
            fixed = sample.values[unit]
            drawn[:, unit] = np.where(programme.scheme.is_soft, means, fixed)
        parts.append(sample.totals(drawn, clip=False))
    errors = np.concatenate(parts) - sample.totals(sample.values, clip=False)
    return protected_errors(errors, np.where(sample.shown, sample.n, 0), rng=rng)


def _ratings(
    sample: _Sample,
    standing: list[Standing],
    totals: FloatArray,
    ranks: list[_Rank],
) -> list[UnitRating]:
    """Return every unit in the file's order; `totals` has total, low and high of each."""
    programme, scores = sample.programme, sample.components(sample.values)
    # With the total and the other components one that is left out could be worked out.
    thin = ((sample.answers > 0) & (sample.answers < FEWEST_SHOWN)).any(axis=1)
    is_told = np.isin(standing, [Standing.RANKED, Standing.FEW])
    totals = np.where(is_told[:, None], totals, np.nan)
    scores = np.where((is_told & ~thin)[:, None], scores, np.nan)
    missing = np.isnan(sample.values) & is_told[:, None]
    names = [one.name for one in programme.scheme.indicators]
    return [
        UnitRating(
            unit=unit,
            block=programme.blocks[at],
            standing=standing[at],
            n=int(sample.n[at]),
            total=float(totals[at, 0]),
            low=float(totals[at, 1]),
            high=float(totals[at, 2]),
            components=tuple(map(float, scores[at])),
            rank=ranks[at].rank,
            rank_low=ranks[at].low,
            rank_high=ranks[at].high,
            ranked=ranks[at].ranked,
            without=tuple(names[one] for one in np.flatnonzero(missing[at])),
        )
        for at, unit in enumerate(programme.units)
    ]


def _standing(n: int, min_n: int) -> Standing:
    if n >= min_n:
        return Standing.RANKED
    if n >= FEWEST_SHOWN:
        return Standing.FEW
    return Standing.HIDDEN if n else Standing.SILENT


def _ranks(
    sample: _Sample,
    errors: FloatArray,
    standing: list[Standing],
    confidence_level: float,
) -> list[_Rank]:
    programme, totals = sample.programme, sample.totals(sample.values)
    found = [_Rank()] * len(standing)
    for block in dict.fromkeys(programme.blocks):
        own = [
            at
            for at, name in enumerate(programme.blocks)
            if name == block and standing[at] is Standing.RANKED
        ]
        sets = ranks_from_errors(
            totals[own],
            errors[:, own],
            confidence_level=confidence_level,
            units=tuple(programme.units[at] for at in own),
        )
        for at, rank, low, high in zip(own, sets.rank, sets.low, sets.high):
            found[at] = _Rank(float(rank), float(low), float(high), len(own))
    return found


def _in_order(
    ratings: list[UnitRating], programme: Programme
) -> tuple[UnitRating, ...]:
    """Return units by block as blocks come in the file, then by rank, then by standing and name."""
    blocks = list(dict.fromkeys(programme.blocks))
    standings = list(Standing)
    return tuple(
        sorted(
            ratings,
            key=lambda one: (
                blocks.index(one.block),
                standings.index(one.standing),
                one.rank if one.standing is Standing.RANKED else 0,
                one.unit,
            ),
        )
    )


def _used_ranges(sample: _Sample) -> tuple[UsedRange, ...]:
    programme, values = sample.programme, sample.values
    low, high = sample.ranges()
    # That a value is outside says of one to four people that they all but gave the lowest or highest points.
    told = sample.shown[:, None] & sample.enough
    outside = ((values < low) | (values > high)) & told
    return tuple(
        UsedRange(
            indicator.name,
            float(low[at]),
            float(high[at]),
            programme.stored.years[at],
            tuple(programme.units[unit] for unit in np.flatnonzero(outside[:, at])),
        )
        for at, indicator in enumerate(programme.scheme.indicators)
    )
