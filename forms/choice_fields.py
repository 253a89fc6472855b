"""Form fields of questions without a level: several options, a small number, options in order.

All of them come under the question's code, several values as the same name several times, so that
they work without a script and nothing else can be sent.
"""

import re
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import Field, SelectMultipleField
from wtforms.validators import ValidationError

from forms import choice_messages, messages
from forms.fields import OneChoice, SelectChoice
from forms.questionnaire.choices import (
    COUNT,
    ONE_OF_MANY,
    RANK,
    ChoiceQuestion,
)

ORDINALS = (
    choice_messages.FIRST_PLACE,
    _("Thứ hai"),
    _("Thứ ba"),
    _("Thứ tư"),
    _("Thứ năm"),
)


def choice_field(question: ChoiceQuestion) -> Any:
    """Return the field that asks a question."""
    if question.kind == COUNT:
        return SmallNumber(question)
    if question.kind == RANK:
        return InOrder(question)
    if question.kind in ONE_OF_MANY:
        options = [SelectChoice(one.code, one.label) for one in question.options]
        return OneChoice(question.text, choices=options)
    return Several(question)


class Several(SelectMultipleField):
    """Boxes to tick, as many as the question allows."""

    def __init__(self, question: ChoiceQuestion, **kwargs: Any) -> None:
        options = [SelectChoice(one.code, one.label) for one in question.options]
        super().__init__(question.text, choices=options, **kwargs)
        self.question = question

    @property
    def hint(self) -> LazyString:
        """How many may be ticked."""
        offered = sum(not option.excludes for option in self.question.options)
        if self.question.most < offered:
            return choice_messages.AT_MOST % {"most": self.question.most}
        return choice_messages.SEVERAL

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on offer, too many options, and one that excludes the others beside them."""
        chosen = self.data or []
        if not set(chosen) <= set(self.question.option_codes):
            raise ValidationError(messages.ERR_CHOICE)
        if len(set(chosen)) < len(chosen):
            raise ValidationError(messages.ERR_TWICE)
        for option in self.question.options:
            if option.excludes and option.code in chosen and len(chosen) > 1:
                raise ValidationError(
                    choice_messages.ERR_ALONE % {"option": option.label}
                )
        if len(chosen) > max(self.question.most, 1):
            raise ValidationError(
                choice_messages.ERR_TOO_MANY
                % {"most": self.question.most, "found": len(chosen)}
            )


class _Written(Field):
    """A field whose values stay as they were sent, so that the page can show them again."""

    def __init__(self, question: ChoiceQuestion, **kwargs: Any) -> None:
        super().__init__(question.text, **kwargs)
        self.question = question
        self.sent: tuple[str, ...] = ()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was sent; it is looked at with the whole form."""
        # A page of ours sends no more than there are places. More are refused, not kept.
        self.sent = tuple(str(value) for value in valuelist)[: self.longest + 1]

    @property
    def longest(self) -> int:
        """The most values that the page sends."""
        return 1


class SmallNumber(_Written):
    """A whole number from 0 to the highest that the question allows, in digits; an empty field is no answer."""

    @property
    def hint(self) -> LazyString:
        """Which numbers there are."""
        return choice_messages.NUMBER % {"most": self.question.most}

    @property
    def written(self) -> str:
        """What the page shows in the field again."""
        return self.sent[0][:9] if self.sent else ""

    def pre_validate(self, form: Any) -> None:
        """Take digits only: other scripts' digits and signs are not what people write here by hand."""
        if len(self.sent) > 1:
            raise ValidationError(messages.ERR_TWICE)
        text = self.sent[0].strip() if self.sent else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch("[0-9]{1,3}", text) or int(text) > self.question.most:
            raise ValidationError(
                choice_messages.ERR_NUMBER % {"most": self.question.most}
            )
        self.data = str(int(text))


class InOrder(_Written):
    """Options put in order: one list to choose from for each place.

    A place left empty before a filled one is closed up: whoever leaves it has said the order all the same.
    """

    @property
    def nothing(self) -> LazyString:
        """What stands in a list where nothing is chosen."""
        return choice_messages.NOTHING

    @property
    def longest(self) -> int:
        """As many values as there are places."""
        return self.question.most

    @property
    def hint(self) -> LazyString:
        """How the places are filled."""
        return choice_messages.IN_ORDER

    def places(self) -> Iterator[tuple[LazyString, str]]:
        """Give the name of each place and the code that is chosen there."""
        for at in range(self.question.most):
            name = (
                ORDINALS[at]
                if at < len(ORDINALS)
                else choice_messages.PLACE % {"place": at + 1}
            )
            yield name, self.sent[at] if at < len(self.sent) else ""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on offer and an option that stands at two places."""
        self.data = None
        if len(self.sent) > self.longest:
            raise ValidationError(messages.ERR_TWICE)
        chosen = [code for code in self.sent if code]
        labels = {option.code: option.label for option in self.question.options}
        if not set(chosen) <= set(labels):
            raise ValidationError(messages.ERR_CHOICE)
        for code in chosen:
            if chosen.count(code) > 1:
                raise ValidationError(
                    choice_messages.ERR_SAME_PLACE % {"option": labels[code]}
                )
        self.data = chosen or None
