"""The questions of a form as a page lists them: in groups, with the filters they hang on."""

from dataclasses import dataclass
from itertools import groupby

from flask_babel.speaklater import LazyString
from wtforms import Field

from forms import choice_messages, messages
from forms.questionnaire import ChoiceQuestion, Questionnaire
from forms.response import ResponseForm

# In brackets, as no factor's code is.
OF_CONTENT = {
    "(perception)": choice_messages.PERCEPTION,
    "(expectation)": choice_messages.EXPECTATION,
}


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand together; without a heading where each factor has only one."""

    heading: str | LazyString
    fields: tuple[Field, ...]


def groups(form: ResponseForm) -> tuple[Group, ...]:
    """Return the questions by factor, under headings where a factor has several; drawn ones come last."""
    fields, drawn = _apart(form)
    questionnaire = form.questionnaire
    names: dict[str, str | LazyString] = {
        factor.code: factor.name for factor in questionnaire.factors
    }
    names |= OF_CONTENT
    factors = _factors_of_items(questionnaire)
    found = [
        (factor, tuple(of_factor))
        for factor, of_factor in groupby(fields, key=lambda field: factors[field.name])
    ]
    if all(len(of_factor) == 1 for _, of_factor in found):
        return (Group("", form.asked_fields),)
    under_headings = tuple(
        Group(names.get(factor or "", messages.OVERALL), of_factor)
        for factor, of_factor in found
    )
    return (*under_headings, Group(messages.MORE_QUESTIONS, drawn))[
        : None if drawn else -1
    ]


def _apart(form: ResponseForm) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """Return the fields of what everyone is asked, and of the questions drawn for this form."""
    questionnaire = form.questionnaire
    core = len(questionnaire.core_positions)
    is_drawn = form.positions[:core] == questionnaire.core_positions
    if not is_drawn or len(form.positions) == len(questionnaire.questions):
        return form.asked_fields, ()
    for_everyone = len(questionnaire.as_shown(full=False))
    return form.asked_fields[:for_everyone], form.asked_fields[for_everyone:]


def content_key(question: ChoiceQuestion) -> str:
    """Return what a question without a factor is grouped under."""
    return f"({question.content})"


def filters_of_questions(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the filter on which each question hangs, by code, where there is one."""
    return {
        question.code: condition.code
        for question in questionnaire.questions
        if (condition := questionnaire.filter_of(question)) is not None
    }


def _factors_of_items(questionnaire: Questionnaire) -> dict[str, str | None]:
    by_code: dict[str, str | None] = {
        question.code: question.factor for question in questionnaire.questions
    }
    by_code.update((item.code, item.factor) for item in questionnaire.filters)
    by_code.update(
        (item.code, content_key(item)) for item in questionnaire.choice_questions
    )
    return by_code
