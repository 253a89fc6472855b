"""Forms about comments: a theme, what two people settle, what became of an urgent one.

None has a token field of its own: policy checks it for every signed-in post before the view runs.
"""

from collections.abc import Iterable
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SubmitField
from wtforms.validators import StopValidation

from forms import comment_messages
from forms.codebook import Codebook
from forms.fields import OneChoice, SelectChoice
from forms.validators import sent_once
from forms.waves import ReasonForm


def uuid_in(text: str | None) -> UUID | None:
    """Return the id that a page sent, None for anything else.

    >>> uuid_in("123e4567-e89b-42d3-a456-426614174000"), uuid_in("1; DROP TABLE comment")
    (UUID('123e4567-e89b-42d3-a456-426614174000'), None)
    """
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _themes(codebook: Codebook) -> list[SelectChoice]:
    return [SelectChoice(theme.code, theme.name) for theme in codebook.themes]


class ThemeForm(FlaskForm):
    """One person's theme of one comment."""

    class Meta:
        csrf = False

    comment = HiddenField(validators=[sent_once])
    theme = OneChoice(comment_messages.THEME)
    submit = SubmitField(comment_messages.SAVE_CODE)

    def __init__(self, codebook: Codebook, **kwargs: object) -> None:
        """Offer the codebook's themes."""
        super().__init__(**kwargs)
        self.theme.choices = _themes(codebook)

    def validate_theme(self, field: Field) -> None:
        """Ask for a theme: nobody can leave a comment unsorted without saying so."""
        if not field.data:
            raise StopValidation(comment_messages.ERR_THEME)


class SettleForm(ReasonForm):
    """The theme on which two people agree after they talked, and why."""

    comment = HiddenField(validators=[sent_once])
    theme = OneChoice(comment_messages.AGREED_THEME)
    submit = SubmitField(comment_messages.SETTLE)

    def __init__(self, codebook: Codebook, **kwargs: object) -> None:
        """Offer the codebook's themes."""
        super().__init__(**kwargs)
        self.theme.choices = _themes(codebook)
        self.reason.label.text = comment_messages.SETTLE_REASON

    def validate_theme(self, field: Field) -> None:
        """Ask for a theme."""
        if not field.data:
            raise StopValidation(comment_messages.ERR_THEME)


class OutcomeForm(ReasonForm):
    """What became of an urgent comment, and why."""

    comment = HiddenField(validators=[sent_once])
    outcome = OneChoice(comment_messages.OUTCOME)
    submit = SubmitField(comment_messages.SAVE_OUTCOME)

    def __init__(
        self, outcomes: Iterable[tuple[str, object]], **kwargs: object
    ) -> None:
        """Offer the outcomes, code and sentence."""
        super().__init__(**kwargs)
        self.outcome.choices = [SelectChoice(code, name) for code, name in outcomes]
        self.reason.label.text = comment_messages.OUTCOME_REASON

    def validate_outcome(self, field: Field) -> None:
        """Ask for an outcome."""
        if not field.data:
            raise StopValidation(comment_messages.ERR_OUTCOME)
