"""What a published table says about itself, in sentences that an official would write."""

from dataclasses import dataclass
from decimal import Decimal

from analysis.published import Cell, Rate
from analysis.reconciliation import Correction, Finding, FindingKind
from analysis.rounding import Rounding, decimals_of
from analysis.settlement import (
    LATE,
    LATE_RATE,
    ON_TIME,
    ON_TIME_RATE,
    PROCEDURES,
    RATES,
    SETTLED,
    TOTAL,
)
from survey.reports.dossiers import ReconciledReport, is_about_one_row
from survey.reports.in_language import InLanguage
from survey.reports.numbers import Numbers

# More ways to read a table than this tell a reader nothing.
MOST_CORRECTIONS = 5


@dataclass(frozen=True, slots=True)
class DossierWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def part(self, part: str) -> str:
        """Return the name of a row; an office's stands as the table prints it."""
        _ = self._translate
        return {
            "province": _("Cấp tỉnh"),
            "district": _("Cấp huyện"),
            "commune": _("Cấp xã"),
            TOTAL: _("Tổng công bố"),
        }.get(part, part)

    def column(self, column: str) -> str:
        """Return the heading of a column."""
        _ = self._translate
        return {
            SETTLED: _("Đã giải quyết"),
            ON_TIME: _("Đúng hạn hoặc trước hạn"),
            LATE: _("Trễ hạn"),
            ON_TIME_RATE: _("Tỷ lệ đúng hạn"),
            LATE_RATE: _("Tỷ lệ trễ hạn"),
            PROCEDURES: _("Số thủ tục"),
        }[column]

    def rate_columns(self, column: str) -> tuple[str, str]:
        """Return the headings of a rate as published and as computed."""
        _ = self._translate
        name = self.column(column)
        return (
            _("%(rate)s công bố") % {"rate": name},
            _("%(rate)s tính lại") % {"rate": name},
        )

    def parts_added(self) -> str:
        """Return the name of the row that adds the others."""
        _ = self._translate
        return _("Các dòng cộng lại")

    def beside(self, cell: Cell, *, printed: Decimal, computed: Decimal | None) -> str:
        """Return a figure that has no column of its own."""
        _ = self._translate
        sentence = (
            _("%(figure)s: công bố %(printed)s.")
            if computed is None
            else _("%(figure)s: công bố %(printed)s, tính lại %(computed)s.")
        )
        return sentence % {
            "figure": _capital(self.figure(cell)),
            "printed": self.number(cell.column, printed),
            "computed": self.number(cell.column, computed or Decimal()),
        }

    def number(self, column: str, value: Decimal) -> str:
        """Write a count with thousands marked, a rate with the decimals it was printed with."""
        numbers = Numbers(self.language)
        if column not in RATES:
            return numbers.count(int(value))
        return f"{numbers.decimal(float(value), places=decimals_of(value))}%"

    def figure(self, cell: Cell) -> str:
        """Return what a printed figure is, within a sentence."""
        _ = self._translate
        measure = {
            SETTLED: _("số hồ sơ đã giải quyết"),
            ON_TIME: _("số hồ sơ đúng hạn hoặc trước hạn"),
            LATE: _("số hồ sơ trễ hạn"),
            ON_TIME_RATE: _("tỷ lệ đúng hạn"),
            LATE_RATE: _("tỷ lệ trễ hạn"),
            PROCEDURES: _("số thủ tục"),
        }[cell.column]
        if cell.part != TOTAL:
            return _("%(measure)s của %(part)s") % {
                "measure": measure,
                "part": self._part_within(cell.part),
            }
        whole = (
            _("%(measure)s chung") if cell.column in RATES else _("tổng %(measure)s")
        )
        return whole % {"measure": measure}

    def summary(self, report: ReconciledReport) -> str:
        """Return in one sentence whether a table holds together."""
        _ = self._translate
        faults = len(report.reconciliation.faults)
        if faults:
            return _("Bảng có %(n)s chỗ các con số không khớp nhau.") % {"n": faults}
        if report.reconciliation.findings:
            return _("Không thấy con số nào mâu thuẫn; có một điểm cần lưu ý khi đọc.")
        return _("Các con số trong bảng khớp với nhau.")

    def finding(self, finding: Finding) -> str:
        """Return what does not follow, with both figures."""
        _ = self._translate
        match finding.kind:
            case FindingKind.RATE_DIFFERS | FindingKind.MEAN_DIFFERS:
                sentence = _(
                    "%(figure)s: công bố %(printed)s, "
                    "nhưng tính từ số liệu trong bảng là %(computed)s."
                )
            case FindingKind.PARTS_EXCEED:
                sentence = _(
                    "%(parts)s là %(computed)s, nhiều hơn %(whole)s là %(printed)s."
                )
            case FindingKind.MAY_OVERLAP:
                sentence = _(
                    "Các dòng cộng lại được %(computed)s, nhiều hơn %(whole)s ghi trong bảng là "
                    "%(printed)s. Một thủ tục có thể do nhiều cấp giải quyết và được đếm ở mỗi "
                    "cấp, nên hai con số này không nhất thiết mâu thuẫn."
                )
            case _ if is_about_one_row(finding):
                sentence = _(
                    "Đúng hạn và trễ hạn cộng lại được %(computed)s, "
                    "nhưng bảng ghi %(whole)s là %(printed)s (lệch %(difference)s)."
                )
            case _:
                sentence = _(
                    "Các dòng cộng lại được %(computed)s, "
                    "nhưng bảng ghi %(whole)s là %(printed)s (lệch %(difference)s)."
                )
        said = sentence % self._values(finding)
        return " ".join((said, *self._rounding(finding)))

    def corrections(self, report: ReconciledReport) -> tuple[str, ...]:
        """Return the single corrections that explain most, or that there is none."""
        _ = self._translate
        found = report.reconciliation
        if not found.faults:
            return ()
        if not found.corrections:
            return (
                _(
                    "Không có lỗi gõ nào ở một con số riêng lẻ giải thích được chỗ không khớp; "
                    "xin đối chiếu cả bảng với số liệu gốc."
                ),
            )
        shown = found.corrections[:MOST_CORRECTIONS]
        sentences = tuple(self._correction(correction) for correction in shown)
        if len(found.corrections) == 1:
            return sentences
        several = _(
            "Có %(n)s cách đọc, mỗi cách chỉ khác một con số; chưa thể biết cách nào đúng."
        )
        return (several % {"n": len(found.corrections)}, *sentences)

    def _correction(self, correction: Correction) -> str:
        _ = self._translate
        column = correction.cell.column
        sentence = _(
            "Nếu %(figure)s là %(proposed)s (bảng ghi %(printed)s%(slip)s) thì %(outcome)s; "
            "xin đối chiếu với số liệu gốc."
        ) % {
            "figure": self.figure(correction.cell),
            "proposed": self.number(column, correction.proposed),
            "printed": self.number(column, correction.printed),
            "slip": self._slip(correction),
            "outcome": self._outcome(correction),
        }
        if not correction.upsets:
            return sentence
        follow = _("Khi đó cũng phải xem lại: %(figures)s.") % {
            "figures": "; ".join(self.figure(c.printed) for c in correction.upsets)
        }
        return f"{sentence} {follow}"

    def _outcome(self, correction: Correction) -> str:
        _ = self._translate
        rates = sum(isinstance(found.claim, Rate) for found in correction.explains)
        if not rates:
            return _("tổng khớp")
        if rates == len(correction.explains):
            return _("tỷ lệ khớp")
        return _("cả tỷ lệ và tổng đều khớp")

    def _slip(self, correction: Correction) -> str:
        """Return how the hand may have slipped, where one slip is enough."""
        _ = self._translate
        if correction.edits != 1:
            return ""
        printed, proposed = str(correction.printed), str(correction.proposed)
        differ = sum(one != other for one, other in zip(printed, proposed))
        if len(printed) == len(proposed) and differ == 1:
            return _(", khác một chữ số")
        return _(", thừa, thiếu hoặc đảo một chữ số")

    def _rounding(self, finding: Finding) -> tuple[str, ...]:
        _ = self._translate
        if not finding.other_roundings:
            return ()
        if Rounding.TRUNCATED in finding.other_roundings:
            return (_("Nếu cắt bỏ phần lẻ thay vì làm tròn thì khớp."),)
        return (_("Nếu làm tròn theo cách khác thì khớp."),)

    def _values(self, finding: Finding) -> dict[str, str]:
        column = finding.cell.column
        whole = self.figure(finding.cell)
        parts = finding.claim.cells[1:]
        return {
            "figure": _capital(whole),
            "whole": whole,
            "parts": _capital("; ".join(self.figure(cell) for cell in parts)),
            "printed": self.number(column, finding.printed),
            "computed": self.number(column, finding.computed),
            "difference": self.number(column, abs(finding.difference)),
        }

    def _part_within(self, part: str) -> str:
        """Return the name of a row within a sentence; only our own names lose their capital."""
        name = self.part(part)
        return name if name == part else name[0].lower() + name[1:]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
