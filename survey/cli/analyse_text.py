"""The words of `sipas analyse`: how each unit stands, for someone who is no statistician."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.ratings.findings import Estimate, Findings, UnitFinding
from analysis.ratings.request import Request
from analysis.ratings.study import Study
from analysis.verdicts import Difference, Overall
from survey.language import translator
from survey.reports.numbers import Numbers
from survey.reports.wording import Wording

MOST_PAIRS_SHOWN = 20
FEW = 30
GROUPS = (Difference.HIGHER, Difference.NONE, Difference.LOWER, Difference.TOO_FEW)


def findings_text(study: Study, findings: Findings, *, language: str) -> str:
    """Return the whole text, without a line end after the last line."""
    return "\n".join(_Text(study, findings, language).lines())


def notices(study: Study, *, language: str) -> tuple[str, ...]:
    """Return what the reader must know of units whose population does not fit."""
    _, weighting = translator(language).gettext, study.weighting
    found = []
    if weighting.units_unknown:
        found.append(
            _(
                "chưa biết số lượt giải quyết, nên chỉ có kết quả riêng, không vào kết quả chung: %(units)s"
            )
            % {"units": ", ".join(weighting.units_unknown)}
        )
    if weighting.units_overfull:
        found.append(
            _(
                "nhiều phiếu hơn số lượt giải quyết, nên mỗi phiếu tính là một lượt: %(units)s"
            )
            % {"units": ", ".join(weighting.units_overfull)}
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Text:
    study: Study
    findings: Findings
    language: str

    @property
    def _(self) -> Callable[[str], str]:
        return translator(self.language).gettext

    @property
    def request(self) -> Request:
        return self.study.request

    @property
    def numbers(self) -> Numbers:
        return Numbers(self.language)

    @property
    def words(self) -> Wording:
        return Wording(self.language)

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield ""
        yield from self._units()
        yield ""
        yield from self._omnibus()
        yield ""
        yield from self._groups()
        yield ""
        yield from self._pairs()
        yield ""
        yield from self._factors()
        yield from self._questions()
        yield ""
        yield from self._method()

    def _head(self) -> Iterator[str]:
        _, number = self._, self.numbers
        yield _(
            "%(file)s: %(responses)s phiếu, %(units)s đơn vị, %(questions)s câu hỏi."
        ) % {
            "file": self.request.responses.name,
            "responses": number.count(self.findings.respondents),
            "units": number.count(len(self.findings.units)),
            "questions": number.count(len(self.study.questions)),
        }
        yield _("Chỉ số hài lòng chung: %(estimate)s.") % {
            "estimate": self._estimate(self.findings.overall)
        }
        for notice in notices(self.study, language=self.language):
            yield _("Lưu ý: %(notice)s.") % {"notice": notice}

    def _units(self) -> Iterator[str]:
        _ = self._
        yield _("Từng đơn vị, theo thứ tự tên (khoảng tin cậy %(level)s%%):") % {
            "level": self._level()
        }
        width = max((len(one.unit) for one in self.findings.units), default=0)
        for finding in self.findings.units:
            yield f"  {finding.unit.ljust(width)}  {self._unit(finding)}"
        for unit in self.findings.silent_units:
            yield f"  {unit.ljust(width)}  " + _("chưa có phiếu nào")

    def _unit(self, finding: UnitFinding) -> str:
        _ = self._
        if finding.estimate is None:
            return self._estimate(None)
        estimate = self._estimate(finding.estimate)
        if finding.verdict is not Difference.TOO_FEW:
            shape = self.words.shape(finding.verdict)
            return f"{estimate}  {shape} {self.words.group(finding.verdict).lower()}"
        few = 0 < finding.estimate.n < FEW
        return f"{estimate}  " + _("(ít phiếu: chỉ để tham khảo)") if few else estimate

    def _estimate(self, estimate: Estimate | None) -> str:
        _ = self._
        if estimate is None:
            return _("dưới %(n)s phiếu: không hiện kết quả") % {"n": self.request.min_n}
        if not estimate.n or estimate.index != estimate.index:
            return _("chưa có câu trả lời")
        return (
            f"{self.numbers.estimate(estimate.index, estimate.low, estimate.high)}, n = "
            + (self.numbers.count(estimate.n))
        )

    def _omnibus(self) -> Iterator[str]:
        result = self.findings.omnibus
        yield self.words.overall(result.verdict)
        if result.verdict is not Overall.TOO_FEW:
            _, number = self._, self.numbers
            yield _(
                "  Kiểm định Brown–Forsythe trên %(used)s đơn vị có từ %(n)s phiếu: "
                "F(%(df1)s; %(df2)s) = %(statistic)s, %(pvalue)s."
            ) % {
                "used": number.count(result.used),
                "n": max(2, self.request.min_n),
                "df1": number.decimal(result.df[0], places=1),
                "df2": number.decimal(result.df[1], places=1),
                "statistic": number.decimal(result.statistic, places=2),
                "pvalue": number.p_value(result.pvalue),
            }

    def _groups(self) -> Iterator[str]:
        _ = self._
        yield _("So với chỉ số chung của các đơn vị còn lại:")
        for verdict in GROUPS:
            units = [one for one in self.findings.units if one.verdict is verdict]
            if not units:
                continue
            shape = self.words.shape(verdict) or "·"
            yield f"  {shape} {self.words.group(verdict)}: {self.numbers.count(len(units))}"
            if verdict in (Difference.HIGHER, Difference.LOWER):
                yield from (f"      {self._beside_others(unit)}" for unit in units)
        if not self.findings.units:
            yield "  " + _("chưa có phiếu nào")

    def _beside_others(self, finding: UnitFinding) -> str:
        found = finding.difference
        if found is None:
            return finding.unit
        return self._("%(unit)s: %(points)s điểm (từ %(low)s đến %(high)s)") % {
            "unit": finding.unit,
            "points": self.numbers.difference(found.index),
            "low": self.numbers.difference(found.low),
            "high": self.numbers.difference(found.high),
        }

    def _pairs(self) -> Iterator[str]:
        _, number, pairs = self._, self.numbers, self.findings.pairs
        yield _("Cặp đơn vị khác nhau rõ: %(found)s trong %(compared)s cặp.") % {
            "found": number.count(self.findings.pairs_clear),
            "compared": number.count(self.findings.pairs_compared),
        }
        for pair in pairs[:MOST_PAIRS_SHOWN]:
            yield "  " + _(
                "%(higher)s cao hơn %(lower)s %(points)s điểm (từ %(low)s đến %(high)s)"
            ) % {
                "higher": pair.higher,
                "lower": pair.lower,
                "points": number.points(pair.difference),
                "low": number.points(pair.low),
                "high": number.points(pair.high),
            }
        if self.findings.pairs_clear > MOST_PAIRS_SHOWN:
            yield "  " + _("… và %(more)s cặp nữa") % {
                "more": number.count(self.findings.pairs_clear - MOST_PAIRS_SHOWN)
            }

    def _factors(self) -> Iterator[str]:
        _ = self._
        if not self.findings.factors:
            return
        yield _("Từng yếu tố, gộp mọi đơn vị:")
        names = self.study.factor_names
        width = max(len(names[one.factor]) for one in self.findings.factors)
        for factor in self.findings.factors:
            yield f"  {names[factor.factor].ljust(width)}  {self._estimate(factor.estimate)}"
        yield ""

    def _questions(self) -> Iterator[str]:
        _ = self._
        yield _("Từng câu hỏi, tỷ lệ hài lòng trên 100 câu trả lời:")
        width = max((len(one.question) for one in self.findings.questions), default=0)
        for question in self.findings.questions:
            estimate = self._estimate(question.estimate)
            name = question.question.ljust(width)
            if question.missing is None:
                yield f"  {name}  {estimate}"
                continue
            missing = _("%(n)s không trả lời hoặc không áp dụng") % {
                "n": self.numbers.count(question.missing)
            }
            yield f"  {name}  {estimate}; {missing}"

    def _method(self) -> Iterator[str]:
        _, request = self._, self.request
        yield _("Cách tính")
        if request.index == "pooled":
            yield "  " + _(
                "Chỉ số là số câu trả lời từ mức %(from)s trở lên trong %(levels)s mức, "
                "chia cho số câu trả lời; câu bỏ trống không tính."
            ) % {"from": request.satisfied_from, "levels": request.levels}
        else:
            yield "  " + _(
                "Chỉ số là trung bình cộng tỷ lệ hài lòng của từng câu hỏi "
                "(từ mức %(from)s trở lên trong %(levels)s mức)."
            ) % {"from": request.satisfied_from, "levels": request.levels}
        yield "  " + _(
            "Các câu trả lời của cùng một người liên quan với nhau, nên khoảng "
            "tin cậy tính theo người, không theo câu."
        )
        yield "  " + _(
            "So với các đơn vị còn lại: chỉ xếp đơn vị có từ 30 phiếu. "
            "So từng cặp: đơn vị có từ %(n)s phiếu. "
            "Đã điều chỉnh vì so sánh nhiều đơn vị cùng lúc (phương pháp Holm)."
        ) % {"n": max(2, request.min_n)}
        if request.is_designed:
            yield "  " + _(
                "Chỉ số chung tính theo quyền số và cách chọn mẫu đã nêu; so sánh giữa các đơn vị thì không."
            )
        yield "  " + self.words.interval_leaves_out()

    def _level(self) -> str:
        return f"{100 * self.request.confidence:g}".replace(
            ".", "," if self.language == "vi" else "."
        )
