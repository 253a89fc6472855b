"""Translations of a questionnaire: one file for each language, stamped with the source's digest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from forms.questionnaire import reasons
from forms.questionnaire.choices import ChoiceQuestion, Option
from forms.questionnaire.document import Document, Table
from forms.questionnaire.model import (
    Factor,
    Filter,
    Question,
    Questionnaire,
    digest_of,
)
from forms.questionnaire.parts import Band, Part

HEAD = ("questionnaire", "language", "source_digest", "title")
TABLES = (
    "scale",
    "part",
    "factor",
    "band",
    "question",
    "not_applicable",
    "option",
    "filter",
)
# Enough to tell two translations apart in a column of the store.
VERSION_LENGTH = 12


def translate(
    questionnaire: Questionnaire, translation_text: str, *, source: str
) -> Questionnaire:
    """Return the questionnaire in another language, with the digest of its source.

    Raises QuestionnaireError where a text is missing, unknown or made for other wording.
    """
    document = Document(translation_text, source=source)
    top = document.top
    top.allow_only((*HEAD, *TABLES))
    _check_stamp(top, questionnaire)
    translated = replace(
        questionnaire,
        language=top.text("language"),
        title=top.text("title"),
        scale=replace(questionnaire.scale, labels=_labels(top, questionnaire)),
        parts=_parts(top, questionnaire),
        factors=_factors(top, questionnaire),
        bands=_bands(top, questionnaire),
        questions=_questions(top, questionnaire),
        filters=_filters(top, questionnaire),
        choice_questions=_choice_questions(top, questionnaire),
    )
    document.refuse_mistakes()
    return replace(translated, language_version=digest_of(translated)[:VERSION_LENGTH])


def _check_stamp(top: Table, questionnaire: Questionnaire) -> None:
    code = top.text("questionnaire")
    if code and code != questionnaire.code:
        top.mistake(
            "questionnaire",
            reasons.OTHER_QUESTIONNAIRE,
            found=code,
            expected=questionnaire.code,
        )
    stamp = top.text("source_digest")
    if stamp and stamp != questionnaire.digest:
        top.mistake(
            "source_digest", reasons.STALE, found=stamp, expected=questionnaire.digest
        )


def _labels(top: Table, questionnaire: Questionnaire) -> tuple[str, ...]:
    scale = top.table("scale")
    scale.allow_only(("labels",))
    labels = scale.texts("labels")
    expected = questionnaire.scale.levels
    if labels and len(labels) != expected:
        scale.mistake(
            "labels",
            reasons.LABEL_COUNT_DIFFERS,
            expected=expected,
            found=len(labels),
        )
    return labels


def _factors(top: Table, questionnaire: Questionnaire) -> tuple[Factor, ...]:
    names = _wordings(top, "factor", [factor.code for factor in questionnaire.factors])
    return tuple(
        replace(factor, name=names[factor.code]) for factor in questionnaire.factors
    )


def _parts(top: Table, questionnaire: Questionnaire) -> tuple[Part, ...]:
    names = _wordings(top, "part", [part.code for part in questionnaire.parts])
    return tuple(replace(part, name=names[part.code]) for part in questionnaire.parts)


def _bands(top: Table, questionnaire: Questionnaire) -> tuple[Band, ...]:
    names = _wordings(top, "band", [band.code for band in questionnaire.bands])
    return tuple(replace(band, name=names[band.code]) for band in questionnaire.bands)


def _questions(top: Table, questionnaire: Questionnaire) -> tuple[Question, ...]:
    questions = questionnaire.questions
    texts = _wordings(top, "question", _question_codes(questionnaire))
    not_applicable: Mapping[str, str | None] = _wordings(
        top,
        "not_applicable",
        [q.code for q in questions if q.not_applicable is not None],
    )
    return tuple(
        replace(q, text=texts[q.code], not_applicable=not_applicable.get(q.code))
        for q in questions
    )


def _question_codes(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the codes of all questions; one table of a translation holds the texts of both kinds."""
    return (
        *(question.code for question in questionnaire.questions),
        *(question.code for question in questionnaire.choice_questions),
    )


def _choice_questions(
    top: Table, questionnaire: Questionnaire
) -> tuple[ChoiceQuestion, ...]:
    """Return the questions without a score; their options stand under `[option.<question>]`."""
    questions = questionnaire.choice_questions
    texts = _wordings(top, "question", _question_codes(questionnaire))
    with_options = [question.code for question in questions if question.options]
    if not with_options and "option" not in top.values:
        return tuple(replace(q, text=texts[q.code]) for q in questions)
    options = top.table("option")
    options.allow_only(with_options)
    return tuple(
        replace(
            question,
            text=texts[question.code],
            options=_options(options, question) if question.options else (),
        )
        for question in questions
    )


def _options(options: Table, question: ChoiceQuestion) -> tuple[Option, ...]:
    table = options.table(question.code)
    table.allow_only(question.option_codes)
    return tuple(
        replace(option, label=table.text(option.code)) for option in question.options
    )


def _filters(top: Table, questionnaire: Questionnaire) -> tuple[Filter, ...]:
    if not questionnaire.filters:
        if "filter" in top.values:
            top.mistake("filter", reasons.UNKNOWN, known=", ".join(TABLES[:-1]))
        return ()
    table = top.table("filter")
    table.allow_only([condition.code for condition in questionnaire.filters])
    return tuple(
        _filter(table.table(condition.code), condition)
        for condition in questionnaire.filters
    )


def _filter(table: Table, condition: Filter) -> Filter:
    table.allow_only(("text", "yes", "no"))
    return replace(
        condition, text=table.text("text"), yes=table.text("yes"), no=table.text("no")
    )


def _wordings(top: Table, key: str, codes: Sequence[str]) -> Mapping[str, str]:
    """Return the text of each code from one table; a table that nothing needs may be left out."""
    if key not in top.values:
        if codes:
            top.mistake(key, reasons.MISSING)
        return dict.fromkeys(codes, "")
    table = top.table(key)
    table.allow_only(codes)
    return {code: table.text(code) for code in codes}
