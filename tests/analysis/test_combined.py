"""An index of parts asked of different people: what its interval is, and how often it holds."""

import numpy as np
import pytest

from analysis.combined import combined_share
from analysis.intervals import Interval, wilson_interval


def limits(low: float, high: float) -> Interval:
    return Interval(np.array(low), np.array(high))


def test_symmetric_parts_combine_as_independent_normal_variables() -> None:
    # Half-widths 3 and 2 points, weights 0.6 and 0.4: sqrt(1.8^2 + 0.8^2) = 1.9698 points.
    share, found = combined_share(
        [0.82, 0.84], [limits(0.79, 0.85), limits(0.82, 0.86)], [60, 40]
    )
    assert share == pytest.approx(0.828)
    assert float(found.low) == pytest.approx(0.828 - 0.019698, abs=1e-6)
    assert float(found.high) == pytest.approx(0.828 + 0.019698, abs=1e-6)


def test_one_part_alone_keeps_its_own_interval() -> None:
    share, found = combined_share([0.9], [limits(0.8, 0.93)], [1])
    assert (share, float(found.low), float(found.high)) == pytest.approx(
        (0.9, 0.8, 0.93)
    )


def test_a_part_without_a_figure_leaves_no_index() -> None:
    share, found = combined_share(
        [0.9, np.nan], [limits(0.8, 0.93), limits(np.nan, np.nan)], [1, 1]
    )
    assert np.isnan([share, float(found.low), float(found.high)]).all()


def test_the_interval_covers_about_as_often_as_it_says() -> None:
    rng, rounds, truth = np.random.default_rng(20), 2_000, 0.6 * 0.85 + 0.4 * 0.7
    covered = 0
    for policy, service in zip(
        rng.binomial(80, 0.85, rounds), rng.binomial(150, 0.7, rounds)
    ):
        _, found = combined_share(
            [policy / 80, service / 150],
            [wilson_interval(policy, 80), wilson_interval(service, 150)],
            [0.6, 0.4],
        )
        covered += float(found.low) <= truth <= float(found.high)
    # Three standard errors of 2,000 rounds are 1.5 points.
    assert covered / rounds == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize(
    "shares, weights, message",
    [
        ([], [], "shares, intervals and weights must be of the same parts, got 0, 0"),
        ([0.5], [1, 1], "shares, intervals and weights must be of the same parts"),
        ([0.5], [0], r"weights must be positive, got \(0,\)"),
    ],
)
def test_impossible_parts_are_refused(
    shares: list[float], weights: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        combined_share(shares, [limits(0.4, 0.6)] * len(shares), weights)
