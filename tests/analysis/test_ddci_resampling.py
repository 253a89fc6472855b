"""How sure totals and ranks of a DDCI are, and which units are told at all."""

import dataclasses

import numpy as np
import pytest

from analysis.ddci import Component, Indicator, Scheme
from analysis.ddci_files import Programme, StoredRanges
from analysis.ddci_findings import (
    DdciFindings,
    Standing,
    _errors,
    _sample,
    rate_units,
)
from analysis.ddci_resampling import ranks_from_errors, resampled_means

SCHEME = Scheme(
    (Component("A", 60), Component("B", 40)),
    (
        Indicator("a", "A", is_soft=True, is_positive=True),
        Indicator("b", "B", is_soft=True, is_positive=False),
    ),
)


def programme(
    means: list[float],
    n: list[int],
    *,
    blocks: tuple[str, ...] = (),
    stored: tuple[float, float] = (1, 5),
    seed: int = 3,
) -> Programme:
    """Return units whose respondents answer a and b around a mean and its opposite."""
    rng = np.random.default_rng(seed)
    of = np.repeat(np.arange(len(n)), n)
    a = np.clip(np.round(rng.normal(np.array(means)[of], 1)), 1, 5)
    answers = np.column_stack([a, np.clip(np.round(rng.normal(6 - a, 1)), 1, 5)])
    low, high = np.array([stored, stored]).T
    return Programme(
        SCHEME,
        tuple(f"U{at}" for at in range(len(n))),
        blocks or ("",) * len(n),
        answers,
        of,
        np.full((len(n), 2), np.nan),
        StoredRanges(low, high, ("2025", "2025")),
    )


def rated(found: DdciFindings, unit: str) -> tuple[float, float, float]:
    (one,) = (one for one in found.units if one.unit == unit)
    return one.total, one.low, one.high


def test_draws_of_n_less_1_have_the_variance_of_a_mean() -> None:
    # s²/n, also for the covariance of two questions of the same people.
    rng = np.random.default_rng(8)
    answers = rng.integers(1, 6, (6, 2)).astype(float)
    drawn = resampled_means(answers, draws=40_000, rng=rng)
    assert np.cov(drawn.T) == pytest.approx(np.cov(answers.T) / 6, rel=0.05)


def test_the_interval_of_a_large_unit_is_that_of_a_linear_total() -> None:
    # With a stored range and nothing clipped a total is a mean over respondents of
    # z = 10 (0.6 (9 (a - 1) / 4 + 1) + 0.4 (11 - (9 (b - 1) / 4 + 1))): t ± 1.96 s/√n.
    given = programme([3.0], [400])
    a, b = given.answers.T
    z = 6 * (9 * (a - 1) / 4 + 1) + 4 * (11 - (9 * (b - 1) / 4 + 1))
    total, low, high = rated(rate_units(given), "U0")
    half = 1.96 * z.std(ddof=1) / 20
    assert total == pytest.approx(z.mean(), abs=1e-9)
    assert [low, high] == pytest.approx([total - half, total + half], abs=0.08 * half)


def test_the_unit_at_the_end_of_its_own_range_is_in_doubt_as_the_others_are() -> None:
    # Ranges set anew in each draw would leave the lowest unit at 10 in nearly all of them.
    nothing = (float("nan"), float("nan"))
    given = programme([2.5, 3.0, 3.5], [60] * 3, stored=nothing)
    errors = _errors(_sample(given, 30), seed=1, draws=1_000)
    below, widths = (errors < 0).mean(axis=0), errors.std(axis=0)
    assert 0.4 < below.min() and below.max() < 0.6
    assert widths.min() > 0.5 * widths.max()
    total, low, high = rated(rate_units(given), "U0")
    assert (total, low) == (10, 10) and high > 20


def test_equal_seeds_give_equal_results_and_others_do_not() -> None:
    given = programme([3.0, 3.4], [40, 50])
    first, again, other = (
        rate_units(given, seed=seed, draws=200) for seed in (1, 1, 2)
    )
    assert first == again
    assert rated(first, "U0")[0] == rated(other, "U0")[0]
    assert rated(first, "U0")[1:] != rated(other, "U0")[1:]


def test_ranks_are_apart_by_block_and_as_sure_as_the_answers_let_them() -> None:
    means = [4.5, 4.4, 2.0, 3.0, 2.9]
    given = programme(means, [200] * 5, blocks=("Sở", "Sở", "Sở", "Xã", "Xã"))
    found = {one.unit: one for one in rate_units(given).units}
    ranks = {
        unit: (one.rank_low, one.rank_high, one.ranked) for unit, one in found.items()
    }
    assert ranks == {
        "U0": (1, 2, 3),
        "U1": (1, 2, 3),
        "U2": (3, 3, 3),
        "U3": (1, 2, 2),
        "U4": (1, 2, 2),
    }


def test_equal_units_keep_all_ranks_open() -> None:
    # Ranks counted in each draw would close most of them: METHODS, 3.4.
    noise = np.random.default_rng(4).normal(0, 1, (2_000, 10))
    total = 50 + np.random.default_rng(5).normal(0, 1, 10)
    sets = ranks_from_errors(total, noise, units=tuple("ABCDEFGHIJ"))
    assert (sets.low == 1).all() and (sets.high == 10).all()


def test_without_any_doubt_equal_totals_still_share_their_ranks() -> None:
    total = np.array([50.0, 50.0, 40.0])
    sets = ranks_from_errors(total, np.zeros((100, 3)), units=("A", "B", "C"))
    assert sets.low.tolist() == [1, 1, 3] and sets.high.tolist() == [2, 2, 3]


def test_few_respondents_are_listed_apart_and_fewer_hidden() -> None:
    found = rate_units(programme([3.0, 4.0, 3.0, 5.0, 3.0], [40, 60, 12, 4, 0]))
    standing = {one.unit: one.standing for one in found.units}
    assert standing == {
        "U0": Standing.RANKED,
        "U1": Standing.RANKED,
        "U2": Standing.FEW,
        "U3": Standing.HIDDEN,
        "U4": Standing.SILENT,
    }
    apart = {one.unit: one for one in found.units}
    assert apart["U2"].total > 10 and np.isnan(apart["U2"].rank)
    assert np.isnan([*rated(found, "U3"), *apart["U3"].components]).all()
    assert [one.ranked for one in found.units] == [2, 2, 0, 0, 0]


def test_units_that_are_not_ranked_do_not_set_the_range() -> None:
    nothing = (float("nan"), float("nan"))
    given = programme([2.0, 4.0, 5.0], [50, 50, 10], stored=nothing)
    found = rate_units(given)
    a = found.ranges[0]
    assert a.high == given.answers[given.unit_of == 1, 0].mean()
    assert a.outside == ("U2",)
    assert rated(found, "U1")[0] == 100 and rated(found, "U2")[0] == 100


def test_a_question_that_few_answered_hides_the_units_components() -> None:
    given = programme([3.0, 4.0], [40, 40])
    answers = given.answers.copy()
    answers[3:40, 1] = np.nan
    found = rate_units(dataclasses.replace(given, answers=answers))
    (one,) = (one for one in found.units if one.unit == "U0")
    assert np.isnan(one.components).all() and one.total > 0


def test_a_handful_of_answers_does_not_set_the_range() -> None:
    # Four best answers of 40 respondents would be the end of everybody's scale.
    nothing = (float("nan"), float("nan"))
    given = programme([3.0, 4.0, 3.0], [40, 40, 40], stored=nothing)
    answers = given.answers.copy()
    answers[80:, 0] = [5.0] * 4 + [np.nan] * 36
    found = rate_units(dataclasses.replace(given, answers=answers))
    assert found.ranges[0].high == answers[40:80, 0].mean()


def test_what_a_handful_answered_is_not_told_by_a_range_it_is_outside_of() -> None:
    given = programme([3.0, 4.0, 3.0], [40, 40, 40], stored=(2.5, 4.5))
    answers = given.answers.copy()
    outside = []
    for n in (4, 5):
        answers[80:, 0] = [5.0] * n + [np.nan] * (40 - n)
        found = rate_units(dataclasses.replace(given, answers=answers))
        outside.append(found.ranges[0].outside)
    assert outside == [(), ("U2",)]


def test_one_respondent_cannot_be_drawn_from() -> None:
    with pytest.raises(ValueError, match="needs 2 respondents to draw from, got 1"):
        resampled_means([[1.0]], draws=1, rng=np.random.default_rng(1))
