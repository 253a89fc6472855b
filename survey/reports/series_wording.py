"""What a wave says beside those before it and beside the target, in fixed words."""

from dataclasses import dataclass

from analysis.breaks import Break
from analysis.verdicts import Difference, Target
from survey.reports.in_language import InLanguage
from survey.reports.series import Change


@dataclass(frozen=True, slots=True)
class SeriesWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def change(self, change: Change) -> str:
        """Return whether the index changed since the wave before."""
        _ = self._translate
        if change.difference is None or change.low is None or change.high is None:
            if change.breaks:
                return " ".join(self.broken(each) for each in change.breaks)
            return _("Chưa đủ phiếu để so với %(before)s.") % {"before": change.before}
        sentence = {
            Difference.HIGHER: _(
                "So với %(before)s: tăng rõ, %(points)s điểm "
                "(khoảng tin cậy 95%%: từ %(low)s đến %(high)s)."
            ),
            Difference.LOWER: _(
                "So với %(before)s: giảm rõ, %(points)s điểm "
                "(khoảng tin cậy 95%%: từ %(low)s đến %(high)s)."
            ),
        }.get(
            change.verdict,
            _(
                "So với %(before)s: chưa thấy thay đổi rõ, %(points)s điểm "
                "(khoảng tin cậy 95%%: từ %(low)s đến %(high)s)."
            ),
        )
        return sentence % {
            "before": change.before,
            "points": self.numbers.difference(change.difference),
            "low": self.numbers.difference(change.low),
            "high": self.numbers.difference(change.high),
        }

    def broken(self, found: Break) -> str:
        """Return why two waves cannot be compared."""
        return found.sentence.text(
            translate=self._translate,
            number=lambda value, places: self.numbers.decimal(value, places=places),
        )

    def target(self, verdict: Target) -> str:
        """Return whether all offices together reached the target."""
        _ = self._translate
        return {
            Target.REACHED: _("Gộp mọi đơn vị: rõ ràng đã đạt."),
            Target.MISSED: _("Gộp mọi đơn vị: rõ ràng chưa đạt."),
            Target.UNDECIDED: _("Gộp mọi đơn vị: chưa thể kết luận đạt hay chưa đạt."),
            Target.TOO_FEW: _("Gộp mọi đơn vị: chưa đủ phiếu để so với chỉ tiêu."),
        }[verdict]

    def target_offices(self, verdict: Target, n: int) -> str:
        """Return how many offices stand so to the target."""
        _ = self._translate
        sentence = {
            Target.REACHED: _("Rõ ràng đã đạt: %(n)s đơn vị"),
            Target.MISSED: _("Rõ ràng chưa đạt: %(n)s đơn vị"),
        }.get(verdict, _("Chưa thể kết luận: %(n)s đơn vị"))
        return sentence % {"n": self.numbers.count(n)}

    def target_method(self) -> str:
        """Return how offices are held against the target, and why an interval may say more."""
        _ = self._translate
        return _(
            "Từng đơn vị được so với chỉ tiêu bằng kiểm định t, đã điều chỉnh vì xét mọi đơn vị cùng lúc "
            "(phương pháp Holm). Vì vậy có đơn vị mà khoảng tin cậy nằm hẳn về một phía của chỉ tiêu "
            "nhưng vẫn chưa thể kết luận."
        )

    def method(self, *, of_one_office: bool) -> str:
        """Return how the change was tested."""
        _ = self._translate
        test = _(
            "So sánh hai đợt: kiểm định t trên từng phiếu; khoảng của chênh lệch tính theo Newcombe. Đợt "
            "có mẫu phiếu, đối tượng hoặc cách thu phiếu khác thì không so sánh."
        )
        if not of_one_office:
            return test
        corrected = _("Đã điều chỉnh vì xét mọi đơn vị cùng lúc (phương pháp Holm).")
        return f"{test} {corrected}"
