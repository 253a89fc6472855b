"""The list of urgent words finds what officials mean by it, however it is typed, and little else."""

import tomllib

import pytest

from forms.urgent import FILE, KINDS, urgent_kind, urgent_words


@pytest.mark.parametrize(
    "text, kind",
    [
        ("Cán bộ đòi hối lộ", "bribe"),
        ("can bo doi hoi lo", "bribe"),
        ("CÁN BỘ VÒI TIỀN", "bribe"),
        ("phải có phong bì mới xong", "bribe"),
        ("hối-lộ, hối  lộ", "bribe"),
        ("hô\u0301i lô\u0323", "bribe"),
        ("Bị đe dọa", "threat"),
        ("Bị đe doạ", "threat"),
        ("bi de doa", "threat"),
        ("They asked for a bribe.", "bribe"),
        ("Đe dọa nếu không đưa tiền", "bribe"),
    ],
)
def test_a_word_is_found_however_it_is_typed(text: str, kind: str) -> None:
    assert urgent_kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Phòng bị dột",
        "Phòng bí quá",
        "phong bi nong qua",
        "Bí thư Đảng ủy tiếp dân",
        "bi thu dang uy",
        "tra thu tuc tren mang",
        "Cán bộ làm từ từ",
        "can bo lam tu tu",
        "Tôi nhân tiện hỏi về chứng chỉ",
        "nộp qua cấp xã",
        "Hội lộ thiên",
        "Nhận tiền trợ cấp nhanh",
        "Phí đúng quy định, có biên lai",
    ],
)
def test_everyday_words_that_look_alike_are_left(text: str) -> None:
    assert urgent_kind(text) == ""


def test_every_entry_finds_itself_with_its_marks() -> None:
    for entry in tomllib.loads(FILE.read_text("utf-8"))["word"]:
        assert urgent_kind(f"Xin nói: {entry['text']}!") == entry["kind"], entry


def test_one_syllable_of_vietnamese_is_never_enough() -> None:
    """A single syllable without marks is nearly always several words."""
    for word in urgent_words():
        assert word.kind in KINDS
        single = len(word.syllables) == 1
        assert not single or len(word.syllables[0].letters) > 4
