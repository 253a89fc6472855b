"""Questions of perception and expectation on the citizen's form: shown, taken, put right, never a failure."""

import json

import pytest
from bs4 import BeautifulSoup, Tag
from sqlmodel import select

from survey.store.engine import Store
from survey.store.tables import AlteredRepeat
from tests.fixtures.choices import TEXT
from tests.fixtures.lan import ADDRESS, Lan, make_lan

SCORED = {"seats": "4"}
CODES = "learnt came seats on_time manner help means wished first more".split()


@pytest.fixture()
def asked(sqlite_store: Store) -> Lan:
    """Give Lan in a wave that asks every kind of question."""
    return make_lan(sqlite_store, text=TEXT, full=True)


def fieldsets(page: str) -> dict[str, Tag]:
    """Return each question of a page by its code."""
    found = BeautifulSoup(page, "html.parser").select("fieldset[data-q]")
    named = ((one.select_one("input, select"), one) for one in found)
    return {str(first["name"]): one for first, one in named if first is not None}


def filled_in(page: str) -> dict[str, list[str]]:
    """Return what a page has filled in, by question."""
    return {
        code: [
            *(str(one["value"]) for one in question.select("input[checked]")),
            *(str(one["value"]) for one in question.select("input[type=text]")),
            *(str(one["value"]) for one in question.select("option[selected]")),
        ]
        for code, question in fieldsets(page).items()
    }


def test_each_kind_is_asked_in_its_place_with_buttons_of_its_own(asked: Lan) -> None:
    questions = fieldsets(asked.open().text)
    assert list(questions) == CODES
    types = {
        code: {
            str(one.get("type", one.name)) for one in question.select("input, select")
        }
        for code, question in questions.items()
    }
    assert types["learnt"] == types["on_time"] == {"radio"}
    assert types["came"] == {"text"}
    assert types["means"] == types["wished"] == {"checkbox"}
    assert types["first"] == {"select"}
    assert len(questions["first"].select("select")) == 3
    for question in questions.values():
        for field in question.select("input, select"):
            assert question.select_one(f"label[for={field['id']}]") is not None


def test_the_core_leaves_out_what_is_not_of_the_core(sqlite_store: Store) -> None:
    lan = make_lan(sqlite_store, text=TEXT)
    assert list(fieldsets(lan.open().text)) == [
        code for code in CODES if code not in ("help", "more")
    ]
    # The further questions are a record of their own, and only its scores are read.
    assert list(fieldsets(lan.open(f"{ADDRESS}/them").text)) == ["help"]


def test_answers_are_kept_as_codes_in_one_form(asked: Lan) -> None:
    sent = {
        **SCORED,
        "learnt": "board",
        "came": " 03 ",
        "on_time": "no",
        "means": ["post", "counter"],
        "wished": ["papers"],
        "first": ["", "staff", "hours"],
    }
    assert asked.send(sent).status_code == 303
    (stored,) = asked.stored()
    assert json.loads(stored.choices) == {
        "learnt": "board",
        "came": 3,
        "on_time": "no",
        "means": ["counter", "post"],
        "wished": ["papers"],
        "first": ["staff", "hours"],
    }
    assert stored.scores == "4--"


def test_questions_left_open_leave_nothing(asked: Lan) -> None:
    sent = {**SCORED, "came": "", "first": ["", "", ""]}
    assert asked.send(sent).status_code == 303
    assert asked.stored()[0].choices == ""


GOOD = {
    "learnt": "web",
    "came": "2",
    "means": ["counter", "online"],
    "first": ["seats", "", "hours"],
}


@pytest.mark.parametrize(
    ("code", "sent", "sentence"),
    [
        ("learnt", "radio", "Xin chọn một trong các câu trả lời có sẵn."),
        ("learnt", ["web", "web"], "Câu này nhận được hai câu trả lời. Xin chọn một."),
        ("came", "7", "Xin ghi một số từ 0 đến 6, hoặc để trống."),
        ("came", "-1", "Xin ghi một số từ 0 đến 6, hoặc để trống."),
        ("came", "٣", "Xin ghi một số từ 0 đến 6, hoặc để trống."),
        ("came", "9" * 5_000, "Xin ghi một số từ 0 đến 6, hoặc để trống."),
        ("came", ["1", "1"], "Câu này nhận được hai câu trả lời. Xin chọn một."),
        ("means", ["fax"], "Xin chọn một trong các câu trả lời có sẵn."),
        (
            "means",
            ["post", "none"],
            "Đã chọn “Chưa nộp lần nào” thì xin bỏ chọn các mục khác.",
        ),
        (
            "wished",
            ["time", "papers", "price"],
            "Xin chọn nhiều nhất 2 mục; đang chọn 3.",
        ),
        (
            "first",
            ["hours", "", "hours"],
            "“Mở cửa thêm sáng thứ Bảy” đang đứng ở hai chỗ. Xin xếp mỗi mục một chỗ.",
        ),
        ("first", ["x"], "Xin chọn một trong các câu trả lời có sẵn."),
        ("first", ["hours"] * 40, "Câu này nhận được hai câu trả lời. Xin chọn một."),
    ],
)
def test_what_is_wrong_is_said_beside_the_question_and_nothing_is_lost(
    asked: Lan, code: str, sent: object, sentence: str
) -> None:
    answer = asked.send({**SCORED, **GOOD, code: sent})
    assert answer.status_code == 422
    assert not asked.stored()
    wrong = fieldsets(answer.text)[code].select_one("p[id$=-wrong]")
    assert wrong is not None and wrong.get_text() == sentence
    summary = BeautifulSoup(answer.text, "html.parser").select_one("div.wrong a")
    assert summary is not None and summary["href"] == f"#{code}-0"
    kept = filled_in(answer.text)
    for other, value in GOOD.items():
        if other != code:
            filled = (
                [one for one in value if one] if isinstance(value, list) else [value]
            )
            assert kept[other] == filled


def test_the_places_of_a_rank_are_shown_again_as_they_were_chosen(asked: Lan) -> None:
    answer = asked.send({**SCORED, "first": ["", "staff", "staff"]})
    chosen = [
        [str(option["value"]) for option in one.select("option[selected]")]
        for one in fieldsets(answer.text)["first"].select("select")
    ]
    assert chosen == [[], ["staff"], ["staff"]]


def test_without_a_level_the_form_asks_for_one_and_keeps_the_rest(asked: Lan) -> None:
    answer = asked.send({"learnt": "web"})
    assert answer.status_code == 422
    assert "Xin trả lời ít nhất một câu về mức độ hài lòng." in answer.text
    assert filled_in(answer.text)["learnt"] == ["web"]


def test_a_repeat_with_another_choice_is_noticed(asked: Lan) -> None:
    token = asked.token()
    asked.send({**SCORED, "learnt": "web"}, token=token)
    first = asked.receipts()[0].content_tag
    again = asked.send({**SCORED, "learnt": "people"}, token=token)
    assert again.status_code == 303
    (stored,) = asked.stored()
    assert json.loads(stored.choices) == {"learnt": "web"}
    assert [receipt.content_tag for receipt in asked.receipts()] == [first]
    with asked.store.reading() as session:
        (altered,) = session.exec(select(AlteredRepeat))
    assert altered.n == 1


def test_a_form_with_every_kind_is_light(asked: Lan) -> None:
    page = asked.open(headers={"Accept-Encoding": "gzip"})
    assert len(page.data) <= 6144


# TRUST §4: endless, another alphabet's digits, broken UTF-8, markup, SQL, a template, NUL, JSON.
BAD = (
    b"9" * 5_000,
    "４".encode(),
    b"%ED%A0%80",
    b"%c0%ae",
    b"<script>alert(1)</script>",
    b"' OR 1=1--",
    b"{{7*7}}",
    b"1%00",
    b"1e1",
    b"%2B1",
    b"0_5",
    b"[%22web%22]",
    b"%E2%80%AE",
)


@pytest.mark.parametrize("code", ["learnt", "came", "means", "first"])
def test_no_bad_value_is_stored_or_brings_the_service_down(
    asked: Lan, code: str
) -> None:
    for bad in BAD:
        token = asked.token().encode()
        body = b"form_token=" + token + b"&seats=4&" + code.encode() + b"=" + bad
        sent = asked.phone.post(
            ADDRESS, data=body, content_type="application/x-www-form-urlencoded"
        )
        assert sent.status_code == 422, bad
        assert b"<script>alert(1)" not in sent.data
    assert not asked.stored()
