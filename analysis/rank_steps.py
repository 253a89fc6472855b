"""The steps behind rank sets: which differences of units are decided, and against which critical value."""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from analysis.arrays import BoolArray, FloatArray, IntArray

# Differences held in memory at a time; about 30 MB.
CELLS_AT_A_TIME = 4_000_000
# Steps in which a unit's own error is integrated, in standard deviations: the integrand is a normal curve
# for units as precise, and nearly a staircase for others that are far more precise.
LONGEST_STEP, SHORTEST_STEP = 0.1, 0.003


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """For each unit, shape (units,): units surely above it, surely below it, and the last c."""

    above: IntArray
    below: IntArray
    critical_value: FloatArray


def joint_steps(
    p: FloatArray,
    v: FloatArray,
    *,
    noise: FloatArray,
    confidence_level: float,
    stepwise: bool,
) -> Decided:
    """Decide differences of all units together; `noise` holds simulated errors, shape (draws, units).

    Each pair has two hypotheses, "the first is not better" and "the second is not better", and
    only the one refuted leaves the family: so directions are covered too.
    """
    k = len(p)
    first, second = np.triu_indices(k, 1)
    scale = np.sqrt(v[first] + v[second])
    observed = (p[first] - p[second]) / scale
    up, down = np.zeros(len(first), np.bool_), np.zeros(len(first), np.bool_)
    while True:
        largest = _largest(noise, first, second, scale=scale, up=up, down=down)
        c = float(np.quantile(largest, confidence_level))
        newly = (observed > c) & ~up | (-observed > c) & ~down
        up, down = up | (observed > c), down | (-observed > c)
        if not (stepwise and newly.any()):
            break
    better = np.zeros((k, k), np.bool_)
    better[first, second], better[second, first] = up, down
    return Decided(better.sum(axis=0), better.sum(axis=1), np.full(k, c))


def marginal_steps(
    p: FloatArray, v: FloatArray, *, confidence_level: float, stepwise: bool
) -> Decided:
    """Decide the differences of each unit to all others, each unit alone."""
    k = len(p)
    above, below = np.zeros(k, np.int64), np.zeros(k, np.int64)
    critical = np.empty(k)
    for unit in range(k):
        others = np.arange(k) != unit
        scale = np.sqrt(v[unit] + v[others])
        observed = (p[unit] - p[others]) / scale
        up, down = np.zeros(k - 1, np.bool_), np.zeros(k - 1, np.bool_)
        while True:
            c = _critical_value(
                v[unit], v[others], up=up, down=down, confidence_level=confidence_level
            )
            newly = (observed > c) & ~up | (-observed > c) & ~down
            up, down = up | (observed > c), down | (-observed > c)
            if not (stepwise and newly.any()):
                break
        above[unit], below[unit], critical[unit] = down.sum(), up.sum(), c
    return Decided(above, below, critical)


def _largest(
    noise: FloatArray,
    first: IntArray,
    second: IntArray,
    *,
    scale: FloatArray,
    up: BoolArray,
    down: BoolArray,
) -> FloatArray:
    """Return the largest standardised difference of each draw among the directions not decided."""
    largest = np.empty(len(noise))
    step = max(1, CELLS_AT_A_TIME // len(first))
    # Of a decided pair the other direction stays; of an undecided one both do.
    signed, both = np.where(up, -scale, scale), ~(up | down)
    for start in range(0, len(noise), step):
        part = noise[start : start + step]
        difference = (part[:, first] - part[:, second]) / signed
        np.abs(difference, out=difference, where=both)
        largest[start : start + step] = difference.max(axis=1)
    return largest


def _critical_value(
    own: float,
    others: FloatArray,
    *,
    up: BoolArray,
    down: BoolArray,
    confidence_level: float,
) -> float:
    """Return the quantile of the largest standardised difference to one unit.

    Given the unit's own error e the others' errors are independent, so that the chance that all
    differences stay within c is a product of normal probabilities; it is averaged over e.
    """
    scale, deviation = np.sqrt(own + others), np.sqrt(others)
    finest = np.sqrt(others.min() / own) / 2
    step = float(np.clip(finest, SHORTEST_STEP, LONGEST_STEP))
    nodes = np.arange(-6, 6 + step, step)
    weights = np.exp(-(nodes**2) / 2)
    weights /= weights.sum()
    error = np.sqrt(own) * nodes[:, None]

    def excess(c: float) -> float:
        top = np.where(down, 1.0, special.ndtr((error + c * scale) / deviation))
        bottom = np.where(up, 0.0, special.ndtr((error - c * scale) / deviation))
        within = np.prod(np.maximum(top - bottom, 0), axis=1)
        return float(weights @ within) - confidence_level

    # Bonferroni is never too small; one direction of one pair is never too large.
    tail = (1 - confidence_level) / (2 * len(others))
    at_most = float(-special.ndtri(tail)) + 0.05
    at_least = float(special.ndtri(confidence_level)) - 0.05
    return float(optimize.brentq(excess, at_least, at_most, xtol=1e-5))
