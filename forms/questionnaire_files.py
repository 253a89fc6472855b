"""The form that takes a questionnaire's file."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SubmitField


class QuestionnaireFileForm(FlaskForm):
    """A questionnaire's file. Its token is checked for every signed-in page before the view runs."""

    class Meta:
        csrf = False

    file = FileField(
        _("Tệp mẫu phiếu (TOML)"),
        validators=[FileRequired(_("Hãy chọn một tệp."))],
        render_kw={"accept": ".toml"},
    )
    submit = SubmitField(_("Tải lên thành bản nháp"))
