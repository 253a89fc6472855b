"""Examples on the page of how to read the numbers: what chance alone does to an index."""

from dataclasses import dataclass

from analysis.intervals import wilson_interval
from survey.reports.figures import Estimate

SHARE = 0.85
SIZES = (20, 100, 400, 1_000)
OFFICES = 30


@dataclass(frozen=True, slots=True)
class Luck:
    """The mean best and worst index of 30 offices that are all at 85 points, with n answers each."""

    n: int
    best: float
    worst: float


# Means of 100,000 rounds each; tests/reports/test_help_examples.py draws them again.
LUCK = (
    Luck(50, 0.943, 0.740),
    Luck(100, 0.918, 0.774),
    Luck(400, 0.885, 0.813),
)


def same_index_by_size() -> tuple[Estimate, ...]:
    """Return the index of 85 points with ever more answers, one question each."""
    satisfied = [SHARE * n for n in SIZES]
    found = wilson_interval(satisfied, SIZES)
    return tuple(
        Estimate(n, SHARE, float(low), float(high))
        for n, low, high in zip(SIZES, found.low, found.high, strict=True)
    )
