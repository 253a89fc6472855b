"""Packed answers: one character for each question, in the order of the questionnaire."""

import re

import pytest

from forms.questionnaire import (
    Questionnaire,
    check_packed,
    load_questionnaire,
    pack,
    pack_choices,
)
from forms.questionnaire.packing import has_scored_answer


def test_levels_not_applicable_and_blank_have_a_character_each(
    small: Questionnaire,
) -> None:
    answers = {"seats": 1, "fees": "x", "overall": "3"}
    assert pack(small, answers, full=True) == "1x-3"


def test_what_a_core_wave_does_not_ask_is_told_apart_from_blank(
    small: Questionnaire,
) -> None:
    assert pack(small, {"seats": 2}, full=False) == "2.--"


def test_after_a_no_the_dependent_answers_are_not_asked_whatever_was_sent(
    small: Questionnaire,
) -> None:
    answers = {"gave": "no", "heard": 3, "overall": 2}
    assert pack(small, answers, full=True) == "--.2"


@pytest.mark.parametrize("answers", [{"heard": 3}, {"heard": 3, "gave": "yes"}])
def test_without_a_no_the_dependent_answers_count_as_given(
    small: Questionnaire, answers: dict[str, str | int]
) -> None:
    assert pack(small, answers, full=True) == "--3-"


def test_after_a_yes_a_blank_dependent_answer_is_a_blank(small: Questionnaire) -> None:
    assert pack(small, {"gave": "yes"}, full=True) == "----"


def test_levels_above_nine_are_letters(small_file: str) -> None:
    labels = ", ".join(f'"mức {n}"' for n in range(1, 36))
    text = small_file.replace('"Kém", "Vừa", "Tốt"', labels)
    long = load_questionnaire(text, source="long.toml")
    answers = {"seats": 9, "fees": 10, "heard": 35, "overall": 1}
    assert pack(long, answers, full=True) == "9AZ1"


@pytest.mark.parametrize("answer", [0, 4, -1, 36, 10**30, "4", "", "33", "a", "X", "."])
def test_an_answer_off_the_scale_is_refused(
    small: Questionnaire, answer: str | int
) -> None:
    message = f'score must be 1 to 3, got {answer!r} (question "seats")'
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        pack(small, {"seats": answer}, full=True)


def test_does_not_apply_is_refused_where_it_is_not_offered(
    small: Questionnaire,
) -> None:
    with pytest.raises(ValueError, match="got 'x'"):
        pack(small, {"seats": "x"}, full=True)


def test_an_unreadable_mark_on_paper_is_kept_as_such(small: Questionnaire) -> None:
    assert pack(small, {"seats": "?"}, full=True) == "?---"


def test_an_unknown_question_is_refused(small: Questionnaire) -> None:
    with pytest.raises(
        ValueError, match='^"q99" is not asked by questionnaire "small"$'
    ):
        pack(small, {"q99": 1}, full=True)


def test_a_question_outside_the_core_is_refused_in_a_core_wave(
    small: Questionnaire,
) -> None:
    with pytest.raises(ValueError, match='^"fees" is not asked'):
        pack(small, {"fees": 1}, full=False)


def test_choices_are_canonical_json(small: Questionnaire) -> None:
    assert pack_choices(small, {"seats": 1, "gave": "no"}) == '{"gave":"no"}'


def test_without_an_answered_filter_choices_are_empty(small: Questionnaire) -> None:
    assert pack_choices(small, {"seats": 1}) == ""


def test_a_filter_takes_yes_or_no_only(small: Questionnaire) -> None:
    message = '^filter answer must be "yes" or "no", got \'maybe\' \\("gave"\\)$'
    with pytest.raises(ValueError, match=message):
        pack_choices(small, {"gave": "maybe"})


@pytest.mark.parametrize("scores", ["1x-3", "....", "----", "?.3-", "2?.?"])
def test_fitting_scores_pass_the_check(small: Questionnaire, scores: str) -> None:
    check_packed(small, scores)


@pytest.mark.parametrize("scores", ["4---", "x---", "1 --", "٣---", "a---"])
def test_scores_outside_the_alphabet_are_refused(
    small: Questionnaire, scores: str
) -> None:
    with pytest.raises(ValueError, match='question "seats"|question "fees"'):
        check_packed(small, scores)


def test_scores_of_another_length_are_refused(small: Questionnaire) -> None:
    with pytest.raises(ValueError, match="^scores must have 4 characters, got 3$"):
        check_packed(small, "123")


@pytest.mark.parametrize(
    ("scores", "scored"), [("--x.", False), ("?...", False), ("--1-", True)]
)
def test_only_a_level_is_a_scored_answer(scores: str, scored: bool) -> None:
    assert has_scored_answer(scores) is scored
