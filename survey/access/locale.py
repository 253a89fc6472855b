"""The language of a page: what the address asks for, else what the browser prefers, else Vietnamese."""

from flask import has_request_context, request

from survey.language import SOURCE_LANGUAGE, languages

PARAMETER = "lang"


def chosen_language() -> str:
    """Return the language of this request."""
    if not has_request_context():
        return SOURCE_LANGUAGE
    asked = request.args.get(PARAMETER, "")
    if asked in languages():
        return asked
    return request.accept_languages.best_match(languages()) or SOURCE_LANGUAGE
