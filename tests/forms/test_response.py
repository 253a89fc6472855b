"""The response form: partial answers are welcome, anything a page of ours cannot send is refused."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask_wtf import FlaskForm

from forms.questionnaire import Questionnaire, load_questionnaire
from forms.questionnaire.checks import RESERVED_CODES
from forms.response import Answers, ResponseForm, response_form

Fill = Callable[..., ResponseForm]
NONE = "Chưa chọn câu trả lời nào. Xin chọn ít nhất một câu."
CHOICE = "Xin chọn một trong các câu trả lời có sẵn."
TWICE = "Câu này nhận được hai câu trả lời. Xin chọn một."


def errors_of(form: ResponseForm) -> dict[str, list[str]]:
    """Validate a form that has mistakes and return their sentences by field."""
    assert not form.validate()
    return {name: [str(e) for e in errors] for name, errors in form.errors.items()}


def test_one_answer_is_enough(small: Questionnaire, fill: Fill) -> None:
    form = fill(small, {"overall": "3"})
    assert form.validate()
    assert form.answers() == Answers(scores="---3", choices="", stage="", comment="")


def test_everything_a_citizen_can_give_arrives(
    small: Questionnaire, fill: Fill
) -> None:
    sent = {
        "stage": "receive",
        "gave": "yes",
        "seats": "1",
        "fees": "x",
        "heard": "2",
        "overall": "3",
        "comment": "Thêm ghế.\r\n",
    }
    form = fill(small, sent)
    assert form.validate()
    assert form.answers() == Answers(
        scores="1x23", choices='{"gave":"yes"}', stage="receive", comment="Thêm ghế."
    )


def test_a_no_drops_the_answers_that_hang_on_it(
    small: Questionnaire, fill: Fill
) -> None:
    form = fill(small, {"gave": "no", "heard": "3", "overall": "1"})
    assert form.validate()
    assert (form.answers().scores, form.answers().choices) == ("--.1", '{"gave":"no"}')


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"stage": "ask"},
        {"comment": "Chỉ góp ý"},
        {"fees": "x"},
        {"gave": "yes"},
        {"gave": "no", "heard": "3"},
    ],
)
def test_without_one_scored_answer_the_form_asks_for_one(
    small: Questionnaire, fill: Fill, sent: dict[str, str]
) -> None:
    assert errors_of(fill(small, sent)) == {"": [NONE]}


OFF_SCALE = [
    *(
        "",
        "0",
        "6",
        "-1",
        "5.0",
        "1e0",
        "0x5",
        " 5",
        "5 ",
        "5\n",
        "٥",
        "５",
        "0_5",
        "05",
    ),
    *("9" * 5_000, str(2**31), str(2**63), "true", "NaN", "Infinity", "1e400"),
    *("None", "null", "X", "?", "-", ".", "5\0"),
]


@pytest.mark.parametrize("value", OFF_SCALE, ids=lambda value: ascii(value)[:12])
def test_a_value_that_no_button_has_is_refused(
    quick: Questionnaire, fill: Fill, value: str
) -> None:
    form = fill(quick, {"q_access": value, "overall": "4"})
    assert errors_of(form) == {"q_access": [CHOICE]}


@pytest.mark.parametrize("level", "12345")
def test_each_level_is_accepted_and_kept(
    quick: Questionnaire, fill: Fill, level: str
) -> None:
    form = fill(quick, {"overall": level})
    assert form.validate()
    assert form.answers().scores == f"{level}-----"


def test_does_not_apply_is_refused_where_it_is_not_offered(
    quick: Questionnaire, fill: Fill
) -> None:
    assert errors_of(fill(quick, {"overall": "x"})) == {"overall": [CHOICE]}


@pytest.mark.parametrize("field", ["overall", "stage", "gave", "comment", "form_token"])
def test_a_field_that_comes_twice_is_refused(
    small: Questionnaire, fill: Fill, field: str
) -> None:
    values = {"overall": ["3", "1"], "stage": ["ask", "ask"], "gave": ["yes", "no"]}
    sent = {"seats": "1", field: values.get(field, ["a", "b"])}
    assert errors_of(fill(small, sent)) == {field: [TWICE]}


def test_neither_of_two_values_is_shown_as_chosen(
    small: Questionnaire, fill: Fill
) -> None:
    form = fill(small, {"overall": ["3", "1"]})
    assert [option.checked for option in form["overall"]] == [False] * 3


def test_bracketed_names_are_no_answers(quick: Questionnaire, fill: Fill) -> None:
    form = fill(quick, {"overall[]": "5", "overall[$gt]": "0"})
    assert errors_of(form) == {"": [NONE]}


def test_fields_that_the_form_lacks_are_ignored(
    small: Questionnaire, fill: Fill
) -> None:
    extra = {"q99": "5", "unit_id": "2", "class": "A", "is_admin": "1", "id": "1"}
    form = fill(small, {"overall": "2", **extra})
    assert form.validate()
    assert form.answers().scores == "---2"


def test_a_question_outside_the_core_is_ignored_in_a_core_wave(
    small: Questionnaire, fill: Fill
) -> None:
    form = fill(small, {"fees": "1", "overall": "2"}, full=False)
    assert form.validate()
    assert form.answers().scores == "-.-2"


def test_an_option_of_another_question_is_refused(
    small: Questionnaire, fill: Fill
) -> None:
    form = fill(small, {"gave": "3", "stage": "yes", "overall": "1"})
    assert errors_of(form) == {"stage": [CHOICE], "gave": [CHOICE]}


@pytest.mark.parametrize(
    "body",
    ["[]", "null", '"x"', "5", "{", '{"overall":5}', '{"overall":1,"overall":5}'],
)
def test_json_is_no_form(small: Questionnaire, fill: Fill, body: str) -> None:
    form = fill(small, data=body, content_type="application/json")
    assert errors_of(form) == {"": [NONE]}


def test_a_file_is_no_answer(small: Questionnaire, fill: Fill) -> None:
    upload = {"overall": (BytesIO(b"3"), "3.txt"), "comment": (BytesIO(b"a"), "a.txt")}
    assert errors_of(fill(small, data=upload)) == {"": [NONE]}


def test_who_was_helped_says_so_with_a_tick(small: Questionnaire, fill: Fill) -> None:
    ticked = fill(small, {"overall": "1", "helped": "yes"})
    assert ticked.validate() and ticked.answers().helped
    assert not fill(small, {"overall": "1"}).answers().helped


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [("no", CHOICE), ("", CHOICE), ("y", CHOICE), (["yes", "yes"], TWICE)],
)
def test_a_tick_that_our_page_does_not_send_is_refused(
    small: Questionnaire, fill: Fill, sent: object, sentence: str
) -> None:
    form = fill(small, {"overall": "1", "helped": sent})
    assert errors_of(form) == {"helped": [sentence]}


def test_a_comment_is_cleaned(small: Questionnaire, fill: Fill) -> None:
    form = fill(small, {"overall": "1", "comment": " hoa\u0300\0\u202e\r\n<b> "})
    assert form.validate()
    assert form.answers().comment == "hoà\n<b>"


@pytest.mark.parametrize(
    "bytes_sent", [b"%ED%A0%80", b"%c0%ae", b"Th%EAm gh%EA%EC"], ids=repr
)
def test_broken_bytes_in_a_comment_lose_no_answer(
    small: Questionnaire, fill: Fill, bytes_sent: bytes
) -> None:
    form = fill(
        small,
        data=b"overall=1&comment=" + bytes_sent,
        content_type="application/x-www-form-urlencoded",
    )
    assert form.validate()
    assert form.answers().comment.encode("utf-8")


def test_a_comment_of_2000_characters_is_accepted(
    small: Questionnaire, fill: Fill
) -> None:
    form = fill(small, {"overall": "1", "comment": "a\u0300" * 2_000})
    assert form.validate()


def test_a_longer_comment_says_by_how_much_and_keeps_everything(
    small: Questionnaire, fill: Fill
) -> None:
    form = fill(small, {"overall": "1", "comment": "ế" * 2_003})
    assert errors_of(form) == {
        "comment": [
            "Góp ý dài quá 3 chữ cái. Xin bớt còn 2.000. Các câu trả lời vẫn còn nguyên."
        ]
    }
    assert (form["overall"].data, len(form["comment"].data)) == ("1", 2_003)


def test_nothing_is_chosen_in_advance(sipas: Questionnaire, app: Flask) -> None:
    with app.test_request_context("/"):
        form = response_form(sipas, full=True)()
        options = [option for field in form.asked_fields for option in field]
        assert not any(option.checked for option in options)


def test_fields_stand_in_the_order_of_the_page(
    small: Questionnaire, fill: Fill
) -> None:
    form = fill(small)
    assert [field.name for field in form] == [
        *("stage", "seats", "fees", "gave", "heard", "overall"),
        *("comment", "helped", "form_token"),
    ]
    assert [field.name for field in form.asked_fields] == [
        *("seats", "fees", "gave", "heard", "overall")
    ]


def test_does_not_apply_is_the_last_answer(small: Questionnaire, fill: Fill) -> None:
    options = [(o.data, o.label.text) for o in fill(small)["fees"]]
    assert options == [("1", "Kém"), ("2", "Vừa"), ("3", "Tốt"), ("x", "Không nhớ")]


def test_best_first_turns_the_order_and_no_value(small_file: str, fill: Fill) -> None:
    text = small_file.replace("worst_first", "best_first")
    form = fill(load_questionnaire(text, source="small.toml"), {"fees": "3"})
    options = [(o.data, o.label.text) for o in form["fees"]]
    assert options == [("3", "Tốt"), ("2", "Vừa"), ("1", "Kém"), ("x", "Không nhớ")]
    assert form.validate() and form.answers().scores == "-3--"


def test_a_form_class_is_built_once_for_each_wording(small: Questionnaire) -> None:
    assert response_form(small, full=True) is response_form(small, full=True)
    assert response_form(small, full=True) is not response_form(small, full=False)


def test_the_form_needs_no_cookie(small: Questionnaire, fill: Fill) -> None:
    assert "csrf_token" not in fill(small)


def test_no_code_can_hide_a_part_of_the_form(small: Questionnaire, fill: Fill) -> None:
    codes_of_small = {field.name for field in fill(small).asked_fields}
    names = {name for name in dir(fill(small)) if name[0].islower()}
    assert names - codes_of_small <= RESERVED_CODES
    assert {name for name in dir(FlaskForm) if name[0].islower()} <= RESERVED_CODES
