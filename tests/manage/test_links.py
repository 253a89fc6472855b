"""The page of links for online filers: each office's address, its square, and sentences to copy."""

import io
import re
from collections.abc import Callable, Iterator

import pytest
import zxingcpp
from PIL import Image

from tests.fixtures.bureau import HOA, MINH, OTHER, OWN, Bureau, csrf_in

PAGE, FILE = "/manage/links", "/manage/links/file"


@pytest.fixture
def linked(province_bureau: Bureau) -> Iterator[Bureau]:
    """Give the province with a link for each of its six offices."""
    hoa = province_bureau.signed_in(HOA)
    page = hoa.get(PAGE).text
    assert "6 đơn vị chưa có đường dẫn." in page
    assert hoa.post(PAGE, data={"csrf_token": csrf_in(page)}).status_code == 303
    yield province_bureau


def addresses(page: str) -> list[str]:
    return re.findall(r"<strong>(https://danhgia.example.vn/K/\w{6})</strong>", page)


def test_each_office_gets_a_link_once(linked: Bureau) -> None:
    hoa = linked.signed_in(HOA)
    page = hoa.get(PAGE).text
    first = addresses(page)
    assert len(set(first)) == 6 and "chưa có đường dẫn" not in page
    hoa.post(PAGE, data={"csrf_token": csrf_in(page)})
    assert addresses(hoa.get(PAGE).text) == first


def test_a_link_is_no_counter_to_hang_a_poster_at(linked: Bureau) -> None:
    assert "6 quầy chưa có mã." in linked.signed_in(HOA).get("/manage/posters").text


def test_the_sentences_stand_ready_in_both_languages(linked: Bureau) -> None:
    page = linked.signed_in(HOA).get(PAGE).text
    for address in addresses(page):
        assert f"Mời Ông/Bà đánh giá lần làm thủ tục này tại {address}." in page
        assert f"Please rate how your papers were handled at {address}." in page


def test_the_square_opens_the_link(linked: Bureau) -> None:
    hoa = linked.signed_in(HOA)
    address = addresses(hoa.get(PAGE).text)[0]
    code = address[-6:]
    png, svg = (hoa.get(f"{FILE}?kind={kind}&code={code}") for kind in ("png", "svg"))
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.data)))
    assert found.text.casefold() == address.casefold()
    assert svg.content_type.startswith("image/svg+xml") and svg.text.startswith("<svg")


def test_every_link_comes_in_one_file(linked: Bureau) -> None:
    hoa = linked.signed_in(HOA)
    file = hoa.get(FILE)
    assert file.headers["Content-Disposition"] == 'attachment; filename="links.csv"'
    for address in addresses(hoa.get(PAGE).text):
        assert address in file.text


def test_a_unit_head_finds_the_own_office_s_link_alone(linked: Bureau) -> None:
    every = set(addresses(linked.signed_in(HOA).get(PAGE).text))
    minh = linked.signed_in(MINH)
    page = minh.get(PAGE).text
    (own,) = addresses(page)
    assert "Xã Sơn Tây" not in page and "Tạo đường dẫn" not in page
    file = minh.get(FILE).text
    assert own in file and OWN in file and OTHER not in file
    for foreign in every - {own}:
        query = f"?kind=png&code={foreign[-6:]}"
        assert minh.get(FILE + query).status_code == 404


@pytest.mark.parametrize("query", ["?kind=png&code=x", "?kind=pdf", "?kind=svg"])
def test_what_is_no_link_is_a_page_not_found(linked: Bureau, query: str) -> None:
    assert linked.signed_in(HOA).get(FILE + query).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_valid_html_in_each_language(
    linked: Bureau, vnu: Callable[[str], list[str]], language: str
) -> None:
    page = linked.signed_in(HOA).get(f"{PAGE}?lang={language}").text
    assert vnu(page) == []
