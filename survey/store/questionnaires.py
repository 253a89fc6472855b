"""The questionnaire of an instrument, read once for each version."""

from functools import lru_cache

from forms.questionnaire import Questionnaire, load_questionnaire


@lru_cache(maxsize=64)
def stored_questionnaire(digest: str, content: str) -> Questionnaire:
    """Return the questionnaire of a stored file. Raises QuestionnaireError for a damaged one."""
    return load_questionnaire(content, source=f"questionnaire {digest[:12]}")
