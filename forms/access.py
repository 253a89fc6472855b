"""The sign-in form of reviewers."""

import unicodedata

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from forms import messages
from forms.validators import sent_once

LONGEST_NAME = 64
# Hashing an endless password would keep the server busy.
LONGEST_PASSWORD = 256


def in_one_form(text: str | None) -> str:
    """Return the text in NFC: phones and computers type the same Vietnamese letter differently."""
    return unicodedata.normalize("NFC", text or "")


class SignInForm(FlaskForm):
    """Name and password. CSRF protection is on, so nobody is signed in unawares."""

    name = StringField(
        messages.SIGN_IN_NAME,
        filters=[in_one_form, str.strip],
        validators=[
            sent_once,
            InputRequired(messages.ERR_NAME),
            Length(max=LONGEST_NAME, message=messages.ERR_SIGN_IN_LONG),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        messages.SIGN_IN_PASSWORD,
        filters=[in_one_form],
        validators=[
            sent_once,
            InputRequired(messages.ERR_PASSWORD),
            Length(max=LONGEST_PASSWORD, message=messages.ERR_SIGN_IN_LONG),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    submit = SubmitField(messages.SIGN_IN_SUBMIT)
