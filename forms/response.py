"""The form a citizen fills in, built from a questionnaire."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, TextAreaField

from forms import choice_messages, messages
from forms.choice_fields import choice_field
from forms.comments import clean_comment
from forms.fields import OfferedChoice, OneChoice, SelectChoice, Tick
from forms.masking import mask
from forms.questionnaire import (
    ChoiceQuestion,
    Filter,
    Question,
    Questionnaire,
    pack_asked,
    pack_choices,
)
from forms.questionnaire.model import Item
from forms.questionnaire.packing import (
    LEVELS,
    NO,
    NOT_APPLICABLE,
    YES,
    has_scored_answer,
)
from forms.validators import comment_length, sent_once

STAGES = {
    "submit": messages.STAGE_SUBMIT,
    "receive": messages.STAGE_RECEIVE,
    "supplement": messages.STAGE_SUPPLEMENT,
    "ask": messages.STAGE_ASK,
}

# The form's field that asks for the field of service, and how many there must be to choose from.
FIELD = "service_field"
FEWEST_FIELDS = 2


@dataclass(frozen=True, slots=True)
class Answers:
    """A valid form, packed as the store keeps it. An empty text stands for no answer.

    The comment is covered where it `was_masked`; nothing keeps it as it was written.
    """

    scores: str
    choices: str
    stage: str
    comment: str = ""
    was_masked: bool = False
    helped: bool = False
    field: str = ""


Offered = Sequence[tuple[str, str]]


class ResponseForm(FlaskForm):
    """What every response form shares; `response_form` adds the questions."""

    class Meta:
        # An anonymous insert has no authority to abuse; the signed form token guards it, without a cookie.
        csrf = False

    questionnaire: ClassVar[Questionnaire]
    positions: ClassVar[tuple[int, ...]]
    _items: ClassVar[tuple[Item, ...]]

    def __init__(self, *, fields: Offered = ()) -> None:
        """Fill the form with what was sent. Fields of service, value and name, are asked for where there are two."""
        # FlaskForm by itself would also read JSON and uploaded files.
        super().__init__(request.form if self.is_submitted() else None)
        if FIELD not in self:
            return
        if len(fields) < FEWEST_FIELDS:
            del self[FIELD]
        else:
            # Choices of a class would be those of every place.
            self[FIELD].choices = [SelectChoice(*field) for field in fields]

    @property
    def asked_fields(self) -> tuple[Field, ...]:
        """The questions and filters, in the order shown."""
        return tuple(self[item.code] for item in self._items)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that at least one question got a level of its scale."""
        if not super().validate(extra_validators):
            return False
        if not has_scored_answer(self.answers().scores):
            is_of_others = any(
                isinstance(item, ChoiceQuestion) and self[item.code].data
                for item in self._items
            )
            self.form_errors.append(
                choice_messages.ERR_NO_SCORE if is_of_others else messages.ERR_NONE
            )
            return False
        return True

    def answers(self) -> Answers:
        """Return the answers of a valid form."""
        sent = {field.name: field.data for field in self.asked_fields if field.data}
        written = self["comment"].data if "comment" in self else ""
        comment = mask(written)
        return Answers(
            scores=pack_asked(self.questionnaire, sent, asked=self.positions),
            choices=pack_choices(self.questionnaire, sent),
            stage=(self["stage"].data or "") if "stage" in self else "",
            comment=comment,
            was_masked=comment != written,
            helped="helped" in self and self["helped"].data,
            field=(self[FIELD].data or "") if FIELD in self else "",
        )


def response_form(
    questionnaire: Questionnaire,
    *,
    full: bool,
    drawn: tuple[int, ...] = (),
    at_counter: bool = True,
) -> type[ResponseForm]:
    """Return the form class for a questionnaire in its own or a translated wording.

    After what is asked of everyone come the questions `drawn` for this form.
    Fields: `stage`, one for each filter and question under its code, `service_field` where the place offers
    some, `comment`, `helped`, `form_token`. Who is not asked `at_counter` is not asked what the visit was for.
    """
    asked = questionnaire.asked_positions(full=full)
    everyone = questionnaire.as_shown(full=full)
    # A filter that stands among them already is not asked again.
    of_everyone = len(questionnaire.shown(asked))
    further = questionnaire.shown((*asked, *drawn))[of_everyone:]
    return _form_class(
        questionnaire,
        (*asked, *drawn),
        (*everyone, *further),
        is_of_a_visit=at_counter,
        takes_comment=True,
    )


def further_form(
    questionnaire: Questionnaire, *, asked_before: tuple[int, ...] = ()
) -> type[ResponseForm]:
    """Return the form class for the scored questions outside the core, less those asked before.

    It is a record of its own, so that what concerns the visit is not asked again.
    """
    rest = questionnaire.rest_positions
    further = tuple(position for position in rest if position not in asked_before)
    items = questionnaire.shown(further)
    return _form_class(
        questionnaire, further, items, is_of_a_visit=False, takes_comment=False
    )


# Each drawn block is a class of its own; a few hundred take a few megabytes.
@lru_cache(maxsize=256)
def _form_class(
    questionnaire: Questionnaire,
    positions: tuple[int, ...],
    items: tuple[Item, ...],
    *,
    is_of_a_visit: bool,
    takes_comment: bool,
) -> type[ResponseForm]:
    fields: dict[str, object] = {
        "questionnaire": questionnaire,
        "positions": positions,
        "_items": items,
    }
    # WTForms keeps fields in the order in which they are made.
    if is_of_a_visit:
        fields["stage"] = OneChoice(messages.STAGE, choices=_stage_choices())
    for item in items:
        fields[item.code] = _field(questionnaire, item)
    if is_of_a_visit:
        fields[FIELD] = OfferedChoice(messages.SERVICE_FIELD, choices=[])
    if takes_comment:
        fields["comment"] = TextAreaField(
            messages.COMMENT,
            validators=[sent_once, comment_length],
            filters=[clean_comment],
        )
    if is_of_a_visit:
        fields["helped"] = Tick(messages.HELPED)
    fields["form_token"] = HiddenField(validators=[sent_once])
    return type("QuestionnaireForm", (ResponseForm,), fields)


def _field(questionnaire: Questionnaire, item: Item) -> Any:
    if isinstance(item, ChoiceQuestion):
        return choice_field(item)
    if isinstance(item, Filter):
        yes_or_no = [SelectChoice(YES, item.yes), SelectChoice(NO, item.no)]
        return OneChoice(item.text, choices=yes_or_no)
    return OneChoice(item.text, choices=_scale_choices(questionnaire, item))


def _scale_choices(
    questionnaire: Questionnaire, question: Question
) -> list[SelectChoice]:
    """Return the levels in the order shown, "does not apply" last."""
    scale = questionnaire.scale
    choices = [
        SelectChoice(LEVELS[level - 1], scale.labels[level - 1])
        for level in scale.shown_levels()
    ]
    if question.not_applicable is not None:
        choices.append(SelectChoice(NOT_APPLICABLE, question.not_applicable))
    return choices


def _stage_choices() -> list[SelectChoice]:
    return [SelectChoice(code, label) for code, label in STAGES.items()]
