"""The form that brings published index values in."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, SubmitField
from wtforms.validators import Length

from forms import index_messages as messages
from forms.access import in_one_form
from forms.messages import ERR_REASON_LONG
from forms.validators import sent_once
from forms.waves import LONGEST_REASON


class ImportIndicesForm(FlaskForm):
    """A file, and why values that stand already are corrected.

    Its token is checked for every signed-in page before the view runs.
    """

    class Meta:
        csrf = False

    file = FileField(
        messages.FILE,
        validators=[FileRequired(messages.ERR_FILE)],
        render_kw={"accept": ".csv,text/csv"},
    )
    reason = StringField(
        messages.REASON,
        filters=[in_one_form, str.strip],
        validators=[sent_once, Length(max=LONGEST_REASON, message=ERR_REASON_LONG)],
        render_kw={"autocomplete": "off"},
    )
    submit = SubmitField(messages.IMPORT)
