"""What a sampling plan says of itself, in fixed words."""

from dataclasses import dataclass

from survey.reports.in_language import InLanguage
from survey.reports.sampling import PlanTable
from survey.store.sampling import PlanHead


@dataclass(frozen=True, slots=True)
class SamplingWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def rules(self) -> dict[str, str]:
        """Return the name of every rule of size."""
        _ = self._translate
        return {
            "yamane": _("Yamane: n = N / (1 + N e²)"),
            "design": _("theo thiết kế mẫu, khoảng tin cậy 95%"),
            "bands": _(
                "theo bậc: đến 200 hỏi hết, đến 1.000 hỏi 30%, trên nữa hỏi 20%"
            ),
            "fixed": _("số phiếu cố định"),
        }

    def scopes(self) -> dict[str, str]:
        """Return for what the number is."""
        _ = self._translate
        return {
            "office": _("tính cho từng đơn vị"),
            "all": _("tính chung, rồi chia theo tỷ lệ số hồ sơ"),
        }

    def rule(self, head: PlanHead) -> str:
        """Return how the number of forms was found, and for whom."""
        _ = self._translate
        parts = [self.rules()[head.rule]]
        if head.rule == "fixed":
            parts[0] += f": {self.numbers.count(head.fixed or 0)}"
        if head.rule in ("yamane", "design"):
            margin = self.numbers.decimal(100 * head.margin, places=1)
            parts.append(_("sai số %(margin)s điểm phần trăm") % {"margin": margin})
        if head.rule == "design" and head.design_effect != 1:
            effect = self.numbers.decimal(head.design_effect, places=2)
            parts.append(_("hệ số thiết kế %(effect)s") % {"effect": effect})
        return ", ".join([*parts, self.scopes()[head.scope]])

    def stages(self, table: PlanTable) -> str:
        """Return how offices were drawn, and dossiers within them."""
        _ = self._translate
        values = {
            "frame": self.numbers.count(table.frame_offices),
            "n": self.numbers.count(len(table.rows)),
            "dossiers": self.numbers.count(table.frame_population),
        }
        if table.head.offices is None:
            first = _("Hỏi ở cả %(frame)s đơn vị của khung mẫu (%(dossiers)s hồ sơ).")
        else:
            first = _(
                "Chọn %(n)s trong %(frame)s đơn vị của khung mẫu (%(dossiers)s hồ sơ): trong từng "
                "cấp, chọn hệ thống với xác suất tỷ lệ với số hồ sơ, xếp theo mã."
            )
        second = _(
            "Số phiếu được chia theo lĩnh vực và tháng theo tỷ lệ; hồ sơ được chọn ngẫu nhiên đơn giản "
            "theo số thứ tự."
        )
        return f"{first % values} {second}"

    def seed(self, head: PlanHead) -> str:
        """Return what makes the draw repeatable."""
        _ = self._translate
        return _(
            "Số khởi tạo %(seed)s, chọn ngày %(day)s: ai biết số này đều chọn lại được đúng mẫu này."
        ) % {"seed": head.seed, "day": self.numbers.day(head.drawn_on)}

    def months(self, head: PlanHead) -> str:
        """Return the months of the frame."""
        first, last = map(self.numbers.month, (head.first_month, head.last_month))
        return first if first == last else f"{first} – {last}"

    def field(self, field: str) -> str:
        """Return the name of a field; empty means that nobody told them apart."""
        _ = self._translate
        return field or _("mọi lĩnh vực")

    def weight(self, weight: float | None) -> str:
        """Write what a valid answer stands for."""
        _ = self._translate
        if weight is None:
            return _("chưa có phiếu hợp lệ")
        return self.numbers.decimal(weight, places=2)
