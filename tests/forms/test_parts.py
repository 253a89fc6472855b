"""Parts with weights, grades, and indices of levels: what their files must say, and what they measure."""

from pathlib import Path

import pytest

from forms.questionnaire import (
    Band,
    Questionnaire,
    QuestionnaireError,
    band_of,
    load_questionnaire,
    part_reasons,
    reasons,
    translate,
)

OTHER_COUNTRIES = Path(__file__).parent / "questionnaires"
PARTS = """
[[part]]
code = "service"
name = "Dịch vụ"
weight = 0.4

[[part]]
code = "policy"
name = "Chính sách"
weight = 0.6

[[band]]
code = "low"
name = "Thấp"
from = 0

[[band]]
code = "high"
name = "Cao"
from = 80.5

[[factor]]
code = "place\""""

# (replaced, by, key, reason)
MISTAKES = [
    ('part = "policy"', 'part = "other"', "factor[2].part", part_reasons.PART_UNKNOWN),
    ('part = "policy"\n', "", "factor[2].part", part_reasons.PART_MISSING),
    (
        'part = "policy"',
        'part = "service"',
        "part[2].code",
        part_reasons.PART_EMPTY,
    ),
    ("weight = 0.6\n", "", "part[2].weight", part_reasons.PART_WEIGHT_MISSING),
    ("weight = 0.6", "weight = 0.5", "index_rule", reasons.WEIGHT_SUM),
    ("weight = 0.6", "weight = 60", "part[2].weight", reasons.WEIGHT_VALUE),
    (
        '"weighted_parts"',
        '"pooled"',
        "part[1].weight",
        part_reasons.PART_WEIGHT_UNUSED,
    ),
    ('code = "policy"', 'code = "place"', "factor[1].code", reasons.CODE_TAKEN),
    ("from = 80.5", "from = 100", "band[2].from", part_reasons.BAND_VALUE),
    ("from = 80.5", 'from = "80"', "band[2].from", part_reasons.BAND_VALUE),
    ("from = 80.5", "from = nan", "band[2].from", part_reasons.BAND_VALUE),
    ("from = 80.5", "from = 0.0", "band[2].from", part_reasons.BAND_ORDER),
    ("from = 80.5\n", "", "band[2].from", reasons.MISSING),
    ('"Cao"', '"Thấp"', "band[2].name", part_reasons.BAND_TWICE),
    ('"high"', '"low"', "band[2].code", part_reasons.BAND_TWICE),
    ("year = 2026", 'year = 2026\nscoring = "mean"', "scoring", reasons.NOT_ALLOWED),
]


@pytest.fixture(scope="module")
def file(small_file: str) -> str:
    """The small questionnaire with two parts and two grades."""
    text = small_file.replace('"pooled"', '"weighted_parts"')
    text = text.replace('\n[[factor]]\ncode = "place"', PARTS, 1)
    text = text.replace('"Nơi đón tiếp"', '"Nơi đón tiếp"\npart = "service"')
    return text.replace('name = "Góp ý"', 'name = "Góp ý"\npart = "policy"')


def read(text: str) -> Questionnaire:
    return load_questionnaire(text, source="parts.toml")


def another_country(name: str) -> Questionnaire:
    return read((OTHER_COUNTRIES / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    MISTAKES,
    ids=[f"{key}: {reason[:30]}" for _old, _new, key, reason in MISTAKES],
)
def test_a_mistake_in_parts_or_bands_is_named(
    file: str, old: str, new: str, key: str, reason: str
) -> None:
    assert old in file
    with pytest.raises(QuestionnaireError) as raised:
        read(file.replace(old, new, 1))
    assert (key, reason) in {(m.key, m.reason) for m in raised.value.mistakes}


def test_weights_of_parts_without_any_part_are_a_mistake(small_file: str) -> None:
    with pytest.raises(QuestionnaireError) as raised:
        read(small_file.replace('"pooled"', '"weighted_parts"'))
    assert [m.reason for m in raised.value.mistakes] == [part_reasons.NO_PARTS]


def test_no_more_bands_than_people_can_tell_apart(file: str) -> None:
    more = "".join(
        f'\n[[band]]\ncode = "b{n}"\nname = "{n}"\nfrom = {81 + n}\n' for n in range(11)
    )
    with pytest.raises(QuestionnaireError) as raised:
        read(file + more)
    assert [m.reason for m in raised.value.mistakes] == [part_reasons.MOST_BANDS]


def test_a_part_measures_the_questions_of_its_factors(file: str) -> None:
    found = {
        measure.code: (measure.kind, measure.positions)
        for measure in read(file).measures(full=True)
    }
    assert found["service"] == ("part", (0, 1))
    assert found["policy"] == ("part", (2,))
    assert list(found)[-3:] == ["service", "policy", "index"]


def test_a_core_form_measures_parts_by_its_core(file: str) -> None:
    found = {one.code: one.positions for one in read(file).measures(full=False)}
    assert found["service"] == (0,)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight = 0.4", "weight = 0.3"),
        ('"Dịch vụ"', '"Dịch vụ công"'),
        ("from = 80.5", "from = 81"),
        ("year = 2026", 'year = 2026\nscoring = "level"'),
    ],
)
def test_the_digest_changes_with_parts_bands_and_scoring(
    file: str, old: str, new: str
) -> None:
    # Weights that no longer add up are a mistake, so that both are moved.
    changed = file.replace(old, new, 1).replace(
        "weight = 0.6", "weight = 0.7" if "weight" in old else "weight = 0.6"
    )
    assert read(changed).digest != read(file).digest


def test_parts_and_bands_are_translated(file: str) -> None:
    source = read(file)
    translation = f"""
questionnaire = "small"
language = "en"
source_digest = "{source.digest}"
title = "Small"
scale.labels = ["Bad", "Fair", "Good"]
part = {{ service = "Service", policy = "Policy" }}
band = {{ low = "Low", high = "High" }}
factor = {{ place = "Place", feedback = "Feedback" }}
not_applicable.fees = "Do not remember"
filter.gave = {{ text = "Gave?", yes = "Yes", no = "No" }}
[question]
seats = "Seats?"
fees = "Fees?"
heard = "Heard?"
overall = "Overall?"
"""
    translated = translate(source, translation, source="en.toml")
    assert [part.name for part in translated.parts] == ["Service", "Policy"]
    assert [band.name for band in translated.bands] == ["Low", "High"]
    with pytest.raises(QuestionnaireError, match=r"band\.high"):
        translate(source, translation.replace(', high = "High"', ""), source="en.toml")


def test_bands_are_half_open_on_the_unrounded_value() -> None:
    skm = another_country("skm.toml")
    # The printed bands put 76.63 into two grades and 88.305 into none.
    found = [
        band_of(skm.bands, points / 100)
        for points in (25, 64.999, 65, 76.609, 76.61, 76.63, 88.305, 88.31, 100)
    ]
    assert [band.name if band else None for band in found] == list("DDCCBBBAA")
    assert band_of(skm.bands, 0.2499) is None


def test_a_share_that_is_not_exact_in_binary_reaches_its_band() -> None:
    for hundredths in range(1, 10_000):
        bands = (Band("low", "Low", 0.0), Band("high", "High", hundredths / 100))
        found = band_of(bands, hundredths / 10_000)
        assert found is not None and found.code == "high"


def test_client_satisfaction_of_the_philippines_has_five_grades() -> None:
    arta = another_country("arta-csm.toml")
    found = [
        band_of(arta.bands, points / 100) for points in (59.99, 60, 89.9, 94.99, 95)
    ]
    assert [band.name if band else None for band in found] == [
        "Poor",
        "Fair",
        "Satisfactory",
        "Very satisfactory",
        "Outstanding",
    ]
