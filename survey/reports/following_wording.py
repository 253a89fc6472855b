"""What is said of actions and of what came of them, in fixed words."""

from dataclasses import dataclass
from math import isnan

from analysis.before_after import BeforeAfter, Shift
from analysis.breaks import LARGEST_SHIFT
from analysis.verdicts import Difference
from survey.reports.before_after import ChannelShift, FollowUp, Outcome
from survey.reports.in_language import InLanguage
from survey.reports.wording import Wording
from survey.store.actions import Refusal


@dataclass(frozen=True, slots=True)
class FollowingWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def states(self) -> dict[str, str]:
        """Return the name of each state of an action, in the order of a list to choose from."""
        _ = self._translate
        return {
            "planned": _("Dự kiến"),
            "under_way": _("Đang làm"),
            "done": _("Đã làm"),
            "dropped": _("Không làm nữa"),
        }

    def state(self, state: str) -> str:
        return self.states()[state]

    def refusal(self, why: Refusal) -> str:
        """Return why a step was not kept."""
        _ = self._translate
        return {
            Refusal.DROPPED: _(
                "việc đã ghi “Không làm nữa” thì không đổi được; xin ghi một việc mới"
            ),
            Refusal.NOTHING_NEW: _("tình trạng và hạn vẫn như cũ"),
        }[why]

    def verdict(self, shift: Shift) -> str:
        """Return what a change lets one say, in the words of every page."""
        _ = self._translate
        return {
            Difference.HIGHER: _("Tăng rõ"),
            Difference.NONE: _("Chưa thấy thay đổi rõ"),
            Difference.LOWER: _("Giảm rõ"),
            Difference.TOO_FEW: _("Chưa đủ phiếu để so sánh"),
        }[shift.verdict]

    def beyond(self, shift: Shift) -> str:
        """Return the verdict on a change beyond that of other offices."""
        _ = self._translate
        return {
            Difference.HIGHER: _("Tốt hơn rõ"),
            Difference.NONE: _("Chưa thấy khác biệt rõ"),
            Difference.LOWER: _("Kém hơn rõ"),
            Difference.TOO_FEW: _("Chưa đủ đơn vị để so sánh"),
        }[shift.verdict]

    def not_yet(self, follow_up: FollowUp) -> str:
        """Return why nothing can be said of an action; empty where something can."""
        _ = self._translate
        return {
            Outcome.NO_WAVE_BEFORE: _(
                "Chưa có đợt nào kết thúc trước ngày áp dụng mà đơn vị có đủ phiếu, "
                "nên không có gì để so."
            ),
            Outcome.NO_WAVE_AFTER: _(
                "Chưa có đợt sau: chưa đợt nào bắt đầu từ ngày áp dụng trở đi."
            ),
            Outcome.WAVE_RUNS: _(
                "Đợt sau đang lấy ý kiến. Chỉ xét khi đợt đã kết thúc và nhận hết phiếu gửi muộn: "
                "xem giữa chừng thì sớm muộn cũng thấy một thay đổi do ngẫu nhiên."
            ),
            Outcome.TOO_FEW: _("Đợt sau chưa đủ phiếu để hiện kết quả."),
            Outcome.BROKEN: _("Không so sánh hai đợt này."),
            Outcome.OTHER_RULE: _(
                "Chỉ số của mẫu phiếu này không gộp câu trả lời nên chưa so trước và sau "
                "được. Có thể theo dõi một yếu tố hoặc một câu hỏi."
            ),
            Outcome.COMPARED: "",
        }[follow_up.outcome]

    def in_short(self, follow_up: FollowUp) -> str:
        """Return what a list says of an action: the verdict, or what it waits for."""
        _ = self._translate
        if follow_up.found is None:
            return {
                Outcome.NO_WAVE_AFTER: _("chờ đợt sau"),
                Outcome.WAVE_RUNS: _("đợt sau đang lấy ý kiến"),
                Outcome.TOO_FEW: _("đợt sau chưa đủ phiếu"),
            }.get(follow_up.outcome, _("không so được"))
        verdict = self.verdict(follow_up.found.own)
        if follow_up.found.beyond_others.verdict is Difference.HIGHER:
            return _("%(verdict)s, tốt hơn rõ các đơn vị khác") % {"verdict": verdict}
        if follow_up.found.own.verdict is Difference.HIGHER:
            return _("%(verdict)s, chưa rõ là nhờ việc này") % {"verdict": verdict}
        return verdict

    def headline(self, found: BeforeAfter) -> str:
        """Return the sentence to be read aloud: the change, and whether others changed alike."""
        _ = self._translate
        if found.own.verdict is Difference.TOO_FEW:
            return _("Chưa đủ phiếu ở cả hai đợt để nói có thay đổi hay không.")
        sentence = _(
            "%(verdict)s: %(points)s điểm (khoảng tin cậy 95%%: từ %(low)s đến %(high)s)."
        ) % {
            "verdict": self.verdict(found.own),
            "points": self.numbers.difference(found.own.value),
            "low": self.numbers.difference(found.own.low),
            "high": self.numbers.difference(found.own.high),
        }
        return f"{sentence} {self.beside_others(found)}"

    def beside_others(self, found: BeforeAfter) -> str:
        """Return what the offices without action add to it."""
        _ = self._translate
        return {
            Difference.HIGHER: _(
                "Mức thay đổi tốt hơn rõ so với các đơn vị không có việc cải thiện trong thời gian này."
            ),
            Difference.NONE: _(
                "So với các đơn vị không có việc cải thiện trong thời gian này, chưa thấy khác biệt "
                "rõ, nên chưa thể nói thay đổi là nhờ việc này."
            ),
            Difference.LOWER: _(
                "Mức thay đổi kém hơn rõ so với các đơn vị không có việc cải thiện trong thời gian này."
            ),
            Difference.TOO_FEW: _(
                "Chưa đủ 3 đơn vị không có việc cải thiện được đo ở cả hai đợt để so cùng, "
                "nên chưa thể nói thay đổi là nhờ việc này."
            ),
        }[found.beyond_others.verdict]

    def promised(self, found: BeforeAfter, expected_points: float) -> str:
        """Return whether the rise that was promised is reached."""
        _ = self._translate
        expected = expected_points / 100
        if isnan(found.own.low):
            return ""
        values = {"points": self.numbers.points(expected)}
        if found.own.low >= expected:
            return _("Mức tăng đề ra là %(points)s điểm: rõ ràng đã đạt.") % values
        if found.own.high < expected:
            return _("Mức tăng đề ra là %(points)s điểm: rõ ràng chưa đạt.") % values
        return (
            _("Mức tăng đề ra là %(points)s điểm: chưa thể kết luận đạt hay chưa đạt.")
            % values
        )

    def cautions(self, follow_up: FollowUp) -> tuple[str, ...]:
        """Return what must be kept in mind beside every comparison before and after."""
        assert follow_up.found is not None
        _ = self._translate
        late = (
            ()
            if follow_up.is_planned
            else (
                _(
                    "Việc này được ghi khi đợt sau đã bắt đầu, nên kiểm định được điều chỉnh như với "
                    "một đơn vị được chọn sau khi xem số liệu (phương pháp Holm)."
                ),
            )
        )
        return (
            *late,
            self.regression(follow_up.found),
            self.channels(follow_up.channels),
            _(
                "So sánh này cho biết có thay đổi hay không, không chứng minh nguyên nhân."
            ),
        )

    def regression(self, found: BeforeAfter) -> str:
        """Return how much an office that stood out comes back by itself."""
        _ = self._translate
        always = _("Đơn vị được chọn vì đang thấp nhất thường tự tăng lại ở đợt sau.")
        if isnan(found.expected):
            return f"{always} " + _(
                "Chưa đủ đơn vị ở đợt trước để ước tính mức tự thay đổi này."
            )
        return f"{always} " + _(
            "Theo độ tin cậy của số liệu đợt trước (%(reliability)s), dù không làm gì, chỉ số của "
            "đơn vị này dự kiến tự thay đổi %(points)s điểm."
        ) % {
            "reliability": self.numbers.decimal(found.reliability, places=2),
            "points": self.numbers.difference(found.expected),
        }

    def channels(self, shift: ChannelShift | None) -> str:
        """Return whether people of the office answered by other ways than before."""
        _ = self._translate
        if shift is None:
            return _(
                "Kênh trả lời có đổi không: chưa xét được, vì có kênh quá ít phiếu."
            )
        values = {
            "channel": Wording(self.language).channel(shift.channel),
            "points": self.numbers.difference(shift.shift),
        }
        if abs(shift.shift) > LARGEST_SHIFT:
            return (
                _(
                    "Kênh trả lời có đổi: tỷ lệ phiếu “%(channel)s” ở đơn vị thay đổi %(points)s điểm "
                    "phần trăm, nên chênh lệch có thể do kênh."
                )
                % values
            )
        return (
            _(
                "Kênh trả lời hầu như không đổi: thay đổi lớn nhất là %(points)s điểm phần trăm "
                "(“%(channel)s”)."
            )
            % values
        )

    def method(self, found: BeforeAfter) -> str:
        """Return how it was tested."""
        _ = self._translate
        return _(
            "Thay đổi của đơn vị: kiểm định t trên từng phiếu, khoảng tính theo Newcombe. "
            "Các đơn vị khác: trung bình thay đổi của %(compared)s đơn vị, sai số gồm cả mức dao động "
            "giữa các đơn vị. Chênh lệch kép: thay đổi của đơn vị trừ trung bình đó, phân phối t với "
            "%(df)s bậc tự do."
        ) % {
            "compared": self.numbers.count(found.compared),
            "df": self.numbers.count(max(found.compared - 1, 0)),
        }
