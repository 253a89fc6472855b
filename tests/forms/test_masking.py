"""What could tell who wrote a comment is covered, and honest sentences stay readable."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.masking import COVER, mask

PERSONAL = {
    "phone": [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "0912\u2013345\u2013678",
        "(0912) 345 678",
        "0912/345/678",
        "0912, 345, 678",
        "+84 912 345 678",
        "+84(0)912345678",
        "84912345678",
        "024 3822 1234",
        "0 9 1 2 3 4 5 6 7 8",
        "0.9.1.2.3.4.5.6.7.8",
        "0\u200b912\u200b345\u200b678",
        "0912\n345\n678",
        "\uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
        "\u0660\u0669\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
        "\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468",
        "O912345678",
        "o912 345 678",
        "912 345 678",
    ],
    "identity card": [
        "012345678",
        "012 345 678",
        "001099012345",
        "001.099.012.345",
        "0 0 1 0 9 9 0 1 2 3 4 5",
    ],
    "passport": ["C1234567", "c 1234567", "B12345678"],
    "plate": [
        "51F-123.45",
        "51F 12345",
        "51f12345",
        "30A-1234",
        "29-H1 234.56",
        "29H1-234.56",
        "80-NG-123-45",
        "\uff15\uff11F\uff0d123.45",
    ],
    "dossier": [
        "000.00.00.H13-240115-0001",
        "000.16.15.H13-240115-0001",
        "H13-240115-0001",
        "H13.15-240115-0001",
        "h13 240115 0001",
        "H13\u2013240115\u20130001",
        "G22.99.12-250113-0012",
        "H 1 3 - 2 4 0 1 1 5 - 0 0 0 1",
    ],
    "e-mail": [
        "an.nguyen@example.vn",
        "an-nguyen+1@mail.example.com.vn",
        "an @ example . vn",
        "an (at) example (dot) vn",
        "an a c\u00f2ng example.vn",
        "an\uff20example.vn",
    ],
}
HONEST = [
    "Ngày 15/01/2024 lúc 8h30 phải chờ 2 giờ",
    "Từ 01/02/2024-15/02/2024, 13h30-14h30",
    "Từ 13h30 - 14h30 không có ai",
    "Cho 912 hồ sơ, gặp 2024 lần",
    "Phí 150.000.000 đồng, 1.200.000.000đ hay 2000000000 VND",
    "Tầng 3, phòng 305, quầy 12, bấm số 1022 hoặc 1900 1234",
    "Nghị định 61/2018/NĐ-CP và Quyết định 1383/QĐ-BNV năm 2022",
    "Thêm ghế — cảm ơn 👍🏽",
    "",
]


@pytest.mark.parametrize(
    "written", [text for texts in PERSONAL.values() for text in texts]
)
def test_what_belongs_to_a_person_is_covered_wherever_it_stands(written: str) -> None:
    assert mask(written) == COVER
    assert mask(f"Tôi là {written}, cảm ơn") == f"Tôi là {COVER}, cảm ơn"


@pytest.mark.parametrize("written", HONEST)
def test_an_honest_sentence_stays_as_it_was(written: str) -> None:
    assert mask(written) == written


def test_everything_is_covered_where_several_stand_in_one_text() -> None:
    written = "0912345678 hoặc an@example.vn, xe 51F-123.45; H13-240115-0001"
    assert mask(written) == f"{COVER} hoặc {COVER}, xe {COVER}; {COVER}"


def test_the_word_before_a_number_stays_whole() -> None:
    assert mask("Gọi cho 0912345678") == f"Gọi cho {COVER}"
    assert mask("Gọi cho 9123456789") == f"Gọi cho {COVER}"


def test_an_amount_of_money_that_begins_as_a_card_does_is_covered() -> None:
    assert mask("001099012345 đồng") == f"{COVER} đồng"


@given(st.text(alphabet="0129 .-/@AHhđ\n\uff10a", max_size=60))
def test_covering_twice_changes_nothing_and_makes_nothing_longer(written: str) -> None:
    covered = mask(written)
    assert mask(covered) == covered
    assert len(covered) <= len(written)


@given(
    st.lists(st.sampled_from("0123456789"), min_size=9, max_size=20),
    st.sampled_from(["", " ", ".", "-", " - ", ". ", "·", "_"]),
)
def test_no_nine_digits_in_a_row_are_left(digits: list[str], between: str) -> None:
    covered = mask(f"Số {between.join(digits)} nhé")
    assert sum(character.isdigit() for character in covered) == 0


@pytest.mark.parametrize(
    "unit", ["1 ", "1.a", "12345678x", "0", "a", "a@", "a.", "12A", "H1", " "]
)
def test_no_text_keeps_the_server_busy(unit: str) -> None:
    """A pattern that tries everything again from each place would take minutes for this."""
    longest = unit * (64 * 1024 // len(unit))
    began = process_time()
    mask(longest)
    assert process_time() - began < 2
