"""Pages group offices by block where somebody named blocks, and stay as they were where nobody did."""

import re
from collections.abc import Callable

import pytest

from survey.store.places import office_by_code
from tests.fixtures.bureau import HOA, MINH, OTHER, OWN, WAVE, Bureau

OVERVIEW = f"/review/waves/{WAVE}"
OFFICES = f"{OVERVIEW}/offices"


@pytest.fixture
def blocked(province_bureau: Bureau) -> Bureau:
    with province_bureau.store.writing() as session:
        for code in (OWN, OTHER):
            office = office_by_code(session, code)
            assert office is not None
            office.block = "commune_centre"
    return province_bureau


def test_the_list_of_offices_is_ordered_by_block_when_asked(blocked: Bureau) -> None:
    hoa = blocked.signed_in(HOA)
    assert "by=block" in hoa.get(OFFICES).text
    page = hoa.get(f"{OFFICES}?by=block").text
    headings = re.findall(r'<h2 id="block-\d">(.*?) <span', page)
    assert headings == [
        "Khối: Trung tâm Phục vụ hành chính công cấp xã",
        "Khối: Chưa xếp khối",
    ]
    assert 'id="group-' not in page and page.count("Chỉ số của khối:") == 2


def test_the_overview_leads_to_each_block_alone_with_the_same_index(
    blocked: Bureau,
) -> None:
    hoa = blocked.signed_in(HOA)
    page = hoa.get(OVERVIEW).text
    (row,) = re.findall(r"<tr>.*only=block:commune_centre.*?</tr>", page, re.DOTALL)[:1]
    n, points = re.findall(r'<td class="number" data-name="(?:Số|Chỉ)[^>]*>(?:<strong>)?([\d,.]+)', row)  # fmt: skip
    alone = hoa.get(f"{OVERVIEW}?only=block:commune_centre").text
    assert f"<strong>{points}</strong>" in alone and f"n = {n}</span>" in alone
    assert "Gộp 2 trong 2 đơn vị của khối." in alone
    assert "Đơn vị chưa có phiếu hoặc đang ẩn chỉ số thì không tính vào khối" in alone
    # Offices that nobody put into a block can be looked at, too.
    assert "Chưa xếp khối" in hoa.get(f"{OVERVIEW}?only=block:").text
    assert hoa.get(f"{OVERVIEW}?only=block:land").status_code == 404


def test_the_overview_counts_groups_by_block(blocked: Bureau) -> None:
    page = blocked.signed_in(HOA).get(OVERVIEW).text
    assert "Số đơn vị mỗi nhóm, theo khối" in page
    assert '<th scope="row">Trung tâm Phục vụ hành chính công cấp xã</th>' in page


def test_an_office_leads_to_its_comparison_with_another_of_its_block(
    blocked: Bureau,
) -> None:
    hoa = blocked.signed_in(HOA)
    page = hoa.get(f"{OFFICES}/{OTHER}").text
    assert "Khối: Trung tâm Phục vụ hành chính công cấp xã." in page
    (address,) = re.findall(r'href="([^"]*/compare\?first=[^"]*)"', page)
    compare = hoa.get(address).text
    assert '<optgroup label="Chưa xếp khối">' in compare
    assert re.findall(r'<option selected value="(.*?)"', compare) == [OTHER, OWN]
    # A head of an office compares nobody.
    assert "compare" not in blocked.signed_in(MINH).get(f"{OFFICES}/{OWN}").text


def test_without_blocks_nothing_speaks_of_them(province_bureau: Bureau) -> None:
    hoa = province_bureau.signed_in(HOA)
    for address in (OVERVIEW, f"{OFFICES}?by=block", f"{OFFICES}/{OWN}"):
        assert "khối" not in hoa.get(address).text.casefold()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "address",
    [OVERVIEW, f"{OFFICES}?by=block", f"{OVERVIEW}?only=block:commune_centre"],
)
def test_pages_with_blocks_are_valid_html(
    blocked: Bureau, vnu: Callable[[str], list[str]], address: str, language: str
) -> None:
    joined = f"{address}{'&' if '?' in address else '?'}lang={language}"
    assert vnu(blocked.signed_in(HOA).get(joined).text) == []
