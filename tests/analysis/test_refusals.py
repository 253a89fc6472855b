"""What cannot be asked is refused by name, with what would do and what was given."""

from collections.abc import Callable
from typing import Any

import pytest

from analysis.comparisons import compare_pairs
from analysis.groups import compare_with_others, compare_with_target
from analysis.indices import domain_index
from analysis.intervals import displayed_interval
from analysis.residuals import pooled_residuals
from analysis.significance import adjust, compare_offices
from analysis.tally import score_sums

SUMS = score_sums([[5], [1]] * 5, [0, 1] * 5, measures=[[0]], n_offices=2)


@pytest.mark.parametrize(
    "ask, options, message",
    [
        (compare_offices, {"alpha": 5}, "alpha must be between 0 and 1, got 5"),
        (
            compare_offices,
            {"method": "levene"},
            "method must be one of brown-forsythe, anova, welch, got 'levene'",
        ),
        (compare_offices, {"measure": 1}, "measure must be 0 to 0, got 1"),
        (compare_pairs, {"measure": -1}, "measure must be 0 to 0, got -1"),
        (compare_with_others, {"min_n": 0}, "min_n must be 1 or more, got 0"),
        (compare_with_others, {"alpha": 1.0}, "alpha must be between 0 and 1, got 1.0"),
        (pooled_residuals, {"measure": 3}, "measure must be 0 to 0, got 3"),
        (displayed_interval, {"prior_df": -1}, "prior_df must be 0 or more, got -1"),
        (
            lambda sums, **given: domain_index(sums, [0, 0], names=["all"], **given),
            {"lonely": "fail"},
            "lonely must be one of adjust, average, certainty, remove, got 'fail'",
        ),
        (
            lambda _, **given: adjust([0.5], **given),
            {"method": "sidak"},
            "method must be one of holm, bh, none, got 'sidak'",
        ),
        (
            lambda sums, **given: compare_with_target(sums, 0.8, **given),
            {"alpha": 0},
            "alpha must be between 0 and 1, got 0",
        ),
    ],
)
def test_the_impossible_is_refused_by_name(
    ask: Callable[..., object], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError) as refused:
        ask(SUMS, **options)
    assert str(refused.value) == message
