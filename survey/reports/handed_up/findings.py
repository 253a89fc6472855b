"""What the figures let one say: findings, what to look at first, and a caution, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.verdicts import Difference
from survey.reports.figures import Estimate, Measured
from survey.reports.handed_up.material import Material
from survey.reports.office_table import OfficeTable
from survey.reports.plain import plain
from survey.reports.target import TargetOutlook

# Longer lists are read in their table.
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Weak:
    """A measure that many are not satisfied with; `is_level` where the next could be as weak."""

    measure: Measured
    estimate: Estimate
    is_level: bool


def findings(
    material: Material, table: OfficeTable, outlook: TargetOutlook | None
) -> tuple[str, ...]:
    """Return three findings: the offices, the factors, and how it was before or should be."""
    wording = material.wording
    return (
        f"{wording.overall(material.overview.omnibus.verdict)} {wording.groups(table.counts)}",
        _of_factors(material),
        _beside_before(material, outlook),
    )


def proposals(material: Material, table: OfficeTable) -> tuple[str, ...]:
    """Return three things for the office to consider, each from a figure."""
    return (_factor_first(material), _offices_first(material, table), _more(material))


def cautions(material: Material) -> tuple[str, ...]:
    """Return what the figures do not say."""
    return (
        material.wording.interval_leaves_out(),
        *material.coverage_wording.of_wave(material.sources.coverage),
    )


def to_look_at(measures: Sequence[Measured], *, most: int) -> tuple[Weak, ...]:
    """Return the measures with the lowest index, weakest first, and whether the next stands level.

    Two of them are told apart only where their intervals do not meet: the same people answered
    both, so that this errs on the side of caution.
    """
    shown = [
        (measure, measure.figure)
        for measure in measures
        if isinstance(measure.figure, Estimate)
    ]
    ordered = sorted(shown, key=lambda each: each[1].share)
    return tuple(
        Weak(
            measure,
            estimate,
            is_level=at + 1 < len(ordered) and ordered[at + 1][1].low <= estimate.high,
        )
        for at, (measure, estimate) in enumerate(ordered[:most])
    )


def names_of(names: Sequence[str], material: Material) -> str:
    """Return names in a row; the first few and how many more where there are many."""
    _ = material.translate
    shown = "; ".join(plain(name) for name in names[:MOST_NAMED])
    left = len(names) - MOST_NAMED
    if left <= 0:
        return shown
    return _("%(names)s và %(n)s đơn vị khác") % {
        "names": shown,
        "n": material.numbers.count(left),
    }


def asked(measure: Measured) -> str:
    """Return the name of a factor, or what a question asks about, to stand before a colon."""
    return plain(measure.name).rstrip("?")


def points_of(name: str, found: Estimate, material: Material) -> str:
    """Return a mean of levels with the interval and n: it is no share of those who are satisfied."""
    _, numbers = material.translate, material.numbers
    return _(
        "%(name)s: %(points)s điểm (khoảng tin cậy 95%%: %(interval)s; n = %(n)s)"
    ) % {
        "name": name,
        "points": numbers.points(found.share),
        "interval": numbers.interval(found.low, found.high),
        "n": numbers.count(found.n),
    }


def unsatisfied(
    weak: Weak, material: Material, *, of_one_question: bool = False
) -> str:
    """Return how many of a hundred answers are not satisfied, with the interval and n.

    Of one question each answer is a person.
    """
    _ = material.translate
    numbers, found = material.numbers, weak.estimate
    if material.result.questionnaire.scoring == "level":
        return points_of(asked(weak.measure), found, material)
    sentence = (
        _(
            "%(name)s: %(points)s trên 100 người chưa hài lòng "
            "(khoảng tin cậy 95%%: %(interval)s; n = %(n)s)"
        )
        if of_one_question
        else _(
            "%(name)s: %(points)s trên 100 câu trả lời chưa hài lòng "
            "(khoảng tin cậy 95%%: %(interval)s; n = %(n)s)"
        )
    )
    return sentence % {
        "name": asked(weak.measure),
        "points": numbers.points(1 - found.share),
        "interval": numbers.interval(1 - found.high, 1 - found.low),
        "n": numbers.count(found.n),
    }


def _of_factors(material: Material) -> str:
    _ = material.translate
    shown = [
        (row, row.figure)
        for row in material.overview.factors
        if isinstance(row.figure, Estimate)
    ]
    if len(shown) < 2:
        return _("Chưa đủ phiếu để so các yếu tố với nhau.")
    ordered = sorted(shown, key=lambda each: each[1].share)
    (lowest, low), (highest, high) = ordered[0], ordered[-1]
    numbers = material.numbers
    sentence = (
        _(
            "Yếu tố cao nhất là “%(highest)s”: %(high)s; "
            "thấp nhất là “%(lowest)s”: %(low)s."
        )
        if low.high < high.low
        else _(
            "Chưa tách rõ được yếu tố nào cao nhất, yếu tố nào thấp nhất: các khoảng từ "
            "%(low)s (“%(lowest)s”) đến %(high)s (“%(highest)s”) chồng lên nhau."
        )
    )
    written = sentence % {
        "highest": plain(highest.name),
        "high": numbers.estimate(high.share, high.low, high.high),
        "lowest": plain(lowest.name),
        "low": numbers.estimate(low.share, low.low, low.high),
    }
    level = level_neighbours(ordered) if low.high < high.low else ()
    return " ".join(
        (
            written,
            *(
                _("Chưa tách rõ “%(first)s” với “%(second)s”.")
                % {"first": plain(first.name), "second": plain(second.name)}
                for first, second in level
            ),
        )
    )


def level_neighbours(
    ordered: Sequence[tuple[Measured, Estimate]],
) -> tuple[tuple[Measured, Measured], ...]:
    """Return the highest and the lowest with the measure next to each where their intervals meet.

    Takes measures in order of the index. Whoever reads that one is the lowest would blame it alone.
    """
    ends = ((ordered[-1], ordered[-2]), (ordered[0], ordered[1]))
    return tuple(
        (one[0], other[0])
        for one, other in ends
        if one[1].low <= other[1].high and other[1].low <= one[1].high
    )


def _beside_before(material: Material, outlook: TargetOutlook | None) -> str:
    _ = material.translate
    said = []
    if material.series.change is not None:
        said.append(material.series_wording.change(material.series.change))
    if outlook is not None:
        said.append(
            _("Chỉ tiêu %(points)s điểm. %(verdict)s")
            % {
                "points": material.numbers.points(outlook.target),
                "verdict": material.series_wording.target(outlook.together),
            }
        )
    return " ".join(said) or _(
        "Đây là đợt đầu và chưa đặt chỉ tiêu, nên chưa có gì để so sánh theo thời gian."
    )


def _factor_first(material: Material) -> str:
    _ = material.translate
    look = material.first_look
    if look is not None and look.points:
        names = "; ".join(plain(point.name).rstrip("?") for point in look.points)
        return _(
            "Xem trước những điểm gắn nhiều nhất với việc chưa hài lòng chung: %(names)s."
        ) % {"names": names}
    found = to_look_at(material.overview.factors, most=2)
    if not found:
        return _("Thu thêm phiếu trước khi chọn yếu tố để xem trước.")
    first = unsatisfied(found[0], material)
    if found[0].is_level and len(found) > 1:
        return _("Xem trước %(first)s. Chưa tách rõ với “%(second)s”: xem cả hai.") % {
            "first": first,
            "second": plain(found[1].measure.name),
        }
    return _("Xem trước %(first)s.") % {"first": first}


def _offices_first(material: Material, table: OfficeTable) -> str:
    _ = material.translate
    lower = next(
        group for group in table.groups if group.verdict is Difference.LOWER
    ).rows
    if lower:
        return _(
            "Làm việc với đơn vị thấp hơn rõ để tìm nguyên nhân trước khi kết luận: %(names)s."
        ) % {"names": names_of([row.name for row in lower], material)}
    return _(
        "Không có đơn vị nào thấp hơn rõ: không nên khen hay phê bình theo thứ hạng của đợt này."
    )


def _more(material: Material) -> str:
    _ = material.translate
    silent = material.overview.offices - material.overview.offices_with_answers
    few = material.overview.groups.get(Difference.TOO_FEW, 0)
    if few:
        return _(
            "Mời thêm người trả lời ở %(few)s đơn vị chưa đủ 30 phiếu, "
            "trong đó %(silent)s đơn vị chưa có phiếu nào được tính."
        ) % {
            "few": material.numbers.count(few),
            "silent": material.numbers.count(silent),
        }
    return _("Giữ nguyên câu hỏi và cách thu phiếu để kỳ sau so sánh được với kỳ này.")
