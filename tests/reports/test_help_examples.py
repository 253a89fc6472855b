"""The examples of the help page are what they say."""

import numpy as np
import pytest

from survey.reports.help_examples import (
    LUCK,
    OFFICES,
    SHARE,
    Luck,
    same_index_by_size,
)


@pytest.mark.parametrize("luck", LUCK)
def test_chance_alone_makes_a_best_and_a_worst_office(luck: Luck) -> None:
    rng = np.random.default_rng(luck.n)
    drawn = rng.binomial(luck.n, SHARE, size=(40_000, OFFICES)) / luck.n
    assert drawn.max(axis=1).mean() == pytest.approx(luck.best, abs=0.001)
    assert drawn.min(axis=1).mean() == pytest.approx(luck.worst, abs=0.001)


def test_more_answers_make_a_narrower_interval() -> None:
    widths = [each.high - each.low for each in same_index_by_size()]
    assert widths == sorted(widths, reverse=True)
    first = same_index_by_size()[0]
    assert (round(first.low, 3), round(first.high, 3)) == (0.640, 0.948)
