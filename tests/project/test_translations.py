"""English is complete: each Vietnamese sentence that a program translates has its entry."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from forms.questionnaire import choice_reasons, part_reasons, reasons
from survey.language import SOURCE_LANGUAGE, TRANSLATIONS, languages

ROOT = Path(__file__).parents[2]
PACKAGES = ("survey", "forms", "templates")
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "translate": None,
}
PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-zA-Z]|%[a-zA-Z]|\{\w*\}")
OTHERS = [language for language in languages() if language != SOURCE_LANGUAGE]


def extracted(folder: Path, *, start: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Give each sentence that a call in the folder names, and where."""
    for file, line, message, _, _ in extract_from_dir(
        folder, METHODS, keywords=KEYWORDS
    ):
        for sentence in (message,) if isinstance(message, str) else message:
            if sentence:
                place = (folder / file).relative_to(start)
                yield sentence, f"{place}:{line}"


def used() -> dict[str, str]:
    """Return every sentence in use with one place where it is used."""
    found = {
        sentence: f"{module.__name__}: {name}"
        for module in (reasons, choice_reasons, part_reasons)
        for name, sentence in vars(module).items()
        if name.isupper()
    }
    for package in PACKAGES:
        found.update(extracted(ROOT / package))
    return found


def catalog(language: str) -> Catalog:
    file = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as source:
        return read_po(source, locale=language)


def entries(language: str) -> list[Message]:
    return [message for message in catalog(language) if message.id]


def texts(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return one text, or the forms of singular and plural."""
    return (value,) if isinstance(value, str) else tuple(value)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_in_use_is_translated(language: str) -> None:
    known = {
        text
        for message in entries(language)
        if all(texts(message.string)) and not message.fuzzy
        for text in texts(message.id)
    }
    missing = [
        f"{place}: {text}" for text, place in used().items() if text not in known
    ]
    assert missing == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_the_same_values(language: str) -> None:
    different = [
        message.id
        for message in entries(language)
        for text in texts(message.string)
        if sorted(PLACEHOLDER.findall(text))
        != sorted(PLACEHOLDER.findall(texts(message.id)[-1]))
    ]
    assert different == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_translated_twice(language: str) -> None:
    file = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    keys = re.findall(r'^msgid ((?:".*"\n)+)', file.read_text("utf-8"), re.MULTILINE)
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_says_what_it_is(language: str) -> None:
    found = catalog(language)
    assert (str(found.locale), found.charset, found.num_plurals) == (
        language,
        "utf-8",
        2,
    )


def test_sentences_of_python_and_of_pages_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('_("một")\ngettext("hai")\nngettext("ba", "bốn", 2)')
    (tmp_path / "b.html").write_text('{{ _("năm") }}{% trans %}sáu{% endtrans %}')
    found = {sentence for sentence, _ in extracted(tmp_path, start=tmp_path)}
    assert found == {"một", "hai", "ba", "bốn", "năm", "sáu"}
