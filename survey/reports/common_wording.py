"""What is said of questions that stayed the same where the questionnaire did not."""

from dataclasses import dataclass

from analysis.verdicts import Difference
from survey.reports.common_questions import CommonQuestions
from survey.reports.figures import Estimate, Figure
from survey.reports.in_language import InLanguage
from survey.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class CommonWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def finding(self, common: CommonQuestions) -> str:
        """Return how many questions can still be compared, and how many changed clearly."""
        _ = self._translate
        higher, lower = (
            sum(one.verdict is verdict for one in common.questions)
            for verdict in (Difference.HIGHER, Difference.LOWER)
        )
        return _(
            "%(same)s trong %(asked)s câu hỏi của đợt này giữ nguyên câu chữ và thang đo so với "
            "%(before)s, nên vẫn so được: %(higher)s câu tăng rõ, %(lower)s câu giảm rõ."
        ) % {
            "same": self.numbers.count(len(common.questions)),
            "asked": self.numbers.count(common.asked),
            "before": common.before,
            "higher": self.numbers.count(higher),
            "lower": self.numbers.count(lower),
        }

    def caption(self, common: CommonQuestions) -> str:
        """Return what the table holds."""
        _ = self._translate
        return _("Các câu hỏi giữ nguyên, so với %(before)s") % {
            "before": common.before
        }

    def figure(self, figure: Figure) -> str:
        """Write a figure with its interval and n, or why it is not shown."""
        if not isinstance(figure, Estimate):
            return Wording(self.language).why_withheld(figure)
        written = self.numbers.estimate(figure.share, figure.low, figure.high)
        # A number is not parted from what it counts.
        return f"{written}, n\u00a0=\u00a0{self.numbers.count(figure.n)}"

    def verdict(self, verdict: Difference) -> str:
        """Return what can be said of one question."""
        _ = self._translate
        return {
            Difference.HIGHER: _("tăng rõ"),
            Difference.LOWER: _("giảm rõ"),
            Difference.NONE: _("chưa thấy thay đổi rõ"),
            Difference.TOO_FEW: _("chưa đủ phiếu"),
        }[verdict]

    def method(self) -> str:
        """Return how the questions were compared."""
        _ = self._translate
        return (
            _(
                "Tỷ lệ hài lòng của từng câu, khoảng tin cậy 95%%; kiểm định t trên từng phiếu, đã điều "
                "chỉnh vì xét nhiều câu cùng lúc (phương pháp Holm). Chỉ số chung của hai đợt không so với nhau."
            )
            % {}
        )
