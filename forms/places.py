"""The form that brings lists of offices and counters in."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SubmitField

ERR_NO_FILE = _("Xin chọn ít nhất một tệp.")


class PlaceListsForm(FlaskForm):
    """A list of offices, a list of counters, or both.

    Its token is checked for every signed-in page before the view runs.
    """

    class Meta:
        csrf = False

    offices = FileField(
        _("Tệp đơn vị (CSV hoặc XLSX, nhiều nhất 5 MB)"),
        render_kw={"accept": ".csv,.xlsx"},
    )
    counters = FileField(
        _("Tệp quầy (CSV hoặc XLSX, nhiều nhất 5 MB)"),
        render_kw={"accept": ".csv,.xlsx"},
    )
    submit = SubmitField(_("Nhập danh sách"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Want one file at least."""
        is_valid = super().validate(extra_validators)
        if not self.offices.data and not self.counters.data:
            self.offices.errors = [ERR_NO_FILE]
            return False
        return bool(is_valid)
