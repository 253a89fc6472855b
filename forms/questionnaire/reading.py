"""Reading a questionnaire file: each table for itself here, what concerns several in `checks`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast, get_args

from forms.questionnaire import (
    beside,
    checks,
    choice_reading,
    part_reading,
    reasons,
)
from forms.questionnaire.choices import ChoiceQuestion
from forms.questionnaire.document import Document, Mistake, Table
from forms.questionnaire.model import (
    Factor,
    Filter,
    IndexRule,
    Question,
    Questionnaire,
    Scale,
    ScaleOrder,
    Scoring,
    Status,
    digest_of,
)
from forms.questionnaire.packing import LEVELS
from forms.questionnaire.translation import VERSION_LENGTH

HEAD = (
    "code",
    "version",
    "title",
    "status",
    "year",
    "legal_basis",
    "note",
    "index_rule",
    "scoring",
)
TABLES = ("scale", "part", "factor", "band", "filter", "question")
SCALE = ("labels", "satisfied_from", "order")
FACTOR = ("code", "name", "weight", "part")
FILTER = ("code", "text", "yes", "no", "factor")
QUESTION = ("code", "text", "factor", "core", "not_applicable", "draft")
# Of every question; what others than those of satisfaction have further stands in `choice_reading`.
KIND = ("content", "kind", "options", "most")


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that need not be complete: a dull stand-in is where something is missing or wrong."""

    wordings: Mapping[str, Questionnaire]
    mistakes: tuple[Mistake, ...]


def load_questionnaire(text: str, *, source: str) -> Questionnaire:
    """Return the questionnaire that a file describes; `source` names the file in messages.

    Raises QuestionnaireError with every mistake in it, its translations included.
    """
    return load_wordings(text, source=source)[beside.SOURCE]


def load_wordings(text: str, *, source: str) -> dict[str, Questionnaire]:
    """Return the questionnaire in each language that stands in its file. Raises QuestionnaireError."""
    document = Document(text, source=source, everywhere=beside.KEY)
    wordings = _wordings(document)
    document.refuse_mistakes()
    return wordings


def look_at_draft(text: str) -> Draft:
    """Return what can be made of a file that is still being written, and what is wrong with it."""
    document = Document(text, source="", everywhere=beside.KEY)
    wordings = _wordings(document)
    return Draft(wordings, tuple(document.mistakes))


def _wordings(document: Document) -> dict[str, Questionnaire]:
    questionnaire = _read(document)
    translated = [
        _translated(document, language) for language in beside.languages_of(document)
    ]
    digest = digest_of(questionnaire)
    return {
        one.language: replace(one, digest=digest)
        for one in (questionnaire, *translated)
    }


def _translated(document: Document, language: str) -> Questionnaire:
    """Return the questionnaire in another language, as if its file were written in it."""
    other = beside.in_language(document, language)
    questionnaire = _read(other)
    if not document.mistakes:
        # Two labels alike, say. While a wording is missing it would only be named twice.
        document.mistakes += other.mistakes
    return replace(
        questionnaire,
        language=language,
        language_version=digest_of(questionnaire)[:VERSION_LENGTH],
    )


def _read(document: Document) -> Questionnaire:
    """Return what a document describes, and note in it what is wrong."""
    top = document.top
    top.allow_only((*HEAD, *TABLES))
    questions, choice_questions = _questions(top)
    questionnaire = Questionnaire(
        code=checks.code(top, marks="-"),
        version=checks.version(top),
        title=top.text("title"),
        status=cast(Status, top.choice("status", get_args(Status))),
        year=top.integer("year", lowest=1990, highest=2100) or 0,
        legal_basis=top.optional_text("legal_basis") or "",
        note=top.optional_text("note") or "",
        index_rule=cast(IndexRule, top.choice("index_rule", get_args(IndexRule))),
        scoring=_scoring(top),
        scale=_scale(top.table("scale")),
        parts=part_reading.parts(top),
        factors=tuple(_factor(table) for table in top.tables("factor")),
        bands=part_reading.bands(top),
        questions=questions,
        filters=tuple(_filter(table) for table in top.tables("filter")),
        choice_questions=choice_questions,
    )
    checks.check(top, questionnaire)
    part_reading.check_parts(top, questionnaire)
    choice_reading.check_length(top, choice_questions)
    return questionnaire


def _scoring(top: Table) -> Scoring:
    """Return what an answer adds to the index; satisfied answers are counted unless a file says more."""
    if "scoring" not in top.values:
        return "satisfied"
    return cast(Scoring, top.choice("scoring", get_args(Scoring)))


def _scale(table: Table) -> Scale:
    table.allow_only(SCALE)
    labels = table.texts("labels")
    if labels and not 2 <= len(labels) <= len(LEVELS):
        table.mistake(
            "labels", reasons.LABEL_COUNT, highest=len(LEVELS), found=len(labels)
        )
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        table.mistake("labels", reasons.LABEL_TWICE, found=label)
    # From level 1 up everyone would be satisfied, whatever the answer.
    satisfied_from = table.integer(
        "satisfied_from", lowest=2, highest=max(2, len(labels))
    )
    order = cast(ScaleOrder, table.choice("order", get_args(ScaleOrder)))
    return Scale(labels=labels, satisfied_from=satisfied_from or 0, order=order)


def _factor(table: Table) -> Factor:
    table.allow_only(FACTOR)
    return Factor(
        code=checks.code(table),
        name=table.text("name"),
        weight=checks.weight(table),
        part=table.optional_text("part"),
    )


def _filter(table: Table) -> Filter:
    table.allow_only(FILTER)
    return Filter(
        code=checks.code(table),
        text=table.text("text"),
        yes=table.text("yes"),
        no=table.text("no"),
        factor=table.text("factor"),
    )


def _questions(
    top: Table,
) -> tuple[tuple[Question, ...], tuple[ChoiceQuestion, ...]]:
    """Return the questions with a score, and the others with their place among them."""
    scored: list[Question] = []
    others: list[ChoiceQuestion] = []
    for table in top.tables("question"):
        if choice_reading.has_score(table):
            scored.append(_question(table))
        else:
            others.append(choice_reading.choice_question(table, place=len(scored)))
    return tuple(scored), tuple(others)


def _question(table: Table) -> Question:
    table.allow_only((*QUESTION, *KIND))
    return Question(
        code=checks.code(table),
        text=table.text("text"),
        factor=table.optional_text("factor"),
        core=table.flag("core"),
        not_applicable=table.optional_text("not_applicable"),
        draft=table.flag("draft"),
    )
