"""Writing a questionnaire file: what is written is read back as it was, whatever it holds."""

import tomllib
import unicodedata
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import survey
from forms.questionnaire import (
    Factor,
    Filter,
    Question,
    Questionnaire,
    Scale,
    choice_reading,
    load_questionnaire,
    load_wordings,
    part_reading,
    reading,
    shipped_codes,
    shipped_questionnaire,
    shipped_text,
    translate,
    write_document,
    write_questionnaire,
)
from forms.questionnaire.choices import ChoiceQuestion, Option
from forms.questionnaire.document import REFUSED_CATEGORIES
from forms.questionnaire.model import digest_of
from forms.questionnaire.parts import Band, Part
from forms.questionnaire.writing import ATTRIBUTES, in_file_order

TRANSLATIONS = Path(survey.__file__).parent / "translations" / "en"
FIXTURES = sorted((Path(__file__).parent / "questionnaires").glob("*.toml"))
# Made by reading, or written in a way of their own.
NOT_KEYS = {
    "digest", "language", "language_version", "scale", "parts", "factors", "bands",
    "filters", "questions", "choice_questions", "place",
}  # fmt: skip


def is_sayable(text: str) -> bool:
    return (
        text == text.strip() != ""
        and unicodedata.is_normalized("NFC", text)
        and not any(unicodedata.category(c) in REFUSED_CATEGORIES for c in text)
    )


# Letters of any script, quotes, backslashes and number signs, which mean something in TOML.
WORDS = (
    st.text(
        st.one_of(
            st.sampled_from("\"\\'#=[]{}.,ếỗ"),
            st.characters(codec="utf-8", exclude_categories=sorted(REFUSED_CATEGORIES)),  # type: ignore[arg-type]
        ),
        min_size=1,
        max_size=8,
    )
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(is_sayable)
)
FEW = {"min_size": 1, "max_size": 3}


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Give sound questionnaires with every kind of table."""
    names = draw(st.lists(WORDS, **FEW))
    labels = draw(st.lists(WORDS, min_size=2, max_size=5, unique=True))
    factors = tuple(Factor(f"f{n}", name) for n, name in enumerate(names))
    questions = [
        Question(f"q{n}", draw(WORDS), factor.code, True, draw(st.none() | WORDS), draw(st.booleans()))
        for n, factor in enumerate(factors)
    ]  # fmt: skip
    if draw(st.booleans()):
        at = draw(st.integers(0, len(questions)))
        questions.insert(at, Question("overall", draw(WORDS), None, True, None, False))
    yes, no = draw(st.lists(WORDS, min_size=2, max_size=2, unique=True))
    return Questionnaire(
        code="thu-nghiem",
        version=draw(st.sampled_from(("1", "2026.1-b"))),
        title=draw(WORDS),
        status="own",
        year=draw(st.integers(1990, 2100)),
        legal_basis=draw(st.just("") | WORDS),
        note=draw(st.just("") | WORDS),
        index_rule="pooled",
        scale=Scale(tuple(labels), draw(st.integers(2, len(labels))), "best_first"),
        factors=factors,
        questions=tuple(questions),
        filters=draw(st.sampled_from(((), (Filter("asked", draw(WORDS), yes, no, "f0"),)))),
    )  # fmt: skip


@settings(max_examples=25)
@given(questionnaires())
def test_what_is_written_is_read_back_as_it_was(questionnaire: Questionnaire) -> None:
    text = write_questionnaire(questionnaire)
    read = load_questionnaire(text, source="written")
    assert read == replace(questionnaire, digest=digest_of(questionnaire))
    # The same questionnaire gives the same file, and a file that was written once stays as it is.
    assert write_questionnaire(read) == text


@given(
    st.recursive(
        st.text() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
        | st.lists(st.text()),
        lambda inner: st.dictionaries(st.text(), inner, max_size=3)
        | st.lists(st.dictionaries(st.text(), inner, max_size=3), max_size=3),
        max_leaves=8,
    ).filter(lambda value: isinstance(value, dict))
)  # fmt: skip
def test_any_document_is_read_back_as_it_was(values: dict[str, object]) -> None:
    assert tomllib.loads(write_document(values)) == values


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('Ông "A" nói', '"Ông \\"A\\" nói"'),
        ("C:\\phiếu", '"C:\\\\phiếu"'),
        ("một\nhai\tba", '"một\\nhai\\tba"'),
        ("\x00\x1f\x7f", '"\\u0000\\u001F\\u007F"'),
        ("Phường Ô Chợ Dừa ✓", '"Phường Ô Chợ Dừa ✓"'),
    ],
)
def test_what_means_something_in_toml_is_escaped(text: str, written: str) -> None:
    assert write_document({"note": text}) == f"note = {written}\n"


@pytest.mark.parametrize("code", shipped_codes())
def test_a_shipped_questionnaire_and_its_translation_make_one_file(code: str) -> None:
    source = shipped_questionnaire(code)
    english = translate(
        source, (TRANSLATIONS / f"{code}.toml").read_text("utf-8"), source=code
    )
    written = write_questionnaire(source, [english])
    assert load_wordings(written, source=code) == {"vi": source, "en": english}


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_every_kind_of_table_is_written(file: Path) -> None:
    source = load_questionnaire(file.read_text("utf-8"), source=file.name)
    assert load_questionnaire(write_questionnaire(source), source="written") == source


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_every_wording_can_stand_in_another_language(file: Path) -> None:
    source = load_questionnaire(file.read_text("utf-8"), source=file.name)
    other = load_questionnaire(
        write_document(in_capitals(tomllib.loads(file.read_text("utf-8")))),
        source="other",
    )
    other = replace(other, language="en")
    read = load_wordings(write_questionnaire(source, [other]), source="written")
    assert read["vi"] == source
    assert replace(read["en"], digest="", language_version="") == replace(
        other, digest="", version=source.version
    )


def in_capitals(values: object, key: str = "") -> object:
    """Return a document with every text that is said to people in capitals."""
    if isinstance(values, dict):
        return {name: in_capitals(value, name) for name, value in values.items()}
    if isinstance(values, list):
        return [in_capitals(value, key) for value in values]
    said = ("title", "labels", "name", "text", "not_applicable", "yes", "no", "label")
    return values.upper() if key in said and isinstance(values, str) else values


@pytest.mark.parametrize(
    ("model", "keys"),
    [
        (Questionnaire, reading.HEAD),
        (Scale, reading.SCALE),
        (Part, part_reading.PART),
        (Factor, reading.FACTOR),
        (Band, part_reading.BAND),
        (Filter, reading.FILTER),
        (Question, reading.QUESTION),
        (ChoiceQuestion, choice_reading.QUESTION),
        (Option, choice_reading.OPTION),
    ],
)
def test_no_field_of_the_model_is_forgotten(model: type, keys: tuple[str, ...]) -> None:
    known = {ATTRIBUTES.get(key, key) for key in keys}
    assert {field.name for field in fields(model)} - NOT_KEYS == known - NOT_KEYS


def test_a_file_written_by_hand_and_one_by_program_say_the_same_lines() -> None:
    text = write_questionnaire(shipped_questionnaire("quick"))
    plain = [
        line
        for line in shipped_text("quick").splitlines()
        if line and not line.startswith("#")
    ]
    assert sorted(line for line in text.splitlines() if line) == sorted(plain)


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_any_order_of_keys_becomes_that_of_the_file(file: Path) -> None:
    text = write_questionnaire(
        load_questionnaire(file.read_text("utf-8"), source=file.name)
    )
    shuffled = dict(reversed(tomllib.loads(text).items()))
    shuffled["question"] = [dict(reversed(one.items())) for one in shuffled["question"]]
    assert write_document(shuffled) != text
    assert write_document(in_file_order(shuffled)) == text


def test_nothing_is_written_that_a_file_cannot_hold() -> None:
    with pytest.raises(TypeError, match="holds no value of type set"):
        write_document({"labels": {"Tốt"}})
