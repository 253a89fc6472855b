"""Reading and checking the questions without a score: their options, and how many may be chosen."""

import json
from collections.abc import Sequence
from typing import cast

from forms.questionnaire import checks, choice_reasons
from forms.questionnaire.choices import (
    COUNT,
    FEWEST_OPTIONS,
    HIGHEST_COUNT,
    KINDS,
    MOST_OPTIONS,
    RANK,
    SATISFACTION,
    SCALE,
    SEVERAL,
    ChoiceKind,
    ChoiceQuestion,
    Content,
    Option,
)
from forms.questionnaire.document import Table

QUESTION = ("code", "content", "kind", "text", "core", "draft", "options", "most")
OPTION = ("code", "label", "excludes")
# The store's constraint on `choices`, the answered filters among them.
LONGEST_CHOICES = 2_000
YES_NO = ("yes", "no")


def has_score(table: Table) -> bool:
    """Tell whether a question is one of satisfaction, and note what its content or kind cannot be."""
    content = table.values.get("content", SATISFACTION)
    if content != SATISFACTION:
        return table.choice("content", (SATISFACTION, *KINDS)) not in KINDS
    if table.values.get("kind", SCALE) != SCALE:
        table.mistake("kind", choice_reasons.KIND_OF_SATISFACTION)
    for key in ("options", "most"):
        if key in table.values:
            table.mistake(key, choice_reasons.ONLY_CHOICE)
    return True


def choice_question(table: Table, *, place: int) -> ChoiceQuestion:
    """Return a question of perception or expectation that stands after `place` scored ones."""
    for key in ("factor", "not_applicable"):
        if key in table.values:
            table.mistake(key, choice_reasons.ONLY_SATISFACTION)
    table.allow_only((*QUESTION, "factor", "not_applicable"))
    content = cast(Content, table.text("content"))
    kind = cast(ChoiceKind, table.choice("kind", KINDS[content]))
    options = _options(table, kind)
    return ChoiceQuestion(
        code=checks.code(table),
        text=table.text("text"),
        content=content,
        kind=kind,
        core=table.flag("core"),
        draft=table.flag("draft"),
        options=options,
        most=_most(table, kind, options),
        place=place,
    )


def check_length(top: Table, questions: Sequence[ChoiceQuestion]) -> None:
    """Note where the longest answers to all questions would not fit into the store."""
    filters = {str(one.values.get("code", "")): "yes" for one in top.tables("filter")}
    longest = {
        **filters,
        **{question.code: _longest(question) for question in questions},
    }
    found = len(json.dumps(longest, separators=(",", ":")))
    if found > LONGEST_CHOICES:
        top.mistake(
            "question", choice_reasons.TOO_LONG, highest=LONGEST_CHOICES, found=found
        )


def _options(table: Table, kind: str) -> tuple[Option, ...]:
    if kind == COUNT:
        if "options" in table.values:
            table.mistake("options", choice_reasons.OPTIONS_OF_COUNT)
        return ()
    if "options" not in table.values:
        table.mistake("options", choice_reasons.NO_OPTIONS)
        return ()
    found = tuple(_option(one) for one in table.tables("options"))
    n = len(found)
    if not FEWEST_OPTIONS <= n <= MOST_OPTIONS:
        table.mistake(
            "options",
            choice_reasons.OPTION_COUNT,
            lowest=FEWEST_OPTIONS,
            highest=MOST_OPTIONS,
            found=n,
        )
    _check_options(table, kind, found)
    return found


def _option(table: Table) -> Option:
    table.allow_only(OPTION)
    return Option(
        code=checks.code(table, reserved=()),
        label=table.text("label"),
        excludes=table.flag("excludes"),
    )


def _check_options(table: Table, kind: str, options: Sequence[Option]) -> None:
    given = [option.code for option in options]
    labels = [option.label for option in options if option.label]
    for twice in sorted({one for one in given if one and given.count(one) > 1}):
        table.mistake("options", choice_reasons.OPTION_TWICE, found=twice)
    for twice in sorted({one for one in labels if labels.count(one) > 1}):
        table.mistake("options", choice_reasons.LABEL_TWICE, found=twice)
    if kind == "yes_no" and tuple(given) != YES_NO:
        table.mistake("options", choice_reasons.YES_NO_OPTIONS)
    if kind not in SEVERAL and any(option.excludes for option in options):
        table.mistake("options", choice_reasons.EXCLUDES_NOTHING)


def _most(table: Table, kind: str, options: Sequence[Option]) -> int:
    """Return how many may be chosen or the highest number; 0 where exactly one is chosen."""
    if kind == COUNT:
        return table.integer("most", lowest=1, highest=HIGHEST_COUNT) or 0
    if kind not in (*SEVERAL, RANK):
        if "most" in table.values:
            table.mistake("most", choice_reasons.MOST_OF_ONE)
        return 0
    together = sum(not option.excludes for option in options)
    if kind == "multiple" and "most" not in table.values:
        return together
    return table.integer("most", lowest=1, highest=max(1, together)) or 0


def _longest(question: ChoiceQuestion) -> object:
    """Return the answer to a question that takes the most room."""
    if question.kind == COUNT:
        return question.most
    longest = sorted(question.option_codes, key=len, reverse=True)
    return longest[: question.most] if question.most else "".join(longest[:1])
