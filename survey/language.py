"""Languages of the service: Vietnamese is the source of every sentence, each other language a folder."""

import gettext
from functools import lru_cache
from pathlib import Path

TRANSLATIONS = Path(__file__).parent / "translations"
SOURCE_LANGUAGE = "vi"
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages on offer, the source language first."""
    others = sorted(folder.name for folder in TRANSLATIONS.iterdir() if folder.is_dir())
    return SOURCE_LANGUAGE, *others


@lru_cache
def translator(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; the source language needs none."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    return gettext.translation("messages", TRANSLATIONS, [language])
