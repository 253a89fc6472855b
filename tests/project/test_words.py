"""The Vietnamese that people read is written in one way, with the words of docs/words.md."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from survey.language import TRANSLATIONS

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")
# The old and usual place of the tone: hòa, khỏe, thủy. “Quý” has its u from the q.
NEW_TONE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)", re.IGNORECASE)
# Where a letter follows, the tone stands on the second vowel: hoàn, khoảng, tuyến.
WRONG_TONE = re.compile(r"[òóỏõọ][ae]\w|[ùúủũụ]y\w", re.IGNORECASE)
# The button that takes answers off a phone, and what it asks, have their letters from the design.
AS_AGREED = ("Xoá khỏi máy này", "Xoá thì phiếu này")
# Two things to type are left alone: the key “?” and the setting paper,kiosk.
SPACING = re.compile(
    r"\S {2}|\s(?:[,.;:!)”]|\?(?! là))(?!\S)|[(“]\s|[^\W\d_](?<!paper),[^\W\d_]"
)
PERCENT = re.compile(r"\d %|\)[a-z] %%")
SYLLABLE = re.compile(
    r"(?:ngh?|nh|ph|th|tr|ch|gh|gi|kh|qu|[bcdghklmnprstvx])?"
    r"(?:[iuo]?[aeiouy][iouya]?)(?:ng|nh|ch|[cmnpt])?",
    re.IGNORECASE,
)
# Names of programs, formats, people and official indices, and words of files that a reader types.
FOREIGN = frozenset("""
    Bonett Brown Cohen Donner Fisher Forsythe Holm Klein Levin Mogstad Newcombe Romano Satterthwaite Shaikh
    Spearman Spiegelhalter Student Wieczorek Wilhelm Wilson Wright Yamane Zou
    Authorization audience Bearer Ctrl Enter Excel Index JavaScript OpenAPI Parquet PostgreSQL Python SQLite Unicode Unikey Word
    Kappa alpha arcsin bootstrap byte kappa
    code commune content core counter department district docx early excludes expectation false fields fixed format
    from kind kiosk label land late most multiple name near official options paper perception pick population
    postgresql province quarter reported satisfaction scale scorecard target unverified value vertical withheld xlsx
    yes
    """.split())


def catalogue() -> list[tuple[str, ...]]:
    with (TRANSLATIONS / "en/LC_MESSAGES/messages.po").open("rb") as source:
        return [
            (message.id,) if isinstance(message.id, str) else tuple(message.id)
            for message in read_po(source, locale="en")
            if message.id
        ]


def pages() -> list[str]:
    """Return every sentence of pages, reports and what commands print."""
    return sorted({sentence for forms in catalogue() for sentence in forms})


def helps() -> list[str]:
    """Return the Vietnamese help of commands."""
    with (TRANSLATIONS / "vi/LC_MESSAGES/commands.po").open("rb") as source:
        said = [
            message.string for message in read_po(source, locale="vi") if message.id
        ]
    return [
        text for each in said for text in ((each,) if isinstance(each, str) else each)
    ]


def questionnaires() -> list[str]:
    """Return the Vietnamese of the questionnaires and themes that come with the service."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for key, inner in value.items():
                if not key.endswith("_en"):
                    yield from texts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from texts(inner)

    files = [
        *(ROOT / "forms/questionnaires").glob("*.toml"),
        ROOT / "forms/codebook.toml",
    ]
    return [
        text for file in files for text in texts(tomllib.loads(file.read_text("utf-8")))
    ]


def avoided() -> list[str]:
    rows = re.findall(
        r"^\|.*\|$", (ROOT / "docs/words.md").read_text("utf-8"), re.MULTILINE
    )
    cells = [row.strip("|").split("|")[-1] for row in rows[2:]]
    return [
        word for cell in cells for each in cell.split(",") if (word := each.strip())
    ]


def test_text_is_composed() -> None:
    texts = pages() + helps() + questionnaires()
    assert [each for each in texts if not unicodedata.is_normalized("NFC", each)] == []


def test_tones_stand_in_one_place() -> None:
    texts = pages() + helps() + questionnaires()
    assert [
        each
        for each in texts
        if NEW_TONE.search(each) or WRONG_TONE.search(each)
        if not each.startswith(AS_AGREED)
    ] == []


def test_signs_stand_close_to_their_words() -> None:
    texts = pages() + questionnaires()
    assert [each for each in texts if SPACING.search(each.strip())] == []


def test_a_percent_sign_stands_close_to_its_number() -> None:
    assert [each for each in pages() if PERCENT.search(each)] == []


def test_quotation_marks_are_curved() -> None:
    # A line of TOML to copy keeps its own marks.
    texts = [each for each in pages() + questionnaires() if "options = [{" not in each]
    assert [each for each in texts if re.search(r"[\"'‘&]", each)] == []


def test_a_plural_is_no_other_sentence() -> None:
    # Vietnamese has none; English beside the source would be shown to its readers.
    assert [forms for forms in catalogue() if len(set(forms)) > 1] == []


def test_one_thing_has_one_name() -> None:
    # Also at the start of a sentence; other capitals are part of the word.
    forms = [f"[{word[0]}{word[0].upper()}]{re.escape(word[1:])}" for word in avoided()]
    words = re.compile(rf"\b(?:{'|'.join(forms)})\b")
    texts = pages() + helps()
    assert [(found[0], each) for each in texts if (found := words.search(each))] == []


def test_pages_of_officials_use_no_english() -> None:
    strange: dict[str, str] = {}
    for sentence in pages():
        plain = PLACEHOLDER.sub(" ", sentence)
        # Commands, options, settings, files and keys are typed as they are.
        plain = re.sub(
            r"sipas[ \w.-]*|--?[a-z-]+|\[\[?\w+\]?\]|\S*[_/=.:@]\S+|\(\w+\)", " ", plain
        )
        for word in re.findall(r"(?<![\w-])[A-Za-z]{2,}(?![\w-])", plain):
            if (
                not word.isupper()
                and not SYLLABLE.fullmatch(word)
                and word not in FOREIGN
            ):
                strange.setdefault(word, sentence)
    assert strange == {}


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        (NEW_TONE, "khoá"),
        (NEW_TONE, "thuỷ"),
        (WRONG_TONE, "hòan"),
        (SPACING, "một  hai"),
        (SPACING, "một , hai"),
        (PERCENT, "95 %"),
    ],
)
def test_a_fault_of_writing_is_seen(pattern: re.Pattern[str], fault: str) -> None:
    assert pattern.search(fault)
