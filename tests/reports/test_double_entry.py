"""What two entries of a form say: where they differ, how often, and what was decided."""

import pytest

from forms.questionnaire import Questionnaire, shipped_questionnaire
from survey.reports.double_entry import (
    HELPED,
    STAGE,
    WHOLE_FORM,
    compared,
    differences,
    rates,
    settled,
)
from survey.store.entries import Typed, TypedTwice
from survey.store.serials import Serial

# Of sipas-2017's core: q01, q05, q10, q16, a filter with q22, overall.
CORE = "".join(
    "{}" if question.core else "."
    for question in shipped_questionnaire("sipas-2017").questions
)
YES, NO = '{"gave_feedback":"yes"}', '{"gave_feedback":"no"}'


@pytest.fixture
def questionnaire() -> Questionnaire:
    return shipped_questionnaire("sipas-2017")


def typed(answers: str = "444444", choices: str = YES, **other: object) -> Typed:
    given = {"stage": "", "comment": "", "helped": False, **other}
    return Typed(CORE.format(*answers), choices, **given)  # type: ignore[arg-type]


def twice(first: Typed, second: Typed) -> TypedTwice:
    return TypedTwice(Serial(1, 1), first, second, None, by_same=False)


def where(questionnaire: Questionnaire, form: TypedTwice) -> list[tuple[str, str, str]]:
    return [
        (one.item, one.first.name, one.second.name)
        for one in differences(questionnaire, form, full=False)
    ]


def test_alike_entries_differ_nowhere_whatever_the_comment_says(
    questionnaire: Questionnaire,
) -> None:
    form = twice(typed(comment="Thêm ghế"), typed(comment="them ghe"))
    assert where(questionnaire, form) == []


def test_each_place_is_named_with_both_values(questionnaire: Questionnaire) -> None:
    form = twice(
        typed("4-4x44", stage="ask"), typed("4?5x44", stage="submit", helped=True)
    )
    assert where(questionnaire, form) == [
        (STAGE, "hỏi thông tin", "nộp hồ sơ"),
        ("q05", "Bỏ trống", "Không đọc được"),
        ("q10", "Hài lòng", "Rất hài lòng"),
        (HELPED, "Không đánh dấu", "Có đánh dấu"),
    ]


def test_a_filter_read_differently_takes_its_questions_along(
    questionnaire: Questionnaire,
) -> None:
    form = twice(typed("4444.4", NO), typed("444434", YES))
    assert where(questionnaire, form) == [
        ("gave_feedback", "Chưa", "Có"),
        ("q22", "Không phải trả lời", "Bình thường"),
    ]
    decided = settled(
        questionnaire, form, {"gave_feedback": "yes", "q22": "3"}, full=False
    )
    assert decided == typed("444434", YES)
    # Whoever says no was not asked, whatever stands there.
    no = settled(questionnaire, form, {"gave_feedback": "no", "q22": "3"}, full=False)
    assert no == typed("4444.4", NO)


def test_a_decision_is_about_every_difference_and_among_what_is_on_offer(
    questionnaire: Questionnaire,
) -> None:
    form = twice(typed("444444", stage="ask"), typed("445444"))
    for chosen in ({}, {"q10": "4"}, {"q10": "1", STAGE: ""}, {"q10": "4", STAGE: "x"}):
        assert settled(questionnaire, form, chosen, full=False) is None
    unreadable = settled(questionnaire, form, {"q10": "?", STAGE: "ask"}, full=False)
    assert unreadable == typed("44?444", stage="ask")


def test_rates_are_of_forms_with_wilson_s_interval(
    questionnaire: Questionnaire,
) -> None:
    alike, different = twice(typed(), typed()), twice(typed(), typed("545444"))
    found = compared(questionnaire, full=False, forms=[alike] * 17 + [different] * 3)
    assert found[WHOLE_FORM] == (20, 3) and found["q01"] == (20, 3)
    assert found["overall"] == (20, 0)
    whole, stage, first, *_ = rates(questionnaire, found, full=False)
    assert (stage.name, first.n, first.differing) == ("Hôm nay Ông/Bà đến để:", 20, 3)
    # By hand: (0.15 + z²/40 ∓ z √(0.15·0.85/20 + z²/1600)) / (1 + z²/20), z = 1.959964.
    assert (whole.share, whole.low, whole.high) == pytest.approx(
        (0.15, 0.052369, 0.360419), abs=1e-6
    )
