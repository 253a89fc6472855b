"""Builds the report that was asked for: what is in it, under which heads, and with which numbers on its tables."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from analysis.verdicts import Difference
from survey.language import SOURCE_LANGUAGE
from survey.reports.csv_files import ascii_name
from survey.reports.handed_up.annexes import annexes, method
from survey.reports.handed_up.material import Issuer, Material, read_material
from survey.reports.handed_up.office_tables import group_table
from survey.reports.handed_up.opening import one_page, part_one
from survey.reports.handed_up.report import (
    Block,
    Chart,
    FrameWords,
    Kind,
    Letterhead,
    Listing,
    Paragraph,
    Report,
    Section,
    Table,
)
from survey.reports.handed_up.results import over_time, part_three, part_two
from survey.reports.handed_up.scorecard import scorecard_sections
from survey.reports.handed_up.tables import (
    factors_table,
)
from survey.reports.office_table import OfficeTable, build_office_table
from survey.reports.target import target_outlook
from survey.store.tables import Wave
from survey.store.waves import COUNTER


class UnknownOffice(Exception):
    """No office has the code that was asked for."""


def build_report(
    session: Session,
    wave: Wave,
    kind: Kind,
    *,
    issuer: Issuer,
    language: str,
    today: date,
    office_code: str = "",
    asked: str = COUNTER,
) -> Report:
    """Build a report from the released state of one audience of a wave, open or closed.

    Raises UnknownOffice and NotAsked.

    A scorecard is handed to the office, so it withholds what its head may not see; the others are
    for who may read all results.
    """
    material = read_material(
        session,
        wave,
        issuer=issuer,
        audience="unit_head" if kind is Kind.SCORECARD else "reform_office",
        language=language,
        today=today,
        office_code=office_code if kind is Kind.SCORECARD else None,
        asked=asked,
    )
    if kind is Kind.SCORECARD:
        position = material.result.position_of(office_code)
        if position is None:
            raise UnknownOffice(office_code)
        sections = scorecard_sections(material, position)
        return _report(material, kind, sections, place=office_code)
    table = build_office_table(
        material.result,
        audience=material.audience,
        coverage=material.sources.coverage,
    )
    outlook = target_outlook(material.result, issuer.target, audience=material.audience)
    first = one_page(material, table, outlook)
    if kind is Kind.SUMMARY:
        sections = (*first, *_summary(material, table))
        return _report(material, kind, sections, place="tom-tat")
    sections = (
        *first,
        *part_one(material),
        *part_two(material, table, outlook),
        *part_three(material),
        *annexes(material, table),
    )
    return _report(material, kind, sections, place="day-du")


def _summary(material: Material, table: OfficeTable) -> tuple[Section, ...]:
    """Return what a reader of one page asks for next."""
    _ = material.translate
    groups: list[Block] = [
        Paragraph(material.wording.groups(table.counts), "finding"),
        *(
            group_table(material, group, table)
            for group in table.groups
            if group.rows and group.verdict is not Difference.NONE
        ),
        Paragraph(
            _("Chỉ số của mọi đơn vị ở báo cáo đầy đủ hoặc tệp XLSX của nó."), "method"
        ),
    ]
    return (
        Section(_("Các yếu tố"), 2, (factors_table(material),), begins_page=True),
        Section(_("Các đơn vị"), 2, tuple(groups)),
        Section(_("So với các đợt trước"), 2, tuple(over_time(material))),
        Section(_("Phương pháp"), 2, tuple(method(material, table))),
    )


def _report(
    material: Material, kind: Kind, sections: tuple[Section, ...], *, place: str
) -> Report:
    _ = material.translate
    released, asked = material.released_on, material.asked
    stem = (
        "hai-long",
        place,
        material.result.head.code,
        *(() if asked == COUNTER else (asked,)),
        released.isoformat(),
        *((material.language,) if material.language != SOURCE_LANGUAGE else ()),
    )
    return Report(
        kind=kind,
        language=material.language,
        title=_title(material, kind),
        subject=_subject(material),
        subtitle=f"{material.wording.index_title()}. {material.period}",
        letterhead=None if kind is Kind.SCORECARD else _letterhead(material),
        demo=_("Bản trình diễn — số liệu hư cấu") if material.issuer.is_demo else "",
        facts=material.facts,
        sections=_numbered(sections),
        released_on=released,
        file_stem="_".join(ascii_name(part) for part in stem),
        words=_words(material),
    )


def _subject(material: Material) -> str:
    _ = material.translate
    if material.asked == COUNTER:
        return _("Kết quả lấy ý kiến người dân tại Bộ phận một cửa")
    return _("Kết quả lấy ý kiến: %(audience)s") % {
        "audience": material.asked_wording.name(material.asked)
    }


def _title(material: Material, kind: Kind) -> str:
    _ = material.translate
    return {
        Kind.FULL: _("BÁO CÁO"),
        Kind.SUMMARY: _("BÁO CÁO TÓM TẮT"),
        Kind.SCORECARD: _("PHIẾU KẾT QUẢ CỦA ĐƠN VỊ"),
    }[kind]


def _letterhead(material: Material) -> Letterhead | None:
    """Return the head of an administrative document (Decree 30/2020/NĐ-CP); in Vietnamese only."""
    if material.language != SOURCE_LANGUAGE:
        return None
    return Letterhead(
        issuer=material.issuer.province.upper(),
        number="Số:        /BC-",
        country=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        place_and_day="…………, ngày …… tháng …… năm ………",
    )


def _words(material: Material) -> FrameWords:
    _ = material.translate
    wording = material.wording
    return FrameWords(
        table=(_("Bảng %(number)s") % {"number": ""}).strip(),
        figure=(_("Hình %(number)s") % {"number": ""}).strip(),
        code=_("Mã kiểm tra"),
        page=_("Trang"),
        facts=_("Báo cáo này dựa trên"),
        columns=(
            (_("Bảng %(number)s") % {"number": ""}).strip(),
            _("Dòng"),
            _("Tên dòng"),
            _("Cột"),
            _("Giá trị"),
        ),
        status=wording.columns().status,
        legend=(
            _("[c]: ẩn để không ai bị nhận ra, hoặc để không suy ra được ô bên cạnh."),
            _("[u]: ít phiếu (5–29), chỉ để tham khảo."),
            _("[z]: không có, hoặc không áp dụng."),
        ),
    )


def _numbered(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return sections whose tables and charts carry numbers, in the order of reading."""
    tables = charts = 0
    found = []
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, Table):
                tables += 1
                block = replace(block, code=str(tables))
            elif isinstance(block, Chart):
                charts += 1
                block = replace(block, code=str(charts))
            if not (isinstance(block, Listing) and not block.items):
                blocks.append(block)
        found.append(replace(section, blocks=tuple(blocks)))
    return tuple(found)
