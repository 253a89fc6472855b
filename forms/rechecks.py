"""The form that draws whom to call again, and the one that asks for their list."""

import re
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, StringField, SubmitField, ValidationError
from wtforms.validators import DataRequired, Optional

from forms import recheck_messages as messages
from forms.fields import SelectChoice
from forms.sampling import CountField, RuleField
from forms.validators import sent_once

SHARE, FIXED, MARGIN = "share", "fixed", "margin"
AMOUNT = re.compile(r"\d{1,7}(?:\.\d{1,2})?", re.ASCII)
MOST = 1_000_000
# What the fields of an office are called; outcome and the office's code follow.
PREFIX = "n-"


def _file() -> FileField:
    return FileField(
        messages.FILE,
        validators=[FileRequired(messages.ERR_FILE)],
        render_kw={"accept": ".csv,.xlsx"},
    )


class ListForm(FlaskForm):
    """The list that was drawn from, once more: it is kept nowhere here."""

    class Meta:
        csrf = False

    file = _file()
    submit = SubmitField(messages.LISTS)


class LastDayForm(FlaskForm):
    """Until when people are called."""

    class Meta:
        csrf = False

    until = DateField(
        messages.LAST_DAY,
        validators=[sent_once, DataRequired(messages.ERR_LAST_DAY)],
    )
    submit = SubmitField(messages.EXTEND)

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        """Take no day that is over."""
        super().__init__(**kwargs)
        self._today = today

    def validate_until(self, field: DateField) -> None:
        """Refuse a day that is over."""
        if field.data is None or field.data < self._today:
            raise ValidationError(messages.ERR_LAST_DAY)


class DrawForm(FlaskForm):
    """How whom to call is drawn. Its token is checked for every signed-in page before the view runs."""

    class Meta:
        csrf = False

    file = _file()
    rule = RuleField(
        messages.RULE,
        choices=[
            SelectChoice(SHARE, messages.SHARE),
            SelectChoice(FIXED, messages.FIXED),
            SelectChoice(MARGIN, messages.MARGIN),
        ],
    )
    amount = StringField(
        messages.AMOUNT,
        validators=[sent_once],
        default="10",
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    least = CountField(messages.LEAST, least=0, most=MOST, default=20)
    seed = CountField(messages.SEED, least=0, most=2**31 - 1)
    last_day = DateField(messages.LAST_DAY, validators=[sent_once, Optional()])
    submit = SubmitField(messages.DRAW)

    def __init__(self, *, today: date, **kwargs: Any) -> None:
        """Take no last day that is over."""
        super().__init__(**kwargs)
        self._today = today

    @property
    def number(self) -> float:
        """Return the amount; 0 for what is none."""
        text = (self.amount.data or "").strip().replace(",", ".")
        return float(text) if AMOUNT.fullmatch(text) else 0.0

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, the amount by its rule, and the last day."""
        is_valid: bool = super().validate(extra_validators)
        problem = self._wrong_amount()
        if problem:
            self.amount.errors = [*self.amount.errors, problem]
        if self.last_day.raw_data and any(self.last_day.raw_data):
            if self.last_day.data is None or self.last_day.data < self._today:
                self.last_day.errors = [messages.ERR_LAST_DAY]
                return False
        return is_valid and not problem

    def _wrong_amount(self) -> Any:
        rule, number = self.rule.data, self.number
        if rule == SHARE and not 0 < number <= 100:
            return messages.ERR_SHARE
        if rule == FIXED and not (1 <= number <= MOST and number == int(number)):
            return messages.ERR_FIXED % {"most": MOST}
        if rule == MARGIN and not 0 < number < 50:
            return messages.ERR_MARGIN
        return ""
