"""A comment at the form: asked with a hint, covered before it is stored, never cut, never joined to the answer."""

import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select

from survey.store.tables import CommentArrival
from tests.fixtures.lan import ADDRESS, Lan, token_in

MASKED = "Đã che phần giống số điện thoại hoặc số giấy tờ."


def comments(lan: Lan) -> list[str]:
    with lan.store.reading() as session:
        return [comment.text for comment in session.exec(select(CommentArrival))]


def box(page: str) -> str:
    """Return what stands in the comment's box, as a browser reads it."""
    found = BeautifulSoup(page, "html.parser").select_one("textarea#comment")
    assert found is not None
    return found.get_text().removeprefix("\n")


def test_a_comment_is_stored_beside_the_answer(lan: Lan) -> None:
    sent = lan.send({"overall": "4", "comment": "Thêm ghế\r\nở sảnh"})
    assert sent.status_code == 303
    assert comments(lan) == ["Thêm ghế\nở sảnh"]
    assert [answer.scores for answer in lan.stored()] == ["4-----"]
    assert MASKED not in lan.open(sent.headers["Location"]).text


@pytest.mark.parametrize("blank", ["", "  \n", "\u3164\u200b"])
def test_a_blank_comment_is_none(sqlite_lan: Lan, blank: str) -> None:
    assert sqlite_lan.send({"overall": "4", "comment": blank}).status_code == 303
    assert comments(sqlite_lan) == []


def test_a_phone_number_is_covered_before_it_reaches_the_disk_and_the_writer_is_told(
    sqlite_lan: Lan, tmp_path: Path
) -> None:
    written = "Gọi tôi: 0912 345 678, an@example.vn, hồ sơ 000.00.00.H13-240115-0001"
    sent = sqlite_lan.send({"overall": "4", "comment": written})
    assert comments(sqlite_lan) == ["Gọi tôi: […], […], hồ sơ […]"]
    page = sqlite_lan.open(sent.headers["Location"])
    assert MASKED in page.text
    on_disk = b"".join(file.read_bytes() for file in tmp_path.glob("survey.sqlite*"))
    assert "Gọi tôi".encode() in on_disk
    for secret in (b"345 678", b"an@example.vn", b"240115"):
        assert secret not in on_disk


def test_the_writer_of_a_repeat_is_told_again(sqlite_lan: Lan) -> None:
    token = sqlite_lan.token()
    answers = {"overall": "4", "comment": "0912345678"}
    sqlite_lan.send(answers, token=token)
    again = sqlite_lan.send(answers, token=token)
    assert MASKED in sqlite_lan.open(again.headers["Location"]).text
    assert comments(sqlite_lan) == ["[…]"]


def test_a_comment_alone_is_no_answer_and_stays_in_its_box(sqlite_lan: Lan) -> None:
    answer = sqlite_lan.send({"comment": "Thêm ghế"})
    assert answer.status_code == 422
    assert box(answer.text) == "Thêm ghế"
    assert comments(sqlite_lan) == []


def test_two_thousand_characters_are_counted_as_people_see_them(lan: Lan) -> None:
    decomposed = unicodedata.normalize("NFD", "ệ" * 2_000)
    assert lan.send({"overall": "4", "comment": decomposed}).status_code == 303
    assert comments(lan) == ["ệ" * 2_000]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_comment_that_is_too_long_comes_back_whole_with_its_excess(
    sqlite_lan: Lan, language: str
) -> None:
    written = "ế" * 2_003
    answer = sqlite_lan.send(
        {"overall": "4", "comment": written}, address=f"{ADDRESS}?lang={language}"
    )
    assert answer.status_code == 422
    assert box(answer.text) == written
    told = {
        "vi": "Góp ý dài quá 3 chữ cái. Xin bớt còn 2.000.",
        "en": "The comment is 3 characters too long. Please keep to 2,000.",
    }[language]
    page = BeautifulSoup(answer.text, "html.parser")
    (link,) = page.select("[role=alert] a")
    assert link["href"] == "#comment" and link.get_text().startswith(told)
    beside = page.select_one("#comment-wrong")
    assert beside is not None and beside.get_text().startswith(told)
    described = page.select_one("textarea")
    assert described is not None
    assert described["aria-describedby"] == "comment-hint comment-wrong"
    assert (sqlite_lan.stored(), comments(sqlite_lan)) == ([], [])
    put_right = {"overall": "4", "comment": written[3:]}
    again = sqlite_lan.send(put_right, token=token_in(answer.text))
    assert again.status_code == 303


def test_the_hint_is_tied_to_the_box_and_names_the_hotline_where_there_is_one(
    sqlite_lan: Lan,
) -> None:
    page = BeautifulSoup(sqlite_lan.open().text, "html.parser")
    field = page.select_one("textarea")
    hint = page.select_one("#comment-hint")
    assert field is not None and hint is not None
    assert field["aria-describedby"] == "comment-hint"
    assert "Xin đừng ghi tên, số điện thoại" in hint.get_text()
    assert "khiếu nại, tố cáo: gọi 0000\u00a0000\u00a0000." in hint.get_text()
    sqlite_lan.configure(hotline="")
    assert "khiếu nại" not in sqlite_lan.open().text


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "</textarea><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{7*7}} ${7*7}",
        "' OR 1=1--; DROP TABLE comment",
        "=HYPERLINK('x')",
        "\x1b[2J\ufffe",
        "e\u0301" + "\u0316" * 200,
        "\u202e5 oas",
    ],
)
def test_a_hostile_comment_is_text_and_comes_back_as_text(
    sqlite_lan: Lan, written: str
) -> None:
    back = sqlite_lan.send({"comment": written}).text
    assert "<script>" not in back and "<img" not in back and "49" not in box(back)
    assert sqlite_lan.send({"overall": "4", "comment": written}).status_code == 303
    assert comments(sqlite_lan) == [box(back)]
