"""The language of a page: what the address asks for, else what the browser prefers, else Vietnamese."""

from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from flask import has_request_context, request

from survey.language import SOURCE_LANGUAGE, languages

PARAMETER = "lang"


class UnlistedLanguage(Locale):
    """A language that Babel knows nothing of, such as Hmong: its own sentences, dates as in Vietnamese."""

    _code = SOURCE_LANGUAGE

    def __init__(self, code: str) -> None:
        super().__init__(SOURCE_LANGUAGE)
        # Babel reads a locale's patterns when they are first asked for, by its name: before it is renamed.
        assert self.date_formats
        self._code = code

    def __str__(self) -> str:
        return self._code


@cache
def locale_of(language: str) -> Locale:
    """Return how a language writes dates, and in which direction it runs."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return UnlistedLanguage(language)


def chosen_locale() -> Locale:
    """Return the locale of this request."""
    return locale_of(chosen_language())


def chosen_language() -> str:
    """Return the language of this request."""
    if not has_request_context():
        return SOURCE_LANGUAGE
    asked = request.args.get(PARAMETER, "")
    if asked in languages():
        return asked
    return request.accept_languages.best_match(languages()) or SOURCE_LANGUAGE
