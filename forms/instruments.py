"""The form that lets a wave ask a further audience."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SubmitField

from forms.fields import SelectChoice
from forms.validators import sent_once

ERR_CHOICE = _("Xin chọn một mục trong danh sách.")


class _Choice(SelectField):
    """One entry of a list; what is not in it is refused."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators=[sent_once], **kwargs)
        self.invalid_choice_message = ERR_CHOICE


class InstrumentForm(FlaskForm):
    """Who is asked, and which questionnaire.

    Its token is checked for every signed-in page before the view runs.
    """

    class Meta:
        csrf = False

    audience = _Choice(_("Hỏi thêm đối tượng"))
    questionnaire = _Choice(_("Mẫu phiếu"))
    full = BooleanField(_("Hỏi mọi câu, không chỉ phần cốt lõi"))
    submit = SubmitField(_("Thêm đối tượng"))

    def __init__(
        self,
        audiences: Sequence[tuple[str, str]],
        questionnaires: Sequence[tuple[str, str]],
        **sent: Any,
    ) -> None:
        """Offer audiences and questionnaires as key and name."""
        super().__init__(**sent)
        for field, choices in (
            (self.audience, audiences),
            (self.questionnaire, questionnaires),
        ):
            field.choices = [SelectChoice(*choice) for choice in choices]
