"""The choice of parts and weights of a combined index. It changes nothing, so it is sent by GET and needs no token."""

import re
from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import StopValidation

from forms.fields import SelectChoice
from forms.validators import sent_once

ERR_PART = _("Xin chọn một mục trong danh sách.")
ERR_WEIGHT = _(
    "Xin nhập trọng số từ 0 đến 100, như 60, 33,3 hoặc 0,6; để trống là không tính."
)
# Digits with at most four decimals, after a comma or a point.
_WEIGHT = re.compile(r"(\d{1,3})(?:[.,](\d{1,4}))?", re.ASCII)


class WeightField(StringField):
    """A weight of 0 to 100, kept as it was typed for showing it again; nothing typed is none."""

    weight: float = 0.0

    def pre_validate(self, form: Any) -> None:
        """Read the number, however its decimal is written."""
        typed = (self.data or "").strip()
        match = _WEIGHT.fullmatch(typed)
        if typed and match is None:
            raise StopValidation(ERR_WEIGHT)
        weight = float(f"{match[1]}.{match[2] or 0}") if match else 0.0
        if weight > 100:
            raise StopValidation(ERR_WEIGHT)
        self.weight = weight


class _MeasureField(SelectField):
    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators=[sent_once], **kwargs)
        self.invalid_choice_message = ERR_PART


class PartForm(FlaskForm):
    """What of an audience's answers counts, all of its index or a part or factor, and its weight."""

    class Meta:
        csrf = False

    measure = _MeasureField(_("Phần được tính"), default="")
    weight = WeightField(
        _("Trọng số"),
        validators=[sent_once],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )

    def __init__(self, audience: str, name: str, measures: Mapping[str, str]) -> None:
        """Read an audience's part from the address; `measures` are on offer, code to name."""
        super().__init__(request.args, prefix=f"{audience}-")
        self.audience, self.name = audience, name
        self.measure.choices = [SelectChoice(*one) for one in measures.items()]

    @property
    def is_sent(self) -> bool:
        """Tell whether the address speaks of this audience."""
        return bool(self.measure.raw_data or self.weight.raw_data)
