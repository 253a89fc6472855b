"""What staff fill in: the answers of a printed form or a call, and where a batch comes from."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import (
    InputRequired,
    NumberRange,
    Optional,
    Regexp,
    StopValidation,
)

from forms import paper_messages
from forms.fields import OneChoice, SelectChoice
from forms.questionnaire import Question, Questionnaire
from forms.questionnaire.packing import UNREADABLE, has_scored_answer
from forms.response import Offered, ResponseForm, response_form
from forms.validators import sent_once

LONGEST_SERIAL = 24
MOST_PAPERS = 100_000
MOST_COPIES = 200
NORMAL, LARGE = "normal", "large"

ERR_KEY = _("Trang tải về bị lỗi. Xin mở lại trang nhập phiếu.")
ERR_NOTHING = _(
    "Phiếu không có câu trả lời nào tính được. Xin bỏ qua phiếu này và cộng vào số phiếu hỏng."
)
ERR_NUMBER = _("Xin nhập số từ %(min)s đến %(max)s.")
ERR_DAY = _("Xin nhập một ngày.")
ERR_DAY_AHEAD = _("Ngày này chưa đến.")
ERR_CHOOSE = _("Xin chọn một mục trong danh sách.")


class TypedForm(ResponseForm):
    """The answers of one form or call as staff type them. The key makes a page that is sent twice one entry."""

    entry_key = HiddenField(
        validators=[sent_once, Regexp("^[0-9a-f]{32}$", message=ERR_KEY)]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that the form says something that can be counted."""
        if not FlaskForm.validate(self, extra_validators):
            return False
        if not has_scored_answer(self.answers().scores):
            self.form_errors.append(ERR_NOTHING)
            return False
        return True


class PaperForm(TypedForm):
    """A printed form with its serial; what was written on it can also be unreadable."""

    serial = StringField(
        paper_messages.SERIAL,
        filters=[lambda text: (text or "")[:LONGEST_SERIAL]],
        validators=[sent_once],
    )
    # The run of the form before this one, so that its first digits need not be typed.
    run = HiddenField(validators=[sent_once, Regexp("^[0-9]{0,9}$", message=ERR_KEY)])

    def __init__(self, *, fields: Offered = ()) -> None:
        super().__init__(fields=fields)
        unreadable = SelectChoice(UNREADABLE, paper_messages.UNREADABLE)
        for item, field in zip(self._items, self.asked_fields, strict=True):
            if isinstance(item, Question):
                assert isinstance(field, OneChoice)
                field.choices = [*(field.choices or ()), unreadable]


@lru_cache(maxsize=64)
def paper_form(
    questionnaire: Questionnaire, *, full: bool, of_a_visit: bool = True
) -> type[PaperForm]:
    """Return the form for typing in what a wave asks of everyone on paper."""
    asked = response_form(questionnaire, full=full, at_counter=of_a_visit)
    return type("PaperFormOfQuestionnaire", (PaperForm, asked), {})


@lru_cache(maxsize=64)
def call_form(
    questionnaire: Questionnaire, *, full: bool, of_a_visit: bool = True
) -> type[TypedForm]:
    """Return the form for what is answered by telephone."""
    asked = response_form(questionnaire, full=full, at_counter=of_a_visit)
    return type("CallFormOfQuestionnaire", (TypedForm, asked), {})


class _Choice(SelectField):
    """One entry of a list; what is not in it is refused."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators=[sent_once], **kwargs)
        self.invalid_choice_message = ERR_CHOOSE


class _Count(IntegerField):
    """A whole number of papers; an empty field is none."""

    def __init__(
        self, label: Any = None, *, most: int, least: int = 0, **kwargs: Any
    ) -> None:
        message = ERR_NUMBER % {"min": least, "max": most}
        super().__init__(
            label,
            default=least,
            filters=[lambda number: least if number is None else number],
            validators=[Optional(), NumberRange(least, most, message=message)],
            render_kw={"inputmode": "numeric", "min": least, "max": most},
            **kwargs,
        )


class CountsForm(FlaskForm):
    """How many papers went out, came back and could not be used."""

    handed_out = _Count(_("Số phiếu đã phát"), most=MOST_PAPERS)
    returned = _Count(_("Số phiếu thu về"), most=MOST_PAPERS)
    spoiled = _Count(_("Trong đó phiếu hỏng"), most=MOST_PAPERS)


class BatchForm(CountsForm):
    """Where papers come from. Choices are code to name, in their order."""

    wave = _Choice(_("Đợt"))
    counter = _Choice(_("Quầy"))
    language = _Choice(_("Ngôn ngữ của phiếu"))
    gathered_on = DateField(
        _("Ngày lấy phiếu khỏi hộp"), validators=[InputRequired(ERR_DAY)]
    )

    def __init__(
        self,
        *,
        waves: Mapping[str, str],
        counters: Mapping[str, str],
        languages: Mapping[str, str],
        today: date,
    ) -> None:
        super().__init__()
        self._today = today
        self.wave.choices = _choices(waves)
        self.counter.choices = _choices(counters)
        self.language.choices = _choices(languages)
        if not self.is_submitted():
            self.gathered_on.data = today

    def validate_gathered_on(self, field: Field) -> None:
        """Refuse a day to come."""
        if field.data is not None and field.data > self._today:
            raise StopValidation(ERR_DAY_AHEAD)


class CallsForm(FlaskForm):
    """About which place people are called, and in which language."""

    wave = _Choice(_("Đợt"))
    counter = _Choice(_("Quầy"))
    language = _Choice(_("Ngôn ngữ"))

    def __init__(
        self,
        *,
        waves: Mapping[str, str],
        counters: Mapping[str, str],
        languages: Mapping[str, str],
    ) -> None:
        super().__init__()
        self.wave.choices = _choices(waves)
        self.counter.choices = _choices(counters)
        self.language.choices = _choices(languages)


class PrintForm(FlaskForm):
    """Which forms are printed, and how many."""

    wave = _Choice(_("Đợt"))
    office = _Choice(_("Đơn vị"))
    language = _Choice(_("Ngôn ngữ"))
    size = _Choice(
        _("Cỡ chữ"),
        choices=[SelectChoice(NORMAL, _("thường")), SelectChoice(LARGE, _("to"))],
    )
    copies = _Count(_("Số bản"), least=1, most=MOST_COPIES)

    def __init__(
        self,
        *,
        waves: Mapping[str, str],
        offices: Mapping[str, str],
        languages: Mapping[str, str],
    ) -> None:
        super().__init__()
        self.wave.choices = _choices(waves)
        self.office.choices = _choices(offices)
        self.language.choices = _choices(languages)


def _choices(names: Mapping[str, str]) -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in names.items()]
