"""Comments before they are counted or stored."""

import pytest

from forms.comments import LONGEST_COMMENT, clean_comment, excess_length


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\0b", "ab"),
        ("a\ud800b", "ab"),
        ("a\x0bb\x1b[2Jc\x85", "ab[2Jc"),
        ("a\ufffeb\uffff\ufdd0\U0001fffe", "ab"),
        ("a\u202e5 oas", "a5 oas"),
        ("\u2066a\u2069", "a"),
        ("a\u200e\u200fb\u2060", "ab"),
        ("a\u00adb", "ab"),
        ("\ufeffa", "a"),
        ("a\U000e0041b", "ab"),
        ("hoa\u0300", "ho\u00e0"),
        ("a\tb", "a b"),
        ("dòng 1\r\ndòng 2\rdòng 3", "dòng 1\ndòng 2\ndòng 3"),
    ],
)
def test_what_is_invisible_or_dangerous_is_taken_out(sent: str, kept: str) -> None:
    assert clean_comment(sent) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Đ Ð D\u0335",
        "👨\u200d👩\u200d👧",
        "ខ្មែរ\u200bភាសា",
        "Chờ lâu 😀 quá — “ghế” ít",
        "+84 912 345 678",
        "=1+1",
        "\ufffd",
    ],
)
def test_honest_writing_stays_as_it_is(text: str) -> None:
    assert clean_comment(text) == text


@pytest.mark.parametrize(
    "text",
    [None, "", "  \n ", "\u00a0\u3000", "\u3164", "\u200b\u200d", "\u2800\u115f"],
)
def test_blanks_only_are_no_comment(text: str | None) -> None:
    assert clean_comment(text) == ""


def test_a_pile_of_marks_on_one_letter_is_cut() -> None:
    assert len(clean_comment("a" + "\u0316" * 200 + "b")) == 1 + 6 + 1


def test_length_is_counted_after_composing() -> None:
    decomposed = "a\u0300" * LONGEST_COMMENT
    assert excess_length(clean_comment(decomposed)) == 0


def test_the_excess_is_counted_in_code_points() -> None:
    family = "👨\u200d👩\u200d👧"
    assert excess_length(clean_comment(family * 2_000)) == 5 * 2_000 - LONGEST_COMMENT
