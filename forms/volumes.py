"""The form that brings dossiers by month in, and the one that chooses which of them to look at."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, SubmitField

from forms.fields import SelectChoice
from forms.import_messages import ERR_FILE
from forms.validators import sent_once

ERR_CHOICE = _("Xin chọn một mục trong danh sách.")


class VolumeFileForm(FlaskForm):
    """A file of dossiers by office and month, and whether its figures replace those that differ.

    Its token is checked for every signed-in page before the view runs.
    """

    class Meta:
        csrf = False

    file = FileField(
        _("Tệp hồ sơ (CSV hoặc XLSX, nhiều nhất 5 MB)"),
        validators=[FileRequired(ERR_FILE)],
        render_kw={"accept": ".csv,.xlsx"},
    )
    replace = BooleanField(_("Thay số liệu đã nhập bằng số liệu của tệp này"))
    submit = SubmitField(_("Nhập tệp"))


class _Choice(SelectField):
    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators=[sent_once], **kwargs)
        self.invalid_choice_message = ERR_CHOICE


class VolumeChoiceForm(FlaskForm):
    """Months, whose dossiers, and perhaps one office; sent by GET, since it changes nothing."""

    class Meta:
        csrf = False

    first = _Choice(_("Từ tháng"))
    last = _Choice(_("Đến tháng"))
    by = _Choice(_("Tính theo"))
    office = _Choice(_("Đơn vị"))

    def __init__(
        self,
        months: Sequence[tuple[str, str]],
        offices: Sequence[tuple[str, str]],
        kinds: Sequence[tuple[str, str]],
    ) -> None:
        """Offer months, the newest last, offices and kinds, each as value and name; the newest year where none is asked for."""
        super().__init__(request.args)
        for field, choices in (
            (self.first, months),
            (self.last, months),
            (self.by, kinds),
            (self.office, offices),
        ):
            field.choices = [SelectChoice(*choice) for choice in choices]
        newest = months[-1][0] if months else ""
        asked = request.args
        if "first" not in asked:
            year = [month for month, _name in months if month[:4] == newest[:4]]
            self.first.data = year[0] if year else ""
        if "last" not in asked:
            self.last.data = newest
        if "by" not in asked and kinds:
            self.by.data = kinds[0][0]
        if "office" not in asked and offices:
            self.office.data = offices[0][0]
