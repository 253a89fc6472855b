"""Other languages beside the Vietnamese wording: complete or refused, at the line of what is missing."""

import re

import pytest

from forms.questionnaire import QuestionnaireError, load_wordings, reasons

ENGLISH = {
    'title = "Phiếu nhỏ"': 'title = "Small form"',
    'labels = ["Kém", "Vừa", "Tốt"]': 'labels = ["Poor", "Fair", "Good"]',
    'name = "Nơi đón tiếp"': 'name = "The place"',
    'name = "Góp ý"': 'name = "Comments"',
    'text = "Đã góp ý chưa?"': 'text = "Did you comment?"',
    'yes = "Có"': 'yes = "Yes"',
    'no = "Chưa"': 'no = "No"',
    'text = "Chỗ ngồi thế nào?"': 'text = "How were the seats?"',
    'text = "Lệ phí thế nào?"': 'text = "How were the fees?"',
    'not_applicable = "Không nhớ"': 'not_applicable = "I do not remember"',
    'text = "Có được lắng nghe không?"': 'text = "Were you heard?"',
    'text = "Nói chung thế nào?"': 'text = "How was it overall?"',
}


def in_english(small_file: str, english: dict[str, str] = ENGLISH) -> str:
    """Return the small file with its English wording beside each line."""
    for vietnamese, said in english.items():
        small_file = small_file.replace(
            f"{vietnamese}\n", f"{vietnamese}\ntranslation.en.{said}\n", 1
        )
    return small_file


def mistakes_of(text: str) -> set[tuple[int, str, str]]:
    with pytest.raises(QuestionnaireError) as raised:
        load_wordings(text, source="small.toml")
    return {(m.line, m.key, m.reason) for m in raised.value.mistakes}


def test_a_file_is_read_in_each_of_its_languages(small_file: str) -> None:
    alone = load_wordings(small_file, source="small.toml")
    both = load_wordings(in_english(small_file), source="small.toml")
    assert (list(alone), list(both)) == (["vi"], ["vi", "en"])
    # A wording beside it changes nothing about what was asked in Vietnamese.
    assert both["vi"] == alone["vi"]
    english = both["en"]
    assert english.title == "Small form"
    assert english.scale.labels == ("Poor", "Fair", "Good")
    assert english.questions[1].not_applicable == "I do not remember"
    assert (english.filters[0].yes, english.factors[1].name) == ("Yes", "Comments")
    assert english.digest == alone["vi"].digest
    assert re.fullmatch("[0-9a-f]{12}", english.language_version)
    assert alone["vi"].language_version == ""


@pytest.mark.parametrize("left_out", ENGLISH)
def test_one_wording_that_is_missing_refuses_the_file(
    small_file: str, left_out: str
) -> None:
    english = {key: said for key, said in ENGLISH.items() if key != left_out}
    ((_, key, reason),) = mistakes_of(in_english(small_file, english))
    name = left_out.partition(" ")[0]
    assert key.endswith(f"translation.en.{name}") and reason == reasons.MISSING


def test_a_missing_wording_is_named_beside_the_others_of_its_table(
    small_file: str,
) -> None:
    english = dict(ENGLISH)
    del english['text = "Lệ phí thế nào?"']
    text = in_english(small_file, english)
    beside = text[: text.index("translation.en.not_applicable")].count("\n") + 1
    assert mistakes_of(text) == {
        (beside, "question[2].translation.en.text", reasons.MISSING)
    }


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('en.title = "Small form"', "en.title = 5", "translation.en.title", reasons.NOT_TEXT),
        ('en.title = "Small form"', 'en.title = " "', "translation.en.title", reasons.EMPTY),
        ('en.yes = "Yes"', 'en.maybe = "Yes"', "filter[1].translation.en.maybe", reasons.UNKNOWN),
        ('["Poor", "Fair", "Good"]', '["Poor", "Good"]', "scale.translation.en.labels", reasons.LABEL_COUNT_DIFFERS),
        ('["Poor", "Fair", "Good"]', '["Poor", "Fair", "Fair"]', "scale.labels", reasons.LABEL_TWICE),
        ('translation.en.no = "No"', 'translation.en = "No"', "filter[1].translation.en", reasons.NOT_TABLE),
    ],
)  # fmt: skip
def test_a_wrong_wording_is_found(
    small_file: str, old: str, new: str, key: str, reason: str
) -> None:
    text = in_english(small_file)
    assert old in text
    if "translation.en =" in new:
        # TOML itself refuses a text and a table under one name.
        text = text.replace('translation.en.text = "Did you comment?"\n', "")
        text = text.replace('translation.en.yes = "Yes"\n', "")
    found = mistakes_of(text.replace(old, new))
    assert (key, reason) in {(found_key, said) for _, found_key, said in found}
