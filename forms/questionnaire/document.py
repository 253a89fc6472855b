"""A TOML file read with line numbers, so that every mistake in it can be pointed at."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from forms.questionnaire import reasons

Path = tuple[str | int, ...]

TABLE_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$", re.ASCII)
KEY = re.compile(r"\s*([\w.-]+)\s*=", re.ASCII)
# Python 3.11's error tells the line only in its message.
ERROR_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
# Controls, invisible and bidirectional marks, lone surrogates, private and unassigned, line separators.
REFUSED_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a file. `reason` is a Vietnamese sentence to be filled with `values`."""

    line: int
    key: str
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, gettext: Callable[[str], str] = str) -> str:
        """Return the reason, translated and filled in."""
        return gettext(self.reason) % self.values


class QuestionnaireError(ValueError):
    """A questionnaire or translation file has mistakes; all of them are named."""

    def __init__(self, source: str, mistakes: Sequence[Mistake]) -> None:
        self.source = source
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.line))
        super().__init__("\n".join(self.lines()))

    def lines(self, gettext: Callable[[str], str] = str) -> tuple[str, ...]:
        """Return each mistake as `file:line: key: reason`."""
        return tuple(
            f"{self.source}:{m.line}: {m.key}: {m.sentence(gettext)}"
            for m in self.mistakes
        )


class Document:
    """A parsed file and the mistakes found in it so far.

    A table under the name `everywhere` may stand in each of its tables.
    """

    def __init__(self, text: str, *, source: str, everywhere: str = "") -> None:
        """Parse the text. Raises QuestionnaireError where it is not TOML."""
        self.source = source
        self.everywhere = everywhere
        self.mistakes: list[Mistake] = []
        self._lines = line_numbers(text)
        try:
            values = tomllib.loads(text)
        # Besides its own error, tomllib lets through those of endless numbers and nesting.
        except (ValueError, RecursionError) as error:
            raise QuestionnaireError(source, [_syntax_mistake(error, text)]) from error
        self.top = Table(values, path=(), document=self)

    def with_values(self, values: Mapping[str, object]) -> "Document":
        """Return a document with other values at the same lines, and no mistakes yet."""
        other = copy(self)
        other.mistakes = []
        other.top = Table(values, path=(), document=other)
        return other

    def add_mistake(self, path: Path, reason: str, **values: object) -> None:
        """Note a mistake at the line of a key, or of the nearest table around it."""
        known = next(
            (
                path[:end]
                for end in range(len(path), 0, -1)
                if path[:end] in self._lines
            ),
            None,
        )
        line = 1 if known is None else self._lines[known]
        mistake = Mistake(line, _dotted(path), reason, values)
        # A table may be looked at more than once.
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def refuse_mistakes(self) -> None:
        """Raise QuestionnaireError if any mistake was found."""
        if self.mistakes:
            raise QuestionnaireError(self.source, self.mistakes)


class Table:
    """One table of a document. A value of the wrong kind is noted and read as a dull stand-in."""

    def __init__(
        self, values: Mapping[str, object], *, path: Path, document: Document
    ) -> None:
        self.values = values
        self._path = path
        self._document = document

    def mistake(self, key: str, reason: str, **values: object) -> None:
        """Note a mistake in a key of this table; an empty key is the table itself."""
        path = (*self._path, key) if key else self._path
        self._document.add_mistake(path, reason, **values)

    def allow_only(self, known: Sequence[str]) -> None:
        """Note every key that has no meaning here."""
        for key in self.values:
            if key not in known and key != self._document.everywhere:
                self.mistake(key, reasons.UNKNOWN, known=", ".join(known))

    def text(self, key: str) -> str:
        """Return a text that must be there; an empty one where it is missing or refused."""
        if key not in self.values:
            self.mistake(key, reasons.MISSING)
            return ""
        return self.optional_text(key) or ""

    def optional_text(self, key: str) -> str | None:
        """Return a text, None where the key is left out or refused."""
        value = self.values.get(key)
        if value is None or not self._is_clean(key, value):
            return None
        return str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts that must be there."""
        value = self._required(key, list, reasons.NOT_TEXTS)
        if not isinstance(value, list):
            return ()
        for item in value:
            self._is_clean(key, item)
        return tuple(str(item) for item in value)

    def integer(self, key: str, *, lowest: int, highest: int) -> int | None:
        """Return a whole number within its limits, None where it is missing or refused."""
        value = self._required(key, int, reasons.NOT_INTEGER)
        if not isinstance(value, int):
            return None
        if not lowest <= value <= highest:
            self.mistake(
                key, reasons.OUT_OF_RANGE, lowest=lowest, highest=highest, found=value
            )
            return None
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is left out."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.mistake(key, reasons.NOT_FLAG, found=value)
        return value is True

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        """Return one of the allowed words."""
        value = self.text(key)
        if value and value not in allowed:
            self.mistake(
                key, reasons.NOT_ALLOWED, allowed=", ".join(allowed), found=value
            )
        return value

    def table(self, key: str) -> "Table":
        """Return a table inside this one, an empty one where it is missing."""
        value = self._required(key, dict, reasons.NOT_TABLE)
        found = value if isinstance(value, dict) else {}
        return Table(found, path=(*self._path, key), document=self._document)

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the tables written as `[[key]]`; none where the key is left out."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.mistake(key, reasons.NOT_TABLES, name=key)
            return ()
        return tuple(
            Table(item, path=(*self._path, key, number), document=self._document)
            for number, item in enumerate(value, start=1)
        )

    def _required(self, key: str, kind: type, reason: str) -> object:
        """Return a value of one kind; None where it is missing or of another kind."""
        if key not in self.values:
            self.mistake(key, reasons.MISSING)
            return None
        value = self.values[key]
        # true and false are whole numbers to Python, but not to a reader.
        if not isinstance(value, kind) or isinstance(value, bool):
            self.mistake(key, reason, found=value)
            return None
        return value

    def _is_clean(self, key: str, value: object) -> bool:
        """Note what is wrong with a text, and tell whether nothing is."""
        if not isinstance(value, str):
            self.mistake(key, reasons.NOT_TEXT, found=value)
            return False
        refused = [c for c in value if unicodedata.category(c) in REFUSED_CATEGORIES]
        if refused:
            code = f"U+{ord(refused[0]):04X}"
            self.mistake(key, reasons.CHARACTER, character=code)
        elif not value.strip():
            self.mistake(key, reasons.EMPTY)
        elif value != value.strip():
            self.mistake(key, reasons.SPACES)
        elif not unicodedata.is_normalized("NFC", value):
            self.mistake(key, reasons.NOT_NFC)
        else:
            return True
        return False


def line_numbers(text: str) -> dict[Path, int]:
    """Return the line of each table header and key; tomllib does not tell them.

    >>> line_numbers('code = "a"\\n[[question]]\\ntext = "b"')
    {('code',): 1, ('question',): 2, ('question', 1): 2, ('question', 1, 'text'): 3}
    """
    lines: dict[Path, int] = {}
    table: Path = ()
    inside = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        inside = next((d for d in ('"""', "'''") if line.count(d) % 2), "")
        if header := TABLE_HEADER.match(line):
            table = tuple(header[2].split("."))
            if header[1] == "[[":
                lines.setdefault(table, number)
                table = (*table, 1 + sum(path[:-1] == table for path in lines))
            lines.setdefault(table, number)
        elif key := KEY.match(line):
            parts = key[1].split(".")
            for end in range(1, len(parts) + 1):
                lines.setdefault((*table, *parts[:end]), number)
    return lines


def _dotted(path: Path) -> str:
    """Return a path as a reader writes it: `question[3].text`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def _syntax_mistake(error: Exception, text: str) -> Mistake:
    place = ERROR_PLACE.search(str(error))
    line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
    detail = ERROR_PLACE.sub("", str(error))
    return Mistake(line, "TOML", reasons.SYNTAX, {"detail": detail})
