"""Sentences about blocks of offices."""

from dataclasses import dataclass

from survey.reports.figures import Estimate
from survey.reports.in_language import InLanguage
from survey.reports.office_blocks import BlockSummary
from survey.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class BlockWording(InLanguage):
    """The words of one language; Vietnamese is the source."""

    def counted(self, counted: int, offices: int) -> str:
        """Return how many of a block's offices its index adds up."""
        _ = self._translate
        return _("%(counted)s trong %(offices)s") % {
            "counted": self.numbers.count(counted),
            "offices": self.numbers.count(offices),
        }

    def index(self, block: BlockSummary) -> str:
        """Return a block's index in a sentence, or why there is none."""
        _, numbers, figure = self._translate, self.numbers, block.figure
        if not isinstance(figure, Estimate):
            return (
                f"{_('Chỉ số của khối:')} {Wording(self.language).why_withheld(figure)}"
            )
        return _(
            "Chỉ số của khối: %(estimate)s, n = %(n)s, gộp %(counted)s đơn vị."
        ) % {
            "estimate": numbers.estimate(figure.share, figure.low, figure.high),
            "n": numbers.count(figure.n),
            "counted": self.counted(block.counted, block.offices),
        }

    def method(self) -> str:
        """Return how the index of a block is made, and whom it leaves out."""
        _ = self._translate
        return (
            _(
                "Chỉ số của khối gộp phiếu của các đơn vị trong khối, tính cùng cách với chỉ số chung; "
                "khoảng tin cậy 95%%, phương pháp Wilson trên cỡ mẫu hiệu dụng. Đơn vị chưa có phiếu hoặc "
                "đang ẩn chỉ số thì không tính vào khối, để không ai suy ra được số liệu đã ẩn."
            )
            % {}
        )
