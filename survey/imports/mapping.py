"""What a file's columns and words stand for; written to a small file, so that the next one asks nothing."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

FORMAT = 1
# Offices and words of a province's file, at the most.
MOST_WORDS = 5_000
T = TypeVar("T")


class MappingError(Exception):
    """A mapping file that cannot be used; `key` is what is wrong in it, empty for the file itself."""

    def __init__(self, key: str, found: str) -> None:
        super().__init__(f"{key}: {found}")
        self.key = key
        self.found = found


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What columns and words stand for.

    `questions` gives a question's column by its code. `office` and `date` name columns; without one
    `office_code` is the office of every row. `offices` gives codes by what stands in the file, `levels`
    the level of a word, 0 for no answer. With `best_first` the number 1 is the highest level.
    """

    questions: Mapping[str, str]
    office: str = ""
    office_code: str = ""
    date: str = ""
    day_first: bool = True
    best_first: bool = False
    offices: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)

    @property
    def columns(self) -> frozenset[str]:
        """The columns that are read."""
        return frozenset({*self.questions.values(), self.office, self.date} - {""})


def mapping_text(mapping: ColumnMapping) -> str:
    """Return a mapping as a file in TOML."""
    lines = [f"format = {FORMAT}"]
    for name in ("office", "office_code", "date"):
        if value := getattr(mapping, name):
            lines.append(f"{name} = {_quoted(value)}")
    for name in ("day_first", "best_first"):
        lines.append(f"{name} = {'true' if getattr(mapping, name) else 'false'}")
    lines += ["", "[questions]"]
    lines += [
        f"{_quoted(code)} = {_quoted(column)}"
        for code, column in mapping.questions.items()
    ]
    if mapping.offices:
        lines += ["", "[offices]"]
        lines += [
            f"{_quoted(word)} = {_quoted(code)}"
            for word, code in mapping.offices.items()
        ]
    if mapping.levels:
        lines += ["", "[levels]"]
        lines += [
            f"{_quoted(word)} = {level}" for word, level in mapping.levels.items()
        ]
    return "\n".join(lines) + "\n"


def read_mapping(text: str) -> ColumnMapping:
    """Return the mapping of a file's text. Raises MappingError naming the first key that is wrong."""
    try:
        found = tomllib.loads(text)
    # Besides its own error, tomllib lets through those of endless numbers and nesting.
    except (ValueError, RecursionError) as error:
        raise MappingError("", str(error)) from error
    if found.get("format") != FORMAT:
        raise MappingError("format", str(found.get("format", "")))
    known = {*ColumnMapping.__dataclass_fields__, "format"}
    for key in found:
        if key not in known:
            raise MappingError(key, str(found[key]))
    return ColumnMapping(
        questions=_words(found, "questions", str),
        office=_value(found, "office", ""),
        office_code=_value(found, "office_code", ""),
        date=_value(found, "date", ""),
        day_first=_value(found, "day_first", True),
        best_first=_value(found, "best_first", False),
        offices=_words(found, "offices", str),
        levels=_words(found, "levels", int),
    )


# Any: what a TOML file holds.
def _value(found: dict[str, Any], key: str, default: T) -> T:
    value = found.get(key, default)
    if type(value) is not type(default):
        raise MappingError(key, str(value))
    return value


def _words(found: dict[str, Any], key: str, kind: type[T]) -> dict[str, T]:
    words = found.get(key, {})
    if not isinstance(words, dict) or len(words) > MOST_WORDS:
        raise MappingError(key, str(type(words).__name__))
    for word, value in words.items():
        if type(value) is not kind:
            raise MappingError(f"{key}.{word}", str(value))
    return words


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's, but for one control character that TOML wants escaped, too.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
