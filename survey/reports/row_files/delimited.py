"""Row files as CSV: for Excel with a byte order mark, for programs as RFC 4180 has it."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from survey.reports.plain import as_cell
from survey.reports.row_files.contents import OfficeRows, RowFile
from survey.reports.row_files.variables import value_of_label, words_of_characters

BYTE_ORDER_MARK = "\ufeff"
# Written at once: some hundred kilobytes.
LINES_AT_A_TIME = 5_000


def write_csv(
    out: BinaryIO, file: RowFile, offices: Iterable[OfficeRows], *, for_excel: bool
) -> None:
    """Write the header and every row; levels as numbers, what is missing as a word."""
    header = _line([variable.name for variable in file.variables])
    out.write(((BYTE_ORDER_MARK if for_excel else "") + header).encode())
    words = words_of_characters()
    word_of_byte = [words.get(chr(byte), "") for byte in range(128)]
    for rows in offices:
        beginnings = _beginnings(file, rows)
        for start in range(0, rows.office.n, LINES_AT_A_TIME):
            end = start + LINES_AT_A_TIME
            chosen = zip(rows.label_of[start:end], rows.scores[start:end], strict=True)
            out.write(
                "".join(
                    f"{beginnings[label]},{','.join(word_of_byte[one] for one in scores.tobytes())}\r\n"
                    for label, scores in chosen
                ).encode()
            )


def _beginnings(file: RowFile, rows: OfficeRows) -> list[str]:
    """Return how a line begins for each label of an office."""
    office = rows.office
    place = [
        as_cell(text)
        for text in (file.wave_code, office.code, office.name, office.level)
    ]
    return [
        _line([*place, *value_of_label(label)]).removesuffix("\r\n")
        for label in rows.labels
    ]


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
