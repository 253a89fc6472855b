"""The form that opens a wave."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from forms import messages
from forms.comments import clean_comment
from forms.fields import SelectChoice
from forms.validators import sent_once
from forms.waves import DayField

LONGEST_CODE, LONGEST_TITLE = 40, 150
CAMPAIGN, QUARTERS = "campaign", "quarter"
A_MONTH = timedelta(days=30)
ERR_CODE = _("Mã đợt chỉ gồm chữ cái không dấu, chữ số và dấu gạch nối.")
ERR_ORDER = _("Ngày cuối phải từ ngày đầu trở đi.")
ERR_TAKEN = _("Đã có đợt mang mã này.")
ERR_CHOICE = _("Xin chọn một mục trong danh sách.")


class OpenWaveForm(FlaskForm):
    """A wave's code, title, questionnaire and days.

    Its token is checked for every signed-in page before the view runs.
    """

    class Meta:
        csrf = False

    code = StringField(
        _("Mã đợt, chẳng hạn 2026-1"),
        validators=[
            sent_once,
            InputRequired(ERR_CODE),
            Length(max=LONGEST_CODE, message=ERR_CODE),
            Regexp(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*\Z", message=ERR_CODE),
        ],
        render_kw={"autocomplete": "off", "maxlength": LONGEST_CODE},
    )
    title = StringField(
        _("Tên đợt (để trống thì lấy tên mẫu phiếu)"),
        filters=[clean_comment],
        validators=[sent_once, Optional(), Length(max=LONGEST_TITLE)],
        render_kw={"autocomplete": "off", "maxlength": LONGEST_TITLE},
    )
    questionnaire = SelectField(_("Mẫu phiếu"), validators=[sent_once])
    kind = SelectField(_("Loại đợt"), validators=[sent_once])
    first = DayField(_("Ngày đầu"), validators=[sent_once, Optional()])
    last = DayField(
        _("Ngày cuối (đợt thường xuyên thì để trống)"),
        validators=[sent_once, Optional()],
    )
    full = BooleanField(_("Hỏi mọi câu, không chỉ phần cốt lõi"))
    submit = SubmitField(_("Mở đợt"))

    def __init__(
        self, questionnaires: Sequence[tuple[str, str]], today: date, **sent: Any
    ) -> None:
        """Offer questionnaires as key and name; a month from today where nothing was sent."""
        super().__init__(
            **sent,
            data={
                "code": f"{today.year}-1",
                "first": today,
                "last": today + A_MONTH,
            },
        )
        for field, choices in (
            (self.questionnaire, questionnaires),
            (
                self.kind,
                (
                    (CAMPAIGN, str(_("Có ngày đầu và ngày cuối"))),
                    (QUARTERS, str(_("Thường xuyên, quý này nối quý sau"))),
                ),
            ),
        ):
            field.choices = [SelectChoice(*choice) for choice in choices]
            # Otherwise WTForms says it in its own words.
            field.invalid_choice_message = ERR_CHOICE  # type: ignore[attr-defined]

    def validate(self, extra_validators: Any = None) -> bool:
        """Want days that fit the kind of wave."""
        is_valid = super().validate(extra_validators)
        if not is_valid or self.kind.data == QUARTERS:
            return bool(is_valid)
        for field in (self.first, self.last):
            if field.data is None:
                field.errors = [messages.ERR_DAY]
                return False
        first, last = self.first.data, self.last.data
        if first is not None and last is not None and first > last:
            self.last.errors = [ERR_ORDER]
            return False
        return True
