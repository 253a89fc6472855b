"""What became of a questionnaire between two versions, in fixed words."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.questionnaire.comparing import Comparison, GroupChange, QuestionChange
from survey.language import SOURCE_LANGUAGE
from survey.reports.in_language import InLanguage


@dataclass(frozen=True, slots=True)
class QuestionnaireWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def summary(self, found: Comparison) -> str:
        """Return in one sentence how many questions stay comparable, of those in both."""
        _ = self._translate
        both = [one for one in found.questions if None not in (one.before, one.after)]
        if found.is_same:
            return _("Hai bản hỏi như nhau.")
        return _(
            "%(comparable)s trên %(both)s câu có trong cả hai bản so được qua thời gian; "
            "thêm %(added)s câu, bỏ %(removed)s câu."
        ) % {
            "comparable": self.numbers.count(sum(one.is_comparable for one in both)),
            "both": self.numbers.count(len(both)),
            "added": self.numbers.count(sum(not one.before for one in found.questions)),
            "removed": self.numbers.count(
                sum(not one.after for one in found.questions)
            ),
        }

    def index(self, found: Comparison) -> str:
        """Return whether the indices of both versions can be compared, and why not."""
        _ = self._translate
        if not found.index:
            return _("Chỉ số của hai bản so được với nhau.")
        reasons = {
            "scale": _("thang đo khác nhau"),
            "index_rule": _("cách tính khác nhau"),
            "weight": _("trọng số khác nhau"),
            "questions": _("số câu trong chỉ số khác nhau"),
            "text": _("có câu trong chỉ số đã đổi lời"),
            "factor": _("có câu chuyển sang yếu tố khác"),
            "core": _(
                "có câu đổi giữa cốt lõi và thêm, nên chỉ so được giữa các đợt hỏi mọi câu"
            ),
        }
        return _("Chỉ số của hai bản không so được với nhau: %(reasons)s.") % {
            "reasons": "; ".join(reasons[each] for each in found.index)
        }

    def question(self, change: QuestionChange) -> str:
        """Return what became of a question."""
        _ = self._translate
        if change.before is None:
            return _("câu mới")
        if change.after is None:
            return _("đã bỏ")
        said = self._differences()
        found = [said[each] for each in change.differs]
        if change.is_moved:
            found.append(
                _("chuyển từ vị trí %(before)s đến %(after)s")
                % {"before": change.number_before, "after": change.number_after}
            )
        return "; ".join(found) or _("giữ nguyên")

    def comparable(self, change: QuestionChange) -> str:
        """Return whether the results of a question can be set beside earlier ones."""
        _ = self._translate
        if None in (change.before, change.after):
            return "–"
        return _("so được") if change.is_comparable else _("không so được")

    def scale(self, found: Comparison) -> str:
        """Return what of the scale changed; empty where nothing did."""
        _ = self._translate
        said = {
            "labels": _("tên hoặc số mức"),
            "satisfied_from": _("mức tính là hài lòng"),
            "order": _("thứ tự trên phiếu"),
        }
        if not found.scale:
            return ""
        return _(
            "Thang đo đã đổi (%(what)s), nên không so được câu nào về mức độ hài lòng qua thời gian."
        ) % {"what": ", ".join(said[each] for each in found.scale)}

    def group(self, change: GroupChange) -> str:
        """Return what became of a part, a factor or a grade."""
        _ = self._translate
        kinds = {"part": _("Phần"), "factor": _("Yếu tố"), "band": _("Mức xếp loại")}
        values = {
            "kind": kinds[change.kind],
            "before": change.before,
            "after": change.after,
        }
        if not change.before:
            return _("%(kind)s mới: %(after)s") % values
        if not change.after:
            return _("%(kind)s đã bỏ: %(before)s") % values
        if change.before != change.after:
            return _("%(kind)s đổi tên: “%(before)s” thành “%(after)s”") % values
        if change.weight_before == change.weight_after:
            return _("%(kind)s “%(after)s” thuộc phần khác") % values
        numbers = {
            "before": self._number(change.weight_before),
            "after": self._number(change.weight_after),
        }
        return _("%(kind)s “%(name)s”: %(before)s thành %(after)s") % {
            "kind": values["kind"],
            "name": change.after,
            **numbers,
        }

    def left_behind(self, language_name: str, code: str) -> str:
        """Return that a question says something else in Vietnamese alone."""
        _ = self._translate
        return _(
            "Câu “%(code)s”: tiếng Việt đã đổi nhưng bản %(language)s vẫn như cũ."
        ) % {"code": code, "language": language_name}

    def _differences(self) -> Mapping[str, str]:
        _ = self._translate
        return {
            "text": _("đổi lời hỏi"),
            "not_applicable": _("đổi lựa chọn “không áp dụng”"),
            "content": _("đổi điều được hỏi"),
            "kind": _("đổi cách trả lời"),
            "options": _("đổi phương án"),
            "most": _("đổi số được chọn nhiều nhất"),
            "factor": _("chuyển sang yếu tố khác"),
            "core": _("đổi giữa câu cốt lõi và câu thêm"),
            "filter": _("đổi câu lọc đứng trước"),
        }

    def _number(self, value: float | None) -> str:
        if value is None:
            return "–"
        decimal = "," if self.language == SOURCE_LANGUAGE else "."
        return f"{value:g}".replace(".", decimal)
