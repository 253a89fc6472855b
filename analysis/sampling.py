"""Drawing a sample that anyone can draw again: sizes, chances of being drawn, the draw, and weights.

Chance comes from SHA-256 of the recorded seed and the name of what is drawn. Whoever knows the seed gets
the same sample in any language, with any version of any library, and nobody can steer a single number.
"""

from collections.abc import Sequence
from hashlib import sha256
from math import ceil

import numpy as np
import numpy.typing as npt

from analysis.arrays import FloatArray, IntArray
from analysis.checks import check_at_least

# Up to so many dossiers, the share of them to ask; above the last band LAST_SHARE.
BANDS = ((200, 1.0), (1_000, 0.3))
LAST_SHARE = 0.2
# What a computer's rounding adds to a whole number.
TINY = 1e-9


def quota_bands(population: int) -> int:
    """Give the answers wanted by bands: all up to 200 dossiers, 30 % up to 1,000, 20 % above, rounded up.

    The rule falls at the edge of a band: 200 dossiers want 200 answers, 201 want 61.

    Parameters
    ----------
    population
        Dossiers of a year, 0 or more.

    Raises
    ------
    ValueError
        If the population is negative.

    References
    ----------
    Rule of Đà Nẵng on collecting ratings, as reported by plo.vn, article post403151.

    Examples
    --------
    >>> quota_bands(200), quota_bands(1_000), quota_bands(1_001)
    (200, 300, 201)
    """
    check_at_least(population, 0, name="population")
    share = next((share for most, share in BANDS if population <= most), LAST_SHARE)
    return ceil(population * share - TINY)


def allocated(total: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """Share a sample out over strata in proportion to their sizes, in whole numbers.

    Each gets its exact share rounded down; what is left goes to the largest remainders, the earlier
    stratum first. Since the total is at most all sizes together, no stratum gets more than it has.

    Parameters
    ----------
    total
        Answers to share out, 0 up to the sum of the sizes.
    sizes
        Dossiers of each stratum, 0 or more.

    Raises
    ------
    ValueError
        If the total is negative or more than there is.

    References
    ----------
    Proportional allocation: Cochran (1977), Sampling Techniques, 3rd ed., chapter 5; whole numbers by
    largest remainders (Hamilton).

    Examples
    --------
    >>> allocated(10, [50, 30, 21])
    (5, 3, 2)
    """
    whole = sum(sizes)
    check_at_least(total, 0, name="total")
    if total > whole:
        raise ValueError(f"total must be at most {whole}, got {total}")
    if not total:
        return (0,) * len(sizes)
    shares = [divmod(total * size, whole) for size in sizes]
    left = total - sum(share for share, _ in shares)
    first = sorted(range(len(sizes)), key=lambda at: (-shares[at][1], at))[:left]
    return tuple(share + (at in first) for at, (share, _) in enumerate(shares))


def inclusion_probabilities(sizes: npt.ArrayLike, n: int) -> FloatArray:
    """Give each unit's chance to be drawn, in proportion to its size.

    A unit whose chance would pass 1 is taken for certain, and the rest share what is left.

    Parameters
    ----------
    sizes
        Sizes, 0 or more, shape (units,).
    n
        Units to draw, 0 up to those with a size above 0.

    Returns
    -------
    Chances between 0 and 1, shape (units,); they add to n.

    Raises
    ------
    ValueError
        If a size is negative, or there are fewer than n units to draw from.

    References
    ----------
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, section 3.6; the same
    sequence as `PikPPS` of R's TeachingSampling.

    Examples
    --------
    >>> inclusion_probabilities([30, 41, 50, 170, 43, 200], 3).round(4)
    array([0.1829, 0.25  , 0.3049, 1.    , 0.2622, 1.    ])
    """
    size = np.asarray(sizes, np.float64)
    if np.any(size < 0):
        raise ValueError("sizes must be 0 or more")
    check_at_least(n, 0, name="n")
    if n > np.count_nonzero(size):
        raise ValueError(
            f"n must be at most {np.count_nonzero(size)}, the units with a size, got {n}"
        )
    certain = np.zeros(len(size), np.bool_)
    while True:
        left = n - np.count_nonzero(certain)
        rest = size[~certain].sum()
        chance = np.where(certain, 1.0, left * size / rest if rest else 0.0)
        over = (chance >= 1) & ~certain
        if not over.any():
            return np.asarray(chance)
        certain |= over


def systematic_pps(probabilities: npt.ArrayLike, start: float) -> IntArray:
    """Draw units systematically by their chances, in the order in which they stand.

    The chances are laid end to end; the units are drawn in which start, start + 1, … fall.

    Parameters
    ----------
    probabilities
        Chances between 0 and 1, shape (units,).
    start
        Random start, above 0 and up to 1.

    Returns
    -------
    Positions of the units drawn, rising; as many as the chances add to where that is a whole number.

    Raises
    ------
    ValueError
        If a chance or the start is outside its bounds.

    References
    ----------
    Madow (1949), On the theory of systematic sampling II, Annals of Mathematical Statistics 20,
    333–354. Each unit's chance to be drawn is exactly its own.

    Examples
    --------
    >>> systematic_pps([0.2, 0.7, 0.8, 0.5, 0.4, 0.4], 0.5)
    array([1, 2, 4])
    """
    chance = np.asarray(probabilities, np.float64)
    if not np.all((chance >= 0) & (chance <= 1)):
        raise ValueError("probabilities must be between 0 and 1")
    if not 0 < start <= 1:
        raise ValueError(f"start must be above 0 and up to 1, got {start}")
    ends = np.cumsum(chance)
    whole = float(ends[-1]) if len(ends) else 0.0
    points = start + np.arange(ceil(max(whole - start, -1) + TINY) + 1)
    points = points[points <= whole + TINY]
    # A chance of nothing ends where the one before it does, and is never drawn.
    found = np.searchsorted(ends + TINY, points, side="left")
    return np.minimum(found, len(chance) - 1).astype(np.int64)


def random_start(seed: int, name: str) -> float:
    """Give a number above 0 and up to 1 that the seed and a name decide.

    Parameters
    ----------
    seed
        As recorded with the plan.
    name
        What is drawn, such as a stratum.

    References
    ----------
    Our own: the first 52 bits of SHA-256 of `seed/name`, plus one, by 2^52.

    Examples
    --------
    >>> 0 < random_start(7, "commune") <= 1
    True
    """
    bits = int.from_bytes(_digest(f"{seed}/{name}")[:8], "big") >> 12
    return (bits + 1) / 2**52


def drawn_numbers(population: int, n: int, *, seed: int, name: str) -> tuple[int, ...]:
    """Draw n of the numbers 1 to N, each set of n as likely as any other.

    Every number k gets the SHA-256 of `seed/name/k`; the n smallest are drawn. A larger n keeps what
    a smaller one drew.

    Parameters
    ----------
    population
        N, 0 or more.
    n
        How many, 0 to N.
    seed, name
        As for `random_start`; the name tells lists apart.

    Returns
    -------
    The numbers, rising.

    Raises
    ------
    ValueError
        If n is negative or above N.

    References
    ----------
    Simple random sampling by ordering random numbers: Tillé (2006), Sampling Algorithms, chapter 4.

    Examples
    --------
    >>> drawn_numbers(5, 5, seed=1, name="X01")
    (1, 2, 3, 4, 5)
    """
    if not 0 <= n <= population:
        raise ValueError(f"n must be 0 to {population}, got {n}")
    prefix = f"{seed}/{name}/"
    order = sorted(range(1, population + 1), key=lambda k: _digest(f"{prefix}{k}"))
    return tuple(sorted(order[:n]))


def drawn_names(
    names: Sequence[str], n: int, *, seed: int, name: str
) -> tuple[str, ...]:
    """Draw n of a list's own names, as `drawn_numbers` draws numbers, in the order of chance.

    The order of the list does not matter, and whoever stops after the first k of those drawn has
    still drawn at random.

    Parameters
    ----------
    names
        Names that differ from each other.
    n
        How many, 0 up to all.
    seed, name
        As for `random_start`; the name tells lists apart.

    Raises
    ------
    ValueError
        If n is negative or above their number, or a name stands twice.

    References
    ----------
    As `drawn_numbers`.

    Examples
    --------
    >>> drawn_names(["a", "b", "c"], 2, seed=1, name="X01")
    ('b', 'a')
    >>> drawn_names(["c", "b", "a"], 1, seed=1, name="X01")
    ('b',)
    """
    if not 0 <= n <= len(names):
        raise ValueError(f"n must be 0 to {len(names)}, got {n}")
    if len(set(names)) < len(names):
        raise ValueError("names must differ from each other")
    prefix = f"{seed}/{name}/"
    return tuple(sorted(names, key=lambda one: _digest(f"{prefix}{one}"))[:n])


def response_weights(
    population: npt.ArrayLike, valid: npt.ArrayLike, probability: npt.ArrayLike
) -> FloatArray:
    """Give what one valid answer of each unit stands for.

    (N / n) / p, corrected for those who did not answer by n / v: N / (v p). Within a unit everybody
    who was drawn is taken to be as likely to answer.

    Parameters
    ----------
    population
        Dossiers N of each unit.
    valid
        Valid answers v.
    probability
        Chance p that the unit itself was drawn, above 0; 1 where all units are asked.

    Returns
    -------
    Array; NaN where nobody answered, so that the unit is named and not left out silently.

    Raises
    ------
    ValueError
        If a count is negative or a chance not above 0 and up to 1.

    References
    ----------
    Särndal, Swensson and Wretman (1992), chapter 15: response homogeneity groups.

    Examples
    --------
    >>> response_weights([1000, 300], [50, 0], [0.5, 1.0])
    array([40., nan])
    """
    size, answers = np.asarray(population, np.float64), np.asarray(valid, np.float64)
    chance = np.asarray(probability, np.float64)
    if np.any(size < 0) or np.any(answers < 0):
        raise ValueError("population and valid must be 0 or more")
    if not np.all((chance > 0) & (chance <= 1)):
        raise ValueError("probability must be above 0 and up to 1")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(answers > 0, size / (answers * chance), np.nan)


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
