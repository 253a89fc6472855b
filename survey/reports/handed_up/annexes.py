"""What stands behind a report: every table, how figures were made, the form, and how to check it."""

from collections.abc import Callable, Iterator

from forms.questionnaire import ChoiceQuestion, Filter
from forms.questionnaire.model import Item
from survey import __version__
from survey.reports.funnel_chart import build_funnel
from survey.reports.handed_up import charts
from survey.reports.handed_up.field_tables import field_tables
from survey.reports.handed_up.lateness import lateness_table
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.office_tables import heat_table, offices_table
from survey.reports.handed_up.opening import came_late, without_answers
from survey.reports.handed_up.report import (
    Block,
    Listing,
    Paragraph,
    Section,
)
from survey.reports.handed_up.results import questions_by_factor
from survey.reports.office_table import OfficeTable
from survey.reports.plain import plain
from survey.reports.series import office_changes


def annexes(material: Material, table: OfficeTable) -> tuple[Section, ...]:
    """Return annexes A to D."""
    _ = material.translate
    return (
        Section(
            _("PHỤ LỤC A. CÁC BẢNG"),
            1,
            tuple(_tables(material, table)),
            is_wide=True,
        ),
        Section(_("PHỤ LỤC B. PHƯƠNG PHÁP"), 1, tuple(method(material, table)), True),
        Section(_("PHỤ LỤC C. MẪU PHIẾU"), 1, tuple(_form(material)), True),
        Section(_("PHỤ LỤC D. MÃ KIỂM TRA"), 1, tuple(_check(material))),
    )


def _tables(material: Material, table: OfficeTable) -> Iterator[Block]:
    _ = material.translate
    changes = office_changes(
        material.session, material.result, audience=material.audience
    )
    codes = [office.code for office in material.result.offices]
    yield offices_table(material, table, dict(zip(codes, changes, strict=True)))
    silent = without_answers(material)
    if silent:
        yield Paragraph(
            _("Chưa có phiếu nào được tính: %(names)s.") % {"names": "; ".join(silent)}
        )
    if material.overview.came_late:
        yield came_late(material)
    yield from field_tables(material)
    yield heat_table(material)
    chart = charts.funnel_of(
        build_funnel(material.result, audience=material.audience),
        material.wording,
        title=_("Chỉ số của từng đơn vị theo số phiếu, trong giới hạn của ngẫu nhiên"),
    )
    if chart is not None:
        yield chart
        yield Paragraph(
            _(
                "Giới hạn tính trên thang arcsin căn bậc hai với hệ số thiết kế chung (Spiegelhalter 2005). "
                "Đơn vị ngoài đường liền đáng xem lại; đơn vị bên trong thì chưa thấy gì khác thường."
            ),
            "method",
        )
    yield from lateness_table(material)
    yield from questions_by_factor(material)


def method(material: Material, table: OfficeTable) -> Iterator[Block]:
    """Yield how every figure was made, in plain words with the names of the tests."""
    _, wording = material.translate, material.wording
    omnibus = material.overview.omnibus
    said = [
        f"{wording.index_rule(material.result.questionnaire)} "
        f"{wording.satisfied_levels(material.result.questionnaire)}",
        _(
            "Số phiếu (n) là số người có câu trả lời hợp lệ ở ô đó. “Không áp dụng” và bỏ trống "
            "không nằm trong mẫu số."
        ),
        _(
            "Khoảng tin cậy 95%: Wilson trên cỡ mẫu hiệu dụng. Các câu trả lời của cùng một người liên "
            "quan với nhau, nên tính theo người trả lời, không tính theo từng câu trả lời."
        ),
        wording.groups_method(compared=table.compared),
        material.series_wording.method(of_one_office=True),
    ]
    if omnibus.used >= 2 and omnibus.pvalue == omnibus.pvalue:
        said.append(
            wording.overall_method(
                statistic=omnibus.statistic,
                df=omnibus.df,
                pvalue=omnibus.pvalue,
                used=omnibus.used,
            )
        )
    if table.ranked:
        said.append(wording.ranks_method(ranked=table.ranked))
    said += [
        _(
            "Số liệu được công bố nội bộ theo từng đơn vị, mỗi lần thêm ít nhất 5 phiếu. Dưới 5 phiếu "
            "không hiện gì; ô bên cạnh có thể bị ẩn kèm để không suy ra được."
        ),
        _(
            "Tính lại: chạy “sipas report” cùng phiên bản %(version)s trên cùng cơ sở dữ liệu, "
            "cùng đợt và cùng loại báo cáo; kết quả trùng từng byte và mang cùng mã kiểm tra."
        )
        % {"version": __version__},
        _("Công thức, nguồn và kết quả mô phỏng: docs/method.md và docs/measured.md."),
    ]
    yield Listing(tuple(said))


def _form(material: Material) -> Iterator[Block]:
    _, questionnaire = material.translate, material.result.questionnaire
    yield Paragraph(plain(questionnaire.title), "finding")
    yield Paragraph(
        _("Các mức trả lời, theo thứ tự trên phiếu: %(labels)s.")
        % {
            "labels": "; ".join(
                questionnaire.scale.labels[level - 1]
                for level in questionnaire.scale.shown_levels()
            )
        }
    )
    shown = questionnaire.as_shown(full=material.result.instrument.full)
    yield Listing(tuple(_asked(item, _) for item in shown), is_ordered=True)
    if material.result.instrument.block:
        yield Paragraph(
            _(
                "Mỗi phiếu hỏi thêm %(n)s câu rút ngẫu nhiên; các câu này không nằm trong báo cáo."
            )
            % {"n": material.result.instrument.block}
        )


def _asked(item: Item, _: Callable[[str], str]) -> str:
    if isinstance(item, Filter):
        return f"{plain(item.text)} [{item.yes} / {item.no}]"
    if isinstance(item, ChoiceQuestion):
        offered = " / ".join(option.label for option in item.options)
        return f"{plain(item.text)} [{plain(offered) if offered else f'0–{item.most}'}]"
    if item.not_applicable is None:
        return plain(item.text)
    return _("%(question)s [có thể chọn: “%(apart)s”]") % {
        "question": plain(item.text),
        "apart": item.not_applicable,
    }


def _check(material: Material) -> Iterator[Block]:
    _ = material.translate
    yield Paragraph(
        _(
            "Mã dưới đây tính từ toàn bộ nội dung báo cáo này: chỉ một con số khác đi là mã khác đi. "
            "Ai có cùng cơ sở dữ liệu có thể tạo lại báo cáo và so mã."
        )
    )
