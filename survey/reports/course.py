"""What happened to a wave and why something may not happen to it, in words."""

from dataclasses import dataclass
from datetime import date

from survey.reports.in_language import InLanguage
from survey.reports.numbers import Numbers
from survey.store.tables import Wave, WaveEvent
from survey.store.wave_course import Refusal


@dataclass(frozen=True, slots=True)
class CourseWording(InLanguage):
    """Sentences about the course of waves in one language."""

    def refusal(self, why: Refusal) -> str:
        """Return why nothing was changed."""
        _ = self._translate
        return {
            Refusal.UNKNOWN: _("không có đợt nào mang mã này"),
            Refusal.HAS_ENDED: _("đợt này đã kết thúc"),
            Refusal.GRACE_IS_OVER: _(
                "đợt này đã quá thời gian nhận phiếu gửi muộn, không gia hạn được nữa: hãy mở đợt mới"
            ),
            Refusal.NOT_YET_OPEN: _("đợt này chưa bắt đầu"),
            Refusal.CONTINUOUS: _(
                "đợt thường xuyên tự nối sang quý sau, không cần gia hạn"
            ),
            Refusal.NOT_LATER: _(
                "ngày kết thúc mới phải sau ngày kết thúc hiện nay và không trước hôm nay"
            ),
            Refusal.PAUSED_ALREADY: _("đợt này đang tạm dừng rồi"),
            Refusal.NOT_PAUSED: _("đợt này không tạm dừng"),
            Refusal.PAUSE_HAS_ENDED: _(
                "ngày cuối của đợt tạm dừng không được trước hôm nay"
            ),
        }[why]

    def kind(self, wave: Wave) -> str:
        """Return whether a wave is a campaign or goes on."""
        _ = self._translate
        return {"campaign": _("theo đợt"), "continuous": _("thường xuyên")}[wave.kind]

    def state(self, wave: Wave, today: date) -> str:
        """Return what a wave does today."""
        _ = self._translate
        if today < wave.opens_on:
            return _("chưa bắt đầu") if wave.last_day >= wave.opens_on else _("đã hủy")
        if today > wave.last_day_with_grace:
            return _("đã kết thúc")
        if today > wave.last_day:
            return _("đã đóng, còn nhận phiếu gửi muộn đến hết ngày %(day)s") % {
                "day": self._day(wave.last_day_with_grace)
            }
        if not wave.is_paused(today):
            return _("đang lấy ý kiến")
        if wave.paused_until is None:
            return _("đang tạm dừng")
        return _("tạm dừng đến hết ngày %(day)s") % {
            "day": self._day(wave.paused_until)
        }

    def event(self, event: WaveEvent) -> str:
        """Return what was decided, without the reason."""
        _ = self._translate
        days = {
            "day": "" if event.day is None else self._day(event.day),
            "before": "" if event.day_before is None else self._day(event.day_before),
        }
        if event.action == "pause" and event.day is None:
            return _("Tạm dừng đến khi có quyết định tiếp tục")
        return {
            "target": _("Đặt chỉ tiêu"),
            "pause": _("Tạm dừng đến hết ngày %(day)s"),
            "resume": _("Tiếp tục"),
            "extend": _("Gia hạn đến hết ngày %(day)s (trước đó: %(before)s)"),
            "close": _("Đóng vào cuối ngày %(day)s (trước đó: %(before)s)"),
        }[event.action] % days

    def _day(self, day: date) -> str:
        return Numbers(self.language).day(day)
