"""Sentences about what to look at first."""

from dataclasses import dataclass

from analysis.attributable import MIN_N
from survey.reports.first_look import FirstLook, LookedAt
from survey.reports.in_language import InLanguage


@dataclass(frozen=True, slots=True)
class FirstLookWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def summary(self, look: FirstLook) -> str:
        """Return the sentence above the list, or instead of it."""
        _ = self._translate
        if not look.is_of_enough:
            return _(
                "Chưa đủ phiếu để nói nên xem điều gì trước (cần từ %(needed)s phiếu có trả lời "
                "câu hỏi chung)."
            ) % {"needed": MIN_N}
        if look.cannot_be_told:
            return _(
                "Không tách được điều nào nên xem trước: nhiều điểm gắn với mức hài lòng chung "
                "như nhau."
            )
        if not look.points:
            return _("Chưa thấy điểm nào gắn rõ với việc chưa hài lòng chung.")
        tied = [point for point in look.points if point.is_tied]
        if len(tied) > 1:
            return _(
                "Nên xem trước %(n)s điểm sau; các điểm này ngang nhau, chưa thể nói điểm nào trước."
            ) % {"n": self.numbers.count(len(tied))}
        return _("Nên xem trước: %(name)s") % {"name": look.points[0].name}

    def reason(self, point: LookedAt) -> str:
        """Return why a point stands in the list."""
        _ = self._translate
        return _(
            "%(unsatisfied)s trên 100 người chưa hài lòng ở điểm này (khoảng %(interval)s, "
            "n = %(n)s). Trong số họ, người chưa hài lòng chung nhiều hơn %(difference)s điểm phần "
            "trăm so với những người hài lòng ở điểm này (khoảng %(low)s đến %(high)s)."
        ) % {
            "unsatisfied": self.numbers.points(point.unsatisfied),
            "interval": self.numbers.interval(
                point.unsatisfied_low, point.unsatisfied_high
            ),
            "n": self.numbers.count(point.n),
            "difference": self.numbers.points(point.difference),
            "low": self.numbers.points(point.difference_low),
            "high": self.numbers.points(point.difference_high),
        }

    def method(self) -> str:
        """Return how the list was made, and what it does not say."""
        _ = self._translate
        return (
            _(
                "Xếp theo phần chưa hài lòng chung gắn với từng điểm (Levin 1953), khoảng tin cậy đồng "
                "thời 95%% cho mọi câu hỏi (Bonferroni); nhiều nhất ba điểm. Khoảng trong từng dòng: "
                "Wilson và Newcombe, 95%%. Liên quan, chưa chắc là nguyên nhân."
            )
            % {}
        )
