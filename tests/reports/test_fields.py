"""Fields of service in a wave: each with its index, and those nobody's answer is about, on the page and in the report."""

import pytest
from sqlmodel import Session

from survey.reports.field_wording import FieldWording
from survey.reports.fields import FieldsOfWave, build_fields
from survey.reports.figures import Estimate, Figure, Withheld
from survey.reports.handed_up.report import Kind, Listing, Paragraph, Table
from survey.store import fields, procedures
from survey.store.engine import Store
from survey.store.procedures import ProcedureRow
from survey.store.tables import DossierVolume
from survey.trust.sealing import seal
from tests.fixtures.bureau import (
    HOA,
    MINH,
    OWN,
    WAVE,
    YESTERDAY,
    Bureau,
    make_bureau,
    make_people,
)
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.reports.conftest import result_of
from tests.reports.handed_up.conftest import report_of

LAND, CIVIL, STAMP, SCHOOL = "Đất đai", "Hộ tịch", "Chứng thực", "Giáo dục"
PAGE = f"/review/waves/{WAVE}/fields"


def make_fields(session: Session) -> None:
    """Add two counters with three fields between them, a catalogue with four, and dossiers of two."""
    office = make_office(session, "X01", name="Xã Mây")
    counter = make_counter(session, office)
    other = make_counter(session, office, code="X01-2")
    assert counter.id is not None and other.id is not None
    served = {counter.id: [LAND, CIVIL, STAMP], other.id: [LAND]}
    fields.set_fields(session, served, {LAND: "Land"})
    rows = [
        ProcedureRow(f"1.{at}", "commune", f"Thủ tục {at}", name, "none", False, "")
        for at, name in enumerate((LAND, CIVIL, STAMP, SCHOOL, SCHOOL))
    ]
    procedures.put_list(session, 2026, rows, replace=False)
    for name, settled in (("đất đai", 40), (STAMP, 70)):
        session.add(
            DossierVolume(
                office_id=counter.office_id,
                competent_id=counter.office_id,
                month="2026-11",
                field=name,
                settled=settled,
            )
        )
    wave = make_wave(session, WAVE)
    for field, scores in (("1", [5] * 20 + [2] * 5), ("2", [4] * 6), ("", [3] * 7)):
        make_responses(
            session, counter, wave, scores=scores, received_on=YESTERDAY, field=field
        )


@pytest.fixture
def answered(sqlite_store: Store) -> Store:
    """Give a store whose only office has answers about two fields of three."""
    with sqlite_store.writing() as session:
        make_fields(session)
    seal(sqlite_store, TODAY)
    return sqlite_store


def found_in(store: Store) -> FieldsOfWave:
    result = result_of(store)
    with store.reading() as session:
        found = build_fields(session, result, audience="reform_office", today=TODAY)
    assert found is not None
    return found


def n_of(figure: Figure | None) -> int | Withheld:
    assert figure is not None
    return figure.n if isinstance(figure, Estimate) else figure


def test_fields_with_answers_have_an_index_and_the_others_what_is_known_of_them(
    answered: Store,
) -> None:
    found = found_in(answered)
    assert [(row.name, n_of(row.figure)) for row in found.answered] == [
        (LAND, 25),
        (CIVIL, 6),
    ]
    land = found.answered[0].figure
    # Twenty of twenty-five gave the five highest marks, everyone to every question.
    assert isinstance(land, Estimate) and land.share == pytest.approx(0.8)
    assert n_of(found.unnamed) == 7
    silent = [
        (row.name, row.procedures, row.settled, row.counters)
        for row in found.without_answers
    ]
    assert silent == [(STAMP, 1, 70, 1), (SCHOOL, 2, None, 0)]


def test_what_is_said_of_them_tells_dossiers_from_mere_entries(answered: Store) -> None:
    found = found_in(answered)
    say = FieldWording("vi")
    assert say.summary(found) == (
        "2 lĩnh vực có phiếu được tính; 2 lĩnh vực chưa có phiếu nào được tính."
    )
    assert say.unnamed(found).startswith("7 phiếu không ghi lĩnh vực")
    assert say.silent(found) == (
        "Có hồ sơ đã giải quyết trong các tháng của đợt mà chưa có phiếu nào được tính: Chứng thực (70 hồ sơ).",
        "1 lĩnh vực khác trong danh mục thủ tục năm 2026 chưa quầy nào đưa vào phiếu.",
    )


@pytest.mark.usefixtures("released_by_forms")
def test_a_field_of_few_answers_is_hidden_with_another(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        wave = make_wave(session, WAVE)
        for code, field, scores in (
            ("X1", "1", ["444444"] * 40),
            # Six people came about the second field, and two of them answered the index.
            ("X2", "2", ["4-----"] * 4 + ["444444"] * 2),
            ("X3", "", ["444444"] * 9),
        ):
            counter = make_counter(session, make_office(session, code, name=code))
            assert counter.id is not None
            fields.set_fields(session, {counter.id: [LAND, CIVIL]}, {})
            make_responses(
                session,
                counter,
                wave,
                scores=scores,
                received_on=YESTERDAY,
                field=field,
            )
    seal(sqlite_store, TODAY)
    found = found_in(sqlite_store)
    assert [isinstance(row.figure, Estimate) for row in found.answered] == [True, False]
    assert FieldWording("vi").unnamed(found) == ""
    assert [row.name for row in found.without_answers] == []


def test_the_report_lists_services_without_clients_and_tables_both(
    answered: Store,
) -> None:
    report = report_of(answered, Kind.FULL)
    (section,) = [
        each
        for each in report.sections
        if each.heading == "4. Đơn vị, dịch vụ chưa có phiếu"
    ]
    said = [
        line
        for block in section.blocks
        for line in (
            block.items
            if isinstance(block, Listing)
            else (block.text,) if isinstance(block, Paragraph) else ()
        )
    ]
    assert any(
        "mà chưa có phiếu nào được tính: Chứng thực (70 hồ sơ)." in line
        for line in said
    )
    tables = {table.key: table for table in report.tables}
    # Civil status is served at one counter only, and no counter is handed up.
    assert [row[:2] for row in cells(tables["fields"])] == [[LAND, "25"]]
    left_out = "chỉ một quầy phục vụ, vì đó là số liệu của quầy: Hộ tịch."
    assert left_out in str(report.sections)
    assert cells(tables["fields-without-answers"]) == [
        [STAMP, "1", "70", "1"],
        [SCHOOL, "2", "–", "0"],
    ]


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.fixture
def office(answered: Store, cheap_hashes: None) -> Bureau:
    """Give a bureau that looks at the answers about fields."""
    with answered.writing() as session:
        make_office(session, OWN, name="Xã Bắc Hà")
        make_people(session)
    return make_bureau(answered)


def test_the_page_shows_both_and_leads_to_each_field_alone(office: Bureau) -> None:
    hoa = office.signed_in(HOA)
    page = hoa.get(PAGE).text
    assert "2 lĩnh vực có phiếu được tính" in page and "Giáo dục" in page
    assert "Chỉ số hài lòng tại Bộ phận một cửa (cách tính kiểu SIPAS), theo" in page
    assert "phương pháp Wilson trên cỡ mẫu hiệu dụng" in page
    alone = hoa.get(f"/review/waves/{WAVE}?only=field:1").text
    assert "Lĩnh vực: Đất đai" in alone and "không hỏi hoặc không trả lời" in alone
    assert 'value="field:2">Hộ tịch</option>' in alone
    english = hoa.get(f"{PAGE}?lang=en").text
    assert "Land</a>" in english
    for wrong in ("field:99", "field:", "field:x"):
        status = hoa.get(f"/review/waves/{WAVE}?only={wrong}").status_code
        assert status == (200 if wrong == "field:" else 404)
    assert office.signed_in(MINH).get(PAGE).status_code == 404


def test_without_fields_the_page_says_how_counters_get_them(
    province_bureau: Bureau,
) -> None:
    assert "Chưa quầy nào hỏi lĩnh vực" in province_bureau.signed_in(HOA).get(PAGE).text
