"""What the pages say of a DDCI's rounds, in fixed words; Vietnamese is the source."""

from dataclasses import dataclass
from datetime import date

from survey.reports.ddci_closing import closable_from
from survey.reports.ddci_rounds import LinksOfKind, UsedInWeeks
from survey.reports.ddci_wording import respondents_named
from survey.reports.in_language import InLanguage
from survey.store.tables import DdciResult, DdciRound
from survey.trust.disclosure import FLOOR


@dataclass(frozen=True, slots=True)
class DdciRoundWording(InLanguage):
    """The sentences of one language."""

    def own_calculation(self) -> str:
        """Return what these numbers are, and what they are never added to."""
        return self._translate(
            "DDCI này do tỉnh tự lấy ý kiến và tự tính; không gộp, không lấy trung bình với chỉ số hài lòng của người dân."
        )

    def days(self, chosen: DdciRound) -> str:
        first, last = (
            self.numbers.day(day) for day in (chosen.first_day, chosen.last_day)
        )
        return f"{first}–{last}"

    def state(self, chosen: DdciRound, kept: DdciResult | None, today: date) -> str:
        """Return where a round stands."""
        _ = self._translate
        if kept is not None:
            return _("Đã chốt ngày %(day)s") % {"day": self.numbers.day(kept.closed_on)}
        if today < chosen.first_day:
            return _("Chưa bắt đầu")
        if today < closable_from(chosen):
            return _("Đang nhận đánh giá; chốt được từ ngày %(day)s") % {
                "day": self.numbers.day(closable_from(chosen))
            }
        return _("Hết hạn, chờ chốt")

    def respondents(self, kind: str) -> str:
        return respondents_named(kind, self.language)

    def used(self, one: LinksOfKind) -> str:
        """Return how many links of a kind were used, and which share of those given out."""
        if one.used is None:
            return self._translate("không hiện (tránh lộ số dưới %(n)s)") % {"n": FLOOR}
        share = self.numbers.percent(one.used / one.given)
        return f"{self.numbers.count(one.used)} ({share})"

    def weeks(self, one: UsedInWeeks) -> str:
        """Return which weeks a number is of, by their Mondays."""
        _ = self._translate
        first, last = self.numbers.day(one.first), self.numbers.day(one.last)
        if one.first == one.last:
            return _("Tuần từ %(day)s") % {"day": first}
        return _("Các tuần từ %(first)s đến %(last)s") % {"first": first, "last": last}

    def weeks_method(self) -> str:
        return self._translate(
            "Chỉ đếm tuần đã hết. Tuần có dưới %(n)s phiếu gộp vào tuần sau, nên chưa chắc mọi phiếu đã có ở đây."
        ) % {"n": FLOOR}

    def early(self) -> str:
        """Return why nothing of the answers is shown yet."""
        return self._translate(
            "Trước khi chốt không ai xem được điểm hay câu trả lời nào, kể cả cơ quan cải cách hành chính."
        )

    def figures(self, there: int, of: int) -> str:
        """Return how many hard figures are in, of how many."""
        return self._translate(
            "Số liệu cứng: đã có %(there)s trong %(of)s ô; nhập trên trang hoặc bằng lệnh “sipas ddci figures”."
        ) % {"there": self.numbers.count(there), "of": self.numbers.count(of)}

    def closing(self) -> str:
        """Return what closing does, before it is done."""
        return self._translate(
            "Chốt là tính kết quả một lần và giữ nguyên mãi. Sau đó không sửa được số liệu "
            "cứng, và hệ thống xóa dấu vết đường dẫn nào đã dùng."
        )

    def rests_on(self, digest: str) -> str:
        return self._translate("Bộ chỉ tiêu: %(digest)s (SHA-256).") % {
            "digest": digest[:16]
        }
