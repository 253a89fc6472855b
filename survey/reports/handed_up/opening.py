"""The first page of a report and how its answers came in: what stands before any result."""

from collections.abc import Iterator, Mapping

from flask_babel import force_locale

from forms.response import STAGES
from survey.access.locale import locale_of
from survey.language import SOURCE_LANGUAGE
from survey.reports.figures import Estimate
from survey.reports.handed_up.dossier_reports import dossier_blocks
from survey.reports.handed_up.field_tables import fields_without_answers
from survey.reports.handed_up.findings import (
    MOST_NAMED,
    cautions,
    findings,
    proposals,
)
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.report import Block, Listing, Paragraph, Section
from survey.reports.handed_up.tables import counts_table
from survey.reports.office_table import OfficeTable
from survey.reports.plain import plain
from survey.reports.target import TargetOutlook
from survey.store.waves import COUNTER
from survey.trust.disclosure import may_be_shown, shown_cells


def one_page(
    material: Material, table: OfficeTable, outlook: TargetOutlook | None
) -> tuple[Section, ...]:
    """Return the page that may be the only one read."""
    _, wording = material.translate, material.wording
    overview = material.overview
    index = overview.index
    big = wording.headline(
        index, offices=overview.offices_with_answers, all_offices=overview.offices
    )
    said: list[Block] = []
    if isinstance(index, Estimate):
        numbers = material.numbers
        said.append(
            Paragraph(
                f"{numbers.estimate(index.share, index.low, index.high)}, "
                f"n = {numbers.count(index.n)}",
                "big",
            )
        )
    said.append(Paragraph(big, "finding"))
    if overview.last_through and overview.first_through:
        said.append(
            Paragraph(wording.through(overview.first_through, overview.last_through))
        )
    if material.result.head.takes_answers:
        said.append(
            Paragraph(
                _(
                    "Đợt này còn nhận phiếu: các con số dưới đây là trạng thái đã công bố "
                    "nội bộ gần nhất và còn thay đổi."
                )
            )
        )
    return (
        Section(_("Tóm tắt"), 1, tuple(said)),
        Section(
            _("Kết quả chính"),
            2,
            (Listing(findings(material, table, outlook), is_ordered=True),),
        ),
        Section(
            _("Đề xuất để cơ quan xem xét"),
            2,
            (Listing(proposals(material, table), is_ordered=True),),
        ),
        Section(_("Lưu ý khi đọc"), 2, (Paragraph(" ".join(cautions(material))),)),
    )


def part_one(material: Material) -> tuple[Section, ...]:
    """Return why and how the survey was made, in the order of the ministry's reports."""
    _ = material.translate
    dossiers = tuple(dossier_blocks(material))
    return (
        Section(_("PHẦN MỘT. TÌNH HÌNH TRIỂN KHAI"), 1, begins_page=True),
        Section(_("I. Tổng quan"), 2),
        Section(_("1. Cơ sở"), 3, tuple(_basis(material))),
        Section(
            _("2. Mục đích"),
            3,
            (Paragraph(material.asked_wording.purpose(material.asked)),),
        ),
        Section(_("3. Nội dung đo lường"), 3, tuple(_content(material))),
        Section(_("4. Phương pháp"), 3, tuple(_how(material))),
        Section(_("II. Tình hình triển khai"), 2),
        Section(_("1. Phiếu thu được"), 3, tuple(_answers(material))),
        Section(_("2. Cách trả lời"), 3, tuple(_channels(material))),
        Section(_("3. Phiếu bị loại"), 3, (_excluded(material),)),
        Section(
            _("4. Đơn vị, dịch vụ chưa có phiếu"), 3, tuple(_without_answers(material))
        ),
        *(
            (Section(_("5. Số liệu hồ sơ đã công bố của năm"), 3, dossiers),)
            if dossiers
            else ()
        ),
    )


def _basis(material: Material) -> Iterator[Block]:
    _ = material.translate
    questionnaire = material.result.questionnaire
    if questionnaire.legal_basis:
        yield Paragraph(
            _("Mẫu phiếu dựa theo: %(basis)s.") % {"basis": questionnaire.legal_basis}
        )
    else:
        yield Paragraph(
            _("Mẫu phiếu do cơ quan tự xây dựng; không phải mẫu phiếu của Bộ Nội vụ.")
        )
    if questionnaire.status == "draft":
        yield Paragraph(
            _(
                "Câu chữ của mẫu phiếu còn là bản nháp, chưa đối chiếu hết với văn bản gốc."
            )
        )
    yield Paragraph(material.asked_wording.is_own(material.asked))


def _content(material: Material) -> Iterator[Block]:
    _ = material.translate
    questionnaire, result = material.result.questionnaire, material.result
    asked = questionnaire.as_asked(full=result.instrument.full)
    yield Paragraph(
        _("Phiếu hỏi mọi người %(n)s câu, thuộc các yếu tố sau:") % {"n": len(asked)}
    )
    yield Listing(
        tuple(
            _("%(factor)s (%(n)s câu)")
            % {
                "factor": plain(factor.name),
                "n": sum(question.factor == factor.code for question in asked),
            }
            for factor in questionnaire.factors
            if any(question.factor == factor.code for question in asked)
        )
    )
    if any(question.factor is None for question in asked):
        yield Paragraph(
            _("Câu hỏi về mức hài lòng chung được hỏi riêng, không nằm trong chỉ số.")
        )


def _how(material: Material) -> Iterator[Block]:
    _, wording = material.translate, material.wording
    letters = material.result.instrument.headline_classes
    ways = "; ".join(
        f"{wording.channel(letter)} ({letter})" for letter in sorted(letters)
    )
    yield Listing(
        (
            material.asked_wording.scope(material.asked, material.overview.offices),
            _(
                "Chọn mẫu: không lấy mẫu. Vì vậy kết quả nói về những người đã trả lời; "
                "khoảng tin cậy không bù được cho người không trả lời."
            ),
            _("Phương thức, tính vào chỉ số: %(ways)s.") % {"ways": ways},
            f"{wording.index_rule(material.result.questionnaire)} "
            f"{wording.satisfied_levels(material.result.questionnaire)}",
            _("Cách tính khoảng tin cậy, phép so sánh và xếp hạng: xem Phụ lục B."),
        )
    )


def _answers(material: Material) -> Iterator[Block]:
    _, numbers = material.translate, material.numbers
    n = sum(int(count) for count in material.result.tallies.n)
    yield Paragraph(_("Thời gian: %(period)s.") % {"period": material.period})
    if may_be_shown(n):
        yield Paragraph(
            _("Có %(n)s phiếu được tính, từ %(offices)s trong %(all_offices)s đơn vị.")
            % {
                "n": numbers.count(n),
                "offices": numbers.count(material.overview.offices_with_answers),
                "all_offices": numbers.count(material.overview.offices),
            }
        )
    else:
        yield Paragraph(material.wording.too_few())
    yield Paragraph(
        " ".join(material.coverage_wording.of_wave(material.sources.coverage))
    )
    late = material.overview.came_late
    if len(late) > MOST_NAMED:
        yield Paragraph(
            _(
                "Ở %(n)s đơn vị có dưới 5 phiếu đến muộn nên không tính vào kết quả (kể tên ở Phụ lục A)."
            )
            % {"n": numbers.count(len(late))}
        )
    elif late:
        yield came_late(material)
    helped = material.overview.helped
    if helped is not None and helped.helped is not None:
        yield Paragraph(
            _("Có người giúp trả lời: %(helped)s trong %(n)s phiếu (%(share)s).")
            % {
                "helped": numbers.count(helped.helped),
                "n": numbers.count(helped.n),
                "share": numbers.percent(helped.helped / helped.n),
            }
        )


def came_late(material: Material) -> Paragraph:
    """Return the offices for which a few answers came after their last state."""
    _ = material.translate
    return Paragraph(
        _(
            "Đến muộn dưới 5 phiếu có trả lời câu tính chỉ số nên không tính vào kết quả: "
            "%(offices)s."
        )
        % {"offices": "; ".join(map(plain, material.overview.came_late))}
    )


def _channels(material: Material) -> Iterator[Block]:
    _, wording = material.translate, material.wording
    if not material.overview.channels:
        yield Paragraph(_("Chưa có phiếu nào được tính."))
        return
    yield counts_table(
        material,
        [
            (f"{wording.channel(row.channel)} ({row.channel})", row.n, row.share)
            for row in material.overview.channels
        ],
        key="channels",
        heading=_("Cách trả lời"),
        caption=_("Số phiếu theo cách trả lời, %(period)s")
        % {"period": material.period},
    )


def _excluded(material: Material) -> Paragraph:
    _, n = material.translate, material.sources.excluded
    if not n:
        return Paragraph(
            _(
                "Không có phiếu nào bị loại: số phiếu trước và sau khi loại bằng nhau, "
                "nên chỉ có một kết quả."
            )
        )
    shown = material.numbers.count(n) if may_be_shown(n) else _("dưới 5")
    return Paragraph(
        _("Hai người có thẩm quyền đã loại %(n)s phiếu; lý do ghi trong nhật ký.")
        % {"n": shown}
    )


def _without_answers(material: Material) -> Iterator[Block]:
    _ = material.translate
    silent = without_answers(material)
    if silent:
        yield Paragraph(_("Đơn vị chưa có phiếu nào được tính:"))
        yield Listing(silent)
    else:
        yield Paragraph(_("Mọi đơn vị trong danh mục đều có phiếu được tính."))
    if material.asked != COUNTER:
        return
    stages = material.sources.stages
    # The forms' words follow a request's language; a command has no request.
    with force_locale(locale_of(SOURCE_LANGUAGE)):
        names = {code: _(str(label)) for code, label in STAGES.items()}
    yield counts_table(
        material,
        _stages(stages, names, unknown=_("Không ghi")),
        key="stages",
        heading=_("Việc đến làm"),
        caption=_("Số phiếu theo việc đến làm, %(period)s")
        % {"period": material.period},
    )
    yield from fields_without_answers(material)


def without_answers(material: Material) -> tuple[str, ...]:
    """Return the names of the offices of which nothing is released."""
    silent = {
        office.code for office in material.result.offices if office.through is None
    }
    return tuple(
        plain(name) for code, name in material.office_names.items() if code in silent
    )


def _stages(
    counts: Mapping[str, int], names: Mapping[str, str], *, unknown: str
) -> list[tuple[str, int | None, float | None]]:
    """Return each stage with its count; one nobody came for is 0, which tells of nobody."""
    codes = [*names, *sorted(set(counts) - set(names))]
    n = [counts.get(code, 0) for code in codes]
    total = sum(n)
    tells_none = not total or may_be_shown(total)
    shown = [
        is_shown or (not count and tells_none)
        for count, is_shown in zip(n, shown_cells(n), strict=True)
    ]
    return [
        (
            names.get(code, unknown),
            count if is_shown else None,
            count / total if is_shown and total else 0.0 if is_shown else None,
        )
        for code, count, is_shown in zip(codes, n, shown, strict=True)
    ]
