"""Alarms: the rate of false ones is what is stated, and too few references raise none."""

import numpy as np
import pytest
from scipy import stats

from analysis.alarms import (
    calibrate,
    fisher_pvalue,
    fisher_score,
    raise_alarms,
)
from analysis.reasons import Reason


def test_fishers_combination_is_scipys() -> None:
    p = [0.01, 0.2, 0.7, 0.04]
    theirs = stats.combine_pvalues(p, method="fisher")
    assert float(fisher_score(p)) == pytest.approx(float(theirs.statistic))
    assert float(fisher_pvalue(p)) == pytest.approx(float(theirs.pvalue))


def test_a_missing_mark_is_left_out() -> None:
    assert float(fisher_score([0.05, np.nan])) == pytest.approx(-2 * np.log(0.05))
    assert float(fisher_pvalue([0.05, np.nan])) == pytest.approx(0.05)
    assert np.isnan(fisher_score([[np.nan, np.nan]])).all()


def test_a_chance_of_nought_does_not_drown_the_rest() -> None:
    low, high = fisher_score([[0.0, 0.5], [0.0, 0.001]])
    assert np.isfinite(low) and low < high


def test_the_stated_rate_is_the_rate() -> None:
    # 2,000 thresholds from 600 references: mean share above is (N + 1 - r)/(N + 1) = 6/601, whatever the
    # distribution, and its 95 % interval holds the true share in 95 of 100; 2 s.e. are 1 point.
    rng = np.random.default_rng(20_268)
    shares = []
    inside = 0
    for _ in range(2_000):
        found = calibrate(rng.exponential(size=600) ** 3)
        share = float(np.exp(-(found.value ** (1 / 3))))
        shares.append(share)
        inside += found.low <= share <= found.high
    assert found.false_alarm == pytest.approx(6 / 601)
    assert np.mean(shares) == pytest.approx(6 / 601, rel=0.1)
    assert inside / 2_000 == pytest.approx(0.95, abs=0.01)


def test_under_500_references_there_is_a_rank_and_no_alarm() -> None:
    found = raise_alarms(
        [50.0, 90.0, 90.0, np.nan], range(499), offices=("A", "B", "C", "D")
    )
    assert found.threshold.reason is Reason.TOO_FEW_REFERENCES
    assert not found.raised.any()
    assert found.rank.tolist() == [3, 1, 1, 0]
    assert str(found.sentence(0)).startswith("A đứng thứ 3 về mức bất thường")
    assert str(found.sentence(3)) == "D chưa có phiếu để xem xét."
    assert str(found.threshold.sentence).startswith(
        "Chưa đủ đơn vị đối chứng để cảnh báo (có 499"
    )


def test_an_alarm_says_that_it_is_no_verdict() -> None:
    found = raise_alarms([1000.0, 5.0], range(999), offices=("A", "B"))
    assert found.raised.tolist() == [True, False]
    assert "cần kiểm tra, chưa phải kết luận" in str(found.sentence(0))
    assert (
        str(found.sentence(1)) == "B không có dấu hiệu bất thường trong cách phiếu đến."
    )
    assert str(found.threshold.sentence) == (
        "Trong 100 đơn vị trung thực cùng loại, khoảng 1,0 đơn vị cũng bị cảnh báo (từ 0,5 đến 1,7)."
    )


def test_a_score_at_the_threshold_is_no_alarm() -> None:
    value = calibrate(range(999)).value
    assert raise_alarms([value, value + 0.5], range(999)).raised.tolist() == [
        False,
        True,
    ]


@pytest.mark.parametrize("p", [-0.1, 1.1])
def test_what_is_no_chance_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="^chances must be between 0 and 1$"):
        fisher_score([p])


def test_a_rate_of_nought_is_refused() -> None:
    with pytest.raises(
        ValueError, match="^false_alarm must be between 0 and 1, got 0$"
    ):
        calibrate(range(999), false_alarm=0)
