"""The questionnaire editor's form: nothing typed is lost, whatever it is, and buttons do what they say."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.draft_cells import HEAD, INSIDE, ITEMS, SCALE_CELLS, SECTIONS, is_worded
from forms.drafts import (
    Values,
    apply,
    new_document,
    tables,
    typed_document,
    typed_fields,
)
from forms.questionnaire import (
    choice_reading,
    load_questionnaire,
    part_reading,
    reading,
    shipped_codes,
    shipped_text,
    write_document,
)
from forms.questionnaire.beside import KEY, WORDED

ENGLISH = ["en"]
FIXTURES = sorted((Path(__file__).parent / "questionnaires").glob("*.toml"))
NAMES = [
    *(cell.key for cell in HEAD),
    *(f"scale.{cell.key}" for cell in SCALE_CELLS),
    *(f"{kind}.{n}.{cell.key}" for kind in SECTIONS for n in (1, 2, 3) for cell in ITEMS[kind]),
    *(f"{kind}.{n}.{key}@en" for kind in SECTIONS for n in (1, 2, 3) for key in WORDED[kind]),
    *(f"question.1.options.{n}.{cell.key}" for n in (1, 2) for cell in ITEMS["options"]),
]  # fmt: skip
TYPED = st.sampled_from(
    "yes 1 0,5 q1 f1 perception single count rank yes_no official pooled index stage "
    "weighted_parts best_first draft -9999999 a\nb\nc".split(" ")
)
OPERATIONS = st.sampled_from(
    ("", "add question", "up question.2", "down part.1", "below factor.1", "remove question.1")
    + ("add question.1.options", "remove question.1.options.1", "up question.1.options.2")
)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(NAMES), TYPED | st.text(), max_size=60), OPERATIONS
)
def test_whatever_is_typed_can_be_saved_checked_and_shown_again(
    sent: dict[str, str], operation: str
) -> None:
    document = typed_document(sent, ENGLISH)
    assert tomllib.loads(write_document(document)) == document
    reading.look_at_draft(write_document(document))
    assert typed_document(typed_fields(document), ENGLISH) == document
    apply(document, operation)
    reading.look_at_draft(write_document(document))
    assert typed_document(typed_fields(document), ENGLISH) == document


@pytest.mark.parametrize(
    "text",
    [
        *map(shipped_text, shipped_codes()),
        *(file.read_text("utf-8") for file in FIXTURES),
    ],
    ids=[*shipped_codes(), *(file.stem for file in FIXTURES)],
)
def test_a_questionnaire_goes_through_the_page_unchanged(text: str) -> None:
    fields = typed_fields(tomllib.loads(text), decimal=",")
    written = write_document(typed_document(fields, ENGLISH))
    assert load_questionnaire(written, source="x") == load_questionnaire(
        text, source="x"
    )


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("part", part_reading.PART),
        ("factor", reading.FACTOR),
        ("band", part_reading.BAND),
        ("filter", reading.FILTER),
        ("question", (*reading.QUESTION, *choice_reading.QUESTION)),
        ("options", choice_reading.OPTION),
    ],
)
def test_every_key_of_the_file_has_its_field(kind: str, keys: tuple[str, ...]) -> None:
    known = {cell.key for cell in ITEMS[kind]} | {INSIDE.get(kind, "")} - {""}
    assert known == set(keys)
    assert {cell.key for cell in HEAD} == set(reading.HEAD)
    assert {cell.key for cell in SCALE_CELLS} == set(reading.SCALE)
    assert {*SECTIONS, "scale"} == set(reading.TABLES)
    assert all(is_worded(kind, key) for kind, keys in WORDED.items() for key in keys)


def test_a_new_questionnaire_lacks_only_what_people_must_write() -> None:
    document = new_document(date(2026, 11, 30))
    found = reading.look_at_draft(write_document(document))
    assert {one.key for one in found.mistakes} == {
        "code",
        "title",
        "factor[1].name",
        "question[1].text",
    }


def test_another_language_stands_beside_what_it_says() -> None:
    sent = {
        "title": "Mẫu phiếu",
        "title@en": "Form",
        "title@fr": "x",
        "question.1.code": "q1",
        "question.1.text@en": "How?",
    }
    assert typed_document(sent, ENGLISH) == {
        "title": "Mẫu phiếu",
        KEY: {"en": {"title": "Form"}},
        "question": [{"code": "q1", KEY: {"en": {"text": "How?"}}}],
    }


def test_blanks_and_hidden_marks_do_not_stay() -> None:
    sent = {
        "title": "  Phie\u0302\u0301u \u202e nhỏ\n",
        "scale.labels": "Kém\r\n\r\n  Tốt ",
        "year": " 2026 ",
    }
    assert typed_document(sent, []) == {
        "title": "Phiếu nhỏ",
        "year": 2026,
        "scale": {"labels": ["Kém", "Tốt"]},
    }


def test_what_names_a_code_follows_when_it_is_changed() -> None:
    sent = {
        "factor.1.was": "f1",
        "factor.1.code": "place",
        "factor.2.was": "f2",
        "factor.2.code": "f1",
        "question.1.code": "q1",
        "question.1.factor": "f1",
        "question.2.code": "q2",
        "question.2.factor": "f2",
        "filter.1.code": "l1",
        "filter.1.factor": "f2",
    }
    document = typed_document(sent, [])
    named = [item["factor"] for kind in ("question", "filter") for item in tables(document, kind)]  # fmt: skip
    assert named == ["place", "f1", "f1"]


def three_questions() -> Values:
    return {
        "question": [{"code": f"q{n}", "factor": "f1", "text": str(n)} for n in (1, 2, 3)]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "order", "goes_to"),
    [
        ("up question.2", ["q2", "q1", "q3"], "question.1"),
        ("up question.1", ["q1", "q2", "q3"], "question.1"),
        ("down question.2", ["q1", "q3", "q2"], "question.3"),
        ("down question.3", ["q1", "q2", "q3"], "question.3"),
        ("below question.1", ["q1", "q4", "q2", "q3"], "question.2"),
        ("add question", ["q1", "q2", "q3", "q4"], "question.4"),
        ("remove question.3", ["q1", "q2"], "question.2"),
        ("remove question.9", ["q1", "q2", "q3"], ""),
        ("remove question", ["q1", "q2", "q3"], ""),
        ("explode question.1", ["q1", "q2", "q3"], ""),
        ("add scale", ["q1", "q2", "q3"], ""),
    ],
)
def test_a_button_does_what_it_says(
    operation: str, order: list[str], goes_to: str
) -> None:
    document = three_questions()
    assert apply(document, operation) == goes_to
    assert [item["code"] for item in tables(document, "question")] == order


def test_a_new_question_is_about_the_same_factor_as_the_one_before() -> None:
    document = three_questions()
    apply(document, "below question.1")
    assert tables(document, "question")[1] == {"code": "q4", "factor": "f1"}


def test_options_are_added_moved_and_removed_inside_their_question() -> None:
    document = three_questions()
    for operation in ("add question.2.options", "add question.2.options"):
        apply(document, operation)
    assert apply(document, "up question.2.options.2") == "question.2.options.1"
    options = tables(tables(document, "question")[1], "options")
    assert [option["code"] for option in options] == ["a2", "a1"]
    apply(document, "remove question.2.options.1")
    assert apply(document, "remove question.2.options.1") == "options"
    assert "options" not in tables(document, "question")[1]


def test_yes_or_no_brings_its_two_answers_and_a_blank_row_is_no_option() -> None:
    sent = {"question.1.code": "q1", "question.1.kind": "yes_no"}
    (question,) = tables(typed_document(sent, []), "question")
    assert [option["code"] for option in tables(question, "options")] == ["yes", "no"]
    sent = {
        "question.1.code": "q1",
        "question.1.kind": "single",
        "question.1.options.1.code": "",
        "question.1.options.1.label": "Gần nhà",
        "question.1.options.2.code": "",
        "question.1.options.2.label": "",
    }
    (question,) = tables(typed_document(sent, []), "question")
    assert tables(question, "options") == [{"code": "a1", "label": "Gần nhà"}]
