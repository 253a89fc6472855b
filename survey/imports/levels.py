"""Which packed answer a value of a question's column stands for."""

import re

from analysis.ratings.levels import is_no_answer, level_of, plain
from forms.questionnaire import Question
from forms.questionnaire.packing import LEVELS, NOT_ANSWERED, NOT_APPLICABLE
from survey.imports.mapping import ColumnMapping

# What “does not apply” is in a file; other words for no answer say nothing of why.
DOES_NOT_APPLY = frozenset(
    {"không áp dụng", "không sử dụng", "not applicable", "does not apply", "n/a"}
)
_NUMBER_OF = re.compile(r"^\d{1,2}(?!\d)|(?<=[(\[])\d{1,2}(?=[)\]]$)")


def packed_level(
    value: str, question: Question, mapping: ColumnMapping, *, levels: int
) -> str | None:
    """Return the character that an answer is stored with, None for what is no answer.

    A word that the mapping names stands for what it says there, whatever it looks like.
    """
    word, known = plain(value), dict(mapping.levels)
    if word not in known:
        offered = question.not_applicable
        if offered is not None and (word in DOES_NOT_APPLY or word == plain(offered)):
            return NOT_APPLICABLE
        if is_no_answer(value):
            return NOT_ANSWERED
    if mapping.best_first:
        value = _NUMBER_OF.sub(lambda found: str(levels + 1 - int(found[0])), value)
    level = level_of(value, levels=levels, labels=known)
    if level is None:
        return None
    return LEVELS[level - 1] if level else NOT_ANSWERED
