"""The citizen's form of a questionnaire that is still being written: shown as far as it goes, never sent."""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from forms.questionnaire import ChoiceQuestion, Filter, Question, Questionnaire
from forms.questionnaire.choices import COUNT, KINDS, ChoiceKind
from forms.questionnaire.model import ScaleOrder
from forms.questionnaire.packing import LEVELS
from forms.response import ResponseForm, response_form

# What stands where nothing is written yet.
BLANK = "…"


def preview_form(questionnaire: Questionnaire, *, full: bool) -> ResponseForm:
    """Return the form without any answer in it, whatever was sent to the page that shows it."""
    made = response_form(showable(questionnaire), full=full)
    unsent = type("PreviewForm", (made,), {"is_submitted": lambda form: False})
    form = unsent()
    assert isinstance(form, ResponseForm)
    return form


def showable(questionnaire: Questionnaire) -> Questionnaire:
    """Return the questionnaire with what a form needs: codes that differ, labels, and no loose ends.

    Its codes are made up here, because those of a draft may be missing, doubled or a field's name.
    """
    factors = {factor.code for factor in questionnaire.factors}
    order = questionnaire.scale.order
    return replace(
        questionnaire,
        scale=replace(
            questionnaire.scale,
            labels=questionnaire.scale.labels[: len(LEVELS)] or (BLANK,),
            order=order if order in get_args(ScaleOrder) else "worst_first",
        ),
        factors=tuple(replace(f, name=f.name or BLANK) for f in questionnaire.factors),
        questions=tuple(
            _question(f"shown_{place}", question, factors)
            for place, question in enumerate(questionnaire.questions)
        ),
        filters=tuple(_filters(questionnaire, factors)),
        choice_questions=tuple(_choice_questions(questionnaire)),
    )


def _question(code: str, question: Question, factors: set[str]) -> Question:
    return replace(
        question,
        code=code,
        text=question.text or BLANK,
        factor=question.factor if question.factor in factors else None,
    )


def _filters(questionnaire: Questionnaire, factors: set[str]) -> Iterator[Filter]:
    for place, one in enumerate(questionnaire.filters):
        if one.factor in factors:
            yield replace(
                one,
                code=f"asked_{place}",
                text=one.text or BLANK,
                yes=one.yes or BLANK,
                no=one.no or BLANK,
            )


def _choice_questions(questionnaire: Questionnaire) -> Iterator[ChoiceQuestion]:
    for place, one in enumerate(questionnaire.choice_questions):
        options = tuple(
            replace(option, code=f"o{number}", label=option.label or BLANK)
            for number, option in enumerate(one.options)
        )
        is_known = one.content in KINDS and one.kind in get_args(ChoiceKind)
        if is_known and (options or (one.kind == COUNT and one.most)):
            yield replace(
                one, code=f"chosen_{place}", text=one.text or BLANK, options=options
            )
