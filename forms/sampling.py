"""The form that draws a sample, and the counts of what came back."""

import re
from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    Field,
    IntegerField,
    SelectField,
    StringField,
    SubmitField,
    ValidationError,
)
from wtforms.validators import (
    InputRequired,
    Length,
    Optional,
    Regexp,
    StopValidation,
)

from forms import sampling_messages as messages
from forms.access import in_one_form
from forms.fields import SelectChoice
from forms.validators import sent_once
from forms.whole_numbers import whole_number

LONGEST_TITLE = 150
CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
MONTH = r"^20\d\d-(?:0[1-9]|1[0-2])$"
POINTS = r"\d{1,2}(?:\.\d{1,2})?"
FIXED = "fixed"
# What the fields of an office are called; its code follows.
PREFIXES = {
    column: f"{column}-" for column in ("sent", "returned", "valid", "rejected")
}


class CountField(IntegerField):
    """A whole number within bounds, or nothing; other text is a mistake, in our own words."""

    def __init__(self, label: Any, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(label, validators=[sent_once, Optional()], **kwargs)
        self._least, self._most = least, most

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a number of our digits within the bounds."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        number = whole_number(text, digits=10)
        if number is None or not self._least <= number <= self._most:
            bounds = {"least": self._least, "most": self._most}
            raise ValueError(messages.ERR_COUNT % bounds)
        self.data = number


class PointsField(StringField):
    """Percentage points above 0 and under 50, however the decimal is written; `share` is a hundredth."""

    share: float = 0.0

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, validators=[sent_once], **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Read the number."""
        text = (self.data or "").strip().replace(",", ".")
        points = float(text) if re.fullmatch(POINTS, text, re.ASCII) else 0.0
        if not 0 < points < 50:
            raise StopValidation(messages.ERR_MARGIN)
        self.share = points / 100


class RuleField(SelectField):
    """One entry of a list; any other is refused in our own words."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, validators=[sent_once], **kwargs)
        self.invalid_choice_message = messages.ERR_RULE


def _text(label: Any, **kwargs: Any) -> StringField:
    return StringField(
        label,
        filters=[in_one_form, str.strip],
        render_kw={"autocomplete": "off", **kwargs.pop("render_kw", {})},
        **kwargs,
    )


def _month(label: Any) -> StringField:
    return _text(
        label,
        validators=[
            sent_once,
            InputRequired(messages.ERR_MONTH),
            Regexp(MONTH, message=messages.ERR_MONTH),
        ],
        render_kw={"placeholder": "2026-01"},
    )


class PlanForm(FlaskForm):
    """How a sample is drawn. Its token is checked for every signed-in page before the view runs."""

    class Meta:
        csrf = False

    code = _text(
        messages.CODE,
        validators=[
            sent_once,
            InputRequired(messages.ERR_CODE),
            Regexp(CODE, message=messages.ERR_CODE),
        ],
    )
    title = _text(
        messages.TITLE,
        validators=[sent_once, Length(max=LONGEST_TITLE, message=messages.ERR_TITLE)],
    )
    first_month = _month(messages.FIRST_MONTH)
    last_month = _month(messages.LAST_MONTH)
    wave = RuleField(messages.WAVE)
    rule = RuleField(messages.RULE)
    scope = RuleField(messages.SCOPE)
    margin = PointsField(messages.MARGIN, default="5")
    fixed = CountField(messages.FIXED, least=1, most=1_000_000)
    offices = CountField(messages.OFFICES, least=1, most=100_000)
    seed = CountField(messages.SEED, least=0, most=2**31 - 1)
    submit = SubmitField(messages.DRAW)

    def __init__(
        self,
        *,
        rules: Mapping[str, str],
        scopes: Mapping[str, str],
        waves: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        """Offer rules, scopes and waves, code to name."""
        super().__init__(**kwargs)
        self.wave.choices = [
            SelectChoice("", messages.NO_WAVE),
            *(SelectChoice(code, name) for code, name in waves.items()),
        ]
        self.rule.choices = [SelectChoice(code, name) for code, name in rules.items()]
        self.scope.choices = [SelectChoice(code, name) for code, name in scopes.items()]

    def validate_last_month(self, field: Field) -> None:
        """Hold the months to their order."""
        first = self.first_month.data or ""
        if re.fullmatch(MONTH, first) and field.data < first:
            raise ValidationError(messages.ERR_MONTHS)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that a number of forms is there where the rule is a number."""
        is_valid: bool = super().validate(extra_validators)
        if self.rule.data == FIXED and self.fixed.data is None:
            self.fixed.errors = [*self.fixed.errors, messages.ERR_FIXED]
            return False
        return is_valid
