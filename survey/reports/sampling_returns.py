"""What came back for a plan, as people type it: counts, and rejected forms with their reasons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from forms.whole_numbers import whole_number
from survey.csv_tables import Cell, Mistakes, Translate, cleaned, has_hidden, read_table
from survey.store.sampling import Returned

COLUMNS = ("sent", "returned", "valid", "rejected")
MOST_FORMS = 1_000_000
LONGEST_REASON = 150
# "bỏ trống quá nửa: 3; trùng: 1"
REJECTED = re.compile(r"(.+?)\s*:\s*(\d{1,7})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field, and what should stand there."""

    column: str
    expected: str


def read_returned(
    texts: Mapping[str, str], _: Translate
) -> tuple[Returned, tuple[Fault, ...]]:
    """Return an office's forms from the four texts, and every fault in them."""
    faults: list[Fault] = []
    counts = {
        column: _count(column, texts[column], faults, _) for column in COLUMNS[:-1]
    }
    rejected = _rejected(texts["rejected"], faults, _)
    told = Returned(**counts, rejected=rejected)
    if not faults:
        faults.extend(_sums(told, _))
    return told, tuple(faults)


def returns_of_file(
    file: Path, offices: Mapping[str, int], _: Translate
) -> dict[int, Returned]:
    """Return the forms of the offices named in a file. Raises TableError naming every mistake."""
    table = read_table(file, columns=("office", *COLUMNS), optional=("rejected",), _=_)
    mistakes = Mistakes(file, _)
    found: dict[int, Returned] = {}
    for row in table.rows:
        code = cleaned(row["office"].value)
        if code not in offices or offices[code] in found:
            mistakes.add(
                row["office"], _("mã của một đơn vị trong mẫu, mỗi mã một dòng")
            )
            continue
        told, faults = read_returned({name: row[name].value for name in COLUMNS}, _)
        for fault in faults:
            mistakes.add(row[fault.column], fault.expected)
        found[offices[code]] = told
    if not table.rows:
        empty = Cell(1, "office", "")
        mistakes.add(empty, _("ít nhất một dòng"))
    mistakes.refuse()
    return found


def written_rejected(rejected: Sequence[tuple[str, int]]) -> str:
    """Write rejected forms as they are typed."""
    return "; ".join(f"{reason}: {n}" for reason, n in rejected)


def _count(column: str, typed: str, faults: list[Fault], _: Translate) -> int | None:
    text = cleaned(typed)
    if not text:
        return None
    number = whole_number(text, digits=8)
    if number is None or number > MOST_FORMS:
        faults.append(
            Fault(column, _("một số nguyên từ 0 đến %(n)s") % {"n": MOST_FORMS})
        )
        return None
    return number


def _rejected(
    typed: str, faults: list[Fault], _: Translate
) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for part in filter(None, (cleaned(part) for part in typed.split(";"))):
        read = REJECTED.fullmatch(part)
        if (
            read is None
            or has_hidden(read[1])
            or len(read[1]) > LONGEST_REASON
            or read[1] in found
        ):
            faults.append(
                Fault("rejected", _("lý do và số phiếu, như “bỏ trống: 3; trùng: 1”"))
            )
            return ()
        if int(read[2]):
            found[read[1]] = int(read[2])
    return tuple(sorted(found.items()))


def _sums(told: Returned, _: Translate) -> Sequence[Fault]:
    faults = []
    if told.returned is not None and told.returned > (told.sent or 0):
        faults.append(Fault("returned", _("không nhiều hơn số phiếu đã phát")))
    if (told.valid or 0) + told.n_rejected > (told.returned or 0):
        faults.append(
            Fault(
                "valid", _("phiếu hợp lệ và phiếu loại, không nhiều hơn phiếu thu về")
            )
        )
    return faults
