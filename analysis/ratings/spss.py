"""Reads an SPSS file (.sav, .zsav) as text: labels where values have them, nothing where a value is missing."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from math import isnan
from pathlib import Path

from analysis.ratings.errors import Expected, InputError

# How such a file begins: as it is, and compressed as a whole.
BEGINNINGS = (b"$FL2", b"$FL3")
# The file is gone through anew for each piece.
CASES_AT_ONCE = 20_000
# What the library raises at files that are damaged, in another encoding, or hold dates after the year 9999.
BROKEN = (
    LookupError,
    MemoryError,
    OSError,
    OverflowError,
    RuntimeError,
    TypeError,
    ValueError,
)


def is_spss(path: Path) -> bool:
    """Tell whether a file is one of SPSS, by its content."""
    try:
        with path.open("rb") as file:
            return file.read(4) in BEGINNINGS
    except OSError:
        return False


def read_spss(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give the names of variables, then each case with its number; the first is 1.

    Values that the file itself calls missing are nothing. Raises InputError.
    """
    import pyreadstat

    start = 0
    while True:
        try:
            columns, about = pyreadstat.read_sav(
                path,
                row_offset=start,
                row_limit=CASES_AT_ONCE,
                output_format="dict",
            )
        except (*BROKEN, pyreadstat.ReadstatError) as error:
            lines = str(error).splitlines() or [type(error).__name__]
            raise InputError(path, 0, "", lines[0], Expected.READABLE) from error
        names: list[str] = about.column_names
        if not start:
            yield 1, names
        labels = [about.variable_value_labels.get(name, {}) for name in names]
        read = 0
        for values in zip(*(columns[name] for name in names), strict=True):
            read += 1
            yield start + read, [
                _text(value, known) for value, known in zip(values, labels, strict=True)
            ]
        if read < CASES_AT_ONCE:
            return
        start += read


def variable_labels(path: Path) -> dict[str, str]:
    """Return what each variable is called in words, where it is. Raises InputError."""
    import pyreadstat

    try:
        _, about = pyreadstat.read_sav(path, metadataonly=True, output_format="dict")
    except (*BROKEN, pyreadstat.ReadstatError) as error:
        lines = str(error).splitlines() or [type(error).__name__]
        raise InputError(path, 0, "", lines[0], Expected.READABLE) from error
    return {
        name: label
        for name, label in about.column_names_to_labels.items()
        if label is not None and label.strip()
    }


def _text(value: object, labels: Mapping[float | int, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        if isnan(value):
            return ""
        if value in labels:
            return labels[value]
        return str(int(value)) if float(value).is_integer() else str(value)
    return str(value)
