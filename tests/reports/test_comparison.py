"""Two offices are compared in one plain sentence, judged among all pairs."""

from dataclasses import replace

import pytest

from analysis.comparable import of_measure
from analysis.comparisons import compare_index_pairs
from analysis.tally import score_sums
from analysis.verdicts import Difference
from survey.reports.comparison import Comparison, build_comparison, cohens_h
from survey.reports.figures import Withheld
from survey.reports.wave_result import WaveResult
from survey.reports.wording import Wording
from tests.fixtures.bureau import OFFICES, OTHER, OWN
from tests.reports.conftest import Build


def compared(result: WaveResult, first: str, second: str) -> Comparison:
    positions = [result.position_of(code) for code in (first, second)]
    assert None not in positions
    return build_comparison(
        result, positions[0] or 0, positions[1] or 0, audience="reform_office"
    )


def sentence(comparison: Comparison, language: str = "vi") -> str:
    found = comparison.difference
    assert found is not None
    return Wording(language).difference(
        comparison.verdict, difference=found.difference, low=found.low, high=found.high
    )


def test_the_difference_is_that_of_the_analysis(result: WaveResult) -> None:
    codes = [OWN, OTHER, "HT-03", "PL-04"]
    scores, offices = [], []
    for at, code in enumerate(codes):
        for text in OFFICES[code][1]:
            scores.append([int(s) if s.isdigit() else 0 for s in text])
            offices.append(at)
    sums = score_sums(scores, offices, measures=[range(1, 6)], n_offices=len(codes))
    pairs = compare_index_pairs(of_measure(sums))
    found = compared(result, OWN, OTHER).difference
    assert found is not None
    assert found.pairs == len(pairs.verdicts) == 6
    assert (found.difference, found.low, found.high) == pytest.approx(
        (pairs.difference[0], pairs.low[0], pairs.high[0])
    )
    assert found.pvalue_adjusted == pytest.approx(pairs.pvalue_adjusted[0])
    # 196/200 and 136/180.
    assert found.difference == pytest.approx(0.98 - 136 / 180)


def test_a_clear_difference_is_said_in_the_fixed_words(result: WaveResult) -> None:
    comparison = compared(result, OWN, "HT-03")
    assert comparison.verdict is Difference.HIGHER
    # 98.0 less 36.6; limits as computed, here only their form.
    assert sentence(comparison).startswith("Cao hơn rõ. Chênh lệch 61,4 điểm (từ ")
    assert sentence(comparison).endswith(
        "), lớn hơn mức dao động thường do ngẫu nhiên."
    )
    assert sentence(comparison, "en").startswith(
        "Clearly higher. Difference 61.4 points ("
    )


def test_the_other_way_round_says_the_same(result: WaveResult) -> None:
    forth, back = compared(result, OWN, "HT-03"), compared(result, "HT-03", OWN)
    assert back.verdict is Difference.LOWER
    assert forth.difference is not None and back.difference is not None
    assert back.difference.difference == -forth.difference.difference
    assert (back.difference.low, back.difference.high) == (
        -forth.difference.high,
        -forth.difference.low,
    )
    assert sentence(back) == sentence(forth).replace("Cao hơn rõ", "Thấp hơn rõ")


def test_no_clear_difference_is_not_called_equal(build: Build) -> None:
    result = build({"A": [5, 5, 1] * 10, "B": [5, 5, 1] * 10, "C": [5, 1] * 20})
    comparison = compared(result, "A", "B")
    assert sentence(comparison) == (
        "Chưa thấy khác biệt rõ. Số liệu này chưa đủ để nói đơn vị nào cao hơn. "
        "Điều đó không có nghĩa là hai đơn vị bằng nhau."
    )


def test_a_clear_but_small_difference_is_said_to_be_small(result: WaveResult) -> None:
    large = compared(result, OWN, "HT-03")
    assert large.difference is not None
    small = replace(
        large, difference=replace(large.difference, difference=0.011, effect_size=0.19)
    )
    assert small.is_small_but_clear
    assert not replace(small, verdict=Difference.NONE).is_small_but_clear
    assert Wording("vi").small_but_clear(0.011) == (
        "Khác rõ nhưng nhỏ (1,1 điểm). Hãy cân nhắc có đáng thay đổi việc gì không."
    )


def test_a_large_clear_difference_is_not_small(result: WaveResult) -> None:
    assert not compared(result, OWN, "HT-03").is_small_but_clear


def test_a_pair_that_is_clear_only_by_itself_is_said_to_be_so(
    result: WaveResult,
) -> None:
    pair = compared(result, OWN, "HT-03")
    assert not pair.is_clear_only_by_itself
    corrected = replace(pair, verdict=Difference.NONE)
    assert corrected.is_clear_only_by_itself
    assert corrected.difference is not None
    holds_zero = replace(corrected.difference, low=-0.01)
    assert not replace(corrected, difference=holds_zero).is_clear_only_by_itself


def test_few_answers_of_either_are_said_to_be_few(result: WaveResult) -> None:
    assert compared(result, OWN, "PL-04").has_few
    assert not compared(result, OWN, OTHER).has_few


def test_an_office_without_a_figure_is_not_compared(result: WaveResult) -> None:
    comparison = compared(result, OWN, "DX-05")
    assert comparison.verdict is Difference.TOO_FEW
    assert comparison.difference is None
    assert comparison.reasons == (Withheld.TOO_FEW,)


def test_offices_that_are_all_alike_have_no_p_value(build: Build) -> None:
    comparison = compared(build({"A": [5] * 30, "B": [5] * 30}), "A", "B")
    assert comparison.verdict is Difference.NONE
    assert comparison.difference is not None
    assert comparison.difference.pvalue_adjusted is None


def test_cohen_s_h_is_that_of_his_table() -> None:
    # Cohen (1988), table 6.2.2: phi of .90 is 2.498, of .70 is 1.982.
    assert cohens_h(0.9, 0.7) == pytest.approx(2.498 - 1.982, abs=0.001)


def test_a_pair_whose_interval_holds_nought_is_not_called_apart(build: Build) -> None:
    # Sixteen who are all satisfied, beside 85 of 100: where nearly all others are satisfied the test takes
    # their agreement for the sixteen's, and p is 0.017; the interval reaches from -6 to 23 points.
    nearly_all = [5] * 199 + [1]
    result = build(
        {"A": [5] * 16, "B": ([5] * 17 + [1] * 3) * 5, "C": nearly_all, "D": nearly_all}
    )
    pair = compared(result, "A", "B")
    assert pair.difference is not None and pair.difference.pvalue_adjusted is not None
    assert pair.difference.pvalue_adjusted < 0.05 and pair.difference.low < 0
    assert pair.verdict is Difference.NONE and pair.is_clear_by_test_alone
    unclear = replace(pair, difference=replace(pair.difference, pvalue_adjusted=0.3))
    assert not unclear.is_clear_by_test_alone
    assert "chưa gọi là khác biệt rõ" in Wording("vi").clear_by_test_alone()
