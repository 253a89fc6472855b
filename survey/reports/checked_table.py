"""What `sipas check-table` found, as sentences for people and as JSON for programs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis.counted_table import (
    BASE,
    COUNT,
    FITTED,
    TOTAL,
    CountedTable,
    Denominator,
)
from analysis.published import Cell, Coverage, Mean, Rate, Share, Sum
from analysis.reconciliation import Correction, Finding, FindingKind, Reconciliation
from analysis.rounding import Rounding, decimals_of
from survey.language import translator
from survey.reports.numbers import Numbers

KINDS = {
    FindingKind.PARTS_DIFFER: "sum",
    FindingKind.PARTS_EXCEED: "sum",
    FindingKind.RATE_DIFFERS: "percent",
    FindingKind.MEAN_DIFFERS: "mean",
    FindingKind.REMAINDER: "remainder",
    FindingKind.MAY_OVERLAP: "overlap",
}
# More ways to read a table than this tell a reader nothing.
MOST_CORRECTIONS = 5


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A table, what was found in it, and the language to say it in."""

    counted: CountedTable
    found: Reconciliation
    language: str

    @property
    def _(self) -> Callable[[str], str]:
        return translator(self.language).gettext

    @property
    def has_percentages(self) -> bool:
        """Tell whether any printed number could show how numbers were rounded."""
        claims = self.counted.table.claims
        return any(isinstance(claim, Rate | Share | Mean) for claim in claims)

    def number(self, value: Decimal) -> str:
        """Write a number with the decimals it has, and the decimal mark of the language."""
        if not decimals_of(value):
            return Numbers(self.language).count(int(value))
        text = f"{value:f}"
        return text.replace(".", ",") if self.language == "vi" else text

    def place(self, cell: Cell) -> str:
        """Return where a printed number stands, within a sentence."""
        _ = self._
        if cell in (BASE, FITTED):
            return _("số phiếu")
        is_count = cell.column == COUNT
        match cell.group == TOTAL, cell.part == TOTAL:
            case True, True:
                place = _("tổng chung") if is_count else _("tỷ lệ chung")
            case False, True:
                count, rate = _("tổng của nhóm “%(group)s”"), _(
                    "tỷ lệ chung của nhóm “%(group)s”"
                )
                place = count if is_count else rate
            case True, False:
                count, rate = _("tổng “%(part)s” của các nhóm"), _(
                    "tỷ lệ “%(part)s” của các nhóm"
                )
                place = count if is_count else rate
            case _:
                count, rate = _("số “%(part)s” của nhóm “%(group)s”"), _(
                    "tỷ lệ “%(part)s” của nhóm “%(group)s”"
                )
                place = count if is_count else rate
        return place % {"group": cell.group, "part": cell.part}

    def message(self, finding: Finding) -> str:
        """Return what does not follow, with both numbers."""
        _, claim = self._, finding.claim
        values = {
            "place": _capital(self.place(finding.cell)),
            "printed": self.number(finding.printed),
            "computed": self.number(finding.computed),
            "difference": self.number(abs(finding.difference)),
        }
        match finding.kind:
            case FindingKind.RATE_DIFFERS:
                said = _(
                    "%(place)s: bảng ghi %(printed)s%%, nhưng tính từ số lượng là %(computed)s%%."
                )
            case FindingKind.MEAN_DIFFERS:
                said = _(
                    "%(place)s: bảng ghi %(printed)s, nhưng trung bình cộng là %(computed)s."
                )
            case FindingKind.REMAINDER:
                said = _(
                    "%(parts)s cộng lại được %(computed)s trong %(printed)s; còn %(difference)s "
                    "không nằm ở phần nào."
                )
            case FindingKind.PARTS_EXCEED:
                said = _(
                    "%(parts)s cộng lại được %(computed)s, nhiều hơn %(whole)s là "
                    "%(printed)s. Nếu có trường hợp được đếm ở nhiều phần thì đó không phải lỗi."
                )
            case _:
                said = _(
                    "%(parts)s cộng lại được %(computed)s, nhưng bảng ghi %(whole)s là %(printed)s "
                    "(lệch %(difference)s)."
                )
        if isinstance(claim, Sum):
            values["parts"] = self._parts(claim)
            values["whole"] = self.place(finding.cell)
        return " ".join((said % values, *self._rounding(finding)))

    def _parts(self, claim: Sum) -> str:
        _ = self._
        if claim.total.group == TOTAL or claim.coverage is Coverage.WITHIN:
            return _("Các nhóm")
        return _("Các phần của nhóm “%(group)s”") % {"group": claim.parts[0].group}

    def _rounding(self, finding: Finding) -> Iterator[str]:
        _ = self._
        if Rounding.TRUNCATED in finding.other_roundings:
            yield _("Nếu cắt bỏ phần lẻ thay vì làm tròn thì khớp.")
        elif finding.other_roundings:
            yield _("Nếu làm tròn theo cách khác thì khớp.")

    def correction(self, correction: Correction) -> str:
        """Return what one other number would explain."""
        _ = self._
        said = _(
            "Nếu %(place)s là %(to)s thay vì %(from)s thì %(n)s chỗ không khớp được giải thích; "
            "xin đối chiếu với số liệu gốc."
        ) % {
            "place": self.place(correction.cell),
            "to": self.number(correction.proposed),
            "from": self.number(correction.printed),
            "n": len(correction.explains),
        }
        if not correction.upsets:
            return said
        follow = _("Khi đó cũng phải xem lại: %(places)s.") % {
            "places": "; ".join(self.place(c.printed) for c in correction.upsets)
        }
        return f"{said} {follow}"

    def denominator(self) -> str:
        """Return what the percentages are shares of, an empty text where nobody can tell."""
        _ = self._
        match self.counted.denominator:
            case Denominator.GROUP_TOTAL:
                return _("tổng của nhóm")
            case Denominator.BASE:
                return _("số phiếu")
            case Denominator.PARTS:
                return _("các phần của nhóm cộng lại")
            case Denominator.GRAND_TOTAL:
                return _("tổng chung")
            case Denominator.FITTED:
                n = Numbers(self.language).count(self.counted.fitted or 0)
                return _("%(n)s, không ghi trong bảng") % {"n": n}
        return ""

    def rounding(self) -> str:
        """Return how the percentages were rounded, with the decimals that were printed."""
        _ = self._
        name = {
            Rounding.HALF_UP: _("làm tròn nửa lên"),
            Rounding.HALF_EVEN: _("làm tròn nửa về số chẵn"),
            Rounding.TRUNCATED: _("cắt bỏ phần lẻ"),
        }
        ways = _(" hoặc ").join(name[way] for way in self.found.roundings)
        places = [
            decimals_of(self.counted.table.figures[claim.printed])
            for claim in self.counted.table.claims
            if isinstance(claim, Rate | Share | Mean)
        ]
        low, high = min(places), max(places)
        decimals = str(low) if low == high else f"{low}–{high}"
        return _("%(ways)s, %(decimals)s chữ số thập phân") % {
            "ways": ways,
            "decimals": decimals,
        }


def as_text(checked: CheckedTable) -> Iterator[str]:
    """Yield the lines of the report."""
    _, found = checked._, checked.found
    if found.is_consistent:
        yield _("Các con số trong bảng khớp với nhau.")
    else:
        yield _("Bảng có %(n)s chỗ các con số không khớp nhau.") % {
            "n": len(found.faults)
        }
    if checked.has_percentages:
        if checked.denominator():
            yield _("Mẫu số của tỷ lệ: %(what)s.") % {"what": checked.denominator()}
        yield _("Cách làm tròn: %(how)s.") % {"how": checked.rounding()}
    for finding in found.findings:
        yield f"- {checked.message(finding)}"
    yield from _corrections(checked)


def as_json(checked: CheckedTable) -> dict[str, Any]:
    """Return the report for programs; counts and percentages are numbers, as printed."""
    found, one = checked.found, checked.found.correction
    return {
        "consistent": found.is_consistent,
        "rounding": found.roundings[0].value if checked.has_percentages else None,
        "denominator": (
            checked.counted.denominator and checked.counted.denominator.value
        ),
        "findings": [
            {
                **_address(finding),
                "kind": KINDS[finding.kind],
                "printed": _plain(finding.printed),
                "computed": _plain(finding.computed),
                "message": checked.message(finding),
            }
            for finding in found.findings
        ],
        "correction": (
            None
            if one is None
            else {
                "group": one.cell.group,
                "part": one.cell.part,
                "column": one.cell.column,
                "from": _plain(one.printed),
                "to": _plain(one.proposed),
            }
        ),
    }


def _corrections(checked: CheckedTable) -> Iterator[str]:
    _, found = checked._, checked.found
    if not found.faults:
        return
    if not found.corrections:
        yield _(
            "Không có lỗi gõ nào ở một con số riêng lẻ giải thích được chỗ không khớp; "
            "xin đối chiếu cả bảng với số liệu gốc."
        )
    if len(found.corrections) > 1:
        yield _(
            "Có %(n)s cách đọc, mỗi cách chỉ khác một con số; chưa thể biết cách nào đúng."
        ) % {"n": len(found.corrections)}
    for correction in found.corrections[:MOST_CORRECTIONS]:
        yield checked.correction(correction)


def _address(finding: Finding) -> dict[str, str]:
    """Return group and part of a printed number; the forms stand for the group that they are in."""
    if finding.cell in (BASE, FITTED) and isinstance(finding.claim, Sum):
        groups = {cell.group for cell in finding.claim.parts}
        return {"group": groups.pop() if len(groups) == 1 else TOTAL, "part": TOTAL}
    return {"group": finding.cell.group, "part": finding.cell.part}


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
