"""Checks of single fields, with the sentences of `messages`."""

from wtforms import Field
from wtforms.validators import StopValidation, ValidationError

from forms import messages
from forms.comments import excess_length


def sent_once(form: object, field: Field) -> None:
    """Refuse a field that was sent twice: the first value is no better than the second."""
    if len(field.raw_data or ()) > 1:
        raise StopValidation(messages.ERR_TWICE)


def comment_length(form: object, field: Field) -> None:
    """Refuse a comment that is too long and say by how much; it is never cut."""
    excess = excess_length(field.data)
    if excess:
        raise ValidationError(messages.ERR_LONG % {"n": excess})
