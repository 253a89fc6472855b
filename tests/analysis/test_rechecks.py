"""The gap between two collections: right by hand and by rows, and rarely clear where there is none."""

import math

import numpy as np
import pytest
from scipy import stats

from analysis.intervals import difference_interval, displayed_interval
from analysis.rechecks import collection_gaps, contact_rates, recheck_size
from analysis.scores import ScoreSums
from analysis.tally import score_sums
from analysis.verdicts import Difference
from tests.benchmarks import gaps
from tests.benchmarks.rates import Bar

# Respondents of two offices by hand: satisfied answers of valid ones, of up to four questions.
OWN = (
    ((4, 4), (3, 4), (4, 4), (2, 3), (4, 4), (0, 1)),
    ((4, 4), (1, 4), (2, 2), (3, 4), (4, 4)),
)
HEARD = (
    ((2, 4), (1, 4), (4, 4), (0, 3), (3, 4)),
    ((4, 4), (0, 4), (1, 2), (4, 4), (2, 4), (3, 4)),
)


def sums_of(people: tuple[tuple[tuple[int, int], ...], ...]) -> ScoreSums:
    """Return the sums of offices whose respondents are given by satisfied and valid answers."""
    scores = [
        [5] * y + [1] * (m - y) + [0] * (4 - m) for office in people for y, m in office
    ]
    office = [at for at, members in enumerate(people) for _ in members]
    return score_sums(scores, office, measures=[range(4)], n_offices=len(people))


def one_question(satisfied: list[int], n: int) -> ScoreSums:
    scores = [[5] if i < y else [1] for y in satisfied for i in range(n)]
    office = [at for at in range(len(satisfied)) for _ in range(n)]
    return score_sums(scores, office, measures=[[0]], n_offices=len(satisfied))


def by_rows(weights: list[float]) -> tuple[float, float, float, float]:
    """Work the overall gap out from single respondents: value, variance, df and p-value."""
    residuals: dict[tuple[int, int], list[float]] = {}
    indices = []
    for office in range(2):
        sides = (HEARD[office], OWN[office])
        everyone = [*sides[0], *sides[1]]
        p = sum(y for y, _ in everyone) / sum(m for _, m in everyone)
        for side, people in enumerate(sides):
            each = sum(m for _, m in people) / len(people)
            residuals[office, side] = [(y - p * m) / each for y, m in people]
        indices.append([sum(y for y, _ in s) / sum(m for _, m in s) for s in sides])
    within = sum(sum((e - np.mean(r)) ** 2 for e in r) for r in residuals.values())
    pooled = within / sum(len(r) - 1 for r in residuals.values())
    part, df = [], []
    for office in range(2):
        variance = 0.0
        for side in range(2):
            e = residuals[office, side]
            own = float(np.var(e, ddof=1))
            mixed = ((len(e) - 1) * own + 30 * pooled) / (len(e) + 29)
            variance += float(max(own, mixed)) / len(e)
        part.append(weights[office] ** 2 * variance)
        df.append(min(len(OWN[office]), len(HEARD[office])) + 29)
    gap = sum(w * (own - heard) for w, (heard, own) in zip(weights, indices))
    total = sum(part)
    freedom = total**2 / sum(v * v / f for v, f in zip(part, df))
    return (
        gap,
        total,
        freedom,
        2 * float(stats.t.sf(abs(gap) / math.sqrt(total), freedom)),
    )


def test_the_overall_gap_is_what_single_respondents_give() -> None:
    found = collection_gaps(sums_of(OWN), sums_of(HEARD), weights=[300, 100])
    gap, variance, df, pvalue = by_rows([0.75, 0.25])
    assert found.overall.value == pytest.approx(gap, abs=1e-12)
    assert found.own - found.independent == pytest.approx(gap, abs=1e-12)
    assert found.overall.pvalue == pytest.approx(pvalue, rel=1e-9)
    half = stats.t.ppf(0.975, df) * math.sqrt(variance)
    assert found.overall.low == pytest.approx(gap - half, rel=1e-9)
    assert found.overall.high == pytest.approx(gap + half, rel=1e-9)


def test_one_office_alone_has_the_interval_of_two_shares() -> None:
    own, heard = one_question([40], 50), one_question([30], 50)
    found = collection_gaps(own, heard, weights=[1])
    # Newcombe (1998), method 10, of 40/50 and 30/50: METHODS, section 6, number 13.
    shown = [displayed_interval(one) for one in (own, heard)]
    expected = difference_interval(0.8, shown[0], 0.6, shown[1])  # type: ignore[arg-type]
    assert found.overall.low == pytest.approx(float(expected.low[0, 0]))
    assert found.overall.low == pytest.approx(0.020, abs=0.01)
    assert found.overall.high == pytest.approx(0.364, abs=0.01)


def test_more_answers_of_a_good_office_on_one_side_make_no_gap() -> None:
    # In truth 90 and 50 on both sides, but most own answers come from the first office, most calls
    # from the second: the pooled indices lie 24 points apart, and the gap is 0.
    own = score_sums(
        [[5]] * 180 + [[1]] * 20 + [[5]] * 20 + [[1]] * 20,
        [0] * 200 + [1] * 40,
        measures=[[0]],
        n_offices=2,
    )
    heard = score_sums(
        [[5]] * 36 + [[1]] * 4 + [[5]] * 50 + [[1]] * 50,
        [0] * 40 + [1] * 100,
        measures=[[0]],
        n_offices=2,
    )
    found = collection_gaps(own, heard, weights=[500, 500])
    assert found.overall.value == pytest.approx(0)
    assert found.overall.verdict is Difference.NONE
    assert found.own == pytest.approx(0.7)


def test_an_office_with_four_answers_on_a_side_is_left_out_and_its_weight_is_told() -> (
    None
):
    own = one_question([45, 45], 50)
    heard = score_sums(
        [[5]] * 20 + [[1]] * 20 + [[1]] * 4,
        [0] * 40 + [1] * 4,
        measures=[[0]],
        n_offices=2,
    )
    found = collection_gaps(own, heard, weights=[300, 100])
    assert found.compared.tolist() == [True, False]
    assert found.by_office.verdicts[1] is Difference.TOO_FEW
    assert found.weight_compared == pytest.approx(0.75)
    assert found.overall.value == pytest.approx(0.4)


def test_what_may_not_be_shown_is_no_part_of_the_overall_gap() -> None:
    own, heard = one_question([45, 25], 50), one_question([20, 25], 50)
    found = collection_gaps(own, heard, weights=[1, 1], shown=[False, True])
    assert found.overall.value == pytest.approx(0)
    none = collection_gaps(own, heard, weights=[1, 1], shown=[False, False])
    assert none.overall.verdict is Difference.TOO_FEW
    assert math.isnan(none.overall.value)


def test_a_gap_may_go_either_way() -> None:
    low, high = one_question([25] * 3, 50), one_question([45] * 3, 50)
    assert (
        collection_gaps(high, low, weights=[1] * 3).overall.verdict is Difference.HIGHER
    )
    found = collection_gaps(low, high, weights=[1] * 3)
    assert found.overall.verdict is Difference.LOWER
    assert set(found.by_office.verdicts) == {Difference.LOWER}


def test_everyone_satisfied_on_both_sides_tells_of_no_difference() -> None:
    found = collection_gaps(one_question([20], 20), one_question([10], 10), weights=[1])
    # No answer varies anywhere, so that no test is possible and nothing is claimed.
    assert found.overall.verdict is Difference.TOO_FEW


def test_weights_that_do_not_fit_are_refused_by_name() -> None:
    own, heard = one_question([5], 10), one_question([5], 10)
    with pytest.raises(ValueError, match="^weights must be 1 numbers of 0 or more"):
        collection_gaps(own, heard, weights=[1, 2])
    with pytest.raises(ValueError, match="^weights must be 1 numbers of 0 or more"):
        collection_gaps(own, heard, weights=[-1])


def test_the_size_for_a_margin_gives_that_margin_back() -> None:
    for own_n, margin, p, deff in ((400, 0.1, 0.85, 0.5), (2000, 0.05, 0.7, 1.0)):
        n = recheck_size(own_n, margin=margin, p=p, deff=deff)
        assert n is not None
        half = 1.959964 * math.sqrt(p * (1 - p) * deff * (1 / own_n + 1 / n))
        smaller = 1.959964 * math.sqrt(p * (1 - p) * deff * (1 / own_n + 1 / (n - 1)))
        assert half <= margin < smaller
    assert recheck_size(0, margin=0.1, p=0.5) is None


def test_who_is_not_tried_yet_counts_against_the_response_rate() -> None:
    found = contact_rates(drawn=100, answered=30, refused=10, ineligible=20)
    # 30 of the 80 that may belong; 40 of these reached; 30 of the 40 answered.
    assert (found.response, found.contact, found.cooperation) == (0.375, 0.5, 0.75)
    assert math.isnan(
        contact_rates(drawn=0, answered=0, refused=0, ineligible=0).response
    )
    with pytest.raises(ValueError, match="^refused must be 0 or more, got -1$"):
        contact_rates(drawn=1, answered=0, refused=-1, ineligible=0)


def test_equal_collections_are_rarely_called_different_and_the_gap_is_covered() -> None:
    cells = gaps.measured(gaps.SHORT, waves=150)
    assert [one for one in cells if not one.holds] == []


def test_taking_answers_for_people_would_miss_the_bar() -> None:
    naive = gaps.measured(gaps.SHORT, waves=60, method=gaps.answers_as_people)
    covered = [one for one in naive if one.bar == Bar(95)]
    assert covered and all(not one.holds for one in covered)
