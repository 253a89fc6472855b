"""Words for a part of a wave's answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.reports.block_wording import BlockWording
from survey.reports.blocks import block_name
from survey.reports.in_language import InLanguage
from survey.reports.selection import (
    BLOCK,
    CHANNEL,
    FIELD,
    LEVEL,
    MONTH,
    STAGE,
    Part,
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
            BLOCK: _("Khối"),
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
        if kind == BLOCK:
            return block_name(value, self.language)
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
            BLOCK: _(
                "Gộp %(counted)s đơn vị của khối. Mỗi khối làm việc khác nhau nên không so trực tiếp; chỉ để tham khảo."
            )
            % {"counted": self.counted(selection.part)},
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

    def counted(self, part: Part) -> str:
        """Return how many of the offices of a part its index adds up."""
        return BlockWording(self.language).counted(part.counted, part.offices)

    def method(self, kind: str) -> str:
        """Return how the index of a part is made."""
        _ = self._translate
        if kind == BLOCK:
            return BlockWording(self.language).method()
        if kind == LEVEL:
            return (
                _(
                    "Chỉ số của từng cấp tính cùng cách với chỉ số chung; khoảng tin cậy "
                    "95%%, phương pháp Wilson trên cỡ mẫu hiệu dụng. Cấp dưới 5 phiếu không "
                    "hiện, cấp kế bên cũng ẩn kèm nếu cần."
                )
                % {}
            )
        return self.pooled()

    def pooled(self) -> str:
        """Return how the index of a part of the answers is made."""
        _ = self._translate
        return (
            _(
                "Chỉ số của từng phần gộp mọi câu trả lời trong chỉ số; khoảng tin cậy 95%%, phương pháp "
                "Wilson trên cỡ mẫu hiệu dụng. Phần dưới 5 phiếu không hiện, phần kế bên cũng ẩn kèm nếu "
                "cần."
            )
            % {}
        )
