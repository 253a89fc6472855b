"""The fixed words of results, in both languages (UX, section 4.4)."""

import re
from pathlib import Path

import pytest

from analysis.verdicts import Difference, Overall
from forms.questionnaire import shipped_questionnaire
from survey.reports.figures import Estimate, Withheld
from survey.reports.wording import Wording
from survey.store.tables.answers import CLASSES

ROOT = Path(__file__).parents[2]
VI, EN = Wording("vi"), Wording("en")
CLEAR = {"difference": 0.062, "low": 0.021, "high": 0.103}
LOWER = {"difference": -0.062, "low": -0.103, "high": -0.021}


def test_a_clear_difference() -> None:
    assert VI.difference(Difference.HIGHER, **CLEAR) == (
        "Cao hơn rõ. Chênh lệch 6,2 điểm (từ 2,1 đến 10,3), "
        "lớn hơn mức dao động thường do ngẫu nhiên."
    )
    assert EN.difference(Difference.HIGHER, **CLEAR) == (
        "Clearly higher. Difference 6.2 points (2.1 to 10.3), "
        "larger than chance alone usually gives."
    )


def test_a_lower_office_is_lower_by_a_positive_number() -> None:
    assert VI.difference(Difference.LOWER, **LOWER) == (
        "Thấp hơn rõ. Chênh lệch 6,2 điểm (từ 2,1 đến 10,3), "
        "lớn hơn mức dao động thường do ngẫu nhiên."
    )


def test_no_clear_difference() -> None:
    assert EN.difference(Difference.NONE, **CLEAR) == (
        "No clear difference. These data do not tell which is higher. "
        "That does not mean they are equal."
    )


def test_the_interval_and_what_it_leaves_out() -> None:
    assert VI.interval_is(0.812, 0.882) == (
        "Giá trị chung có lẽ nằm trong khoảng 81,2–88,2 (khoảng tin cậy 95%)."
    )
    assert VI.interval_leaves_out() == (
        "Khoảng này chỉ tính sai số do số phiếu ít. "
        "Nó không nói gì về những người không trả lời."
    )


def test_too_few_and_few_and_hidden_with_another() -> None:
    assert VI.why_withheld(Withheld.TOO_FEW) == (
        "Chưa đủ phiếu (dưới 5): không hiện kết quả để không ai bị nhận ra."
    )
    assert VI.few() == "Ít phiếu (5–29): xem để tham khảo, không dùng để xếp hạng."
    assert VI.why_withheld(Withheld.COMPLEMENT) == (
        "Ẩn kèm: ẩn để không suy ra được ô bên cạnh. "
        "Ô của một ít người trả lời giống hệt nhau cũng ẩn như vậy."
    )


def test_the_middle_answer_is_said_not_to_count() -> None:
    assert VI.satisfied_levels(shipped_questionnaire("quick")) == (
        "Tính là hài lòng: “Hài lòng”, “Rất hài lòng”. “Bình thường” tính là chưa hài lòng."
    )


def test_the_sentence_for_a_meeting() -> None:
    figure = Estimate(n=18432, share=0.846, low=0.839, high=0.853)
    assert VI.headline(figure, offices=58, all_offices=60) == (
        "Chỉ số hài lòng 84,6 điểm trên 100 (khoảng tin cậy 95%: 83,9–85,3), "
        "từ 18.432 phiếu của 58 trong 60 đơn vị."
    )
    assert EN.headline(figure, offices=58, all_offices=60) == (
        "The satisfaction index is 84.6 points out of 100 "
        "(95% confidence interval: 83.9–85.3), from 18,432 answers at 58 of 60 offices."
    )


@pytest.mark.parametrize("wording", [VI, EN], ids=["vi", "en"])
def test_every_verdict_reason_and_class_has_its_words(wording: Wording) -> None:
    for verdict in Difference:
        assert wording.group(verdict)
        assert wording.beside_others(verdict, **CLEAR)
    for overall in Overall:
        assert wording.overall(overall)
    for reason in Withheld:
        assert wording.withheld(reason) and wording.why_withheld(reason)
    # Made-up ratings are in no result, so their class needs no name.
    for channel in set(CLASSES) - {"Z"}:
        assert len(wording.channel(channel)) > 1


def test_the_ministry_s_name_for_its_own_figures_is_never_ours() -> None:
    """Scan every sentence, template and poster; pages are scanned in tests/review."""
    files = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "survey").rglob("*.py"),
        *(ROOT / "survey").rglob("*.typ"),
        *(ROOT / "survey" / "translations").rglob("*.po"),
        *(ROOT / "survey" / "translations").rglob("*.toml"),
        *(ROOT / "forms").rglob("*.py"),
    ]
    assert len(files) > 50
    # Naming the ministry's own is right, and `sipas index` is a command.
    borrowed = re.compile(
        r"(?i:chỉ số sipas(?! của bộ))|SIPAS index(?! of the Ministry)"
    )
    assert [str(f) for f in files if borrowed.search(f.read_text("utf-8"))] == []
