"""No table, however odd, makes a figure that cannot be shown: not NaN beside an index, not infinite, not off the scale."""

import re
import warnings

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.agreement import cohen_kappa
from analysis.arrays import FloatArray
from analysis.association import rank_correlation
from analysis.attributable import attributable_shares
from analysis.before_after import before_after
from analysis.changes import wave_changes
from analysis.choices import mean_of_values
from analysis.combined import combined_share
from analysis.comparable import of_measure
from analysis.comparisons import compare_pairs
from analysis.funnel import funnel, pooled_sizes
from analysis.groups import compare_with_others, compare_with_target
from analysis.index_intervals import korn_graubard_interval, logit_interval
from analysis.indices import Lonely, domain_index, satisfaction_index
from analysis.intervals import (
    Interval,
    clopper_pearson_interval,
    displayed_interval,
    interval_of_index,
    jeffreys_interval,
    wilson_interval,
)
from analysis.many_pairs import count_clear_pairs
from analysis.more_answers import more_answers
from analysis.questions import contingency, dunn, kruskal
from analysis.ranking import (  # fmt: skip
    individual_level,
    rank_bounds,
    rank_sets,
    variance_for_ranks,
)
from analysis.rechecks import collection_gaps
from analysis.residuals import pooled_residuals
from analysis.scores import ScoreCounts, ScoreSums
from analysis.shrinkage import shrink
from analysis.significance import compare_offices
from analysis.tally import score_sums
from analysis.trend import cochran_armitage, index_slopes, jonckheere
from survey.reports.numbers import Numbers

HAIR = 1e-9
# A million times each respondent: the country's ten million answers in a few offices.
TIMES = st.sampled_from([1, 1, 1, 1_000_000])
SIZES = st.sampled_from([0, 1, 2, 5, 6, 31])


@st.composite
def offices(draw: st.DrawFn) -> list[list[list[int]]]:
    """Offices of people of scores: empty, alone, all alike, half missing, or anything."""
    questions = draw(st.integers(1, 3))
    found = []
    for _ in range(draw(st.integers(1, 5))):
        size, kind = draw(SIZES), draw(st.sampled_from(["alike", "two", "any"]))
        if kind == "any":
            row = st.lists(st.integers(0, 5), min_size=questions, max_size=questions)
            found.append(draw(st.lists(row, min_size=min(size, 6), max_size=min(size, 6))))  # fmt: skip
            continue
        level = draw(st.sampled_from([0, 1, 3, 5]))
        people = [[level] * questions for _ in range(size)]
        if kind == "two" and people:
            people[0] = [6 - max(level, 1)] * questions
        found.append(people)
    return found


def sums_of(people: list[list[list[int]]], times: int) -> ScoreSums:
    """Sums of offices in which everybody stands for as many."""
    rows = [row for office in people for row in office]
    width = len(rows[0]) if rows else 1
    found = score_sums(
        np.array(rows, dtype=np.int64).reshape(-1, width),
        [at for at, office in enumerate(people) for _ in office],
        measures=[range(width)],
        n_offices=len(people),
    )
    return ScoreSums(
        found.n * times,
        found.n_valid * times,
        found.y * times,
        found.m * times,
        found.yy * times,
        found.ym * times,
        found.mm * times,
        found.offices,
        found.measures,
        population=np.where(np.arange(len(people)) % 2, found.n * times, np.nan),
    )


def assert_holds(
    index: npt.ArrayLike, limits: Interval, lowest: float = 0.0, highest: float = 1.0
) -> None:
    """An interval stands wherever an index does, holds it, and stays on the scale."""
    p, low, high = (np.asarray(each, float) for each in (index, limits.low, limits.high))  # fmt: skip
    known = np.isfinite(p)
    assert np.isfinite(low[known]).all() and np.isfinite(high[known]).all()
    assert (low[known] <= p[known] + HAIR).all() and (p[known] <= high[known] + HAIR).all()  # fmt: skip
    assert (low[known] >= lowest).all() and (high[known] <= highest).all()


def assert_chances(*pvalues: npt.ArrayLike) -> None:
    for one in pvalues:
        p = np.asarray(one, float)
        assert ((p >= 0) & (p <= 1) | np.isnan(p)).all()


@pytest.fixture(autouse=True)
def _every_warning_is_a_fault() -> "object":
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


ALL_SATISFIED = [[[5, 5]] * 31, [[5, 5]] * 5, [], [[5, 5]]]
ONE_APART = [[[5]] * 31, [[5]] * 31, [[1]] * 31]
NOBODY = [[[0, 0]] * 5, []]
ALL_LONELY = [[[5]], [[1]]]


@given(offices(), TIMES)
@example(ALL_SATISFIED, 1_000_000)
@example(ONE_APART, 1_000_000)
@example(NOBODY, 1)
@example(ALL_LONELY, 1)
def test_an_index_and_all_its_intervals_stay_on_the_scale(
    people: list[list[list[int]]], times: int
) -> None:
    sums = sums_of(people, times)
    together: list[int] = [0] * len(people)
    lonely: tuple[Lonely, ...] = ("adjust", "average", "certainty", "remove")
    for found in (
        satisfaction_index(sums),
        satisfaction_index(sums, fpc=True),
        *(domain_index(sums, together, names=("all",), lonely=one) for one in lonely),
    ):
        known = np.isfinite(found.index)
        assert ((found.index[known] >= 0) & (found.index[known] <= 1)).all()
        assert (found.variance[known & (found.df > 0)] >= 0).all()
        for one in (korn_graubard_interval(found), logit_interval(found)):
            stands = np.isfinite(one.low)
            assert_holds(np.where(stands, found.index, np.nan), one)
        shown = interval_of_index(found)
        assert_holds(found.index, Interval(shown.low, shown.high))
    y, m = sums.y[:, 0], sums.m[:, 0]
    share = np.divide(y, m, out=np.full(len(m), np.nan), where=m > 0)
    for interval in (wilson_interval, clopper_pearson_interval, jeffreys_interval):
        assert_holds(share, interval(y, m))


@given(offices(), TIMES)
@example(ALL_SATISFIED, 1)
@example(ONE_APART, 1_000_000)
@example(NOBODY, 1)
def test_comparisons_are_told_or_left_open_and_never_impossible(
    people: list[list[list[int]]], times: int
) -> None:
    sums = sums_of(people, times)
    whole = compare_offices(sums)
    pairs, others = compare_pairs(sums), compare_with_others(sums)
    target = compare_with_target(sums, 0.8)
    assert_chances(
        whole.pvalue,
        pairs.pvalue,
        pairs.pvalue_adjusted,
        others.pvalue,
        others.pvalue_adjusted,
        target.pvalue,
        target.pvalue_adjusted,
    )
    assert_holds(pairs.difference, Interval(pairs.low, pairs.high), lowest=-1)
    assert_holds(others.difference, Interval(others.low, others.high), lowest=-1)
    counted = count_clear_pairs(pooled_residuals(sums))
    assert 0 <= counted.above.sum() <= len(pairs.first)
    of_all = of_measure(sums)
    assert_holds(of_all.others, of_all.others_interval)
    more = more_answers(sums, difference=0.05)
    # A sentence is made of each: those with answers can say what they would show.
    assert (more.more >= -1).all() and not np.isinf(more.detectable[more.n > 0]).any()


@given(offices(), offices(), TIMES)
@example(ALL_SATISFIED, ALL_SATISFIED, 1)
def test_changes_and_gaps_are_told_or_left_open(
    first: list[list[list[int]]], last: list[list[list[int]]], times: int
) -> None:
    k = max(len(first), len(last))
    width = max([len(row) for office in (*first, *last) for row in office], default=1)
    waves = [
        sums_of(
            [
                [[*row, *[0] * (width - len(row))] for row in office]
                for office in [*wave, *[[]] * (k - len(wave))]
            ],
            times,
        )
        for wave in (first, last, first)
    ]
    for some in (waves[:2], waves):
        found = wave_changes(some)
        assert_chances(found.pvalue, found.pvalue_adjusted)
        if len(some) == 2:
            assert_holds(found.change, Interval(found.low, found.high), lowest=-1)
    gaps = collection_gaps(waves[0], waves[1], weights=np.arange(k))
    after = before_after(waves[0], waves[1], office=0, compared=range(k))
    for shift in (gaps.overall, after.own, after.others, after.beyond_others):
        assert_chances(shift.pvalue)
        if shift.pvalue == shift.pvalue:
            assert np.isfinite([shift.value, shift.low, shift.high]).all()
            assert shift.low - HAIR <= shift.value <= shift.high + HAIR
    assert np.isnan(after.reliability) or 0 <= after.reliability <= 1


@given(offices(), TIMES)
@example(ALL_SATISFIED, 1_000_000)
@example(ONE_APART, 1)
def test_ranks_funnels_and_drawn_estimates_stand_for_every_index(
    people: list[list[list[int]]], times: int
) -> None:
    sums = sums_of(people, times)
    found_indices = satisfaction_index(sums)
    index = found_indices.index[:, 0]
    variance = variance_for_ranks(sums)
    known = np.isfinite(index)
    # Where a single wave tells no variance of anything there is no rank either.
    assert (variance[known] > 0).all()
    k = int(known.sum())
    for found in (
        rank_sets(index, variance, rng=np.random.default_rng(1), draws=50),
        rank_sets(index, variance, joint=False),
        rank_bounds(index, index - np.sqrt(variance), index + np.sqrt(variance)),
    ):
        if k > 1:
            assert (1 <= found.low[known]).all() and (found.high[known] <= k).all()
            assert (found.low[known] <= found.rank[known]).all()
            assert (found.rank[known] <= found.high[known]).all()
    assert 0 < individual_level(max(k, 1)) < 1
    shrunk = shrink(index, variance)
    if k > 1:
        assert np.isfinite(shrunk.estimate[known]).all()
        assert ((shrunk.weight[known] >= 0) & (shrunk.weight[known] <= 1)).all()
    target = float(sums.y.sum() / max(sums.m.sum(), 1))
    if not 0 < target < 1:
        return
    sizes = pooled_sizes(found_indices, displayed_interval(sums))
    drawn = funnel(index, sizes, target=target)
    for level in (0.95, 0.998):
        for edge in drawn.limits(np.array([5.0, 1e7]), confidence_level=level):
            assert ((edge >= 0) & (edge <= 1)).all()
        assert len(drawn.verdicts(confidence_level=level)) == len(index)


@given(
    st.integers(1, 4).flatmap(
        lambda k: st.lists(
            st.lists(st.sampled_from([0, 0, 1, 5, 10_000_000]), min_size=5, max_size=5),
            min_size=k,
            max_size=k,
        )
    )
)
@example([[0, 0, 0, 0, 10_000_000], [0, 0, 0, 0, 10_000_000]])
def test_tests_of_one_question_are_chances_or_nothing(rows: list[list[int]]) -> None:
    counts = ScoreCounts.of([[row] for row in rows])
    ranked, table, pairs = kruskal(counts), contingency(counts), dunn(counts)
    assert_chances(ranked.pvalue, table.pvalue, pairs.pvalue, pairs.pvalue_adjusted)
    assert not np.isinf(np.asarray(pairs.statistic, float)).any()
    means = mean_of_values(rows, range(1, 6))
    some = means.n > 1
    assert_holds(
        np.where(some, means.mean, np.nan), Interval(means.low, means.high), 1, 5
    )
    if len(rows) > 1:
        satisfied = np.array([row[3] + row[4] for row in rows])
        n = np.array([sum(row) for row in rows])
        assert_chances(cochran_armitage(satisfied, n).pvalue, jonckheere(rows).pvalue)
    square = np.array([row[: len(rows)] for row in rows])
    kappa = cohen_kappa(square)
    if kappa.is_defined:
        assert -1 <= kappa.low <= kappa.kappa <= kappa.high <= 1


SHARES = st.sampled_from([0.0, 1e-12, 0.5, 1 - 1e-12, 1.0])


@given(st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=14))
def test_shares_beside_each_other_stay_on_the_scale(
    pairs: list[tuple[float, float]],
) -> None:
    first, second = zip(*pairs)
    found = rank_correlation(first, second)
    if found.is_defined:
        assert -1 <= found.low <= found.coefficient <= found.high <= 1
    limits = [Interval(np.array(min(pair)), np.array(max(pair))) for pair in pairs]
    share, interval = combined_share(
        [(a + b) / 2 for a, b in pairs], limits, range(1, len(pairs) + 1)
    )
    assert_holds(share, interval, -HAIR, 1 + HAIR)
    slope = index_slopes(first, np.full(len(first), 1e-4)) if len(first) > 1 else None
    if slope is not None:
        assert_chances(slope.pvalue)


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4))
def test_what_goes_with_dissatisfaction_is_a_share_or_nothing(cells: list[int]) -> None:
    a, b, c, d = cells
    found = attributable_shares([sum(cells)], [c + d], [b + d], [d])
    assert not np.isinf(found.attributable).any()
    assert not np.isinf(found.low).any() and not np.isinf(found.high).any()
    assert np.isnan(found.attributable[0]) or found.attributable[0] <= 1 + HAIR


BAD = re.compile(r"nan|inf|E[-+]|^-|\(-|–-|−0[.,]0(?!\d)|= 0[.,]000")


@given(
    st.floats(-1.2, 1.2) | st.sampled_from([-0.0, -1e-17, 0.00049999, -0.0004999, 1.0]),
    st.floats(0, 1) | st.sampled_from([0.0, 5e-324, 0.00099, 0.001, 0.9999, 1.0]),
    st.sampled_from(["vi", "en"]),
)
def test_no_number_is_written_as_nobody_would(x: float, p: float, language: str) -> None:  # fmt: skip
    write = Numbers(language)
    texts = (
        write.points(x),
        write.difference(x),
        write.percent(x),
        write.estimate(x, x - 0.1, x + 0.1),
        write.decimal(x, places=2),
        write.p_value(p),
    )
    assert [text for text in texts if BAD.search(text)] == []
    # A difference has its sign once, and none where it rounds to nought.
    number = write.difference(x).lstrip("+−").replace(",", ".")
    assert float(number) == pytest.approx(abs(round(100 * x, 1)), abs=0.11)
    assert write.difference(x)[0].isdigit() == (float(number) == 0)


def _weights(k: int) -> FloatArray:
    return np.zeros(k)


def test_a_collection_without_any_dossier_is_left_open() -> None:
    sums = sums_of([[[5]] * 6, [[1]] * 6], 1)
    found = collection_gaps(sums, sums, weights=_weights(2))
    assert np.isnan(found.overall.value) and not found.compared.any()
