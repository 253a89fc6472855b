"""Samples: sizes by rule, chances in proportion to size, draws that can be repeated, weights that add up."""

from fractions import Fraction
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.planning import yamane
from analysis.sampling import (
    allocated,
    drawn_numbers,
    inclusion_probabilities,
    quota_bands,
    random_start,
    response_weights,
    systematic_pps,
)

# Nutrition International, Micronutrient Survey Manual, box 6.1: 24,940 people, 30 clusters, so an
# interval of 831; random start 710. The first PSUs, their people, and the clusters drawn in them.
PSUS = (
    ("Utural", 600),
    ("Mina", 700),
    ("Bolama", 350),
    ("Taluma", 680),
    ("War-Yali", 430),
)
INTERVAL, START = 831, 710

SIZES = st.lists(st.integers(0, 500), min_size=1, max_size=12)


def test_the_published_example_draws_the_same_clusters() -> None:
    found = systematic_pps([people / INTERVAL for _, people in PSUS], START / INTERVAL)
    # Individuals 710, 1,541 and 2,372.
    assert [PSUS[at][0] for at in found] == ["Mina", "Bolama", "War-Yali"]


@pytest.mark.parametrize(
    ("sizes", "start", "drawn"),
    # By hand: chances laid end to end are 0.5, 1, 2 and 0.5, 1.5, 2.
    [([1, 1, 2], 0.5, [0, 2]), ([1, 1, 2], 0.51, [1, 2]), ([1, 2, 1], 0.5, [0, 1])],
)
def test_a_point_on_an_edge_belongs_to_the_unit_that_ends_there(
    sizes: list[int], start: float, drawn: list[int]
) -> None:
    assert list(systematic_pps(inclusion_probabilities(sizes, 2), start)) == drawn


def test_what_is_too_large_is_certain_and_the_rest_share_what_is_left() -> None:
    # The example of PikPPS in R's TeachingSampling, by hand: 200 first, then 170 of the other 334,
    # and one unit of 164.
    found = inclusion_probabilities([30, 41, 50, 170, 43, 200], 3)
    assert found == pytest.approx([30 / 164, 41 / 164, 50 / 164, 1, 43 / 164, 1])


@given(SIZES, st.data())
def test_chances_add_to_n_and_never_pass_one(
    sizes: list[int], data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, sum(size > 0 for size in sizes)))
    found = inclusion_probabilities(sizes, n)
    assert found.sum() == pytest.approx(n)
    assert found.min() >= 0 and found.max() <= 1 + 1e-12
    assert len(systematic_pps(np.minimum(found, 1), 0.37)) == n


def test_each_unit_is_drawn_exactly_as_often_as_its_chance_says() -> None:
    # All starts of a fine grid stand for all starts: chances in twentieths, starts between them.
    chances = [Fraction(k, 20) for k in (4, 14, 16, 10, 8, 8, 20)]
    starts = [(2 * k + 1) / 40 for k in range(20)]
    drawn = np.zeros(len(chances))
    for start in starts:
        found = systematic_pps([float(chance) for chance in chances], start)
        assert len(set(found)) == len(found) == 4
        drawn[found] += 1
    assert list(drawn / 20) == [float(chance) for chance in chances]


@pytest.mark.parametrize(
    ("sizes", "n"), [([1, 2], 3), ([0, 2], 2), ([-1, 2], 1), ([1, 2], -1)]
)
def test_an_impossible_draw_is_refused(sizes: list[int], n: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        inclusion_probabilities(sizes, n)


@pytest.mark.parametrize(
    ("population", "n"),
    [
        (0, 0),
        (1, 1),
        (200, 200),
        (201, 61),
        (667, 201),
        (1_000, 300),
        (1_001, 201),
        (5_000, 1_000),
    ],
)
def test_bands_ask_all_then_a_third_then_a_fifth(population: int, n: int) -> None:
    assert quota_bands(population) == n


@pytest.mark.parametrize(
    ("population", "margin", "n"),
    # Guidance under decision 1383, e = 5 %; a ward of 86,933 at e = 10 % prints 100.
    [(400, 0.05, 200), (1_000, 0.05, 286), (10_000, 0.05, 385), (86_933, 0.1, 100)],
)
def test_yamanes_number_is_as_printed(population: int, margin: float, n: int) -> None:
    assert -(-yamane(population, margin) // 1) == n


@given(SIZES, st.data())
def test_shares_add_up_and_none_takes_more_than_there_is(
    sizes: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(0, sum(sizes)))
    found = allocated(total, sizes)
    assert sum(found) == total
    assert all(0 <= share <= size for share, size in zip(found, sizes, strict=True))
    exact = [total * size / max(sum(sizes), 1) for size in sizes]
    assert all(abs(share - fair) < 1 for share, fair in zip(found, exact, strict=True))


def test_more_than_there_is_cannot_be_shared_out() -> None:
    with pytest.raises(ValueError, match="total must be at most 3, got 4"):
        allocated(4, [1, 2])


def test_the_same_seed_draws_the_same_numbers_and_anyone_can_check_them() -> None:
    found = drawn_numbers(50, 5, seed=2026, name="X01/đất đai/2026-03")
    digests = {
        sha256(f"2026/X01/đất đai/2026-03/{k}".encode()).hexdigest(): k
        for k in range(1, 51)
    }
    assert found == tuple(sorted(digests[key] for key in sorted(digests)[:5]))
    assert found != drawn_numbers(50, 5, seed=2027, name="X01/đất đai/2026-03")
    assert found != drawn_numbers(50, 5, seed=2026, name="X02/đất đai/2026-03")


def test_a_larger_draw_keeps_the_smaller() -> None:
    few = drawn_numbers(100, 10, seed=1, name="X01")
    assert set(few) < set(drawn_numbers(100, 20, seed=1, name="X01"))


def test_every_number_is_drawn_about_equally_often() -> None:
    draws = [drawn_numbers(20, 5, seed=seed, name="X01") for seed in range(2_000)]
    often = np.bincount(np.concatenate(draws), minlength=21)[1:]
    # 2,000 draws of 5 in 20: 500 each, standard deviation 19.4; the largest of 20 stays within 4.
    assert np.abs(often - 500).max() < 4 * 19.4
    starts = [random_start(seed, "commune") for seed in range(2_000)]
    assert min(starts) > 0 and max(starts) <= 1
    assert abs(np.mean(starts) - 0.5) < 4 / np.sqrt(12 * 2_000)


def test_weights_add_up_to_the_population() -> None:
    population, valid = np.array([1_000, 300]), np.array([50, 20])
    weights = response_weights(population, valid, [1.0, 1.0])
    assert (weights * valid).sum() == pytest.approx(population.sum())


def test_two_stages_estimate_the_population_without_bias() -> None:
    # Over all starts, weighted answers of the drawn units add on average to everybody.
    population = np.array([100, 200, 300, 400])
    chances = inclusion_probabilities(population, 2)
    starts = (np.arange(1_000) + 0.5) / 1_000
    totals = []
    for start in starts:
        drawn = systematic_pps(chances, start)
        weights = response_weights(population[drawn], [10] * len(drawn), chances[drawn])
        totals.append(10 * weights.sum())
    assert np.mean(totals) == pytest.approx(population.sum(), rel=1e-3)


def test_a_unit_from_which_nobody_answered_has_no_weight() -> None:
    assert np.isnan(response_weights([10], [0], [1.0])).all()


@pytest.mark.parametrize(
    ("population", "valid", "chance"),
    [([-1], [1], [1]), ([1], [-1], [1]), ([1], [1], [0])],
)
def test_an_impossible_weight_is_refused(
    population: list[int], valid: list[int], chance: list[int]
) -> None:
    with pytest.raises(ValueError, match="must be"):
        response_weights(population, valid, chance)
