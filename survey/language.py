"""Languages of the service: Vietnamese is the source of every sentence, each other language a folder.

A folder holds the catalogue (`LC_MESSAGES/messages.po`, compiled) and a file for each questionnaire.
Nothing else names a language: its own name is its catalogue's word for "Tiếng Việt".
"""

import gettext
from functools import lru_cache
from pathlib import Path

TRANSLATIONS = Path(__file__).parent / "translations"
SOURCE_LANGUAGE = "vi"
# Complete in every release, by a test; what it translates, every other language must.
COMPLETE_LANGUAGE = "en"


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages on offer, the source language first; an incomplete one is not offered."""
    folders = sorted(
        folder.name
        for folder in TRANSLATIONS.iterdir()
        # That of the source language holds the help of commands, whose source is English.
        if folder.is_dir() and folder.name != SOURCE_LANGUAGE
    )
    return SOURCE_LANGUAGE, *(name for name in folders if _is_complete(name))


@lru_cache
def translator(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; the source language needs none."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return gettext.translation("messages", TRANSLATIONS, [language])


def language_names() -> dict[str, str]:
    """Return the languages on offer with their own names."""
    return {code: _own_name(code) for code in languages()}


def _own_name(language: str) -> str:
    _ = translator(language).gettext
    return _("Tiếng Việt")


def _is_complete(language: str) -> bool:
    if language == COMPLETE_LANGUAGE:
        return True
    try:
        return _sentences(language) >= _sentences(COMPLETE_LANGUAGE)
    except FileNotFoundError:
        return False


def _sentences(language: str) -> set[object]:
    # The standard library keeps what a catalogue translates in this one place.
    catalogue: dict[object, str] = vars(translator(language))["_catalog"]
    # A plural is one sentence, however many forms a language has of it.
    return {key[0] if isinstance(key, tuple) else key for key in catalogue}
