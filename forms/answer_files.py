"""The forms that bring answers in from files: the file and its wave, then what its columns stand for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, SubmitField

from forms import import_messages as messages
from forms.whole_numbers import whole_number

# What a column is taken for: nothing, the office, the day, or behind the prefix a question's code.
OFFICE, DATE, QUESTION = "office", "date", "q:"
ROLE_PREFIX, WORD_PREFIX, PLACE_PREFIX = "role:", "word:", "place:"


class AnswerFileForm(FlaskForm):
    """A file of answers and the wave they belong to.

    Its token is checked for every signed-in page before the view runs.
    """

    class Meta:
        csrf = False

    wave = SelectField(messages.WAVE, validate_choice=True)
    file = FileField(
        messages.FILE,
        validators=[FileRequired(messages.ERR_FILE)],
        render_kw={"accept": ".csv,.xlsx,.sav,.zsav"},
    )
    mapping = FileField(messages.MAPPING, render_kw={"accept": ".toml"})
    submit = SubmitField(messages.LOOK)


@dataclass(frozen=True, slots=True)
class SentMapping:
    """What a person said of columns, words and names of offices, as it was sent."""

    questions: dict[str, str] = field(default_factory=dict)
    office: str = ""
    office_code: str = ""
    date: str = ""
    day_first: bool = True
    best_first: bool = False
    headline: bool = False
    offices: dict[str, str] = field(default_factory=dict)
    levels: dict[str, int | None] = field(default_factory=dict)
    doubled: str = ""


def sent_mapping(sent: Mapping[str, str], columns: Sequence[str]) -> SentMapping:
    """Return what was sent for a file with these columns; `doubled` names what two columns were taken for."""
    questions: dict[str, str] = {}
    single = {OFFICE: "", DATE: ""}
    doubled = ""
    for place, column in enumerate(columns):
        role = sent.get(f"{ROLE_PREFIX}{place}", "")
        if role.startswith(QUESTION):
            code = role.removeprefix(QUESTION)
            doubled = doubled or (code if code in questions else "")
            questions.setdefault(code, column)
        elif role in single:
            doubled = doubled or (role if single[role] else "")
            single[role] = single[role] or column
    return SentMapping(
        questions=questions,
        office=single[OFFICE],
        office_code="" if single[OFFICE] else sent.get("office_code", "").strip(),
        date=single[DATE],
        day_first=sent.get("order", "day") == "day",
        best_first=sent.get("best_first") == "yes",
        headline=sent.get("headline") == "yes",
        offices={
            name.removeprefix(PLACE_PREFIX): code.strip()
            for name, code in sent.items()
            if name.startswith(PLACE_PREFIX) and code.strip()
        },
        levels={
            name.removeprefix(WORD_PREFIX): whole_number(level, digits=2)
            for name, level in sent.items()
            if name.startswith(WORD_PREFIX)
        },
        doubled=doubled,
    )
