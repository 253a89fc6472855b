"""The form that brings a year's catalogue of procedures in."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SubmitField
from wtforms.validators import InputRequired, NumberRange

from forms.import_messages import ERR_FILE, LOOK
from forms.validators import sent_once

FIRST_YEAR, LAST_YEAR = 2000, 2100
ERR_YEAR = _("Xin nhập một năm từ 2000 đến 2100.")


class _Year(IntegerField):
    """A year in figures; what is none is told in our words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the one number sent."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(ERR_YEAR) from error


class ProcedureFileForm(FlaskForm):
    """A list of procedures and the year it is of.

    Its token is checked for every signed-in page before the view runs.
    """

    class Meta:
        csrf = False

    year = _Year(
        _("Danh mục của năm"),
        validators=[
            sent_once,
            InputRequired(ERR_YEAR),
            NumberRange(FIRST_YEAR, LAST_YEAR, message=ERR_YEAR),
        ],
        render_kw={"min": FIRST_YEAR, "max": LAST_YEAR},
    )
    file = FileField(
        _("Tệp danh mục (CSV hoặc XLSX, nhiều nhất 5 MB)"),
        validators=[FileRequired(ERR_FILE)],
        render_kw={"accept": ".csv,.xlsx"},
    )
    submit = SubmitField(LOOK)
