"""What is said of a combined index, by the command and on its page, in fixed words."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.reports.combined_index import (
    CombinedIndex,
    CombinedPart,
    Unweighable,
    WantedPart,
)
from survey.reports.figures import Estimate, Figure
from survey.reports.in_language import InLanguage
from survey.reports.rule_wording import RuleWording
from survey.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class CombinedWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def title(self) -> str:
        """Return the name of the index; the bare name belongs to the ministry's figures."""
        _ = self._translate
        return _("Chỉ số kết hợp (cách tính kiểu SIPAS)")

    def whole(self) -> str:
        """Return the name of an audience's index as a part, beside its parts and factors."""
        _ = self._translate
        return _("Cả chỉ số")

    def lines(self, index: CombinedIndex) -> tuple[str, ...]:
        """Return the index, its parts with their weights, and how it was made."""
        return (
            self._index(index),
            *(f"  {self._part(part)}" for part in index.parts),
            self.method(),
        )

    def method(self) -> str:
        """Return how parts make the index and its interval."""
        _ = self._translate
        return (
            _(
                "Cách tính: trung bình theo trọng số của các phần do những người khác nhau trả lời. "
                "Khoảng tin cậy 95%% ghép từ khoảng của từng phần, coi các phần là độc lập "
                "(Zou và Donner, 2008)."
            )
            % {}
        )

    def not_official(self) -> str:
        """Return whose weights these are."""
        _ = self._translate
        return _(
            "Trọng số do người xem chọn, không phải trọng số chính thức của Bộ Nội vụ; "
            "khi nêu chỉ số này phải nêu kèm trọng số."
        )

    def rule(self, part: CombinedPart) -> str:
        """Return how a part's own figure is made."""
        _ = self._translate
        rules = RuleWording(self.language)
        how = (
            rules.rule(part.questionnaire)
            if part.is_whole
            else _("Cách tính: gộp mọi câu trả lời của phần này.")
        )
        return f"{part.name}. {how} {rules.counted(part.questionnaire)}"

    def none(self) -> str:
        """Return why there is no combined index."""
        _ = self._translate
        return _("Chưa có chỉ số kết hợp: có phần chưa có số liệu để nêu.")

    def n(self, figures: Sequence[Figure]) -> str:
        """Return how many answers each part rests on; they are of different people and not added up."""
        counts = [
            self.numbers.count(one.n) for one in figures if isinstance(one, Estimate)
        ]
        return f"n = {'; '.join(counts)}"

    def unweighable(self, why: Unweighable, wanted: Sequence[WantedPart]) -> str:
        """Return why parts and weights make no index, without a stop at its end."""
        _ = self._translate
        return {
            Unweighable.TOO_FEW: _("cần ít nhất hai phần có trọng số lớn hơn 0"),
            Unweighable.SAME_PEOPLE: _(
                "mỗi đối tượng chỉ có một phần: các phần của cùng người trả lời không độc lập"
            ),
            Unweighable.SUM: _(
                "trọng số phải cộng lại bằng 1 hoặc 100, đang là %(total)s"
            ),
        }[why] % {"total": self._plain(sum(one.weight for one in wanted))}

    def _plain(self, total: float) -> str:
        """Write a sum of weights with as many decimals as they were typed with."""
        places = next(
            places
            for places in range(5)
            if places == 4 or round(total, places) == round(total, 4)
        )
        return self.numbers.decimal(total, places=places)

    def _index(self, index: CombinedIndex) -> str:
        if index.found is None:
            return self.none()
        one = index.found
        return f"{self.title()}: {self.numbers.estimate(one.share, one.low, one.high)}"

    def _part(self, part: CombinedPart) -> str:
        _ = self._translate
        weight = self.numbers.percent(part.weight)
        if not isinstance(part.figure, Estimate):
            figure = Wording(self.language).why_withheld(part.figure)
        else:
            one = part.figure
            written = self.numbers.estimate(one.share, one.low, one.high)
            figure = f"{written}, n = {self.numbers.count(one.n)}"
        return _("%(name)s, trọng số %(weight)s: %(figure)s") % {
            "name": part.name,
            "weight": weight,
            "figure": figure,
        }
