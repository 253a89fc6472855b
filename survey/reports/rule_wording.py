"""How an index is made of the answers, with its weights and grades, in fixed words."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.questionnaire import Band, Part, Questionnaire, band_of
from survey.reports.figures import Estimate, Figure
from survey.reports.in_language import InLanguage


@dataclass(frozen=True, slots=True)
class RuleWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def rule(self, questionnaire: Questionnaire) -> str:
        """Return how the index is made of the answers; stands with every index."""
        if questionnaire.scoring == "level":
            return self._rule_of_levels(questionnaire)
        _ = self._translate
        return {
            "pooled": _(
                "Cách tính: gộp mọi câu trả lời của các câu hỏi trong chỉ số, "
                "lấy số câu trả lời hài lòng chia cho số câu trả lời."
            ),
            "mean_of_criteria": _(
                "Cách tính: trung bình cộng tỷ lệ hài lòng của từng tiêu chí."
            ),
            "fixed_weights": _(
                "Cách tính: trung bình tỷ lệ hài lòng của các yếu tố theo trọng số cố định "
                "(%(weights)s)."
            ),
            "weighted_parts": _(
                "Cách tính: trung bình tỷ lệ hài lòng của các phần theo trọng số cố định "
                "(%(weights)s); trong mỗi phần gộp mọi câu trả lời."
            ),
        }[questionnaire.index_rule] % {"weights": self.weights(questionnaire)}

    def counted(self, questionnaire: Questionnaire) -> str:
        """Return what an answer adds: which ones are satisfied, and that the middle one is not."""
        _ = self._translate
        scale = questionnaire.scale
        if questionnaire.scoring == "level":
            return _(
                "Điểm của một câu trả lời là mức đã chọn (từ 1 đến %(highest)s) chia cho "
                "%(highest)s, nhân 100."
            ) % {"highest": scale.levels}
        satisfied = scale.labels[scale.satisfied_from - 1 :]
        return _(
            "Tính là hài lòng: %(satisfied)s. “%(below)s” tính là chưa hài lòng."
        ) % {
            "satisfied": ", ".join(f"“{label}”" for label in satisfied),
            "below": scale.labels[scale.satisfied_from - 2],
        }

    def weights(self, questionnaire: Questionnaire) -> str:
        """Return the weights of what the index is made of, as `Chính sách: 60%; Dịch vụ: 40%`."""
        return "; ".join(
            f"{each.name}: {self._weight(each.weight or 0.0)}"
            for each in questionnaire.weighed
        )

    def part(self, part: Part) -> str:
        """Return the name of a part, with its weight where it has one."""
        _ = self._translate
        if part.weight is None:
            return _("Phần: %(name)s") % {"name": part.name}
        return _("Phần: %(name)s (trọng số %(weight)s)") % {
            "name": part.name,
            "weight": self._weight(part.weight),
        }

    def grade(self, questionnaire: Questionnaire, figure: Figure) -> str:
        """Return the grade of an index with those that its interval reaches; empty without one."""
        bands = questionnaire.bands
        if not isinstance(figure, Estimate) or not bands:
            return ""
        _ = self._translate
        low, found, high = (
            self._band(bands, share)
            for share in (figure.low, figure.share, figure.high)
        )
        if low == high:
            return _("Xếp loại: %(grade)s.") % {"grade": found}
        return _(
            "Xếp loại: %(grade)s; khoảng tin cậy 95%% trải từ %(low)s đến %(high)s."
        ) % {"grade": found, "low": low, "high": high}

    def grades(self, questionnaire: Questionnaire) -> str:
        """Return where each grade begins, and that values are not rounded before."""
        _ = self._translate
        each = ", ".join(
            _("%(grade)s từ %(points)s")
            % {"grade": band.name, "points": self._exact(band.lowest)}
            for band in questionnaire.bands
        )
        return _(
            "Mức xếp loại: %(grades)s; mỗi mức kéo dài đến dưới mức kế tiếp, "
            "so trên số chưa làm tròn."
        ) % {"grades": each}

    def _rule_of_levels(self, questionnaire: Questionnaire) -> str:
        _ = self._translate
        return {
            "pooled": _(
                "Cách tính: điểm trung bình của mọi câu trả lời của các câu hỏi trong chỉ số."
            ),
            "mean_of_criteria": _(
                "Cách tính: trung bình cộng điểm trung bình của từng tiêu chí."
            ),
            "fixed_weights": _(
                "Cách tính: trung bình điểm của các yếu tố theo trọng số cố định (%(weights)s)."
            ),
            "weighted_parts": _(
                "Cách tính: trung bình điểm của các phần theo trọng số cố định (%(weights)s); "
                "trong mỗi phần gộp mọi câu trả lời."
            ),
        }[questionnaire.index_rule] % {"weights": self.weights(questionnaire)}

    def _band(self, bands: Sequence[Band], share: float) -> str:
        _ = self._translate
        found = band_of(bands, share)
        return _("dưới mức thấp nhất") if found is None else found.name

    def _weight(self, weight: float) -> str:
        """Write a weight as a percentage without needless decimals."""
        return f"{self._exact(100 * weight)}%"

    def _exact(self, value: float) -> str:
        """Write a number with as many of two decimals as it has."""
        places = next(
            n for n in (0, 1, 2) if n == 2 or round(value, n) == round(value, 9)
        )
        return self.numbers.decimal(value, places=places)
