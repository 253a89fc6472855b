"""The page of silent counters: each office sees its own, and nobody a score."""

import re

import pytest

from survey.store.places import office_by_code
from survey.store.tables import Seal
from tests.fixtures.bureau import HOA, LAN, MINH, OWN, Bureau
from tests.fixtures.people import make_counter
from tests.trust.test_silence import YESTERDAY, make_place

PAGE = "/manage/silent"


@pytest.fixture
def silent_bureau(sqlite_bureau: Bureau) -> Bureau:
    """Give a bureau in whose own office, and in another, a counter was never heard."""
    with sqlite_bureau.store.writing() as session:
        make_counter(session, office_by_code(session, OWN))
        make_place(session, 8, code="tx")
    return sqlite_bureau


def counters(page: str) -> list[str]:
    return re.findall(r'<tr><th scope="row">.*?\((.*?)\)</th>', page)


@pytest.mark.parametrize(
    ("name", "found"),
    [(HOA, [f"{OWN}-1", "o1-1"]), (MINH, [f"{OWN}-1"]), (LAN, [f"{OWN}-1"])],
)
def test_each_office_sees_its_own_silent_counters(
    silent_bureau: Bureau, name: str, found: list[str]
) -> None:
    page = silent_bureau.signed_in(name).get(PAGE).text
    assert counters(page) == found
    assert "chưa từng có phiếu, 61 ngày làm việc" in page
    assert "24/11/2026" in page


def test_the_page_reads_well_in_english(silent_bureau: Bureau) -> None:
    page = silent_bureau.signed_in(MINH).get(f"{PAGE}?lang=en").text
    assert "never an answer, 61 working days" in page
    assert "From 1 counter no answers come any more" in page


def test_no_silence_is_good_news(sqlite_bureau: Bureau) -> None:
    hoa = sqlite_bureau.signed_in(HOA)
    assert "Chưa có ngày nào khóa sổ" in hoa.get(PAGE).text
    with sqlite_bureau.store.writing() as session:
        session.add(Seal(day=YESTERDAY, n=0))
    assert "Không có quầy nào vắng phiếu bất thường." in hoa.get(PAGE).text
