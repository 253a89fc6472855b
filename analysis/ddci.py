"""Scores and totals of a DDCI: how units are rated by firms' answers and by published figures, 1 to 10, then of 100."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.arrays import BoolArray, FloatArray

LOWEST, HIGHEST = 1.0, 10.0
# Where all units are alike nothing tells them apart: each gets the middle of the scale.
NEUTRAL = (LOWEST + HIGHEST) / 2
ALL_WEIGHTS = 100.0


@dataclass(frozen=True, slots=True)
class Component:
    """A component index and its weight in points; all components together weigh 100."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured of each unit.

    Parameters
    ----------
    name, component
        Names, the component being one of the scheme's.
    is_soft
        True: the mean of respondents' answers. False: one published figure for each unit.
    is_positive
        Whether more is better.
    weight
        Weight beside the other indicators of the component, above 0; only shares of the sum count.
    """

    name: str
    component: str
    is_soft: bool
    is_positive: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a province weighs, and how much: its components and their indicators, in order.

    Raises
    ------
    ValueError
        If weights are not positive, do not add to 100, or an indicator and a component do not meet.
    """

    components: tuple[Component, ...]
    indicators: tuple[Indicator, ...]

    def __post_init__(self) -> None:
        names = [component.name for component in self.components]
        if len(set(names)) < len(names):
            raise ValueError(f"components must have different names, got {names}")
        weights = [(one.name, one.weight) for one in self.components]
        weights += [(one.name, one.weight) for one in self.indicators]
        for name, weight in weights:
            if not weight > 0:
                raise ValueError(f'weight must be above 0, got {weight} at "{name}"')
        total = sum(component.weight for component in self.components)
        if not adds_up(total):
            raise ValueError(f"component weights must add up to 100, got {total:g}")
        used = {indicator.component for indicator in self.indicators}
        if used != set(names):
            raise ValueError(
                f"indicators must be of every component and no other, got {sorted(used)}"
            )

    @property
    def is_soft(self) -> BoolArray:
        """Which indicators are answers, shape (indicators,)."""
        return np.array([one.is_soft for one in self.indicators], np.bool_)

    @property
    def is_positive(self) -> BoolArray:
        """Of which indicators more is better, shape (indicators,)."""
        return np.array([one.is_positive for one in self.indicators], np.bool_)

    @property
    def component_weights(self) -> FloatArray:
        """Points of each component, shape (components,)."""
        return np.array([one.weight for one in self.components], np.float64)

    @property
    def indicator_weights(self) -> FloatArray:
        """Weight of each indicator in each component, 0 in others, shape (indicators, components)."""
        place = {one.name: at for at, one in enumerate(self.components)}
        found = np.zeros((len(self.indicators), len(self.components)))
        for at, one in enumerate(self.indicators):
            found[at, place[one.component]] = one.weight
        return found


def adds_up(weights: float) -> bool:
    """Tell whether a sum of component weights is 100, but for the rounding of binary fractions.

    Examples
    --------
    >>> adds_up(33.3 + 33.3 + 33.4), adds_up(95)
    (True, False)
    """
    return abs(weights - ALL_WEIGHTS) < 1e-6


def observed_range(
    values: npt.ArrayLike, *, rated: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Give the lowest and highest value of each indicator among the rated units.

    Parameters
    ----------
    values
        Values of units, shape (..., units, indicators); NaN where a unit has none.
    rated
        Which units set the range, shape (units,), or which of their values, shape (units, indicators).

    Returns
    -------
    Two arrays of shape (..., indicators); NaN where no rated unit has a value.

    References
    ----------
    "Phương pháp tính toán DDCI", ddcivietnam.com, 18/02/2021: Min and Max over all assessed units.

    Examples
    --------
    >>> observed_range([[3.0], [4.5], [1.0]], rated=[True, True, False])
    (array([3.]), array([4.5]))
    """
    x = np.asarray(values, dtype=np.float64)
    sets = np.asarray(rated, np.bool_)
    known = ~np.isnan(x) & (sets[:, None] if sets.ndim == 1 else sets)
    low = np.min(np.where(known, x, np.inf), axis=-2, initial=np.inf)
    high = np.max(np.where(known, x, -np.inf), axis=-2, initial=-np.inf)
    nothing = low > high
    return np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)


def indicator_scores(
    values: npt.ArrayLike,
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    *,
    is_positive: npt.ArrayLike,
    clip: bool = True,
) -> FloatArray:
    """Put indicators on the scale from 1, the worst, to 10, the best.

    Parameters
    ----------
    values
        Values of units in any unit of measure, shape (..., units, indicators); NaN for none.
    low, high
        Range of each indicator, shape (..., indicators).
    is_positive
        Of which indicators more is better, shape (indicators,).
    clip
        True: values outside the range count as its ends. False: the scale goes on beyond 1 and 10, as
        errors of sampling need it.

    Returns
    -------
    Scores of the values' shape, 1 to 10 if clipped; 5.5 where the range has no width; NaN without value
    or range.

    Raises
    ------
    ValueError
        If a range ends below its start.

    References
    ----------
    "Phương pháp tính toán DDCI", ddcivietnam.com, 18/02/2021: highest 10, lowest 1, over Min and Max.
    Its pictures of the formulas are lost; with those ends they are PCI's, 9 (X − Min) / (Max − Min) + 1
    and, for what is better low, 11 less that.

    Examples
    --------
    >>> indicator_scores([[2.0, 30.0], [4.0, 10.0]], [2, 10], [4, 30], is_positive=[True, False])
    array([[ 1.,  1.],
           [10., 10.]])
    """
    x = np.asarray(values, dtype=np.float64)
    # One range for all units: an axis of length 1 in their place.
    lowest = np.asarray(low, dtype=np.float64)[..., None, :]
    highest = np.asarray(high, dtype=np.float64)[..., None, :]
    if (highest < lowest).any():
        raise ValueError("a range must not end below its start")
    width = highest - lowest
    scored = np.clip(x, lowest, highest) if clip else x
    with np.errstate(divide="ignore", invalid="ignore"):
        # The way from worst to best first: at the ends it is 0 and 1 without any rounding.
        rising = (HIGHEST - LOWEST) * ((scored - lowest) / width) + LOWEST
    score = np.where(np.asarray(is_positive), rising, HIGHEST + LOWEST - rising)
    flat = (width == 0) & ~np.isnan(x)
    return np.where(flat, NEUTRAL, score)


def component_scores(scores: npt.ArrayLike, scheme: Scheme) -> FloatArray:
    """Give each unit's components, the weighted means of their indicators.

    Parameters
    ----------
    scores
        Scores of indicators, shape (..., units, indicators); one that is NaN leaves its weight to the
        others of its component.
    scheme
        The indicators in the same order.

    Returns
    -------
    Array of shape (..., units, components), 1 to 10; NaN where no indicator has a score.

    References
    ----------
    The sources print no weights within a component: equal ones are the default, others are the province's.

    Examples
    --------
    >>> scheme = Scheme((Component("Chi phí", 100),), (Indicator("a", "Chi phí", True, True),
    ...                                                Indicator("b", "Chi phí", False, True, 3)))
    >>> component_scores([[2.0, 6.0], [2.0, np.nan]], scheme)
    array([[5.],
           [2.]])
    """
    return _weighted_mean(
        np.asarray(scores, dtype=np.float64), scheme.indicator_weights
    )


def ddci_totals(components: npt.ArrayLike, weights: npt.ArrayLike) -> FloatArray:
    """Give each unit's total, 10 to 100: ten times the weighted mean of its components.

    Parameters
    ----------
    components
        Scores of components, shape (..., units, components); one that is NaN leaves its weight to the
        others.
    weights
        Points of the components, shape (components,).

    Returns
    -------
    Array of shape (..., units); NaN where a unit has no component.

    References
    ----------
    Totals are published on 100 (Bắc Giang 2023, en.baobacninhtv.vn); the step from components to total is
    nowhere printed. This one gives 100 to a unit that is the best of all in everything.

    Examples
    --------
    >>> ddci_totals([[10.0, 5.0]], [60, 40])
    array([80.])
    """
    points = np.asarray(weights, dtype=np.float64)[:, None]
    found = _weighted_mean(np.asarray(components, dtype=np.float64), points)
    return ALL_WEIGHTS / HIGHEST * found[..., 0]


def _weighted_mean(values: FloatArray, weights: FloatArray) -> FloatArray:
    known = ~np.isnan(values)
    total = np.where(known, values, 0.0) @ weights
    weight = known.astype(np.float64) @ weights
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(weight > 0, total / weight, np.nan)
