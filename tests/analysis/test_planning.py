"""Planning: hand numbers, bounds, and an office's next steps that hold up in a simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.groups import compare_with_others
from analysis.indices import satisfaction_index
from analysis.more_answers import design_effect, more_answers
from analysis.planning import (
    detectable_difference,
    response_rate,
    sample_size,
    yamane,
)
from analysis.reasons import Reason
from analysis.scores import ScoreSums
from analysis.tally import score_sums
from analysis.verdicts import Difference
from tests.fixtures import worlds
from tests.fixtures.reference import reference_set


def wave(rng: np.random.Generator, sizes: list[int], effects: list[float]) -> ScoreSums:
    """Return offices with the given respondents and true effects."""
    scores = [worlds.answers(rng, e, np.zeros(n), n) for n, e in zip(sizes, effects)]
    return score_sums(
        np.concatenate(scores)[:, : worlds.N_QUESTIONS],
        np.repeat(np.arange(len(sizes)), sizes),
        measures=[range(worlds.N_QUESTIONS)],
        n_offices=len(sizes),
    )


def test_yamane_and_the_design_based_number_stand_side_by_side() -> None:
    # METHODS trap 17: 285.7 and, with z = 1.96, 277.7.
    assert yamane(1000, 0.05) == pytest.approx(285.7, abs=0.05)
    found = sample_size(margin=0.05, population=1000)
    assert found.exact == pytest.approx(277.7, abs=0.05)
    assert found.n == 278


def test_yamane_is_the_same_rule_with_z_of_two() -> None:
    # Confidence of 2 standard errors: 0.9545. (n0 - 1)/N against n0/N is the one difference.
    cautious = sample_size(
        margin=0.05, population=100_000, confidence_level=0.954499736
    )
    assert yamane(100_000, 0.05) == pytest.approx(cautious.exact, abs=0.01)


@pytest.mark.parametrize(
    "n, comparisons, points", [(30, 1, 18.26), (30, 28, 25.85), (200, 1, 7.07)]
)
def test_the_detectable_difference_by_hand(
    n: int, comparisons: int, points: float
) -> None:
    # METHODS trap 17, p = .85, D = .5, power .8.
    found = detectable_difference(n, n, p=0.85, deff=0.5, comparisons=comparisons)
    assert 100 * float(found) == pytest.approx(points, abs=0.005)


def test_invitations_allow_for_those_who_do_not_answer() -> None:
    found = sample_size(margin=0.05, population=1000, response_rate=0.4)
    assert found.invitations == 695
    assert found.reason is Reason.NONE
    short = sample_size(margin=0.05, population=1000, response_rate=0.2)
    assert short.invitations == 1390 and short.reason is Reason.TOO_FEW_ANSWERS
    assert str(found.sentence) == (
        "Cần 278 phiếu để sai số không quá 5,0 điểm (nên mời 695 người)."
    )


def test_a_small_population_never_needs_more_than_itself() -> None:
    assert sample_size(margin=0.001, population=7).n == 7
    assert sample_size(margin=0.001, population=1, deff=9.0).n == 1


@given(
    st.floats(0.01, 0.3), st.floats(0.1, 0.9), st.integers(1, 10**6), st.floats(0.1, 20)
)
@settings(max_examples=60, deadline=None)
def test_sizes_move_the_right_way(
    margin: float, p: float, population: int, deff: float
) -> None:
    one = sample_size(margin=margin, p=p, population=population, deff=deff)
    assert 1 <= one.n <= population
    assert one.n <= sample_size(margin=margin, p=p, deff=deff).n
    assert (
        one.n >= sample_size(margin=margin * 2, p=p, population=population, deff=deff).n
    )
    assert (
        one.n == sample_size(margin=margin, p=1 - p, population=population, deff=deff).n
    )


def test_the_design_effect_is_variance_per_respondent() -> None:
    a_set = reference_set("a_small")
    sums, at = a_set.sums(), a_set.measure("SIPAS")
    found = satisfaction_index(sums)
    p, v, n = found.index[:, at], found.variance[:, at], found.n[:, at]
    own = n * v / (p * (1 - p))
    ours = design_effect(sums, measure=at)
    # METHODS 2.14 has about .45 for SIPAS; never below what the office's own answers show.
    assert np.all(ours >= own - 1e-12)
    assert np.median(ours) == pytest.approx(0.5, abs=0.15)


def test_the_answers_foretold_do_show_the_difference() -> None:
    # An office 10 points below five others: with the number foretold it is found in four of five
    # waves (power .8, 150 waves: 2 s.e. are 6.5), with a third of it in far fewer.
    rng = np.random.default_rng(20_266)
    pilot = wave(rng, [40] + [200] * 5, [-0.35] + [0.0] * 5)
    plan = more_answers(pilot, 0.10)
    full = int(plan.n[0] + plan.more[0])
    found = {}
    for n in (full, full // 3):
        verdicts = [
            compare_with_others(
                wave(rng, [n] + [200] * 5, [-0.352] + [0.0] * 5), min_n=5
            ).verdicts[0]
            for _ in range(150)
        ]
        found[n] = sum(verdict is Difference.LOWER for verdict in verdicts) / 150
    assert found[full] >= 0.73
    assert found[full // 3] < 0.6


def test_an_office_that_shows_it_already_needs_none() -> None:
    rng = np.random.default_rng(2)
    plan = more_answers(wave(rng, [400, 400, 400], [0.0] * 3), 0.2)
    assert plan.more.tolist() == [0, 0, 0]
    assert str(plan.sentence(0)) == (
        "Với 400 phiếu hiện có, 1 chênh 20,0 điểm so với các đơn vị còn lại thì đã có thể thấy rõ."
    )


def test_an_office_without_answers_is_planned_like_the_others() -> None:
    sums = score_sums(
        [[5], [5], [5], [1]] * 50, [0] * 20 + [1] * 180, measures=[[0]], n_offices=3
    )
    plan = more_answers(sums, 0.2, comparisons=2)
    assert np.isnan(plan.detectable[2])
    assert plan.more[2] == pytest.approx(plan.n[0] + plan.more[0], abs=5)
    assert str(plan.sentence(2)).startswith("3 chưa có phiếu; cần khoảng")
    assert "cần thêm khoảng" in str(plan.sentence(0))


def test_one_office_has_nobody_to_differ_from() -> None:
    sums = score_sums([[5], [1]] * 20, [0] * 40, measures=[[0]], n_offices=1)
    plan = more_answers(sums, 0.1)
    assert plan.more.tolist() == [-1] and np.isnan(plan.detectable[0])
    assert str(plan.sentence(0)) == (
        "Các đơn vị khác còn quá ít phiếu để thấy rõ 1 chênh 10,0 điểm."
    )


def test_nobody_answered_anywhere() -> None:
    sums = score_sums(np.zeros((0, 1), int), [], measures=[[0]], n_offices=2)
    assert more_answers(sums, 0.1).more.tolist() == [-1, -1]


def test_more_answers_than_dossiers_are_marked_and_kept() -> None:
    found = response_rate([50, 24, 0], [200, 20, 0])
    assert found.rate[:2].tolist() == [0.25, 1.2] and np.isnan(found.rate[2])
    assert found.exceeds.tolist() == [False, True, False]


def test_no_respondents_detect_nothing() -> None:
    assert float(detectable_difference(0, 30, p=0.8)) == np.inf


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: yamane(0, 0.05), "population must be 1 or more, got 0"),
        (lambda: yamane(100, 0.0), "margin must be between 0 and 1, got 0.0"),
        (lambda: sample_size(margin=5), "margin must be between 0 and 1, got 5"),
        (lambda: sample_size(margin=0.05, p=1.0), "p must be between 0 and 1, got 1.0"),
        (
            lambda: sample_size(margin=0.05, response_rate=0.0),
            "response_rate must be above 0 and up to 1, got 0.0",
        ),
        (
            lambda: sample_size(margin=0.05, response_rate=1.1),
            "response_rate must be above 0 and up to 1, got 1.1",
        ),
        (
            lambda: detectable_difference(9, 9, p=0.8, comparisons=0),
            "comparisons must be 1 or more, got 0",
        ),
        (lambda: detectable_difference(-1, 9, p=0.8), "n1 and n2 must be 0 or more"),
        (lambda: response_rate([1], [-1]), "responses and dossiers must be 0 or more"),
    ],
)
def test_impossible_plans_are_named(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()
