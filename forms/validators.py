"""Checks of single fields, with the sentences of `messages`."""

from wtforms import Field
from wtforms.validators import StopValidation

from forms import messages


def sent_once(form: object, field: Field) -> None:
    """Refuse a field that was sent twice: the first value is no better than the second."""
    if len(field.raw_data or ()) > 1:
        raise StopValidation(messages.ERR_TWICE)
