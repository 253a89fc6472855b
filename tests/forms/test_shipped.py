"""The questionnaires that come with the service, and a foreign one as proof that the model is general."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from forms.questionnaire import (
    Filter,
    Question,
    Questionnaire,
    load_questionnaire,
    pack,
    shipped_codes,
    shipped_questionnaire,
)

# Read in source for Decision 2640/QĐ-BNV (2017), the list of 22 criteria for transactions in person.
CONFIRMED = {
    "Thủ tục hành chính được niêm yết công khai đầy đủ",
    "Thời hạn giải quyết (tính từ hồ sơ được tiếp nhận đến ngày trả kết quả) là đúng quy định",
    "Công chức có thái độ giao tiếp lịch sự",
    "Công chức trả lời, giải đáp đầy đủ các ý kiến của người dân/đại diện tổ chức",
    "Công chức hướng dẫn kê khai hồ sơ tận tình, chu đáo",
    "Công chức tuân thủ đúng quy định trong giải quyết công việc",
    "Cơ quan giải quyết thủ tục hành chính/Bộ phận tiếp nhận và trả kết quả "
    "có thông báo kết quả xử lý góp ý, phản ánh, kiến nghị kịp thời",
}


def texts_of(questionnaire: Questionnaire) -> list[str]:
    return [item.text for item in questionnaire.as_shown(full=True)]


def test_three_questionnaires_are_shipped() -> None:
    assert shipped_codes() == ("quick", "sipas-2017", "sipas-2023")


def test_the_method_of_2023_has_two_parts_and_asks_more_than_satisfaction() -> None:
    asked = shipped_questionnaire("sipas-2023")
    parts = {one.code: one.positions for one in asked.measures(full=True)}
    # Nine policy groups with four contents each were read in a source, of services five factors.
    assert len(parts["policy"]) == 36 and len(asked.factors) == 9 + 5
    assert {*parts["policy"], *parts["service"]} == set(parts["index"])
    assert [part.weight for part in asked.parts] == [0.6, 0.4]
    kinds = {one.content: 0 for one in asked.choice_questions}
    for one in asked.choice_questions:
        kinds[one.content] += 1
    # Eight criteria of perception, of which one was made two questions.
    assert kinds == {"perception": 9, "expectation": 2}


def test_no_wording_of_the_method_of_2023_was_read_in_a_source() -> None:
    asked = shipped_questionnaire("sipas-2023")
    assert asked.status == "draft" and "ví dụ" in asked.note
    assert all(one.draft for one in (*asked.questions, *asked.choice_questions))


@pytest.mark.parametrize("code", shipped_codes())
def test_a_file_is_named_by_its_code(code: str) -> None:
    assert shipped_questionnaire(code).code == code


def test_another_code_is_refused() -> None:
    with pytest.raises(KeyError):
        shipped_questionnaire("../quick")


@pytest.mark.parametrize("code", shipped_codes())
def test_each_question_is_a_whole_polite_sentence(code: str) -> None:
    for text in texts_of(shipped_questionnaire(code)):
        assert "Ông/Bà" in text and text.endswith("?")
        assert unicodedata.is_normalized("NFC", text)


def test_sipas_has_the_22_criteria_in_five_factors(sipas: Questionnaire) -> None:
    counts = {
        factor.name: sum(q.factor == factor.code for q in sipas.questions)
        for factor in sipas.factors
    }
    assert counts == {
        "Tiếp cận dịch vụ": 4,
        "Thủ tục hành chính": 5,
        "Công chức trực tiếp giải quyết công việc": 6,
        "Kết quả dịch vụ": 3,
        "Việc tiếp nhận, giải quyết góp ý, phản ánh, kiến nghị": 4,
    }


def test_only_confirmed_wording_of_sipas_is_not_a_draft(sipas: Questionnaire) -> None:
    verified = [q.text for q in sipas.questions if not q.draft]
    assert len(verified) == len(CONFIRMED)
    for criterion in CONFIRMED:
        assert any(criterion.casefold() in text.casefold() for text in verified)


def test_sipas_as_a_whole_is_a_draft_and_says_why(sipas: Questionnaire) -> None:
    assert sipas.status == "draft"
    assert "7 trong 22 tiêu chí" in sipas.note


@pytest.mark.parametrize("code", shipped_codes())
def test_the_core_is_the_overall_question_and_one_for_each_factor(code: str) -> None:
    questionnaire = shipped_questionnaire(code)
    core = questionnaire.as_asked(full=False)
    in_factors = sorted(q.factor for q in core if q.factor is not None)
    assert in_factors == sorted(factor.code for factor in questionnaire.factors)
    assert sum(q.factor is None for q in core) == 1


def test_quick_asks_the_overall_question_first(quick: Questionnaire) -> None:
    assert quick.questions[0].code == "overall"


def test_sipas_asks_the_overall_question_last(sipas: Questionnaire) -> None:
    assert sipas.questions[-1].code == "overall"


def test_the_overall_question_never_offers_does_not_apply() -> None:
    for code in shipped_codes():
        questions = shipped_questionnaire(code).questions
        assert [q.not_applicable for q in questions if q.factor is None] == [None]


def test_quick_has_one_screen_whether_full_or_not(quick: Questionnaire) -> None:
    assert quick.as_asked(full=True) == quick.as_asked(full=False)


@pytest.mark.parametrize("full", [True, False])
def test_the_filter_stands_right_before_what_hangs_on_it(
    sipas: Questionnaire, full: bool
) -> None:
    shown = sipas.as_shown(full=full)
    places = [n for n, item in enumerate(shown) if isinstance(item, Filter)]
    assert len(places) == 1
    after = shown[places[0] + 1]
    before = shown[places[0] - 1]
    assert isinstance(after, Question) and after.factor == "feedback"
    assert isinstance(before, Question) and before.factor == "result"


def test_measures_are_the_questions_the_factors_and_the_index(
    small: Questionnaire,
) -> None:
    measures = [(m.code, m.positions) for m in small.measures(full=True)]
    assert measures == [
        ("seats", (0,)),
        ("fees", (1,)),
        ("heard", (2,)),
        ("overall", (3,)),
        ("place", (0, 1)),
        ("feedback", (2,)),
        ("index", (0, 1, 2)),
    ]


def test_a_core_wave_measures_core_questions_only(
    small: Questionnaire,
) -> None:
    measures = {m.code: m.positions for m in small.measures(full=False)}
    assert measures == {
        "seats": (0,),
        "heard": (2,),
        "overall": (3,),
        "place": (0,),
        "feedback": (2,),
        "index": (0, 2),
    }


def test_best_first_reverses_what_is_shown_and_no_level(small_file: str) -> None:
    text = small_file.replace("worst_first", "best_first")
    scale = load_questionnaire(text, source="small.toml").scale
    assert scale.shown_levels() == (3, 2, 1)
    assert scale.labels == ("Kém", "Vừa", "Tốt")


def test_the_model_holds_another_countrys_instrument() -> None:
    file = Path(__file__).parent / "questionnaires" / "arta-csm.toml"
    arta = load_questionnaire(file.read_text("utf-8"), source=file.name)
    assert (arta.index_rule, len(arta.factors)) == ("mean_of_criteria", 8)
    assert arta.core_positions == tuple(range(9))
    assert arta.index_positions == tuple(range(1, 9))
    answers = {"sqd0": 5, "sqd5": "x", "sqd8": 1}
    assert pack(arta, answers, full=False) == "5----x--1"


def test_questionnaires_are_read_without_the_web_framework() -> None:
    program = "import sys, forms.questionnaire; sys.exit('flask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
