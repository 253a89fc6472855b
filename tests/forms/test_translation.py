"""Translations: complete and made for this very wording, or refused."""

from pathlib import Path

import pytest

import survey
from forms.questionnaire import (
    Questionnaire,
    QuestionnaireError,
    reasons,
    shipped_codes,
    shipped_questionnaire,
    translate,
)

TRANSLATIONS = Path(survey.__file__).parent / "translations"
SMALL_ENGLISH = """\
questionnaire = "small"
language = "en"
source_digest = "{digest}"
title = "Small form"

[scale]
labels = ["Poor", "Fair", "Good"]

[factor]
place = "Place"
feedback = "Comments"

[filter.gave]
text = "Did you comment?"
yes = "Yes"
no = "No"

[question]
seats = "How are the seats?"
fees = "How are the fees?"
heard = "Were you heard?"
overall = "How is it overall?"

[not_applicable]
fees = "I do not remember"
"""


@pytest.fixture
def english(small: Questionnaire) -> str:
    return SMALL_ENGLISH.format(digest=small.digest)


@pytest.mark.parametrize("code", shipped_codes())
def test_each_shipped_questionnaire_has_a_complete_english_wording(code: str) -> None:
    vietnamese = shipped_questionnaire(code)
    text = (TRANSLATIONS / "en" / f"{code}.toml").read_text("utf-8")
    assert translate(vietnamese, text, source=code).language == "en"


def test_the_wording_changes_and_the_structure_does_not(
    small: Questionnaire, english: str
) -> None:
    translated = translate(small, english, source="en.toml")
    assert translated.questions[1].text == "How are the fees?"
    assert translated.questions[1].not_applicable == "I do not remember"
    assert translated.filters[0].no == "No"
    assert translated.digest == small.digest
    assert translated.measures(full=True) == small.measures(full=True)


def test_another_translation_has_another_version(
    small: Questionnaire, english: str
) -> None:
    first = translate(small, english, source="en.toml").language_version
    reworded = english.replace("How are the fees?", "And the fees?")
    assert translate(small, reworded, source="en.toml").language_version != first
    assert small.language_version == ""


# (replaced, by, line, key, reason)
@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ('fees = "How are the fees?"\n', "", 18, "question.fees", reasons.MISSING),
        ("place =", "palace =", 10, "factor.palace", reasons.UNKNOWN),
        ('"How are the seats?"', '""', 19, "question.seats", reasons.EMPTY),
        (', "Good"]', "]", 7, "scale.labels", reasons.LABEL_COUNT_DIFFERS),
        ('"small"', '"quick"', 1, "questionnaire", reasons.OTHER_QUESTIONNAIRE),
        ('source_digest = "', 'source_digest = "0', 3, "source_digest", reasons.STALE),
        ('no = "No"\n', "", 13, "filter.gave.no", reasons.MISSING),
        ('fees = "I do', 'seats = "I do', 24, "not_applicable.fees", reasons.MISSING),
        (
            '[not_applicable]\nfees = "I do not remember"\n',
            "",
            1,
            "not_applicable",
            reasons.MISSING,
        ),
    ],
)
def test_a_mistake_in_a_translation_is_found_at_its_line(
    small: Questionnaire,
    english: str,
    old: str,
    new: str,
    line: int,
    key: str,
    reason: str,
) -> None:
    assert old in english
    with pytest.raises(QuestionnaireError) as raised:
        translate(small, english.replace(old, new, 1), source="en.toml")
    found = {(m.line, m.key, m.reason) for m in raised.value.mistakes}
    assert (line, key, reason) in found


def test_a_filter_that_the_source_lacks_is_unknown(
    quick: Questionnaire, english: str
) -> None:
    with pytest.raises(QuestionnaireError) as raised:
        translate(quick, english, source="en.toml")
    found = {(m.key, m.reason) for m in raised.value.mistakes}
    assert ("filter", reasons.UNKNOWN) in found
