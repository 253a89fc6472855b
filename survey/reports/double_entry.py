"""What typing forms twice found: how often two entries of one form differ, and where."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from analysis.intervals import wilson_interval
from forms import messages, paper_messages
from forms.questionnaire import Questionnaire, pack_asked, pack_choices
from forms.questionnaire.choices import RANK, SEVERAL
from forms.questionnaire.packing import NOT_ANSWERED, NOT_ASKED, UNREADABLE
from forms.response import FIELD, Offered
from survey.reports.paper_layout import Layout, paper_layout
from survey.store.entries import Typed, TypedTwice

# Items beside the questions; the empty text stands for whole forms.
WHOLE_FORM, STAGE, HELPED = "", "stage", "helped"
TICKED = "yes"
# Between the codes of several options; no code holds one.
SEPARATOR = ","

Found = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of n pairs of entries differed, as a share with its 95 % interval."""

    name: str
    n: int
    differing: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Value:
    """What one entry says of an item, and how it reads."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One item of a form on which the two entries differ."""

    item: str
    name: str
    first: Value
    second: Value
    others: tuple[Value, ...]


def compared(
    questionnaire: Questionnaire,
    *,
    full: bool,
    forms: Sequence[TypedTwice],
    fields: Offered = (),
) -> Found:
    """Return by item how many forms were compared and how many differ; the empty text is whole forms.

    Fields of service, value and name, are an item where there are some.
    """
    layout = paper_layout(questionnaire, full=full, fields=fields)
    items = _items(layout)
    pairs = [
        (
            answers_of(layout, questionnaire, form.first),
            answers_of(layout, questionnaire, form.second),
        )
        for form in forms
    ]
    found = {
        item: (len(pairs), sum(one[item] != two[item] for one, two in pairs))
        for item in items
    }
    return {WHOLE_FORM: (len(pairs), sum(one != two for one, two in pairs)), **found}


def rates(
    questionnaire: Questionnaire, found: Found, *, full: bool, fields: Offered = ()
) -> tuple[Rate, ...]:
    """Return the rate of whole forms, then of each item, in the order of the form.

    Forms are independent of one another, so that Wilson's interval holds; of answers it would not.
    """
    names = {
        WHOLE_FORM: _("Phiếu có ít nhất một chỗ khác"),
        **_items(paper_layout(questionnaire, full=full, fields=fields)),
    }
    return tuple(
        _rate(name, *found[item]) for item, name in names.items() if item in found
    )


def answers_of(
    layout: Layout, questionnaire: Questionnaire, typed: Typed
) -> dict[str, str]:
    """Return what was typed, by item; an empty text where nothing was."""
    choices: dict[str, object] = json.loads(typed.choices) if typed.choices else {}
    by_code = {
        question.code: character.replace(NOT_ANSWERED, "")
        for question, character in zip(
            questionnaire.questions, typed.scores, strict=True
        )
    }
    answers = {
        item.code: (
            _as_text(choices.get(item.code, ""))
            if item.has_words
            else by_code[item.code]
        )
        for item in layout.items
    }
    helped = TICKED if typed.helped else ""
    field = {FIELD: typed.field} if layout.fields else {}
    return {STAGE: typed.stage, **answers, **field, HELPED: helped}


def differences(
    questionnaire: Questionnaire, form: TypedTwice, *, full: bool, fields: Offered = ()
) -> tuple[Difference, ...]:
    """Return where the two entries of a form differ, in the order of the form."""
    layout = paper_layout(questionnaire, full=full, fields=fields)
    first = answers_of(layout, questionnaire, form.first)
    second = answers_of(layout, questionnaire, form.second)
    values = _values(layout)
    return tuple(
        Difference(
            item,
            name,
            _value(values[item], first[item]),
            _value(values[item], second[item]),
            tuple(
                _value(values[item], other)
                for other in (UNREADABLE,)
                if other in values[item] and other not in (first[item], second[item])
            ),
        )
        for item, name in _items(layout).items()
        if first[item] != second[item]
    )


def settled(
    questionnaire: Questionnaire,
    form: TypedTwice,
    chosen: Mapping[str, str],
    *,
    full: bool,
    fields: Offered = (),
) -> Typed | None:
    """Return a form as it was decided, or None where a difference is open or no choice on offer."""
    layout = paper_layout(questionnaire, full=full, fields=fields)
    answers = answers_of(layout, questionnaire, form.first)
    for difference in differences(questionnaire, form, full=full, fields=fields):
        offered = (difference.first, difference.second, *difference.others)
        value = chosen.get(difference.item)
        if value not in {one.value for one in offered}:
            return None
        answers[difference.item] = value
    stage, helped = answers.pop(STAGE), answers.pop(HELPED)
    field = answers.pop(FIELD, form.first.field)
    listed = {
        question.code
        for question in questionnaire.choice_questions
        if question.kind in (*SEVERAL, RANK)
    }
    sent = {
        item: value.split(SEPARATOR) if item in listed else value
        for item, value in answers.items()
        if value and value != NOT_ASKED
    }
    asked = questionnaire.asked_positions(full=full)
    return Typed(
        scores=pack_asked(questionnaire, sent, asked=asked),
        choices=pack_choices(questionnaire, sent),
        stage=stage,
        comment=form.first.comment,
        helped=helped == TICKED,
        field=field,
    )


def _items(layout: Layout) -> dict[str, str]:
    """Return the items of a form with their names, in its order."""
    questions = {item.code: f"{item.number}. {item.text}" for item in layout.items}
    field = {FIELD: layout.field} if layout.fields else {}
    return {STAGE: layout.stage, **questions, **field, HELPED: str(messages.HELPED)}


def _values(layout: Layout) -> dict[str, dict[str, str]]:
    """Return how each value of each item reads."""
    nothing: dict[str, str] = {"": str(paper_messages.NO_ANSWER)}
    found: dict[str, dict[str, str]] = {
        STAGE: nothing | {box.value: box.label for box in layout.stages},
        FIELD: nothing | {box.value: box.label for box in layout.fields},
        HELPED: {"": _("Không đánh dấu"), TICKED: _("Có đánh dấu")},
    }
    for item in layout.items:
        boxes = (*item.boxes, *((item.apart,) if item.apart else ()))
        values = nothing | {box.value: box.label for box in boxes}
        if not item.has_words:
            values[UNREADABLE] = str(paper_messages.UNREADABLE)
        if item.hangs_on:
            values[NOT_ASKED] = _("Không phải trả lời")
        found[item.code] = values
    return found


def _as_text(answer: object) -> str:
    """Return an answer without a level as one text: codes one after the other, or the digits of a number."""
    if isinstance(answer, list):
        return SEPARATOR.join(answer)
    return str(answer)


def _value(values: Mapping[str, str], value: str) -> Value:
    """Return a value with its words; a number is its own word."""
    parts = value.split(SEPARATOR)
    return Value(value, "; ".join(values.get(part, part) for part in parts))


def _rate(name: str, n: int, differing: int) -> Rate:
    if not n:
        return Rate(name, 0, 0, float("nan"), float("nan"), float("nan"))
    interval = wilson_interval(differing, n)
    return Rate(
        name, n, differing, differing / n, float(interval.low), float(interval.high)
    )
