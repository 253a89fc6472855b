"""Forms about replies to suggestions: writing one, and deciding about one."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length, StopValidation
from wtforms.widgets import HiddenInput

from forms import comment_messages, messages
from forms.accounts import ListField
from forms.comments import clean_comment
from forms.fields import SelectChoice
from forms.masking import mask
from forms.validators import sent_once
from forms.waves import ReasonForm

LONGEST_QUESTION = 500
LONGEST_ANSWER = 2_000


def _text(label: Any, *, refusal: Any, longest: int, rows: int) -> TextAreaField:
    return TextAreaField(
        label,
        filters=[clean_comment],
        validators=[
            sent_once,
            DataRequired(refusal),
            Length(max=longest, message=comment_messages.ERR_TEXT_LONG),
        ],
        render_kw={"rows": rows, "autocomplete": "off"},
    )


class ReplyForm(FlaskForm):
    """A suggestion in the office's own words and the answer to it. Policy checks the token."""

    class Meta:
        csrf = False

    office = ListField(comment_messages.REPLY_OFFICE, refusal=messages.ERR_OFFICE)
    month = ListField(comment_messages.REPLY_MONTH, refusal=comment_messages.ERR_MONTH)
    question = _text(
        comment_messages.QUESTION,
        refusal=comment_messages.ERR_QUESTION,
        longest=LONGEST_QUESTION,
        rows=3,
    )
    answer = _text(
        comment_messages.ANSWER,
        refusal=comment_messages.ERR_ANSWER,
        longest=LONGEST_ANSWER,
        rows=6,
    )

    def __init__(
        self,
        *,
        offices: Mapping[str, str],
        months: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """Offer offices, code to name, and months, code and name."""
        super().__init__(**kwargs)
        self.office.choices = [
            SelectChoice(code, name) for code, name in offices.items()
        ]
        self.month.choices = [SelectChoice(code, name) for code, name in months]

    def validate_question(self, field: Field) -> None:
        """Cover what could name somebody, and let the writer read it again."""
        _cover(field)

    def validate_answer(self, field: Field) -> None:
        """Cover what could name somebody, and let the writer read it again."""
        _cover(field)


class DecisionForm(ReasonForm):
    """A reason to send a reply back or to take it off the public page."""

    reply = IntegerField(widget=HiddenInput())
    submit = SubmitField(comment_messages.RETURN)


def _cover(field: Field) -> None:
    written = field.data or ""
    covered = mask(written)
    if covered != written:
        field.data = covered
        raise StopValidation(comment_messages.ERR_COVERED)
