"""One office on one sheet (UX, section 5.5): where it stands, what is good, what to look at first."""

from collections.abc import Iterator

from survey.reports.figures import Estimate, Figure, Measured
from survey.reports.handed_up import charts
from survey.reports.handed_up.findings import (
    Weak,
    asked,
    points_of,
    to_look_at,
    unsatisfied,
)
from survey.reports.handed_up.following import (
    first_points,
    promises_of_office,
    theme_lines,
)
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.report import (
    Block,
    Listing,
    Paragraph,
    Section,
)
from survey.reports.handed_up.tables import (
    counts_table,
    measured_table,
    trend_table,
)
from survey.reports.office_page import (
    OTHERS_BEFORE_UNIT_HEAD,
    OfficePage,
    build_office_page,
)
from survey.reports.plain import plain
from survey.reports.series import Series, build_series
from survey.store import results
from survey.trust.disclosure import shown_cells

MOST_OF_EACH = 2


def scorecard_sections(material: Material, position: int) -> tuple[Section, ...]:
    """Return the sections of the sheet of the office at a position."""
    _ = material.translate
    office = build_office_page(material.result, position, audience=material.audience)
    series = build_series(
        material.session,
        material.wave,
        material.result,
        audience=material.audience,
        position=position,
    )
    return (
        Section(
            plain(office.name), 1, tuple(_head(material, office, series, position))
        ),
        Section(_("Các yếu tố"), 2, tuple(_factors(material, office))),
        Section(_("Làm tốt"), 2, (_good(material, office),)),
        Section(_("Nên xem trước"), 2, tuple(_weak(material, office))),
        Section(_("Qua các đợt"), 2, tuple(_trend(material, series))),
        Section(_("Cách trả lời"), 2, tuple(_channels(material, position))),
        Section(_("Ý kiến và việc đã hứa"), 2, tuple(_words(material, position))),
        Section(_("Cách đọc"), 2, (_how_to_read(material),)),
    )


def _head(
    material: Material, office: OfficePage, series: Series, position: int
) -> Iterator[Block]:
    _, wording = material.translate, material.wording
    yield Paragraph(_big(material, office.index), "big")
    heard = material.sources.coverage.by_office[position]
    yield Paragraph(" ".join(material.coverage_wording.of(heard)))
    if office.beside_others is not None:
        found = office.beside_others
        said = wording.beside_others(
            found.verdict,
            difference=found.difference,
            low=found.low,
            high=found.high,
        )
        yield Paragraph(
            _("So với mọi đơn vị còn lại gộp lại (%(points)s điểm): %(verdict)s")
            % {"points": material.numbers.points(found.others), "verdict": said},
            "finding",
        )
    if series.change is not None:
        yield Paragraph(material.series_wording.change(series.change))
    small = []
    if office.rank is not None:
        small.append(
            f"{wording.rank(office.rank)}, {_('xếp giữa các đơn vị có từ 30 phiếu.')}"
        )
    if office.through is not None:
        small.append(wording.through(office.through, office.through))
    if isinstance(office.index, Estimate) and office.index.is_of_few:
        small.append(wording.few())
    if small:
        yield Paragraph(" ".join(small), "method")


def _big(material: Material, index: Figure) -> str:
    _, numbers = material.translate, material.numbers
    if not isinstance(index, Estimate):
        return material.wording.why_withheld(index)
    return _("Chỉ số hài lòng %(estimate)s · %(n)s phiếu") % {
        "estimate": numbers.estimate(index.share, index.low, index.high),
        "n": numbers.count(index.n),
    }


def _factors(material: Material, office: OfficePage) -> Iterator[Block]:
    _ = material.translate
    beside = _of_all(material, office)
    if not office.factors:
        yield Paragraph(_("Không có yếu tố nào trong phiếu."))
        return
    yield measured_table(
        material,
        office.factors,
        key="factors",
        heading=_("Yếu tố"),
        caption=_("Chỉ số từng yếu tố, %(period)s") % {"period": material.period},
        reference=office.index,
        notes=tuple(material.wording.why_withheld(reason) for reason in office.reasons),
        beside=beside,
    )


def _of_all(material: Material, office: OfficePage) -> dict[str, Figure] | None:
    """Return all offices' figures by factor; None where they would give the only other office away."""
    others = sum(
        each.through is not None
        for each in material.result.offices
        if each.code != office.code
    )
    if others < OTHERS_BEFORE_UNIT_HEAD:
        return None
    totals = material.result.total_figures(material.audience)
    return {
        row.code: row.figure for row in material.result.measured(totals, kind="factor")
    }


def _criteria(office: OfficePage) -> list[Measured]:
    return [
        row.question
        for section in office.sections
        if section.factor is not None
        for row in section.rows
        if isinstance(row.question.figure, Estimate)
    ]


def _few_enough(criteria: list[Measured]) -> int:
    """Return how many may be named at each end, so that none is named at both."""
    return min(MOST_OF_EACH, len(criteria) // 2)


def _good(material: Material, office: OfficePage) -> Block:
    _, numbers = material.translate, material.numbers
    criteria = _criteria(office)
    best = sorted(
        ((row, row.figure) for row in criteria if isinstance(row.figure, Estimate)),
        key=lambda each: -each[1].share,
    )[: _few_enough(criteria)]
    if not best:
        return Paragraph(_("Chưa đủ phiếu để nêu."))
    if material.result.questionnaire.scoring == "level":
        return Listing(tuple(points_of(asked(row), one, material) for row, one in best))
    return Listing(
        tuple(
            _(
                "%(name)s: %(points)s trên 100 người hài lòng "
                "(khoảng tin cậy 95%%: %(interval)s; n = %(n)s)"
            )
            % {
                "name": asked(row),
                "points": numbers.points(found.share),
                "interval": numbers.interval(found.low, found.high),
                "n": numbers.count(found.n),
            }
            for row, found in best
        )
    )


def _weak(material: Material, office: OfficePage) -> Iterator[Block]:
    """Yield the page's own list; before there is one, what has the lowest figures."""
    _, look = material.translate, material.first_look
    if look is not None and look.points:
        yield from first_points(material, look)
        return
    if look is not None:
        yield Paragraph(material.first_look_wording.summary(look), "method")
    criteria = _criteria(office)
    found = to_look_at(criteria, most=_few_enough(criteria))
    if not found and look is None:
        yield Paragraph(_("Chưa đủ phiếu để nêu."))
    if found:
        yield Listing(tuple(_unsatisfied(material, weak) for weak in found))


def _unsatisfied(material: Material, weak: Weak) -> str:
    _ = material.translate
    said = unsatisfied(weak, material, of_one_question=True)
    return said + (_("; chưa tách rõ với việc kế tiếp") if weak.is_level else "")


def _trend(material: Material, series: Series) -> Iterator[Block]:
    _ = material.translate
    chart = charts.trend_of(series, material.wording, title=_("Chỉ số qua các đợt"))
    if chart is None:
        yield Paragraph(_("Chưa có đủ hai đợt để vẽ."))
        return
    yield chart
    yield trend_table(material, series.points, key="waves")


def _channels(material: Material, position: int) -> Iterator[Block]:
    _, wording = material.translate, material.wording
    result = material.result
    found = results.released_breakdown(
        material.session,
        result.instrument,
        "class",
        office_id=result.offices[position].office_id,
    )
    n = [int(count) for count in found.tallies.n]
    if not n:
        yield Paragraph(_("Chưa có phiếu nào được tính."))
        return
    total = sum(n)
    yield counts_table(
        material,
        [
            (
                f"{wording.channel(cell.value)} ({cell.value})",
                count if is_shown else None,
                count / total if is_shown else None,
            )
            for cell, count, is_shown in zip(
                found.cells, n, shown_cells(n), strict=True
            )
        ],
        key="channels",
        heading=_("Cách trả lời"),
        caption=_("Số phiếu theo cách trả lời, %(period)s")
        % {"period": material.period},
    )


def _words(material: Material, position: int) -> Iterator[Block]:
    yield from theme_lines(material)
    office = material.result.offices[position]
    yield from promises_of_office(material, office.office_id)


def _how_to_read(material: Material) -> Block:
    _, wording = material.translate, material.wording
    said = [
        _(
            "Chấm là chỉ số, vạch ngang là khoảng tin cậy 95%: giá trị chung có lẽ nằm trong khoảng đó. "
            "Ít phiếu thì khoảng rộng."
        ),
        wording.interval_leaves_out(),
        _("Tờ này nói về đơn vị, không dùng để chấm điểm từng người."),
    ]
    if material.issuer.hotline:
        said.append(_("Đường dây nóng: %(n)s.") % {"n": material.issuer.hotline})
    return Paragraph(" ".join(said), "method")
