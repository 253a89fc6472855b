"""Forms about actions: what will be done, what changed about it, and what the public may read."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField, SubmitField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    StopValidation,
    ValidationError,
)

from forms import action_messages, messages
from forms.accounts import ListField
from forms.comments import clean_comment
from forms.fields import SelectChoice
from forms.masking import mask
from forms.validators import sent_once
from forms.waves import DayField, ReasonForm

LONGEST_WHAT, LONGEST_OWNER, LONGEST_SOURCE = 1000, 120, 300
# Points with one decimal, with a comma or a point.
_POINTS = re.compile(r"(\d{1,3})(?:[.,](\d))?")


def without_numbers_of_people(form: object, field: Field) -> None:
    """Refuse what looks like a number or address of a person: others may come to read the text."""
    if mask(field.data or "") != (field.data or ""):
        raise ValidationError(action_messages.ERR_PERSONAL)


def _one_line(text: str | None) -> str:
    """Return the text without what cannot be seen, and blanks for whatever breaks a line."""
    return " ".join(clean_comment(text).split())


class PointsField(StringField):
    """Points between 0 and 100 with at most one decimal; kept as it was typed for showing it again."""

    points: float | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the number, however its decimal is written."""
        match = _POINTS.fullmatch((self.data or "").strip())
        points = float(f"{match[1]}.{match[2] or 0}") if match else 0.0
        # WTForms takes digits of any script, and so does Python.
        if not (self.data or "").isascii() or not 0 < points <= 100:
            raise StopValidation(action_messages.ERR_EXPECTED)
        self.points = points


class ActionForm(FlaskForm):
    """What is written down of an action. Its token is checked before the view runs."""

    class Meta:
        csrf = False

    what = TextAreaField(
        action_messages.WHAT,
        filters=[clean_comment],
        validators=[
            sent_once,
            DataRequired(action_messages.ERR_WHAT),
            Length(max=LONGEST_WHAT, message=action_messages.ERR_LONG_TEXT),
            without_numbers_of_people,
        ],
        render_kw={"rows": 4},
    )
    owner = StringField(
        action_messages.OWNER,
        filters=[_one_line],
        validators=[
            sent_once,
            DataRequired(action_messages.ERR_OWNER),
            Length(max=LONGEST_OWNER, message=action_messages.ERR_LONG_TEXT),
            without_numbers_of_people,
        ],
        render_kw={"autocomplete": "off"},
    )
    source = StringField(
        action_messages.SOURCE,
        filters=[_one_line],
        validators=[
            sent_once,
            Length(max=LONGEST_SOURCE, message=action_messages.ERR_LONG_TEXT),
            without_numbers_of_people,
        ],
        render_kw={"autocomplete": "off"},
    )
    effective_on = DayField(
        action_messages.EFFECTIVE_ON,
        validators=[sent_once, InputRequired(messages.ERR_DAY)],
    )
    due_on = DayField(
        action_messages.DUE_ON,
        validators=[sent_once, InputRequired(messages.ERR_DAY)],
    )
    expected = PointsField(
        action_messages.EXPECTED,
        validators=[sent_once, InputRequired(action_messages.ERR_EXPECTED)],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    submit = SubmitField(action_messages.RECORD)

    def __init__(self, *, today: date, has_finding: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._today = today
        self._has_finding = has_finding
        if has_finding:
            del self.source

    def validate_source(self, field: Field) -> None:
        """Ask where an action comes from that no figure of ours stands behind."""
        if not field.data:
            raise ValidationError(action_messages.ERR_SOURCE)

    def validate_due_on(self, field: Field) -> None:
        """Refuse a promise for a day that is over."""
        if field.data is not None and field.data < self._today:
            raise ValidationError(action_messages.ERR_DUE_PAST)


class StepForm(ReasonForm):
    """How an action stands from now on, or by which day it will be done."""

    state = ListField(action_messages.STATE, refusal=action_messages.ERR_STATE)
    due_on = DayField(action_messages.NEW_DUE_ON, validators=[sent_once, Optional()])
    submit = SubmitField(action_messages.SAVE_STEP)

    def __init__(self, states: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.state.choices = [
            SelectChoice(value=code, label=name) for code, name in states.items()
        ]


class PublicityForm(ReasonForm):
    """Whether everyone may read an action, and why."""

    submit = SubmitField(action_messages.MAKE_PUBLIC)

    def __init__(self, *, is_public: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if is_public:
            self.submit.label.text = action_messages.MAKE_PRIVATE


class ApproveForm(FlaskForm):
    """The approval of a wave's figures as its preview shows them."""

    class Meta:
        csrf = False

    submit = SubmitField(action_messages.APPROVE)


class WithdrawForm(ReasonForm):
    """The end of a publication."""

    submit = SubmitField(action_messages.WITHDRAW)
