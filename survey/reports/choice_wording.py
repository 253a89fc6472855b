"""Sentences about questions of perception and expectation, in one language; for pages and reports alike."""

from dataclasses import dataclass

from forms.questionnaire.choices import COUNT, RANK, SEVERAL
from survey.reports.choices import ChoiceRow, ChoiceTable, Mean
from survey.reports.figures import Estimate, Withheld
from survey.reports.in_language import InLanguage


@dataclass(frozen=True, slots=True)
class ChoiceWording(InLanguage):
    """Writes about what was chosen, counted and ranked."""

    def heading(self, content: str) -> str:
        """Return the heading over the tables of one content."""
        _ = self._translate
        if content == "perception":
            return _("Nhận định của người dân")
        return _("Nhu cầu, mong đợi của người dân")

    def basis(self, table: ChoiceTable) -> str:
        """Return what a table counts."""
        _ = self._translate
        if table.n is None:
            return _("Có dưới 5 phiếu trả lời câu này.")
        said = _("n = %(n)s phiếu trả lời câu này.") % {
            "n": self.numbers.count(table.n)
        }
        kind = table.question.kind
        if kind in SEVERAL:
            said += " " + _(
                "Mỗi phiếu chọn được nhiều mục, nên các tỷ lệ cộng lại có thể quá 100%."
            )
        elif kind == RANK:
            said += " " + _("Mỗi phiếu xếp nhiều nhất %(most)s mục.") % {
                "most": table.question.most
            }
        if table.left_out:
            said += " " + _(
                "Đơn vị có dưới 5 phiếu trả lời câu này không tính vào bảng."
            )
        return said

    def columns(self, table: ChoiceTable) -> tuple[str, ...]:
        """Return the headings of a table."""
        _ = self._translate
        kind = table.question.kind
        first = _("Số lần") if kind == COUNT else _("Mục")
        if kind == RANK:
            return (
                first,
                _("Xếp thứ nhất (phiếu)"),
                _("Tỷ lệ xếp thứ nhất"),
                _("Khoảng 95%"),
                _("Được xếp (phiếu)"),
                _("Thứ hạng trung bình"),
            )
        return (first, _("Số phiếu chọn"), _("Tỷ lệ"), _("Khoảng 95%"))

    def file_columns(self) -> tuple[str, ...]:
        """Return the headings of the file with all tables of a page."""
        _ = self._translate
        return (
            _("Mã câu"),
            _("Câu hỏi"),
            _("Nội dung"),
            _("Kiểu"),
            _("Mã mục"),
            _("Mục"),
            _("Số phiếu trả lời (n)"),
            _("Số phiếu chọn (xếp thứ nhất)"),
            _("Tỷ lệ (%)"),
            *self.limits(),
            _("Số phiếu xếp hoặc ghi số"),
            *self.mean_columns(),
        )

    def limits(self) -> tuple[str, str]:
        """Return the headings of an interval's limits in files."""
        return self._translate("Khoảng 95%, từ"), self._translate("Khoảng 95%, đến")

    def mean_columns(self) -> tuple[str, str, str]:
        """Return the headings of a mean and its limits in files."""
        _ = self._translate
        return (
            _("Trung bình"),
            _("Trung bình, khoảng 95%, từ"),
            _("Trung bình, khoảng 95%, đến"),
        )

    def download(self) -> str:
        """Return the name of the link to the file."""
        return self._translate("Tải các bảng nhận định và mong đợi (CSV)")

    def mean_name(self) -> str:
        """Return the name of the line with the mean of numbers."""
        return self._translate("Trung bình")

    def cells(self, table: ChoiceTable, row: ChoiceRow) -> tuple[str, ...]:
        """Return the figures of a row under the headings after the first."""
        found = self._share(row)
        if table.question.kind != RANK:
            return found
        placed = (
            self._hidden() if row.placed is None else self.numbers.count(row.placed)
        )
        place = self.mean(row.mean_place) if row.mean_place else self._hidden_beside()
        return (*found, placed, place)

    def mean(self, mean: Mean) -> str:
        """Return a mean with its interval, as `1,5 (1,2–1,8)`."""
        value, low, high = (
            self.numbers.decimal(one, places=1)
            for one in (mean.value, mean.low, mean.high)
        )
        return f"{value} ({low}–{high})"

    def mean_number(self, table: ChoiceTable) -> str:
        """Return the mean of numbers in a sentence; an empty text where it is not shown."""
        if table.mean is None:
            return ""
        return self._translate("Trung bình: %(mean)s, n = %(n)s.") % {
            "mean": self.mean(table.mean),
            "n": self.numbers.count(table.mean.n),
        }

    def method(self, table: ChoiceTable) -> str:
        """Return how the figures of a table were found."""
        _ = self._translate
        said = _("Tỷ lệ trên số phiếu trả lời câu này; khoảng 95% theo Wilson.")
        if table.question.kind == RANK:
            said += " " + _(
                "Thứ hạng trung bình tính trên các phiếu có xếp mục đó (1 là quan trọng nhất), "
                "khoảng 95% theo Student."
            )
        if table.mean is not None:
            said += " " + _("Trung bình và khoảng 95% theo Student.")
        return said

    def hidden(self) -> str:
        """Return why some figures are hidden."""
        return self._translate(
            "“dưới 5”: ít hơn 5 phiếu. “ẩn kèm”: hiện ra thì tính được một số dưới 5 phiếu."
        )

    def withheld(self, row: ChoiceRow) -> str:
        """Return what stands for a row's share that is not shown."""
        _ = self._translate
        if row.figure is Withheld.TOO_FEW:
            return self._hidden()
        return self._hidden_beside()

    def _share(self, row: ChoiceRow) -> tuple[str, str, str]:
        if not isinstance(row.figure, Estimate) or row.chosen is None:
            said = self.withheld(row)
            return said, said, said
        numbers, figure = self.numbers, row.figure
        return (
            numbers.count(row.chosen),
            numbers.percent(figure.share),
            numbers.interval(figure.low, figure.high),
        )

    def _hidden(self) -> str:
        return self._translate("dưới 5")

    def _hidden_beside(self) -> str:
        return self._translate("ẩn kèm")
