"""The choice of two offices to compare. It changes nothing, so it is sent by GET and needs no token."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, SelectField
from wtforms.validators import StopValidation

from forms import messages
from forms.fields import SelectChoice
from forms.validators import sent_once


class OfficeField(SelectField):
    """One of the offices on offer."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators=[sent_once], **kwargs)
        self.invalid_choice_message = messages.ERR_OFFICE


class ComparisonForm(FlaskForm):
    """Two offices, by code, read from the address."""

    class Meta:
        csrf = False

    first = OfficeField(messages.FIRST_OFFICE)
    second = OfficeField(messages.SECOND_OFFICE)

    def __init__(
        self, offices: Mapping[str, str], groups: Mapping[str, str] | None = None
    ) -> None:
        """Offer the offices, code to name, in their order; `groups` names the block of each, if there are some.

        Those of a block have to stand together.
        """
        super().__init__(request.args)
        choices = [
            SelectChoice(code, name, optgroup=groups[code] if groups else None)
            for code, name in offices.items()
        ]
        self.first.choices = choices
        self.second.choices = choices
        # Nothing asked for yet: offer a pair that can be compared as it stands.
        # From an office's page only the first is asked for: another of its block is the natural second.
        is_asked = "second" in request.args
        if not is_asked and len(choices) > 1:
            first = self.first.data or choices[0].value
            others = [choice for choice in choices if choice.value != first]
            of_block = [
                choice
                for choice in others
                if groups and groups[choice.value] == groups.get(first)
            ]
            self.second.data = (of_block or others)[0].value

    def validate_second(self, field: Field) -> None:
        """Refuse to compare an office with itself."""
        if field.data == self.first.data:
            raise StopValidation(messages.ERR_SAME_OFFICE)
