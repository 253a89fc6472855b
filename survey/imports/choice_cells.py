"""Which options a file's cells stand for: one column for a question, or one for each of its options.

A column is named in a mapping by the question's code, the column of one option by `question.option`.
"""

import re
from collections.abc import Mapping, Sequence

from analysis.ratings.levels import is_no_answer, plain
from forms.questionnaire import ChoiceQuestion, Questionnaire
from forms.questionnaire.choice_packing import Chosen, canonical
from forms.questionnaire.choices import COUNT, ONE_OF_MANY, RANK, SEVERAL

# What a column of one option holds where it was chosen, and where it was not.
CHOSEN = frozenset(
    {"1", "x", "✓", "✔", "có", "yes", "y", "true", "đúng", "checked", "chọn"}
)
NOT_CHOSEN = frozenset({"", "0", "không", "no", "n", "false", "sai", "unchecked"})
# Between several answers in one cell; commas too, but labels may hold them.
_BETWEEN = re.compile(r"\s*[;|\n]\s*")
_COMMAS = re.compile(r"\s*,\s*")


class NotOnOffer(ValueError):
    """A cell says what the question does not offer; `key` names the column's place in the mapping."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def choice_keys(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return what a mapping can name of questions without a level."""
    return tuple(
        key for question in questionnaire.choice_questions for key in _keys(question)
    )


def read_cells(question: ChoiceQuestion, cells: Mapping[str, str]) -> Chosen | None:
    """Return what cells by their key say of a question, None where they say nothing. Raises NotOnOffer."""
    whole = cells.get(question.code, "")
    if whole and not is_no_answer(whole):
        return _canonical(question, question.code, _of_one_cell(question, whole))
    by_option = {
        code: cells[f"{question.code}.{code}"]
        for code in question.option_codes
        if f"{question.code}.{code}" in cells
    }
    if question.kind == RANK:
        return _ranked(question, by_option)
    chosen = [
        code for code, cell in by_option.items() if _is_chosen(question, code, cell)
    ]
    if not chosen:
        return None
    return _canonical(question, f"{question.code}.{chosen[-1]}", chosen)


def _keys(question: ChoiceQuestion) -> tuple[str, ...]:
    if question.kind in ONE_OF_MANY:
        return (question.code,)
    options = (f"{question.code}.{code}" for code in question.option_codes)
    return (question.code, *options)


def _of_one_cell(question: ChoiceQuestion, text: str) -> object:
    """Return what one cell says, as it may be packed: a code, a number or a list of codes."""
    if question.kind == COUNT:
        bare = text.strip()
        return str(int(bare)) if re.fullmatch("[0-9]{1,3}", bare) else bare
    if question.kind in ONE_OF_MANY:
        return _option(question, text) or text
    if (one := _option(question, text)) is not None:
        return [one]
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    if len(parts) == 1:
        parts = [part for part in _COMMAS.split(text.strip()) if part]
    return [_option(question, part) or part for part in parts]


def _option(question: ChoiceQuestion, text: str) -> str | None:
    """Return the option that a text names by its code, its words or its number on the form."""
    word = plain(text)
    for option in question.options:
        if word in (plain(option.label), option.code):
            return option.code
    if re.fullmatch("[0-9]{1,2}", word) and 1 <= int(word) <= len(question.options):
        return question.option_codes[int(word) - 1]
    return None


def _is_chosen(question: ChoiceQuestion, code: str, cell: str) -> bool:
    """Tell whether the column of an option says that it was chosen. Raises NotOnOffer."""
    word = plain(cell)
    if word in NOT_CHOSEN or (is_no_answer(cell) and word not in CHOSEN):
        return False
    if word in CHOSEN or _option(question, cell) == code:
        return True
    raise NotOnOffer(f"{question.code}.{code}")


def _ranked(question: ChoiceQuestion, by_option: Mapping[str, str]) -> Chosen | None:
    """Return options in the order of the places in their columns. Raises NotOnOffer."""
    places: dict[int, str] = {}
    for code, cell in by_option.items():
        key, text = f"{question.code}.{code}", cell.strip()
        if not text or text == "0" or is_no_answer(cell):
            continue
        if not re.fullmatch("[0-9]{1,2}", text) or int(text) in places:
            raise NotOnOffer(key)
        places[int(text)] = code
        if not 1 <= int(text) <= question.most:
            raise NotOnOffer(key)
    if not places:
        return None
    ordered = [places[place] for place in sorted(places)]
    return _canonical(question, f"{question.code}.{ordered[0]}", ordered)


def _canonical(question: ChoiceQuestion, key: str, answer: object) -> Chosen:
    try:
        return canonical(question, answer)
    except ValueError as error:
        raise NotOnOffer(key) from error


def columns_for(
    questionnaire: Questionnaire, headings: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """Return the columns, name and heading, that are called as questions or their options are, by key.

    A heading is called like an option where it is `question.option`, or the question's text and the
    option's label, as survey programs write them.
    """
    found: dict[str, str] = {}
    for question in questionnaire.choice_questions:
        called = {question.code: (question.code, plain(question.text))}
        for option in question.options if question.kind in (*SEVERAL, RANK) else ():
            key = f"{question.code}.{option.code}"
            label = f"{plain(question.text)} [{plain(option.label)}]"
            called[key] = (key, label)
        for name, heading in headings:
            for key, names in called.items():
                if name in names or plain(heading) in names:
                    found.setdefault(key, name)
    return found
