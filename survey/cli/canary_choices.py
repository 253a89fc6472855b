"""What the canary answers to questions without a level, and whether a page offers all of them."""

from collections.abc import Iterator, Sequence

from forms.questionnaire import ChoiceQuestion, Questionnaire
from forms.questionnaire.choices import COUNT, RANK
from survey.cli.canary_visitor import FoundForm

Sent = dict[str, str | Sequence[str]]


def choices_for(questionnaire: Questionnaire, form: FoundForm) -> Sent:
    """Return an answer to each such question of a form: as much as may be said, in another order than shown."""
    return {
        question.code: _answer(question)
        for question in questionnaire.choice_questions
        if question.code in form.names
    }


def missing_options(
    questionnaire: Questionnaire, form: FoundForm, *, full: bool
) -> Iterator[str]:
    """Give what the questionnaire has and a page does not offer."""
    for question in questionnaire.asked_choices(full=full):
        offered = form.names.get(question.code)
        if offered is None:
            yield question.code
        else:
            yield from (
                f"{question.code}={code}"
                for code in question.option_codes
                if code not in offered
            )


def _answer(question: ChoiceQuestion) -> str | Sequence[str]:
    if question.kind == COUNT:
        return str(question.most)
    if not question.most:
        return question.option_codes[-1]
    codes = [option.code for option in question.options if not option.excludes]
    chosen = codes[: question.most]
    return chosen[::-1] if question.kind == RANK else chosen
