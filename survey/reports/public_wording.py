"""What is said to everyone beside published figures, in fixed words."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.verdicts import Difference
from survey.reports.asked_wording import AskedWording
from survey.reports.in_language import InLanguage
from survey.reports.public_pages import PeriodHead
from survey.reports.public_results import Unready
from survey.reports.published import PublicOffice
from survey.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class PublicWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    @property
    def _wording(self) -> Wording:
        return Wording(self.language)

    def days(self, head: PeriodHead) -> str:
        """Return a period's first and last day."""
        day = self._wording.numbers.day
        return f"{day(head.opens_on)}–{day(head.last_day)}"

    def group(self, office: PublicOffice) -> str:
        """Return an office's group in a table."""
        if office.group is None:
            return "–"
        return self._wording.group(office.group)

    def channels(self, office: PublicOffice) -> str:
        """Return how people answered, in one line."""
        count = self._wording.numbers.count
        named = [
            f"{self._wording.channel(one.channel)}: {count(one.n)}"
            for one in office.channels
            if one.n is not None
        ]
        return "; ".join(named) or "–"

    def standing(self, office: PublicOffice) -> str:
        """Return how an office stands to all others together; empty where nothing is said."""
        if office.group is None:
            return ""
        if office.beside is None or office.group is Difference.TOO_FEW:
            return self._wording.beside_others(
                Difference.TOO_FEW, difference=0, low=0, high=0
            )
        return self._wording.beside_others(
            office.group,
            difference=office.beside.difference,
            low=office.beside.low,
            high=office.beside.high,
        )

    def counter_only(self, others: Sequence[str]) -> str:
        """Return whose results are published where a wave asked others, too; empty where it did not."""
        if not others:
            return ""
        _ = self._translate
        names = AskedWording(self.language)
        return _(
            "Đợt này còn hỏi đối tượng khác (%(others)s); kết quả công bố chỉ là của người đến Bộ phận "
            "một cửa."
        ) % {"others": "; ".join(names.name(one) for one in others)}

    def does_not_tell(self) -> tuple[str, ...]:
        """Return what published figures do not say; stands beside them everywhere."""
        _ = self._translate
        return (
            _(
                "Đây là ý kiến của những người đã trả lời, không phải của mọi người đến làm thủ tục. "
                "Khoảng tin cậy không nói gì về những người không trả lời."
            ),
            _(
                "Kết quả là của cả đơn vị, không cho biết một công chức cụ thể phục vụ thế nào."
            ),
            _(
                "Chênh lệch nhỏ giữa hai đơn vị thường chỉ do ngẫu nhiên; chỉ nên kết luận ở chỗ ghi "
                "“cao hơn rõ” hoặc “thấp hơn rõ”."
            ),
            _(
                "Đây là số đo riêng tại Bộ phận một cửa, không phải chỉ số do Bộ Nội vụ công bố."
            ),
        )

    def unready(self, why: Unready) -> str:
        """Return why a wave cannot be published."""
        _ = self._translate
        return {
            Unready.RUNNING: _("đợt còn nhận phiếu"),
            Unready.NOT_SEALED: _("ngày cuối nhận phiếu chưa khóa sổ"),
            Unready.NOTHING: _("cả đợt chưa đủ phiếu để hiện kết quả"),
            Unready.SMALL_CHANGE: _(
                "so với lần công bố trước, có số phiếu đổi từ 1 đến 4: công bố lại thì suy ra được "
                "câu trả lời của vài người"
            ),
        }[why]
