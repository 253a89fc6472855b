"""One index of several audiences on a page: what the command says, with weights that its reader chose."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from survey.reports.combined_index import (
    WantedPart,
    build_combined_index,
    results_of,
)
from survey.reports.combined_wording import CombinedWording
from survey.store.engine import Store
from survey.store.instruments import RESIDENTS
from survey.store.waves import COUNTER, wave_by_code
from tests.fixtures.bureau import HOA, MINH, WAVE
from tests.fixtures.people import TODAY

PAGE = f"/review/waves/{WAVE}/combined"
BOTH = f"{PAGE}?residents-weight=60&counter-weight=40"


@pytest.fixture(scope="module")
def hoa(asking_clients: dict[str, FlaskClient]) -> FlaskClient:
    return asking_clients[HOA]


def soup(client: FlaskClient, address: str, *, status: int = 200) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == status
    return BeautifulSoup(answer.text, "html.parser")


def words(found: BeautifulSoup) -> str:
    return " ".join(found.get_text(" ").split())


@pytest.mark.parametrize("weights", [("60", "40"), ("0.6", "0.4"), ("0,6", "0,4")])
def test_the_page_says_what_the_command_says(
    hoa: FlaskClient, asking_store: Store, weights: tuple[str, str]
) -> None:
    with asking_store.reading() as session:
        wave = wave_by_code(session, WAVE)
        assert wave is not None
        results = results_of(
            session,
            wave,
            (RESIDENTS, COUNTER),
            language="vi",
            today=TODAY + timedelta(days=1),
        )
    index = build_combined_index(
        results, [WantedPart(RESIDENTS, "", 0.6), WantedPart(COUNTER, "", 0.4)]
    )
    said = CombinedWording("vi").lines(index)
    page = soup(
        hoa, f"{PAGE}?residents-weight={weights[0]}&counter-weight={weights[1]}"
    )
    assert page.select_one(".big") is not None
    shown = words(page)
    # 0.6 x 31/37 + 0.4 x 69.7.
    assert said[0].startswith("Chỉ số kết hợp (cách tính kiểu SIPAS): 78,1 (")
    assert said[0].partition(": ")[2] in shown.replace("),", ")")
    for line, part in zip(said[1:3], index.parts, strict=True):
        name, _comma, figure = line.strip().partition(", trọng số ")
        weight, _colon, figure = figure.partition(": ")
        assert part.name == name
        row = page.find("th", string=name).find_parent("tr")  # type: ignore[union-attr]
        cells = [cell.get_text(strip=True) for cell in row.find_all("td")]  # type: ignore[union-attr]
        assert cells[-1] == weight
        assert figure.partition(" (")[0] == cells[1]
    assert said[3] in shown


def test_an_office_is_combined_of_its_own_figures_and_others_are_named(
    hoa: FlaskClient,
) -> None:
    page = soup(hoa, BOTH)
    rows = {
        row.th.get_text(): " ".join(row.get_text(" ").split())
        for row in page.select("#offices ~ div tbody tr")
        if row.th is not None
    }
    assert len(rows) == 2 and all("n = " in row for row in rows.values())
    (own,) = [row for row in rows.values() if "n = 12" in row]
    # 0.6 x 9/12 and 0.4 x 98.0, its index at the counter.
    assert "84,2" in own and "98,0" in own and "n = 40" in own
    # The province's other offices were not asked about by residents.
    others = page.select_one("#offices ~ details")
    assert others is not None and "chưa có chỉ số kết hợp" in others.get_text()


def test_whose_weights_these_are_is_said_and_the_example_is_called_one(
    hoa: FlaskClient,
) -> None:
    page = soup(hoa, PAGE)
    assert "không phải trọng số chính thức" in words(page)
    assert not page.select(".big")
    (example,) = [link for link in page.select("a") if "ví dụ" in link.get_text()]
    shown = words(soup(hoa, str(example["href"])))
    assert "60,0%" in shown and "40,0%" in shown


def test_the_overview_of_several_audiences_leads_there(hoa: FlaskClient) -> None:
    links = [
        str(link["href"])
        for link in soup(hoa, f"/review/waves/{WAVE}?audience=residents").select("a")
    ]
    assert PAGE in links


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("residents-weight=60&counter-weight=30", "bằng 1 hoặc 100, đang là 90"),
        ("residents-weight=100", "ít nhất hai phần"),
        ("residents-weight=&counter-weight=", "ít nhất hai phần"),
        ("residents-weight=nan&counter-weight=1", "Xin nhập trọng số từ 0 đến 100"),
        ("residents-weight=-1&counter-weight=101", "Xin nhập trọng số từ 0 đến 100"),
        ("residents-weight=%00&counter-weight=1e308", "Xin nhập trọng số"),
        ("residents-measure=money&residents-weight=1", "Xin chọn một mục"),
        ("residents-weight=60&residents-weight=40", "hai câu trả lời"),
    ],
)
def test_what_cannot_be_combined_says_why_and_keeps_what_was_typed(
    hoa: FlaskClient, query: str, why: str
) -> None:
    page = soup(hoa, f"{PAGE}?{query}", status=422)
    assert why in words(page) and not page.select(".big")
    assert page.title is not None and page.title.get_text().startswith("Lỗi:")
    typed = [str(one["value"]) for one in page.select("input[name$=weight][value]")]
    assert typed[-1:] != [] or "weight=&" in query


def test_a_part_or_factor_can_count_instead_of_the_whole(hoa: FlaskClient) -> None:
    page = soup(hoa, PAGE)
    offered = [str(one["value"]) for one in page.select("#residents-measure option")]
    assert offered[0] == "" and len(offered) == 6
    shown = words(soup(hoa, f"{BOTH}&residents-measure={offered[1]}&counter-measure="))
    assert "gộp mọi câu trả lời của phần này" in shown


def test_only_readers_of_all_results_find_it(
    asking_clients: dict[str, FlaskClient],
) -> None:
    assert asking_clients[MINH].get(BOTH).status_code == 404
    assert asking_clients[HOA].get(BOTH.replace(WAVE, "none")).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_valid_html(
    hoa: FlaskClient, vnu: Callable[[str], list[str]], language: str
) -> None:
    for address in (BOTH, f"{PAGE}?residents-weight=3&counter-weight=4"):
        assert vnu(hoa.get(f"{address}&lang={language}").text) == []
