"""Forms about accounts: a code, a new password, an invitation, a role."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, SelectField, StringField, SubmitField
from wtforms.validators import EqualTo, InputRequired, Length, StopValidation

from forms import messages
from forms.access import LONGEST_NAME, LONGEST_PASSWORD, in_one_form
from forms.fields import SelectChoice
from forms.validators import sent_once

# A recovery code with its spaces, and a few more.
LONGEST_CODE = 40


def _password(
    label: Any, *, autocomplete: str, extra: Sequence[EqualTo] = ()
) -> PasswordField:
    return PasswordField(
        label,
        filters=[in_one_form],
        validators=[
            sent_once,
            InputRequired(messages.ERR_PASSWORD),
            Length(max=LONGEST_PASSWORD, message=messages.ERR_SIGN_IN_LONG),
            *extra,
        ],
        render_kw={"autocomplete": autocomplete},
    )


def _present_password() -> PasswordField:
    return _password(messages.PRESENT_PASSWORD, autocomplete="current-password")


def _code(label: Any, **attributes: str) -> StringField:
    return StringField(
        label,
        validators=[
            sent_once,
            InputRequired(messages.ERR_CODE),
            Length(max=LONGEST_CODE, message=messages.ERR_SIGN_IN_LONG),
        ],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            **attributes,
        },
    )


class CodeForm(FlaskForm):
    """The second step of a sign-in; a recovery code has letters, so no keyboard of digits."""

    code = _code(messages.CODE_OR_RECOVERY)
    submit = SubmitField(messages.CODE_SUBMIT)


class FirstEnrolmentForm(FlaskForm):
    """The first code of a phone, right after the password."""

    code = _code(messages.CODE, inputmode="numeric")
    submit = SubmitField(messages.CODE_SUBMIT)


class EnrolmentForm(FirstEnrolmentForm):
    """The first code of a phone, from someone who has been signed in for a while."""

    password = _present_password()


class PresentPasswordForm(FlaskForm):
    """The password once more, before something that only its owner may do."""

    password = _present_password()
    submit = SubmitField(messages.NEW_RECOVERY_CODES)


class NewPasswordForm(FlaskForm):
    """A new password, typed twice."""

    new_password = _password(messages.NEW_PASSWORD, autocomplete="new-password")
    repeated = _password(
        messages.REPEATED_PASSWORD,
        autocomplete="new-password",
        extra=[EqualTo("new_password", messages.ERR_REPEATED)],
    )
    submit = SubmitField(messages.SAVE_PASSWORD)


class ChangePasswordForm(NewPasswordForm):
    """A new password from who knows the present one."""

    password = _present_password()


class ListField(SelectField):
    """One entry of a list; `refusal` is said of any other."""

    def __init__(
        self, label: Any = None, *, refusal: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators=[sent_once], **kwargs)
        self.invalid_choice_message = refusal


class RoleForm(FlaskForm):
    """A role, with an office where it belongs to one."""

    role = ListField(messages.ROLE, refusal=messages.ERR_ROLE)
    office = ListField(messages.OWN_OFFICE, refusal=messages.ERR_OFFICE)
    submit = SubmitField(messages.SAVE_ROLE)

    def __init__(
        self,
        *,
        roles: Mapping[str, Any],
        offices: Mapping[str, str],
        office_roles: Collection[str],
        **kwargs: Any,
    ) -> None:
        """Offer the roles and offices, code to name; `office_roles` belong to an office."""
        super().__init__(**kwargs)
        self.role.choices = [SelectChoice(code, name) for code, name in roles.items()]
        self.office.choices = [
            SelectChoice("", messages.NO_OFFICE),
            *(SelectChoice(code, name) for code, name in offices.items()),
        ]
        self._office_roles = office_roles

    def validate_office(self, field: Field) -> None:
        """Hold a role to an office, or to none."""
        needs_office = self.role.data in self._office_roles
        if needs_office and not field.data:
            raise StopValidation(messages.ERR_NEEDS_OFFICE)
        if field.data and not needs_office:
            raise StopValidation(messages.ERR_NO_OFFICE)


class InvitationForm(RoleForm):
    """A new account; its owner chooses the password."""

    name = StringField(
        messages.SIGN_IN_NAME,
        filters=[in_one_form, str.strip],
        validators=[
            sent_once,
            InputRequired(messages.ERR_NAME),
            Length(max=LONGEST_NAME, message=messages.ERR_SIGN_IN_LONG),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    submit = SubmitField(messages.INVITE)

    def validate_name(self, field: Field) -> None:
        """Refuse a name that would be hard to type or look like another."""
        if not re.fullmatch(r"[\w.-]+", field.data or ""):
            raise StopValidation(messages.ERR_NAME_CHARACTERS)
