"""Who is asked by an instrument, and what their index is called."""

from dataclasses import dataclass

from survey.reports.in_language import InLanguage
from survey.store.instruments import FIRMS, ORGANISATIONS, RESIDENTS, Refusal
from survey.store.waves import COUNTER, INDEPENDENT


@dataclass(frozen=True, slots=True)
class AskedWording(InLanguage):
    """The names of one language; Vietnamese is the source."""

    def name(self, audience: str) -> str:
        """Return who is asked."""
        _ = self._translate
        return {
            COUNTER: _("Người đến Bộ phận một cửa"),
            RESIDENTS: _("Người dân trên địa bàn"),
            ORGANISATIONS: _("Tổ chức"),
            FIRMS: _("Doanh nghiệp, hợp tác xã, hộ kinh doanh"),
            INDEPENDENT: _("Phúc tra độc lập"),
        }[audience]

    def index_title(self, audience: str) -> str:
        """Return the name of our index; the bare name belongs to the ministry's figures."""
        _ = self._translate
        return {
            RESIDENTS: _("Chỉ số hài lòng của người dân (cách tính kiểu SIPAS)"),
            ORGANISATIONS: _("Chỉ số hài lòng của tổ chức (cách tính kiểu SIPAS)"),
            FIRMS: _("Chỉ số hài lòng của doanh nghiệp (cách tính kiểu SIPAS)"),
        }.get(audience, _("Chỉ số hài lòng tại Bộ phận một cửa (cách tính kiểu SIPAS)"))

    def purpose(self, audience: str) -> str:
        """Return what a survey is for."""
        _ = self._translate
        if audience == COUNTER:
            return _(
                "Biết người dân hài lòng đến đâu khi làm thủ tục tại Bộ phận một cửa, đơn vị nào "
                "khác rõ so với các đơn vị còn lại và việc gì nên xem trước. Kết quả không dùng để "
                "chấm điểm từng công chức."
            )
        return _(
            "Biết những người được hỏi hài lòng đến đâu, đơn vị nào khác rõ so với các đơn vị còn lại "
            "và việc gì nên xem trước. Kết quả không dùng để chấm điểm từng công chức."
        )

    def is_own(self, audience: str) -> str:
        """Return that our index is not the ministry's."""
        _ = self._translate
        if audience == COUNTER:
            return _(
                "Chỉ số trong báo cáo này do cơ quan tự tính từ phiếu tại Bộ phận một cửa; "
                "đó không phải chỉ số do Bộ Nội vụ công bố và không so trực tiếp với chỉ số ấy."
            )
        return _(
            "Chỉ số trong báo cáo này do cơ quan tự tính từ phiếu của đợt; "
            "đó không phải chỉ số do Bộ Nội vụ công bố và không so trực tiếp với chỉ số ấy."
        )

    def scope(self, audience: str, offices: int) -> str:
        """Return who was asked and about which offices."""
        _, n = self._translate, self.numbers.count(offices)
        if audience == COUNTER:
            return _(
                "Đối tượng, phạm vi: người đến làm thủ tục tại %(n)s đơn vị có trong "
                "danh mục; trả lời tự nguyện, không ghi tên."
            ) % {"n": n}
        return _(
            "Đối tượng: %(asked)s. Phạm vi: %(n)s đơn vị có trong danh mục. Trả lời tự nguyện, không ghi tên."
        ) % {"asked": self.name(audience), "n": n}

    def comments_of_all(self) -> str:
        """Return why comments cannot be told apart by who was asked."""
        _ = self._translate
        return _(
            "Góp ý được giữ riêng, không ghi của đối tượng nào: phần dưới đây gồm góp ý của mọi đối tượng."
        )

    def no_visit(self) -> str:
        """Return what a report of others than the counter's visitors leaves to that of the visitors."""
        _ = self._translate
        return _("Xem báo cáo của người đến Bộ phận một cửa.")

    def no_actions(self) -> str:
        """Return why no action comes from results of others than the counter's visitors."""
        _ = self._translate
        return _(
            "Việc cải thiện được ghi từ kết quả của người đến Bộ phận một cửa và được so trước – sau "
            "cũng trên kết quả ấy."
        )

    def stands_apart(self) -> str:
        """Return that figures of two audiences are never added up."""
        _ = self._translate
        return _(
            "Mỗi đối tượng trả lời mẫu phiếu riêng và có kết quả riêng, không cộng gộp với nhau."
        )

    def no_coverage(self) -> str:
        """Return why no rate of answers stands beside the index of others than the counter's visitors."""
        _ = self._translate
        return _(
            "Không tính tỷ lệ trả lời trên số hồ sơ: mẫu phiếu này không chỉ hỏi người đến làm thủ tục."
        )

    def refusal(self, why: Refusal) -> str:
        """Return why an instrument was not added."""
        _ = self._translate
        return {
            Refusal.UNKNOWN: _("không có đợt này"),
            Refusal.HAS_ENDED: _("đợt đã kết thúc"),
            Refusal.IS_ASKED: _("đối tượng này đã có mẫu phiếu trong đợt"),
        }[why]
