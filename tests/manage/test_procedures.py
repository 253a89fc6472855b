"""The page of the catalogue: a year's list by field, and what changed since the year before."""

import pytest

from survey.store import procedures
from survey.store.procedures import ProcedureRow
from tests.fixtures.bureau import HOA, MINH, Bureau

PAGE = "/manage/procedures"


def row(code: str, name: str, **other: object) -> ProcedureRow:
    values: dict[str, object] = {
        "level": "commune",
        "field": "Hộ tịch",
        "online": "none",
        "by_post": False,
        "link": "",
    }
    return ProcedureRow(code=code, name=name, **{**values, **other})  # type: ignore[arg-type]


@pytest.fixture
def listed(province_bureau: Bureau) -> Bureau:
    """Give a bureau with the lists of two years."""
    kept = row("1.001", "Khai sinh", online="full", link="https://example.vn/1.001")
    land = row("1.002", "Đất đai lần đầu", field="Đất đai", level="province")
    with province_bureau.store.writing() as session:
        for year, rows in (
            (2025, [kept, land, row("1.003", "Nhận con nuôi")]),
            (2026, [kept, row("1.002", "Đất đai", field="Đất đai", level="province"), row("1.004", "<b>Khai tử</b>")]),
        ):  # fmt: skip
            procedures.put_list(session, year, rows, replace=False)
    return province_bureau


def test_the_newest_list_and_its_changes_are_shown(listed: Bureau) -> None:
    page = listed.signed_in(HOA).get(PAGE).text
    assert "3 thủ tục, trong đó 1 toàn trình, 0 một phần" in page
    for heading in ("Mới: 1", "Không còn: 1", "Đổi tên, lĩnh vực hoặc cách làm: 1"):
        assert heading in page
    assert "trước là: Đất đai lần đầu" in page
    assert "1.003 Nhận con nuôi" in page and "&lt;b&gt;Khai tử&lt;/b&gt;" in page
    earlier = listed.signed_in(HOA).get(f"{PAGE}?year=2025").text
    assert "Danh mục thủ tục 2025" in earlier and "So với năm" not in earlier


def test_without_a_list_the_page_says_how_to_bring_one(
    province_bureau: Bureau,
) -> None:
    page = province_bureau.signed_in(HOA).get(PAGE).text
    assert "Chưa có danh mục nào." in page


def test_a_unit_head_does_not_find_it(listed: Bureau) -> None:
    assert listed.signed_in(MINH).get(PAGE).status_code == 404
