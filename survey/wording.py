"""The questionnaire of a wave, in every language that has a translation of exactly its wording."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from forms.questionnaire import (
    Questionnaire,
    QuestionnaireError,
    load_wordings,
    translate,
    write_questionnaire,
)
from survey.language import SOURCE_LANGUAGE, TRANSLATIONS, languages
from survey.store.questionnaires import stored_questionnaire


@lru_cache(maxsize=64)
def wordings(digest: str, content: str) -> Mapping[str, Questionnaire]:
    """Return a stored questionnaire by language, the source language first.

    A translation in the questionnaire's own file is complete and goes before that of a release. One
    of a release that is missing, incomplete or made for other wording is left out, so that
    nobody rates a sentence that differs from what is counted.
    """
    source = stored_questionnaire(digest, content)
    own = load_wordings(content, source=source.code)
    found = {SOURCE_LANGUAGE: source}
    for language in languages():
        file = TRANSLATIONS / language / f"{source.code}.toml"
        if language in own:
            found[language] = own[language]
            continue
        if not file.is_file():
            continue
        try:
            found[language] = translate(
                source, file.read_text("utf-8"), source=file.name
            )
        except QuestionnaireError:
            continue
    return MappingProxyType(found)


def whole_file(digest: str, content: str) -> str:
    """Return the file of a stored questionnaire with every translation of it beside the Vietnamese."""
    source, *translated = wordings(digest, content).values()
    return write_questionnaire(source, translated)
