"""Two versions of a questionnaire: what became of each question, and what can be compared over time."""

from pathlib import Path

import pytest

from forms.questionnaire import Questionnaire, load_questionnaire
from forms.questionnaire.comparing import (
    Comparison,
    QuestionChange,
    comparable_codes,
    compare,
)

ALL_KINDS = Path(__file__).parent / "questionnaires" / "all-kinds.toml"
SEATS = '[[question]]\ncode = "seats"\nfactor = "place"\ntext = "Chỗ ngồi thế nào?"\ncore = true\n\n'


def after(small_file: str, old: str, new: str) -> Comparison:
    """Return the small questionnaire beside itself with a change."""
    assert old in small_file
    return compare(loaded(small_file), loaded(small_file.replace(old, new, 1)))


def loaded(text: str) -> Questionnaire:
    return load_questionnaire(text, source="small.toml")


def of(found: Comparison, code: str) -> QuestionChange:
    (change,) = [one for one in found.questions if one.code == code]
    return change


def test_a_questionnaire_beside_itself_differs_in_nothing(small: Questionnaire) -> None:
    found = compare(small, small)
    assert found.is_same
    assert (found.head, found.index) == ((), ())
    assert comparable_codes(small, small) == {"seats", "fees", "heard", "overall"}


@pytest.mark.parametrize(
    ("old", "new", "differs", "is_comparable", "index"),
    [
        ("Lệ phí thế nào?", "Lệ phí ra sao?", ("text",), False, ("text",)),
        ("Không nhớ", "Không có", ("not_applicable",), False, ("text",)),
        ('code = "fees"\nfactor = "place"', 'code = "fees"\nfactor = "feedback"', ("factor", "filter"), False, ("text", "factor")),
        ('not_applicable = "Không nhớ"', 'not_applicable = "Không nhớ"\ncore = true', ("core",), True, ("core",)),
    ],
)  # fmt: skip
def test_a_question_says_what_of_it_changed(
    small_file: str,
    old: str,
    new: str,
    differs: tuple[str, ...],
    is_comparable: bool,
    index: tuple[str, ...],
) -> None:
    found = after(small_file, old, new)
    fees = of(found, "fees")
    assert (fees.differs, fees.is_comparable) == (differs, is_comparable)
    assert found.index == index
    assert of(found, "seats").is_comparable and not found.is_same


def test_another_scale_makes_no_score_comparable(small_file: str) -> None:
    for old, new, differs in (
        ('"Vừa"', '"Trung bình"', "labels"),
        ('"worst_first"', '"best_first"', "order"),
        ("satisfied_from = 3", "satisfied_from = 2", "satisfied_from"),
    ):
        found = after(small_file, old, new)
        assert (found.scale, found.index) == ((differs,), ("scale",))
        assert not any(one.is_comparable for one in found.questions)


def test_an_added_question_moves_no_other(small_file: str) -> None:
    added = '[[question]]\ncode = "first"\nfactor = "place"\ntext = "Mới?"\n\n'
    found = after(small_file, SEATS, added + SEATS)
    new = of(found, "first")
    assert (new.before, new.number_after, new.is_comparable) == (None, 1, False)
    assert not any(one.is_moved for one in found.questions)
    assert of(found, "seats").number_after == 2 and of(found, "seats").is_comparable
    assert found.index == ("questions",)


def test_a_removed_question_stands_where_it_was(small_file: str) -> None:
    text = '[[question]]\ncode = "fees"\nfactor = "place"\ntext = "Lệ phí thế nào?"\nnot_applicable = "Không nhớ"\n\n'
    found = after(small_file, text, "")
    assert [one.code for one in found.questions] == [
        "seats",
        "fees",
        "heard",
        "overall",
    ]
    assert (of(found, "fees").after, of(found, "fees").number_before) == (None, 2)


def test_a_moved_question_is_named_and_stays_comparable(small_file: str) -> None:
    moved = small_file.replace(SEATS, "") + "\n" + SEATS
    found = compare(loaded(small_file), loaded(moved))
    assert {one.code for one in found.questions if one.is_moved} == {"seats"}
    assert of(found, "seats").is_comparable and found.index == ()


def test_a_filter_that_asks_otherwise_changes_who_answers(small_file: str) -> None:
    found = after(small_file, "Đã góp ý chưa?", "Có góp ý không?")
    assert of(found, "heard").differs == ("filter",)
    assert [one.code for one in found.questions if not one.is_comparable] == ["heard"]


def test_weights_and_rule_of_the_index_are_compared(small_file: str) -> None:
    weighted = small_file.replace('"pooled"', '"fixed_weights"')
    for name, weight in (("Nơi đón tiếp", 0.5), ("Góp ý", 0.5)):
        weighted = weighted.replace(
            f'name = "{name}"', f'name = "{name}"\nweight = {weight}'
        )
    other = weighted.replace("0.5", "0.6", 1).replace("0.5", "0.4", 1)
    assert compare(loaded(small_file), loaded(weighted)).index == (
        "index_rule",
        "weight",
    )
    found = compare(loaded(weighted), loaded(other))
    assert found.index == ("weight",)
    assert [
        (one.kind, one.weight_before, one.weight_after) for one in found.groups
    ] == [
        ("factor", 0.5, 0.6),
        ("factor", 0.5, 0.4),
    ]
    assert found.head == ()


def test_what_people_choose_is_comparable_on_any_scale() -> None:
    text = ALL_KINDS.read_text("utf-8")
    other = text.replace('"Rất hài lòng"', '"Hoàn toàn hài lòng"')
    other = other.replace('"Bảng niêm yết"', '"Bảng niêm yết tại trụ sở"')
    found = compare(loaded(text), loaded(other))
    assert of(found, "came").is_comparable and not of(found, "seats").is_comparable
    assert of(found, "learnt").differs == ("options",)
    assert not of(found, "learnt").is_comparable
