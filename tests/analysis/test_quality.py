"""Marks in stored answers: alike for praise and blame, and none taken for proof."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.arrays import IntArray
from analysis.quality import (
    class_disagreement,
    near_duplicates,
    straight_line_excess,
    straight_lines,
)
from analysis.reasons import Reason
from analysis.scores import ScoreSums
from analysis.tally import score_sums
from analysis.verdicts import Difference
from tests.fixtures import worlds

SCORES = st.lists(
    st.lists(st.integers(0, 5), min_size=6, max_size=6), min_size=1, max_size=12
)


def mirrored(scores: IntArray) -> IntArray:
    """Return the scores with praise and blame exchanged, missing answers as they are."""
    return np.where(scores > 0, 6 - scores, 0)


def sums(scores: IntArray, office: IntArray, *, offices: int) -> ScoreSums:
    """Return sums over all questions."""
    measures = [range(scores.shape[1])]
    return score_sums(scores, office, measures=measures, n_offices=offices)


@given(SCORES)
@settings(max_examples=60, deadline=None)
def test_reversed_scores_carry_the_same_marks(rows: list[list[int]]) -> None:
    scores = np.array(rows)
    one = straight_lines(scores, min_answers=3)
    two = straight_lines(mirrored(scores), min_answers=3)
    assert [mark.tolist() for mark in one] == [mark.tolist() for mark in two]
    twins = near_duplicates(scores, similarity=0.8, min_answers=3)
    assert near_duplicates(
        mirrored(scores), similarity=0.8, min_answers=3
    ).tolist() == (twins.tolist())


@given(SCORES)
@settings(max_examples=60, deadline=None)
def test_twins_are_those_found_pair_by_pair(rows: list[list[int]]) -> None:
    scores = np.array(rows)
    alike, long_enough = straight_lines(scores, min_answers=3)
    kept = long_enough & ~alike
    slow = [
        bool(kept[i])
        and any(
            kept[j] and (scores[i] == scores[j]).sum() >= 0.8 * 6
            for j in range(len(scores))
            if j != i
        )
        for i in range(len(scores))
    ]
    assert near_duplicates(scores, similarity=0.8, min_answers=3).tolist() == slow


def test_many_responses_are_compared_in_parts() -> None:
    rng = np.random.default_rng(1)
    scores = rng.integers(1, 6, (3_000, 22))
    scores[2_999] = scores[5]
    scores[2_999, 3] = scores[5, 3] % 5 + 1
    assert np.flatnonzero(near_duplicates(scores)).tolist() == [5, 2_999]


def test_a_straight_line_needs_ten_answers() -> None:
    nine, ten = [5] * 9 + [0] * 13, [5] * 10 + [0] * 12
    alike, long_enough = straight_lines([nine, ten, [5] * 21 + [4]])
    assert alike.tolist() == [False, True, False]
    assert long_enough.tolist() == [False, True, True]


def test_without_spread_the_excess_is_binomial() -> None:
    # Shares that differ less than chance makes them: the spread is 0.
    found = straight_line_excess([15, 15, 15, 16], [100] * 4)
    assert found.spread == 0
    tail = stats.binom.sf(15, 100, 61 / 400)
    assert found.pvalue[3] == pytest.approx(tail, rel=1e-3)


def test_offices_that_differ_honestly_are_rarely_called_odd() -> None:
    # Beta(3, 17) is the world's spread of straight-lining. Of 2,000 offices 1 % should be below .01, with
    # the plain binomial nearly one in five is.
    rng = np.random.default_rng(20_269)
    n = rng.integers(30, 200, 2_000)
    lines = rng.binomial(n, rng.beta(3, 17, 2_000))
    found = straight_line_excess(lines, n)
    assert found.usual == pytest.approx(0.15, abs=0.01)
    assert found.spread == pytest.approx(0.15 * 0.85 / 21, rel=0.2)
    assert 0.002 <= (found.pvalue < 0.01).mean() <= 0.02
    assert (stats.binom.sf(lines - 1, n, found.usual) < 0.01).mean() > 0.1


def test_the_worlds_straight_liners_are_seen() -> None:
    rng = np.random.default_rng(2)
    scores = worlds.answers(rng, 0.0, np.zeros(4_000), 4_000, straight_line_share=0.6)
    few = worlds.answers(rng, 0.0, np.zeros(4_000), 4_000, straight_line_share=0.0)
    shares = [
        (lambda pair: pair[0].sum() / pair[1].sum())(straight_lines(world[:, :22]))
        for world in (scores, few)
    ]
    assert shares[0] == pytest.approx(0.62, abs=0.04)
    assert shares[1] < 0.08


@pytest.mark.parametrize(
    "lines, n, reason",
    [
        ([3, 0], [9, 0], Reason.TOO_FEW_UNITS),
        ([0, 0], [9, 9], Reason.NO_VARIATION),
        ([9, 9], [9, 9], Reason.NO_VARIATION),
    ],
)
def test_too_little_to_compare_is_a_reason(
    lines: list[int], n: list[int], reason: Reason
) -> None:
    found = straight_line_excess(lines, n)
    assert found.reason is reason and np.isnan(found.pvalue).all()


def test_straight_lines_read_as_no_accusation() -> None:
    found = straight_line_excess([15, 60, 0], [100, 100, 0], offices=("A", "B", "C"))
    assert str(found.sentence(1)) == (
        "B: 60,0% phiếu chọn cùng một mức cho mọi câu (tỷ lệ chung 37,5%). Người hài lòng thật cũng "
        "thường làm vậy, nên đây không phải căn cứ để loại phiếu."
    )
    assert str(found.sentence(2)).startswith("C chưa có phiếu trả lời đủ 10 câu")


def test_stuffed_classes_are_found_whichever_way_they_were_stuffed() -> None:
    rng = np.random.default_rng(3)
    office = np.repeat([0, 1], 60)
    trusted = worlds.answers(rng, -0.5, np.zeros(120), 120)[:, :22]
    others = trusted[rng.permutation(120)]
    others = np.where(office[:, None] == 1, 5, others)
    for turn in (lambda one: one, mirrored):
        found = class_disagreement(
            sums(turn(trusted), office, offices=2),
            sums(turn(others), office, offices=2),
        )
        assert found.verdicts[0] is Difference.NONE
        assert found.verdicts[1] is not Difference.NONE
    assert "2: phiếu thường thấp hơn" in str(found.sentence(1))
    assert "chưa thấy khác nhau rõ" in str(found.sentence(0))


def test_classes_that_agree_are_rarely_called_apart() -> None:
    # 300 offices without difference, corrected for the rate of false findings: hardly any.
    rng = np.random.default_rng(20_270)
    n = 300 * 20
    office = np.repeat(np.arange(300), 20)
    first, second = (worlds.answers(rng, 0.0, np.zeros(n), n)[:, :22] for _ in range(2))
    found = class_disagreement(
        sums(first, office, offices=300), sums(second, office, offices=300)
    )
    assert sum(v is not Difference.NONE for v in found.verdicts) <= 1


def test_a_class_of_four_is_not_compared() -> None:
    rows = np.array([[5]] * 4)
    few = sums(rows, np.zeros(4, int), offices=1)
    found = class_disagreement(few, few)
    assert found.verdicts == (Difference.TOO_FEW,)
    assert str(found.sentence(0)) == "1 chưa đủ phiếu của cả hai loại để so sánh."


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: straight_lines([[5]], min_answers=1),
            "min_answers must be 2 or more, got 1",
        ),
        (
            lambda: straight_lines([[-1, 5]]),
            r"scores must be 0 or more, of shape \(responses, questions\), got shape \(1, 2\)",
        ),
        (
            lambda: near_duplicates([[5, 4]], similarity=0),
            "similarity must be above 0 and up to 1, got 0",
        ),
        (
            lambda: straight_line_excess([3], [2]),
            r"lines must be 0 to n, of shape \(offices,\), got \[3\] of \[2\]",
        ),
    ],
)
def test_impossible_answers_are_named(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()
