"""What is wrong with a file, with its place and what was expected instead."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Expected(StrEnum):
    """What stands where something else was found; the pages and commands put it in words."""

    READABLE = "a file that can be read"
    UTF8 = "text in UTF-8"
    HEADER = "a first line with the names of columns"
    COLUMNS = "fewer columns"
    ROWS = "fewer rows"
    FIELDS = "as many fields as the header has"
    COLUMN = "a column of that name"
    ONE_COLUMN = "one column of that name"
    OTHER_COLUMN = "a column with another role"
    LEVEL = "a level of the scale, or nothing"
    RATINGS = "columns of ratings"
    ONE_SCALE = "labels of one known scale; name them with --scale"
    VALUE = "a value"
    UNIQUE = "a value that occurs once"
    UNIT = "a unit that occurs in the units file"
    SAME = "the same value as in the other file"
    NUMBER = "a number, 0 or more"
    POSITIVE = "a number above 0"
    QUESTION = "a column of the responses"
    FACTOR = "a name that no question or measure has"
    CELL = "respondents in every cell that has a total"
    TOTAL = "a total for every cell that has respondents"
    SAME_TOTALS = "margins with the same total"
    SETTLING = "margins that can be met together"
    FIGURE = "a number without marks for thousands"
    WORD = "one of these words"
    INDICATOR = "an indicator of the weights file"
    HUNDRED = "component weights that add up to 100"
    NOT_BELOW = "a number not below the lowest"


# Not frozen: Python sets the traceback of an exception that passes a context manager.
@dataclass(slots=True, unsafe_hash=True)
class InputError(Exception):
    """A file that cannot be used as it is.

    Parameters
    ----------
    path
        The file.
    line
        Line in the file, the header being 1; 0 where the whole file is meant.
    column
        Name of the column, empty where none is meant.
    value
        What was found.
    expected
        What was expected.
    allowed
        Details of it, such as the lowest and highest level or the names that would do.
    """

    path: Path
    line: int
    column: str
    value: str
    expected: Expected
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return one line: file, line, column, value and what was expected."""
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        column = f' column "{self.column}":' if self.column else ""
        allowed = f" ({', '.join(self.allowed)})" if self.allowed else ""
        return (
            f'{place}:{column} found "{self.value}", expected {self.expected}{allowed}'
        )
