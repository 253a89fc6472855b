"""The results of `sipas analyse` as a workbook: points as numbers, words as on the screen."""

from collections.abc import Callable
from math import isnan

from analysis.ratings.findings import Estimate, Findings
from analysis.ratings.study import Study
from survey.cli.analyse_text import findings_text
from survey.language import translator
from survey.reports.wording import Wording
from survey.reports.workbook import Cell, Sheet


def findings_sheets(study: Study, findings: Findings, *, language: str) -> list[Sheet]:
    """Return one sheet each for the text, units, pairs, factors and questions."""
    _, words = translator(language).gettext, Wording(language)
    text = findings_text(study, findings, language=language).splitlines()
    estimate = (_("Chỉ số"), _("từ"), _("đến"), _("Số phiếu"))
    sheets = [
        Sheet(_("Tóm tắt"), (text[0],), tuple((line,) for line in text[1:])),
        Sheet(
            _("Đơn vị"),
            (_("Đơn vị"), *estimate, _("So với các đơn vị còn lại"), _("Ghi chú")),
            tuple(
                (
                    one.unit,
                    *_estimate(one.estimate),
                    words.group(one.verdict),
                    None if one.estimate else _hidden(study, _),
                )
                for one in findings.units
            ),
        ),
        Sheet(
            _("Cặp khác nhau rõ"),
            (_("Cao hơn"), _("Thấp hơn"), _("Chênh lệch"), _("từ"), _("đến")),
            tuple(
                (
                    pair.higher,
                    pair.lower,
                    100 * pair.difference,
                    100 * pair.low,
                    100 * pair.high,
                )
                for pair in findings.pairs
            ),
        ),
        Sheet(
            _("Câu hỏi"),
            (_("Câu hỏi"), *estimate, _("Không trả lời hoặc không áp dụng")),
            tuple(
                (one.question, *_estimate(one.estimate), one.missing)
                for one in findings.questions
            ),
        ),
    ]
    if findings.factors:
        rows = tuple(
            (study.factor_names[one.factor], *_estimate(one.estimate))
            for one in findings.factors
        )
        sheets.insert(3, Sheet(_("Yếu tố"), (_("Yếu tố"), *estimate), rows))
    return sheets


def _estimate(estimate: Estimate | None) -> tuple[Cell, Cell, Cell, Cell]:
    if estimate is None or isnan(estimate.index):
        return None, None, None, None
    points = (100 * share for share in (estimate.index, estimate.low, estimate.high))
    index, low, high = (round(value, 4) for value in points)
    return index, low, high, estimate.n


def _hidden(study: Study, _: Callable[[str], str]) -> str:
    return _("dưới %(n)s phiếu: không hiện kết quả") % {"n": study.request.min_n}
