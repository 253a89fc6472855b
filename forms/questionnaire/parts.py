"""Parts of a questionnaire with their weights, and bands that turn an index into a grade."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """Factors that have a result together. `weight` is set under `weighted_parts` only."""

    code: str
    name: str
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A grade: indices from `lowest` points, 0 to 100, up to where the next band begins."""

    code: str
    name: str
    lowest: float


def band_of(bands: Sequence[Band], share: float) -> Band | None:
    """Return the band that an index, a share between 0 and 1, falls into; None below the lowest.

    Bands are half-open on the unrounded value, so that no value falls between two of them or into
    both, as printed bands of two decimals let it.

    >>> grades = (Band("c", "C", 65.0), Band("b", "B", 76.61))
    >>> [None if (found := band_of(grades, share)) is None else found.name
    ...  for share in (0.6499, 0.65, 0.766099, 0.7661)]
    [None, 'C', 'C', 'B']
    """
    # A share is not exact in binary: 0.7661 times 100 must not come out under 76.61.
    points = round(100 * share, 9)
    reached = [band for band in bands if band.lowest <= points]
    return reached[-1] if reached else None
