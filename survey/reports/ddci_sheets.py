"""The results of `sipas ddci` as a workbook: points as numbers, words as on the screen."""

from analysis.ddci_findings import DdciFindings, Standing, UnitRating
from survey.language import translator
from survey.reports.ddci_wording import DdciWording
from survey.reports.workbook import Cell, Sheet

# Points and ends of ranges are rounded where no reader sees it.
DECIMALS = 4


def ddci_sheets(words: DdciWording) -> list[Sheet]:
    """Return one sheet each for the text, units and indicators; components stand beside their units."""
    _, findings = translator(words.language).gettext, words.findings
    text = [line for line in words.lines() if line]
    names = tuple(one.name for one in findings.scheme.components)
    return [
        Sheet(_("Tóm tắt"), (text[0],), tuple((line,) for line in text[1:])),
        Sheet(
            _("Đơn vị"),
            (
                _("Khối"),
                _("Đơn vị"),
                _("Số phiếu"),
                _("Điểm tổng"),
                _("từ"),
                _("đến"),
                _("Hạng"),
                _("hạng từ"),
                _("hạng đến"),
                _("Số đơn vị được xếp hạng"),
                *names,
                _("Ghi chú"),
            ),
            tuple(_unit(one, words) for one in findings.units),
        ),
        Sheet(
            _("Các chỉ tiêu"),
            (
                _("Tên chỉ tiêu"),
                _("Chỉ số thành phần"),
                _("Loại"),
                _("Chiều"),
                _("Thấp nhất"),
                _("Cao nhất"),
                _("Năm của khoảng chuẩn"),
            ),
            _indicators(findings, words),
        ),
    ]


def _unit(one: UnitRating, words: DdciWording) -> tuple[Cell, ...]:
    told = one.standing in (Standing.RANKED, Standing.FEW)
    points = (round(value, DECIMALS) for value in (one.total, one.low, one.high))
    note = words.standing(one) if told else words.estimate(one)
    return (
        one.block or None,
        one.unit,
        None if one.standing is Standing.HIDDEN else one.n,
        *points,
        one.rank,
        one.rank_low,
        one.rank_high,
        one.ranked or None,
        *(round(value, DECIMALS) for value in one.components),
        note,
    )


def _indicators(
    findings: DdciFindings, words: DdciWording
) -> tuple[tuple[Cell, ...], ...]:
    _ = translator(words.language).gettext
    return tuple(
        (
            one.name,
            one.component,
            _("mềm") if one.is_soft else _("cứng"),
            _("thuận") if one.is_positive else _("nghịch"),
            used.low,
            used.high,
            used.years or _("lần này"),
        )
        for one, used in zip(findings.scheme.indicators, findings.ranges)
    )
