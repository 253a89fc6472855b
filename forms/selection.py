"""The choice of a part of a wave to look at alone. It changes nothing, so it is sent by GET."""

from collections.abc import Mapping

from flask import request
from flask_wtf import FlaskForm
from wtforms import SelectField

from forms import messages

EVERYTHING = ""
Choices = Mapping[str, Mapping[str, str]]


class SelectionForm(FlaskForm):
    """One part, as `kind:value`, read from the address; empty for everything."""

    class Meta:
        csrf = False

    only = SelectField(messages.ONLY, validate_choice=False)

    def __init__(self, choices: Choices) -> None:
        """Offer parts under the name of their kind."""
        super().__init__(request.args)
        self.only.choices = {
            str(messages.ONLY_ALL): [(EVERYTHING, messages.EVERY_ANSWER)],
            **{name: list(parts.items()) for name, parts in choices.items()},
        }

    @property
    def chosen(self) -> tuple[str, str] | None:
        """Kind and value of the chosen part; None for everything."""
        kind, colon, value = (self.only.data or "").partition(":")
        return (kind, value) if colon else None
