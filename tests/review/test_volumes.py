"""The page of dossiers by month: sums by receiving or competent office, and the own office only for its head."""

import re
from collections.abc import Callable, Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from survey.store.places import office_by_code
from survey.store.volumes import VolumeRow, put_volumes
from tests.fixtures.bureau import HOA, MINH, OTHER, OWN, Bureau

PAGE = "/review/volumes"
EVERYTHING = f"{PAGE}?first=2026-09&last=2026-10&office="


@pytest.fixture
def filled(province_bureau: Bureau) -> Iterator[Bureau]:
    rows = (
        VolumeRow(OWN, "2026-09", "Hộ tịch", 50, 20, 25, 5, 3, None),
        VolumeRow(OWN, "2026-10", "Hộ tịch", 60, None, 60, 0, 4, None),
        VolumeRow(OWN, "2026-10", "Đất đai", 40, 10, 20, 10, 7, None, OTHER),
    )
    with province_bureau.store.writing() as session:
        put_volumes(session, rows, replace=False)
        office = office_by_code(session, OTHER)
        assert office is not None
        office.block = "department"
    yield province_bureau


def rows(client: FlaskClient, address: str) -> dict[str, list[str]]:
    """Return the cells of each line by its heading."""
    answer = client.get(address)
    assert answer.status_code == 200
    found = {}
    for row in BeautifulSoup(answer.text, "html.parser").select("table.published tr"):
        cells = [" ".join(cell.get_text().split()) for cell in row.find_all("td")]
        if cells:
            heading = row.find("th")
            assert heading is not None
            found[" ".join(heading.get_text().split())] = cells
    return found


def names(bureau: Bureau) -> tuple[str, str]:
    with bureau.store.reading() as session:
        own, other = (office_by_code(session, code) for code in (OWN, OTHER))
        assert own is not None and other is not None
        return own.name, other.name


def test_dossiers_are_added_up_for_the_office_that_settles_them(filled: Bureau) -> None:
    own, other = names(filled)
    found = rows(filled.signed_in(HOA), f"{EVERYTHING}&by=competent")
    # Of one month early was not told apart; open are those at the end of October.
    assert found[own] == ["110", "105", "95,5%", "–", "5", "4"]
    assert found[other] == ["40", "30", "75,0%", "10", "10", "7"]


def test_or_for_the_office_that_received_them(filled: Bureau) -> None:
    own, other = names(filled)
    found = rows(filled.signed_in(HOA), f"{EVERYTHING}&by=received")
    assert found[own][0] == "150" and other not in found


def test_one_office_is_shown_by_month_and_by_field(filled: Bureau) -> None:
    address = f"{PAGE}?first=2026-09&last=2026-10&by=received&office={OWN}"
    found = rows(filled.signed_in(HOA), address)
    assert [found[name][0] for name in ("09/2026", "10/2026")] == ["50", "100"]
    assert found["Hộ tịch"] == ["110", "105", "95,5%", "–", "5", "4"]
    assert found["Đất đai"][2] == "75,0%"


def test_offices_stand_under_their_blocks(filled: Bureau) -> None:
    page = filled.signed_in(HOA).get(f"{EVERYTHING}&by=competent").text
    assert re.findall(r"<h2>(.*?)</h2>", page) == ["Sở, ban, ngành", "Chưa xếp khối"]


def test_a_unit_head_sees_the_own_office_whatever_is_asked_for(filled: Bureau) -> None:
    minh = filled.signed_in(MINH)
    own, other = names(filled)
    page = minh.get(f"{PAGE}?first=2026-09&last=2026-10&by=received")
    assert f"Hồ sơ theo tháng: {own}" in page.text and other not in page.text
    refused = minh.get(f"{PAGE}?office={OTHER}")
    assert refused.status_code == 422 and other not in refused.text


def test_what_is_not_on_offer_is_refused_kindly(filled: Bureau) -> None:
    hoa = filled.signed_in(HOA)
    for asked in ("first=2026-13", "last=x", "by=nobody", "office=XX-9", "by=%00"):
        refused = hoa.get(f"{PAGE}?{asked}")
        assert refused.status_code == 422, asked
        assert "Xin chọn một mục trong danh sách." in refused.text


def test_without_figures_the_page_says_so(province_bureau: Bureau) -> None:
    page = province_bureau.signed_in(HOA).get(PAGE)
    assert (page.status_code, "Chưa có số liệu hồ sơ nào." in page.text) == (200, True)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("office", ["", OWN])
def test_the_page_is_valid_html(
    filled: Bureau, vnu: Callable[[str], list[str]], office: str, language: str
) -> None:
    page = filled.signed_in(HOA).get(f"{PAGE}?office={office}&lang={language}")
    assert vnu(page.text) == []
