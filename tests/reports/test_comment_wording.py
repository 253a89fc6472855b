"""Agreement and counts of themes in words: never without n, and no kappa where it says nothing."""

import pytest

from analysis.agreement import cohen_kappa
from survey.reports.comment_wording import CommentWording
from survey.trust.comment_themes import (
    FEWEST_FOR_KAPPA,
    PairAgreement,
    ThemeRow,
    Themes,
)

ENOUGH = [[20, 3, 1], [2, 10, 1], [0, 3, 10]]


def said(counts: list[list[int]], language: str = "vi") -> str:
    pair = PairAgreement(("hoa", "van"), cohen_kappa(counts))
    return CommentWording(language).agreement(pair)


def test_kappa_stands_with_n_and_interval_in_both_languages() -> None:
    assert said(ENOUGH) == (
        "Hai người phân loại độc lập 50 góp ý, thống nhất 80,0% (khoảng 95%: 67,0–88,8). "
        "Kappa của Cohen (mức thống nhất vượt ngẫu nhiên; 1 là thống nhất hoàn toàn): 0,69 (0,52–0,86)."
    )
    assert said(ENOUGH, "en") == (
        "Two people sorted 50 comments independently and agreed on 80.0% (95% interval: 67.0–88.8). "
        "Cohen's kappa (agreement beyond chance; 1 is full agreement): 0.69 (0.52–0.86)."
    )


@pytest.mark.parametrize(
    "counts, sentence",
    [
        ([[0]], "Chưa góp ý nào được hai người phân loại."),
        ([[60]], "Không tính được kappa vì cả hai xếp mọi góp ý vào cùng một chủ đề."),
        ([[20, 3], [2, 20]], f"Kappa được tính khi có từ {FEWEST_FOR_KAPPA} góp ý."),
    ],
)
def test_where_kappa_says_nothing_a_sentence_stands_instead(
    counts: list[list[int]], sentence: str
) -> None:
    assert said(counts).endswith(sentence)
    assert "Cohen" not in said(counts)


def test_a_hidden_count_is_written_as_under_five() -> None:
    say = CommentWording("vi")
    assert say.count_of(ThemeRow("fees", None)) == "dưới 5"
    assert say.count_of(ThemeRow("fees", 1234)) == "1.234"
    assert say.basis(Themes(None, ())).startswith("n = dưới 5 góp ý")


@pytest.mark.parametrize(
    "n, sentence", [(0, "Không có"), (4, "dưới 5"), (5, "5 góp ý")]
)
def test_a_search_counts_from_five_on(n: int, sentence: str) -> None:
    assert sentence in CommentWording("vi").found(n)
