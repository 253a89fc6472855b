"""Before and after a measure: what is said of it holds by hand, and chance is rarely called an effect."""

import math

import numpy as np
import pytest
from scipy import stats

from analysis.before_after import before_after
from analysis.breaks import WaveDesign, find_breaks
from analysis.changes import wave_changes
from analysis.scores import ScoreSums
from analysis.verdicts import Difference


def one_question(shares: list[float], *, n: int = 100) -> ScoreSums:
    """Return offices that differ in the share of satisfied answers to one question."""
    y = np.round(np.array(shares)[:, None] * n)
    all_of_them = np.full_like(y, n)
    names = tuple(str(number) for number in range(len(shares)))
    return ScoreSums(
        n=np.full(len(shares), n),
        n_valid=np.full((len(shares), 1), n),
        y=y,
        m=all_of_them,
        # One question: a respondent's y and m are 0 or 1, and so are their products.
        yy=y,
        ym=y,
        mm=all_of_them,
        offices=names,
        measures=("question",),
    )


def test_the_change_beyond_that_of_others_is_what_a_hand_gives() -> None:
    before = one_question([0.5] * 5)
    after = one_question([0.8, 0.5, 0.6, 0.4, 0.5])
    found = before_after(before, after, office=0, compared=[1, 2, 3, 4])
    changes = wave_changes([before, after], correction="none")
    # 0.1, -0.1, 0 and 0 with equal weights nearly (variances differ by a hundredth).
    assert found.others.value == pytest.approx(0, abs=1e-3)
    assert found.beyond_others.value == pytest.approx(0.3, abs=1e-3)
    d, v = changes.change[1:], changes.standard_error[1:] ** 2
    # With equal v: tau2 = s^2 - v, the mean's variance s^2 / k. Here s^2 = 0.0067, v = 0.0048.
    s2 = float(np.var(d, ddof=1))
    assert found.drift**2 == pytest.approx(s2 - v.mean(), rel=0.05)
    error = math.sqrt(changes.standard_error[0] ** 2 + s2 - v.mean() + s2 / 4)
    half = stats.t.ppf(0.975, 3) * error
    assert found.beyond_others.low == pytest.approx(0.3 - half, abs=2e-3)
    assert found.beyond_others.high == pytest.approx(0.3 + half, abs=2e-3)
    assert found.beyond_others.pvalue == pytest.approx(
        2 * stats.t.sf(0.3 / error, 3), abs=2e-3
    )


def test_a_rise_that_all_share_is_no_effect_of_one() -> None:
    before = one_question([0.5] * 8)
    after = one_question([0.75] * 8)
    found = before_after(before, after, office=2, compared=[0, 1, 3, 4, 5, 6, 7])
    assert found.own.verdict is Difference.HIGHER
    assert found.others.verdict is Difference.HIGHER
    assert found.beyond_others.verdict is Difference.NONE
    assert found.beyond_others.value == pytest.approx(0, abs=1e-9)


def test_the_office_is_never_among_those_it_is_compared_with() -> None:
    before, after = one_question([0.5] * 4), one_question([0.9, 0.5, 0.5, 0.5])
    found = before_after(before, after, office=0, compared=[0, 1, 2, 3])
    assert found.compared == 3
    assert found.others.value == pytest.approx(0, abs=1e-9)


def test_two_others_are_too_few_to_compare_with() -> None:
    before, after = one_question([0.5] * 3), one_question([0.9, 0.5, 0.5])
    found = before_after(before, after, office=0, compared=[1, 2])
    assert found.own.verdict is Difference.HIGHER
    assert found.beyond_others.verdict is Difference.TOO_FEW
    assert math.isnan(found.beyond_others.value)


def test_an_office_picked_afterwards_is_judged_among_all_that_could_have_been() -> None:
    before = one_question([0.5] * 30, n=60)
    after = one_question([0.68] + [0.5] * 29, n=60)
    planned, picked = (
        before_after(before, after, office=0, compared=range(1, 30), is_planned=planned)
        for planned in (True, False)
    )
    assert planned.own.verdict is Difference.HIGHER
    assert picked.own.verdict is Difference.NONE


def test_the_lowest_of_equal_offices_is_expected_to_rise_by_itself() -> None:
    # 20 offices that differ as chance alone makes them differ: nothing of it is to be believed.
    rng = np.random.default_rng(5)
    shares = rng.binomial(100, 0.7, 20) / 100
    before = one_question(list(shares))
    lowest = int(np.argmin(shares))
    found = before_after(
        before, one_question([0.7] * 20), office=lowest, compared=range(20)
    )
    assert found.reliability < 0.3
    assert found.expected == pytest.approx(
        (1 - found.reliability) * (shares.mean() - shares[lowest]), abs=0.01
    )
    # Offices that truly differ keep most of their distance.
    apart = one_question([0.2, 0.35, 0.5, 0.65, 0.8, 0.95], n=400)
    kept = before_after(apart, apart, office=0, compared=range(1, 6))
    assert kept.reliability > 0.98 and abs(kept.expected) < 0.01


def test_nothing_is_compared_across_another_questionnaire() -> None:
    before, after = one_question([0.5] * 5), one_question([0.9] * 5)
    breaks = find_breaks([WaveDesign("1", "v1", "", {}), WaveDesign("2", "v2", "", {})])
    found = before_after(before, after, office=0, compared=range(1, 5), breaks=breaks)
    assert math.isnan(found.own.value) and math.isnan(found.beyond_others.value)
    assert found.own.verdict is Difference.TOO_FEW


def test_drift_without_any_measure_is_rarely_called_an_effect() -> None:
    # 12 offices whose true share moves by 4 points (sd) in any case. Of 400 that did nothing, 5 %
    # and two standard errors is 7.2 %; the own change alone would be called clear far more often.
    rng = np.random.default_rng(20_261)
    beyond = alone = 0
    for _ in range(400):
        level = np.full(12, 0.7) + rng.normal(0, 0.05, 12)
        moved = level + rng.normal(0, 0.04, 12)
        n = 200
        before, after = (
            one_question(list(rng.binomial(n, p.clip(0, 1)) / n), n=n)
            for p in (level, moved)
        )
        found = before_after(before, after, office=0, compared=range(1, 12))
        beyond += found.beyond_others.verdict is not Difference.NONE
        alone += found.own.verdict is not Difference.NONE
    assert beyond / 400 <= 0.072
    assert alone / 400 > 0.1
