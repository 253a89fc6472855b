"""How the proposed numbers of answers are found, in words and with their formulas."""

from dataclasses import dataclass

from survey.reports.in_language import InLanguage
from survey.reports.progress import MeasuredEffect


@dataclass(frozen=True, slots=True)
class TargetWording(InLanguage):
    """Sentences about targets in one language."""

    def yamane(self, margin: float) -> str:
        """Return how the number that offices know is found."""
        _ = self._translate
        return _(
            "Công thức Yamane: n = N / (1 + N × e²), N là số người đã được phục vụ, "
            "sai số e = %(margin)s điểm phần trăm (độ tin cậy 95%%, mỗi người một câu trả lời)."
        ) % {"margin": self._points(margin)}

    def by_design(self, margin: float, effect: MeasuredEffect) -> str:
        """Return how the number that takes the design into account is found."""
        _ = self._translate
        formula = _(
            "Theo thiết kế mẫu: n₀ = z² × p × (1 − p) × D / e², n = n₀ / (1 + (n₀ − 1) / N), "
            "z = %(z)s, p = %(p)s, e = %(margin)s điểm phần trăm."
        ) % {
            "z": self.numbers.decimal(1.96, places=2),
            "p": self.numbers.decimal(0.5, places=1),
            "margin": self._points(margin),
        }
        if not effect.wave_title:
            return f"{formula} " + _(
                "D = 1 vì chưa có đợt nào đủ phiếu để đo hệ số thiết kế."
            )
        measured = _(
            "Hệ số thiết kế D = %(effect)s đo ở đợt “%(wave)s”: dưới 1 nghĩa là một người "
            "trả lời nhiều câu nói được nhiều hơn một câu trả lời."
        ) % {
            "effect": self.numbers.decimal(effect.value, places=2),
            "wave": effect.wave_title,
        }
        return f"{formula} {measured}"

    def _points(self, share: float) -> str:
        """Write a margin without needless decimals."""
        places = 0 if round(1000 * share) % 10 == 0 else 1
        return self.numbers.decimal(100 * share, places=places)
