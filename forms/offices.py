"""The form in which mergers, splits and closings of offices are written down."""

from flask_wtf import FlaskForm
from wtforms import SubmitField, TextAreaField
from wtforms.validators import InputRequired

from forms import office_messages as messages
from forms.validators import sent_once

FIRST_LINE = "from,to,on,name"


class OfficeChangesForm(FlaskForm):
    """The rows of a CSV file with its header.

    Its token is checked for every signed-in page before the view runs.
    """

    class Meta:
        csrf = False

    rows = TextAreaField(
        messages.ROWS,
        default=f"{FIRST_LINE}\n",
        validators=[InputRequired(messages.ERR_ROWS), sent_once],
        render_kw={"rows": "8", "autocomplete": "off", "spellcheck": "false"},
    )
    submit = SubmitField(messages.PREVIEW)
