"""Words for a part of a wave's answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.reports.in_language import InLanguage
from survey.reports.selection import (
    CHANNEL,
    FIELD,
    LEVEL,
    MONTH,
    STAGE,
    Selection,
)
from survey.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class SelectionWording(InLanguage):
    """The words of one language; Vietnamese is the source. `fields` are names of fields by their values."""

    fields: Mapping[str, str] = field(default_factory=dict)

    def kind(self, kind: str) -> str:
        """Return by what answers are parted."""
        _ = self._translate
        return {
            LEVEL: _("Cấp"),
            CHANNEL: _("Cách trả lời"),
            STAGE: _("Việc đến làm"),
            FIELD: _("Lĩnh vực"),
            MONTH: _("Tháng"),
        }[kind]

    def value(self, kind: str, value: str) -> str:
        """Return the name of one part."""
        _ = self._translate
        if kind == CHANNEL:
            return Wording(self.language).channel(value)
        if kind == MONTH:
            return self.numbers.month(value)
        if kind == FIELD:
            return self.fields.get(value) or _("không hỏi hoặc không trả lời")
        return {
            "": _("không trả lời"),
            "submit": _("nộp hồ sơ"),
            "receive": _("nhận kết quả"),
            "supplement": _("bổ sung hồ sơ, bị trả lại"),
            "ask": _("hỏi thông tin"),
            "province": _("Cấp tỉnh"),
            "district": _("Cấp huyện"),
            "commune": _("Cấp xã"),
        }.get(value, value)

    def caution(self, selection: Selection) -> str:
        """Return what must be known before parts are compared."""
        _ = self._translate
        return {
            LEVEL: _("Gộp mọi đơn vị của cấp này."),
            CHANNEL: _(
                "Khác kênh trả lời (điện thoại, máy tính bảng, giấy) nên không so trực tiếp."
            ),
            STAGE: _(
                "Người đến để làm việc khác nhau trả lời từ trải nghiệm khác nhau; chỉ để tham khảo."
            ),
            FIELD: _(
                "Mỗi lĩnh vực có thủ tục và người đến khác nhau nên không so trực tiếp; chỉ để tham khảo."
            ),
            MONTH: _(
                "Chỉ tính các tháng đã trọn số liệu và các đơn vị có từ 5 phiếu trong tháng."
            ),
        }[selection.kind]

    def pooled(self) -> str:
        """Return how the index of a part is made."""
        _ = self._translate
        return (
            _(
                "Chỉ số của từng phần gộp mọi câu trả lời trong chỉ số; khoảng tin cậy 95%%, phương pháp "
                "Wilson trên cỡ mẫu hiệu dụng. Phần dưới 5 phiếu không hiện, phần kế bên cũng ẩn kèm nếu "
                "cần."
            )
            % {}
        )
