"""What can be written in the questionnaire editor: each key of the file, as a field of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from flask_babel.speaklater import LazyString

from forms import draft_messages as messages
from forms.questionnaire.beside import WORDED
from forms.questionnaire.choices import (
    COUNT,
    KINDS,
    RANK,
    SATISFACTION,
    SCALE,
    SEVERAL,
)
from forms.questionnaire.model import IndexRule, ScaleOrder, Scoring, Status

CellKind = Literal["line", "text", "lines", "number", "choice", "reference", "tick"]
# Kinds of tables inside a table; each of their rows has cells of its own.
INSIDE = {"question": "options"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One key of a table. A `reference` names the code of another table, its `options` are codes.

    Where `usual` is chosen nothing is written, because a file without the key means it anyway.
    """

    key: str
    kind: CellKind
    options: tuple[str, ...] = ()
    to: str = ""
    usual: str = ""

    @property
    def label(self) -> LazyString:
        return messages.LABELS[self.key]


HEAD = (
    Cell("title", "line"),
    Cell("code", "line"),
    Cell("version", "line"),
    Cell("status", "choice", get_args(Status)),
    Cell("year", "number"),
    Cell("legal_basis", "line"),
    Cell("note", "text"),
    Cell("index_rule", "choice", get_args(IndexRule)),
    Cell("scoring", "choice", get_args(Scoring), usual="satisfied"),
)
SCALE_CELLS = (
    Cell("labels", "lines"),
    Cell("satisfied_from", "number"),
    Cell("order", "choice", get_args(ScaleOrder)),
)
CONTENTS = (SATISFACTION, *KINDS)
CHOICE_KINDS = tuple(kind for kinds in KINDS.values() for kind in kinds)
# By the name of the table, in the order of the page.
ITEMS: Mapping[str, tuple[Cell, ...]] = {
    "part": (Cell("name", "line"), Cell("code", "line"), Cell("weight", "number")),
    "factor": (
        Cell("name", "line"),
        Cell("code", "line"),
        Cell("part", "reference", to="part"),
        Cell("weight", "number"),
    ),
    "question": (
        Cell("text", "text"),
        Cell("code", "line"),
        Cell("content", "choice", CONTENTS, usual=SATISFACTION),
        Cell("kind", "choice", (SCALE, *CHOICE_KINDS), usual=SCALE),
        Cell("factor", "reference", to="factor"),
        Cell("not_applicable", "line"),
        Cell("most", "number"),
        Cell("core", "tick"),
        Cell("draft", "tick"),
    ),
    "filter": (
        Cell("text", "text"),
        Cell("code", "line"),
        Cell("factor", "reference", to="factor"),
        Cell("yes", "line"),
        Cell("no", "line"),
    ),
    "band": (Cell("name", "line"), Cell("code", "line"), Cell("from", "number")),
    "options": (Cell("label", "line"), Cell("code", "line"), Cell("excludes", "tick")),
}
SECTIONS = tuple(kind for kind in ITEMS if kind not in INSIDE.values())
# What a new table's code begins with.
LETTERS = {
    "part": "p",
    "factor": "f",
    "question": "q",
    "filter": "l",
    "band": "b",
    "options": "a",
}
# Where the keys of a section make sense only sometimes: shown then, or where something stands there.
ONLY_SATISFACTION = ("factor", "not_applicable")
ONLY_CHOICE = ("kind", "most", "options")


def is_worded(kind: str, key: str) -> bool:
    """Tell whether a key can stand in another language."""
    return key in WORDED.get(kind, ())


def makes_sense(kind: str, key: str, values: Mapping[str, object]) -> bool:
    """Tell whether a key means something in a table, as far as the table is written."""
    if kind != "question":
        return True
    if values.get("content", SATISFACTION) == SATISFACTION:
        return key not in ONLY_CHOICE
    kind_of_answer = values.get("kind")
    if key == "most":
        return kind_of_answer in (*SEVERAL, RANK, COUNT)
    if key == "options":
        return kind_of_answer != COUNT
    return key not in ONLY_SATISFACTION
