"""Form fields that take what a page of ours can send, and nothing else."""

from typing import Any

from wtforms import BooleanField, RadioField

# The published types stop before WTForms 3.3, which brought SelectChoice.
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from forms import messages

__all__ = ["OfferedChoice", "OneChoice", "SelectChoice", "Tick"]

TICKED = "yes"


class OneChoice(RadioField):
    """Radio buttons of which one or none is chosen: a value sent twice or not on offer is refused."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.invalid_choice_message = messages.ERR_CHOICE

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the one value sent. Two values are a mistake, for the first is no better than the second."""
        if len(valuelist) > 1:
            raise ValueError(messages.ERR_TWICE)
        super().process_formdata(valuelist)

    def pre_validate(self, form: Any) -> None:
        """Accept no answer at all; WTForms would ask for one."""
        if self.raw_data:
            super().pre_validate(form)


class OfferedChoice(OneChoice):
    """Radio buttons for what the place offers today. Whatever it does not offer is no answer, and no mistake:

    what was on offer when the page was loaded may be gone when its answers come.
    """

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the one value sent; two of them say nothing."""
        super().process_formdata(valuelist if len(valuelist) == 1 else [])

    def pre_validate(self, form: Any) -> None:
        """Forget what is not on offer."""
        if self.data not in {option.data for option in self}:
            self.data = None


class Tick(BooleanField):
    """A box that is ticked or not; anything that our page does not send is refused."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take one tick, or none."""
        if len(valuelist) > 1:
            raise ValueError(messages.ERR_TWICE)
        if valuelist and valuelist[0] != TICKED:
            raise ValueError(messages.ERR_CHOICE)
        self.data = bool(valuelist)
