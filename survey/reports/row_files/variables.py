"""The columns of a row file: what each is called, what it means and which values it can have."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from analysis.tally import NOT_ANSWERED, NOT_APPLICABLE, UNREADABLE
from forms.questionnaire import Questionnaire
from forms.questionnaire.packing import LEVELS, NOT_ASKED
from survey.language import translator
from survey.reports.wording import Wording
from survey.store.row_export import RowGroup
from survey.trust.row_labels import RowLabel

WITHHELD = "withheld"
NOT_NAMED = "not-named"
LABEL_COLUMNS = ("month", "class", "stage")
# Above every level of a scale (35), and together, so that programs can declare them as missing.
FIRST_MISSING, LAST_MISSING = 96, 99


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no level: as stored, as a word in text files, as a number elsewhere."""

    character: str
    word: str
    code: int


MISSING = (
    Missing(NOT_ASKED, "not-asked", FIRST_MISSING),
    Missing(UNREADABLE, "unreadable", 97),
    Missing(NOT_APPLICABLE, "n/a", 98),
    Missing(NOT_ANSWERED, "blank", LAST_MISSING),
)


@dataclass(frozen=True, slots=True)
class Category:
    """One value that a column can have."""

    value: str | int
    label: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """One column. `question` is the code of the question whose answers it holds, empty for others."""

    name: str
    label: str
    categories: tuple[Category, ...] = ()
    question: str = ""


class NamedOffice(Protocol):
    """An office by code and name."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def level(self) -> str: ...


def variables_of(
    questionnaire: Questionnaire,
    offices: Sequence[NamedOffice],
    labels: Mapping[str, Mapping[RowGroup, RowLabel]],
    *,
    language: str,
) -> tuple[Variable, ...]:
    """Return the columns in their order: where and when first, then one for each question."""
    say = _Words(language)
    told = [label for of_office in labels.values() for label in of_office.values()]
    places = (
        Variable("wave", say("Đợt lấy ý kiến (mã)")),
        Variable(
            "office",
            say("Đơn vị (mã)"),
            tuple(Category(office.code, office.name) for office in offices),
        ),
        Variable("office_name", say("Đơn vị")),
        Variable("office_level", say("Cấp của đơn vị")),
        _told("month", say("Tháng nhận phiếu"), (one.month for one in told), str, say),
        _told(
            "class",
            say("Cách trả lời"),
            (one.channel for one in told),
            Wording(language).channel,
            say,
        ),
        _told(
            "stage",
            say("Người dân đến để làm gì"),
            (one.stage for one in told),
            say.stage,
            say,
        ),
    )
    taken = {variable.name for variable in places}
    return (*places, *_questions(questionnaire, taken, say))


def value_of_label(label: RowLabel) -> tuple[str, str, str]:
    """Return month, class and stage of a row as files have them."""
    stage = NOT_NAMED if label.stage == "" else label.stage
    return label.month or WITHHELD, label.channel or WITHHELD, stage or WITHHELD


def numbers_of_characters() -> dict[str, int]:
    """Return level or missing code by the character that is stored."""
    levels = {character: number for number, character in enumerate(LEVELS, start=1)}
    return levels | {missing.character: missing.code for missing in MISSING}


def words_of_characters() -> dict[str, str]:
    """Return level or missing word by the character that is stored."""
    levels = {
        character: str(number) for number, character in enumerate(LEVELS, start=1)
    }
    return levels | {missing.character: missing.word for missing in MISSING}


class _Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self._translate = translator(language).gettext

    def __call__(self, sentence: str) -> str:
        return self._translate(sentence)

    def stage(self, code: str) -> str:
        _ = self._translate
        return {
            "submit": _("nộp hồ sơ"),
            "receive": _("nhận kết quả"),
            "supplement": _("bổ sung hồ sơ, bị trả lại"),
            "ask": _("hỏi thông tin"),
        }.get(code, _("không nói"))

    def missing(self, missing: Missing) -> str:
        _ = self._translate
        return {
            "not-asked": _("Không được hỏi"),
            "unreadable": _("Không đọc được"),
            "n/a": _("Không áp dụng"),
            "blank": _("Không trả lời"),
        }[missing.word]

    def withheld(self) -> str:
        _ = self._translate
        return _("Không ghi vì dưới 5 phiếu hoặc chưa đến kỳ công bố")


def _told(
    name: str,
    label: str,
    values: Iterable[str | None],
    name_of: Callable[[str], str],
    say: _Words,
) -> Variable:
    """Return a column with the values that occur, and the word for what is withheld."""
    found = sorted({value for value in values if value is not None})
    return Variable(
        name,
        label,
        (
            *(Category(value or NOT_NAMED, name_of(value)) for value in found),
            Category(WITHHELD, say.withheld(), is_missing=True),
        ),
    )


def _questions(
    questionnaire: Questionnaire, taken: set[str], say: _Words
) -> Iterable[Variable]:
    levels = tuple(
        Category(number, label)
        for number, label in enumerate(questionnaire.scale.labels, start=1)
    )
    missing = tuple(
        Category(one.code, say.missing(one), is_missing=True) for one in MISSING
    )
    for question in questionnaire.questions:
        name = column_name(question.code, taken)
        taken.add(name)
        yield Variable(name, question.text, levels + missing, question.code)


# SPSS Statistics takes these for something else, as it does names over 64 bytes.
_RESERVED = frozenset("all and by eq ge gt le lt ne not or to with".split())
_LONGEST_NAME = 60


def column_name(code: str, taken: set[str]) -> str:
    """Return a name that every format can keep: a code of ours, lengthened where it is taken.

    >>> column_name("q01", set()), column_name("by", set()), column_name("wave", {"wave"})
    ('q01', 'by_', 'wave_')
    """
    name = code.replace("-", "_")[:_LONGEST_NAME]
    while name in taken or name in _RESERVED:
        name += "_"
    return name
