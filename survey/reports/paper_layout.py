"""How a questionnaire stands on paper: numbers, boxes and keys, the same on the sheet and on the entry screen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from flask_babel import force_locale

from forms import choice_messages, messages, paper_messages
from forms.groups import OF_CONTENT, content_key
from forms.questionnaire import (
    ChoiceQuestion,
    Filter,
    Question,
    Questionnaire,
)
from forms.questionnaire.choices import COUNT, RANK, SEVERAL
from forms.questionnaire.packing import LEVELS, NO, NOT_APPLICABLE, YES
from forms.response import FEWEST_FIELDS, STAGES, Offered
from survey.access.locale import locale_of

# Printed in the box and typed for it: a level's own number, and 0 for what does not apply.
NOT_APPLICABLE_KEY = "0"


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick. `key` is the character in it, `value` what the form sends."""

    key: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered question. `apart` is the box for what does not apply; `hint` says whom a filter sends on.

    One that `has_words` has boxes with words of its own beside them, and no column of the scale: a filter,
    or a question without a level, whose `choice` says how it is answered.
    """

    number: int
    code: str
    text: str
    boxes: tuple[Box, ...]
    apart: Box | None
    has_words: bool
    hangs_on: str
    hint: str
    choice: ChoiceQuestion | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand together; without a heading where each factor has only one."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole form in the order in which it is read: what the visit was for, the questions, the field of service.

    `fields` is empty where the place has none to choose from, `stages` too where nobody is asked about a visit.
    """

    stage: str
    stages: tuple[Box, ...]
    groups: tuple[Group, ...]
    field: str
    fields: tuple[Box, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All questions, in order."""
        return tuple(item for group in self.groups for item in group.items)


def paper_layout(
    questionnaire: Questionnaire,
    *,
    full: bool,
    fields: Offered = (),
    of_a_visit: bool = True,
) -> Layout:
    """Return the form of what a wave asks of everyone, in the questionnaire's language.

    Fields of service, value and name, are asked for where there are two. Who is not asked about a visit is
    asked neither for its field nor what it was for.
    """
    with force_locale(locale_of(questionnaire.language)):
        layout = _layout(questionnaire, full=full, fields=fields)
    return layout if of_a_visit else replace(layout, stages=(), fields=())


def _layout(questionnaire: Questionnaire, *, full: bool, fields: Offered) -> Layout:
    items = tuple(_items(questionnaire, full=full))
    factor_of = _factors(questionnaire)
    names = {factor.code: factor.name for factor in questionnaire.factors}
    names |= {content: str(heading) for content, heading in OF_CONTENT.items()}
    found = [
        (factor, tuple(of_factor))
        for factor, of_factor in groupby(items, key=lambda item: factor_of[item.code])
    ]
    groups = (
        (Group("", items),)
        if all(len(of_factor) == 1 for _, of_factor in found)
        else tuple(
            Group(names.get(factor or "", str(messages.OVERALL)), of_factor)
            for factor, of_factor in found
        )
    )
    return Layout(
        stage=str(messages.STAGE),
        stages=_stages(),
        groups=groups,
        field=str(messages.SERVICE_FIELD),
        fields=_fields(fields) if len(fields) >= FEWEST_FIELDS else (),
    )


def _stages() -> tuple[Box, ...]:
    return tuple(
        Box(str(number), code, str(label))
        for number, (code, label) in enumerate(STAGES.items(), start=1)
    )


def _fields(fields: Offered) -> tuple[Box, ...]:
    # There are more keys than fields that an office's counters have between them.
    return tuple(
        Box(key, value, name)
        for key, (value, name) in zip(LEVELS, fields, strict=False)
    )


def _items(questionnaire: Questionnaire, *, full: bool) -> Iterator[Item]:
    shown = questionnaire.as_shown(full=full)
    numbers = {item.code: number for number, item in enumerate(shown, start=1)}
    for item in shown:
        if isinstance(item, Filter):
            yield _filter(questionnaire, item, numbers)
        elif isinstance(item, ChoiceQuestion):
            yield _choice(item, number=numbers[item.code])
        else:
            condition = questionnaire.filter_of(item)
            yield _question(
                questionnaire,
                item,
                number=numbers[item.code],
                hangs_on="" if condition is None else condition.code,
            )


def _filter(
    questionnaire: Questionnaire, item: Filter, numbers: Mapping[str, int]
) -> Item:
    hanging = [
        numbers[question.code]
        for question in questionnaire.questions
        if question.factor == item.factor and question.code in numbers
    ]
    return Item(
        number=numbers[item.code],
        code=item.code,
        text=item.text,
        boxes=(Box("1", YES, item.yes), Box("2", NO, item.no)),
        apart=None,
        has_words=True,
        hangs_on="",
        hint=_hint(item, hanging),
    )


def _hint(item: Filter, hanging: list[int]) -> str:
    if len(hanging) == 1:
        return str(
            paper_messages.ONE_ONLY_IF_YES % {"number": hanging[0], "yes": item.yes}
        )
    return str(
        paper_messages.ONLY_IF_YES
        % {"first": hanging[0], "last": hanging[-1], "yes": item.yes}
    )


def _choice(question: ChoiceQuestion, *, number: int) -> Item:
    # Places are written into the boxes of a rank, so that nothing is printed in them.
    is_ranked = question.kind == RANK
    return Item(
        number=number,
        code=question.code,
        text=question.text,
        boxes=tuple(
            Box("" if is_ranked else key, option.code, option.label)
            for key, option in zip(LEVELS, question.options, strict=False)
        ),
        apart=None,
        has_words=True,
        hangs_on="",
        hint=_how_to_choose(question),
        choice=question,
    )


def _how_to_choose(question: ChoiceQuestion) -> str:
    """Return what is printed beside a question that is not answered by one cross."""
    if question.kind == COUNT:
        return str(choice_messages.NUMBER % {"most": question.most})
    if question.kind == RANK:
        return str(choice_messages.WRITE_PLACES % {"most": question.most})
    if question.kind not in SEVERAL:
        return ""
    offered = sum(not option.excludes for option in question.options)
    if question.most < offered:
        return str(choice_messages.AT_MOST % {"most": question.most})
    return str(choice_messages.SEVERAL)


def _question(
    questionnaire: Questionnaire, question: Question, *, number: int, hangs_on: str
) -> Item:
    scale = questionnaire.scale
    apart = None
    if question.not_applicable is not None:
        apart = Box(NOT_APPLICABLE_KEY, NOT_APPLICABLE, question.not_applicable)
    return Item(
        number=number,
        code=question.code,
        text=question.text,
        boxes=tuple(
            Box(LEVELS[level - 1], LEVELS[level - 1], scale.labels[level - 1])
            for level in scale.shown_levels()
        ),
        apart=apart,
        has_words=False,
        hangs_on=hangs_on,
        hint="",
    )


def _factors(questionnaire: Questionnaire) -> dict[str, str | None]:
    found: dict[str, str | None] = {
        question.code: question.factor for question in questionnaire.questions
    }
    found.update((item.code, item.factor) for item in questionnaire.filters)
    found.update((one.code, content_key(one)) for one in questionnaire.choice_questions)
    return found
