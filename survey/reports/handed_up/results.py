"""The results of a full report, from all offices together to each office, and what follows."""

from collections.abc import Iterator

from analysis.verdicts import Difference
from survey.reports.figures import Estimate
from survey.reports.handed_up import charts
from survey.reports.handed_up.block_tables import block_table
from survey.reports.handed_up.choice_tables import choice_blocks
from survey.reports.handed_up.findings import names_of
from survey.reports.handed_up.following import look_first, promised, themes
from survey.reports.handed_up.lateness import lateness_blocks
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.office_tables import group_table
from survey.reports.handed_up.rechecked import recheck_blocks
from survey.reports.handed_up.report import (
    Block,
    Lines,
    Listing,
    Paragraph,
    Section,
)
from survey.reports.handed_up.tables import (
    counts_table,
    factors_table,
    questions_table,
    trend_table,
)
from survey.reports.office_table import OfficeTable
from survey.reports.plain import plain
from survey.reports.target import TargetOutlook

# Enough room for what an office writes by hand.
LINES_TO_WRITE = 8


def part_two(
    material: Material, table: OfficeTable, outlook: TargetOutlook | None
) -> tuple[Section, ...]:
    """Return what was found, from the whole to its parts."""
    _, choices = material.translate, _choices(material)
    return (
        Section(_("PHẦN HAI. KẾT QUẢ"), 1, begins_page=True),
        Section(_("I. Chỉ số chung"), 2, tuple(_whole(material, outlook))),
        Section(_("II. Theo yếu tố"), 2, tuple(_factors(material))),
        Section(_("III. Theo đơn vị"), 2, tuple(_offices(material, table))),
        Section(_("IV. So với các đợt trước"), 2, tuple(over_time(material))),
        Section(_("V. Nên xem trước"), 2, tuple(look_first(material))),
        Section(_("VI. Ý kiến bằng lời"), 2, tuple(themes(material))),
        Section(
            _("VII. Mức độ hài lòng và hồ sơ trễ hạn"),
            2,
            tuple(lateness_blocks(material)),
        ),
        *choices,
        *_recheck(material, "IX" if choices else "VIII"),
    )


def part_three(material: Material) -> tuple[Section, ...]:
    """Return what was promised before, what the figures leave open, and room for the office's own words."""
    _ = material.translate
    return (
        Section(_("PHẦN BA. VIỆC THEO DÕI VÀ KIẾN NGHỊ"), 1, begins_page=True),
        Section(_("I. Việc đã hứa kỳ trước"), 2, tuple(promised(material))),
        Section(_("II. Hạn chế của số liệu"), 2, tuple(_limits(material))),
        Section(
            _("III. Kiến nghị của cơ quan"),
            2,
            (
                Paragraph(
                    _(
                        "Phần này do cơ quan viết; phần mềm không viết thay.",
                    ),
                    "method",
                ),
                Lines(LINES_TO_WRITE),
            ),
        ),
    )


def _choices(material: Material) -> tuple[Section, ...]:
    """Return the section of perceptions and expectations, where the wave asks for any."""
    _, blocks = material.translate, choice_blocks(material)
    if not blocks:
        return ()
    return (Section(_("VIII. Nhận định và mong đợi"), 2, blocks),)


def _recheck(material: Material, numeral: str) -> tuple[Section, ...]:
    """Return the section of the independent check, where the wave has one."""
    _, blocks = material.translate, recheck_blocks(material)
    if not blocks:
        return ()
    heading = _("%(numeral)s. Phúc tra độc lập") % {"numeral": numeral}
    return (Section(heading, 2, blocks),)


def over_time(material: Material) -> Iterator[Block]:
    """Yield the change since the wave before and the waves side by side."""
    _, series = material.translate, material.series
    if series.change is None:
        yield Paragraph(_("Đây là đợt đầu, chưa có đợt nào trước để so sánh."))
        return
    yield Paragraph(material.series_wording.change(series.change), "finding")
    chart = charts.trend_of(series, material.wording, title=_("Chỉ số qua các đợt"))
    if chart is not None:
        yield chart
    yield trend_table(material, series.points, key="waves")
    yield Paragraph(material.series_wording.method(of_one_office=False), "method")


def _whole(material: Material, outlook: TargetOutlook | None) -> Iterator[Block]:
    _, wording = material.translate, material.wording
    index = material.index
    if not isinstance(index, Estimate):
        yield Paragraph(wording.why_withheld(index))
    else:
        yield Paragraph(wording.interval_is(index.low, index.high))
    distribution = material.overview.distribution
    if distribution is not None and isinstance(index, Estimate):
        title = _("Phân bố %(answers)s câu trả lời của %(n)s phiếu") % {
            "answers": material.numbers.count(distribution.answers),
            "n": material.numbers.count(index.n),
        }
        chart = charts.spread_of(distribution, wording, title=title)
        if chart is not None:
            yield chart
        yield counts_table(
            material,
            [
                (
                    level.label,
                    round(level.share * distribution.answers),
                    level.share,
                )
                for level in distribution.levels
            ],
            key="levels",
            heading=_("Mức"),
            caption=title,
            counted=_("Số câu trả lời"),
        )
    if outlook is not None:
        yield from _target(material, outlook)


def _target(material: Material, outlook: TargetOutlook) -> Iterator[Block]:
    _, say = material.translate, material.series_wording
    yield Paragraph(
        _("Chỉ tiêu %(points)s điểm. %(verdict)s")
        % {
            "points": material.numbers.points(outlook.target),
            "verdict": say.target(outlook.together),
        },
        "finding",
    )
    yield Listing(
        tuple(
            f"{say.target_offices(verdict, len(names))}"
            + (f": {names_of(names, material)}." if names else ".")
            for verdict, names in outlook.offices.items()
        )
    )
    yield Paragraph(say.target_method(), "method")


def _factors(material: Material) -> Iterator[Block]:
    _ = material.translate
    chart = charts.dots_of(
        material.overview.factors,
        material.index,
        material.wording,
        title=_("Chỉ số từng yếu tố và khoảng tin cậy"),
        reference_name=_("chỉ số chung"),
    )
    if chart is not None:
        yield chart
    yield factors_table(material)
    yield Paragraph(
        _("Từng tiêu chí với số phiếu chọn từng mức: xem Phụ lục A."), "method"
    )


def _offices(material: Material, table: OfficeTable) -> Iterator[Block]:
    _, wording = material.translate, material.wording
    yield Paragraph(wording.groups(table.counts), "finding")
    yield Paragraph(wording.groups_method(compared=table.compared), "method")
    for group in table.groups:
        if group.verdict is not Difference.NONE and group.rows:
            yield group_table(material, group, table)
        elif group.rows:
            yield Paragraph(
                _(
                    "%(n)s đơn vị chưa thấy khác biệt rõ so với các đơn vị còn lại; "
                    "chỉ số từng đơn vị ở Phụ lục A."
                )
                % {"n": material.numbers.count(len(group.rows))}
            )
    if table.unranked.rows:
        yield Paragraph(
            _("Chưa đủ phiếu để xếp (dưới 30), theo tên: %(names)s.")
            % {"names": "; ".join(plain(row.name) for row in table.unranked.rows)}
        )
    if table.ranked:
        yield Paragraph(
            _("Hạng của từng đơn vị, luôn kèm các hạng còn có thể, ở Phụ lục A."),
        )
        yield Paragraph(wording.ranks_method(ranked=table.ranked), "method")
    yield from block_table(material)


def _limits(material: Material) -> Iterator[Block]:
    _, wording = material.translate, material.wording
    said = [
        _(
            "Ai trả lời là do người đó tự quyết định. Nếu người hài lòng hay trả lời hơn người khác, "
            "chỉ số cao hơn thực tế, và không phép tính nào ở đây sửa được."
        ),
        wording.interval_leaves_out(),
    ]
    coverage = material.sources.coverage
    if coverage.together is None:
        said += material.coverage_wording.of_wave(coverage)
    if any(row.n is None for row in material.overview.channels):
        said.append(_("Có cách trả lời với quá ít phiếu nên không nêu số."))
    if material.result.head.takes_answers:
        said.append(_("Đợt chưa kết thúc: các con số còn thay đổi."))
    if material.result.questionnaire.status == "draft":
        said.append(
            _(
                "Câu chữ của mẫu phiếu còn là bản nháp, chưa đối chiếu hết với văn bản gốc."
            )
        )
    yield Listing(tuple(said))


def questions_by_factor(material: Material) -> Iterator[Block]:
    """Yield the questions of each factor, then those of none."""
    _ = material.translate
    found = [
        questions_table(material, factor.code, plain(factor.name))
        for factor in material.result.questionnaire.factors
    ]
    found.append(questions_table(material, None, _("Câu hỏi ngoài chỉ số")))
    yield from (table for table in found if table is not None)
