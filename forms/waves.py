"""Forms about the course of a wave and its targets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, StringField, SubmitField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from forms import messages
from forms.comments import clean_comment
from forms.validators import sent_once
from forms.whole_numbers import whole_number

LONGEST_REASON = 500
LONGEST_NUMBER = 10
# What an office's field is called; its code follows.
TARGET_PREFIX = "target-"


class DayField(DateField):
    """A day, as browsers send it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take one day. Another text is a mistake, in our own words."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(messages.ERR_DAY) from error


class ReasonForm(FlaskForm):
    """Why something is decided. Its token is checked for every signed-in page before the view runs."""

    class Meta:
        csrf = False

    reason = StringField(
        messages.REASON,
        # No database keeps a NUL, and nobody sees a mark that turns the line round.
        filters=[clean_comment],
        validators=[
            sent_once,
            DataRequired(messages.ERR_REASON),
            Length(max=LONGEST_REASON, message=messages.ERR_REASON_LONG),
        ],
        render_kw={"autocomplete": "off"},
    )


class PauseForm(ReasonForm):
    """A pause, with its last day where it is known."""

    day = DayField(messages.PAUSE_UNTIL, validators=[sent_once, Optional()])
    submit = SubmitField(messages.PAUSE)


class ResumeForm(ReasonForm):
    """The end of a pause."""

    submit = SubmitField(messages.RESUME)


class ExtendForm(ReasonForm):
    """A later last day."""

    day = DayField(
        messages.NEW_LAST_DAY, validators=[sent_once, InputRequired(messages.ERR_DAY)]
    )
    submit = SubmitField(messages.EXTEND)


class CloseForm(ReasonForm):
    """The end of a wave before its time."""

    submit = SubmitField(messages.CLOSE)


@dataclass(frozen=True, slots=True)
class SentTargets:
    """The targets as they were sent: numbers by office, None for an empty field, and what is wrong."""

    numbers: Mapping[str, int | None]
    wrong: frozenset[str]


def sent_targets(
    fields: Mapping[str, str], codes: Iterable[str], *, largest: int
) -> SentTargets:
    """Read the field of each office; one that was not sent is left as it is."""
    numbers: dict[str, int | None] = {}
    wrong = set()
    for code in codes:
        text = fields.get(f"{TARGET_PREFIX}{code}")
        if text is None:
            continue
        text = text.strip()
        number = whole_number(text, digits=LONGEST_NUMBER)
        if text and (number is None or not 1 <= number <= largest):
            wrong.add(code)
        else:
            numbers[code] = number
    return SentTargets(numbers, frozenset(wrong))
