"""The form as a page: its questions in groups, what is wrong, and the promises that hold for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response
from flask_babel.speaklater import LazyString
from wtforms import Field

from forms import messages
from forms.groups import filters_of_questions, groups
from forms.response import FIELD, ResponseForm
from survey.access.errors import ask_to_wait
from survey.access.pages import one_response_page
from survey.citizen.visits import Visit

# Without a validator the page is fetched anew, but Back shows it again with its key.
CACHE_CONTROL = "private, no-cache"
# UX §1.1: fifteen seconds to find one's way and five for each question.
ORIENTATION_SECONDS = 15
SECONDS_PER_QUESTION = 5


@dataclass(frozen=True, slots=True)
class Wrong:
    """A sentence of the error summary and the field it speaks of: of a question the first button."""

    sentence: LazyString
    field: str


def form_page(
    visit: Visit,
    form: ResponseForm,
    token: str,
    *,
    status: int = 200,
    notice: LazyString | None = None,
) -> Response:
    """Return the page. A notice tells what became of answers that were sent; they stay filled in."""
    response = one_response_page(
        "citizen/form.html",
        status=status,
        language=visit.language,
        # Another language's link would drop what was filled in.
        languages=visit.languages if status == 200 else (),
        cache_control=CACHE_CONTROL,
        visit=visit,
        form=form,
        token=token,
        notice=notice,
        groups=groups(form),
        is_further="comment" not in form,
        hangs_on=filters_of_questions(form.questionnaire),
        wrong=tuple(wrong_answers(form)),
        promise=promise_of_length(form),
    )
    return ask_to_wait(response)


def wrong_answers(form: ResponseForm) -> Iterator[Wrong]:
    """Give what is to be put right, in the order of the page."""
    first = (form["stage"],) if "stage" in form else ()
    for field in (*first, *form.asked_fields):
        for sentence in field.errors:
            yield Wrong(sentence, first_button(field))
    for name in ("comment", "helped"):
        for sentence in form[name].errors if name in form else ():
            yield Wrong(sentence, form[name].id)
    for sentence in form.form_errors:
        yield Wrong(sentence, first_button(form.asked_fields[0]))


def first_button(field: Field) -> str:
    """Return the id of a question's first radio button."""
    return f"{field.id}-0"


def promise_of_length(form: ResponseForm) -> LazyString:
    """Return the promise of less than a minute where it holds, else the one without a time."""
    questions = 1 + len(form.asked_fields) + (FIELD in form)
    seconds = ORIENTATION_SECONDS + SECONDS_PER_QUESTION * questions
    return messages.PROMISE_SHORT if seconds < 60 else messages.PROMISE_NO_NAME
