"""The API says what the pages say: the same figures, the same floors, and problems as JSON."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from survey.store.engine import Store
from survey.store.instruments import RESIDENTS
from tests.api.conftest import Programs, make_programs
from tests.fixtures.bureau import HOA, MINH, OWN, WAVE

BASE = f"/waves/{WAVE}"
FIGURE = ("n", "points", "low", "high")


@pytest.fixture(scope="module")
def hoa(programs: Programs) -> FlaskClient:
    with pytest.MonkeyPatch.context() as patch:
        from survey.access import passwords
        from tests.fixtures.bureau import cheap_hasher

        patch.setattr(passwords, "HASHER", cheap_hasher())
        return programs.bureau.signed_in(HOA)


def page_rows(client: FlaskClient, page: str, query: str = "") -> dict[str, list[str]]:
    """Return the rows of a page's CSV by their first cell."""
    text = client.get(f"/review{page}?format=csv&{query}").text.removeprefix("\ufeff")
    return {row[0]: row[1:] for row in list(csv.reader(io.StringIO(text)))[1:]}


def as_cells(figure: dict[str, Any]) -> list[str]:
    if figure["withheld"] is not None:
        assert all(figure[name] is None for name in FIGURE)
        return ["[c]"] * 4
    return [str(figure["n"]), *(f"{figure[name]:.1f}" for name in FIGURE[1:])]


def test_the_index_and_factors_are_those_of_the_overview(
    programs: Programs, hoa: FlaskClient
) -> None:
    page = page_rows(hoa, BASE)
    index = programs.ask(f"{BASE}/index").json
    factors = programs.ask(f"{BASE}/factors").json
    assert index is not None and factors is not None
    assert as_cells(index["index"]) == page["index"][1:5]
    for one in (*factors["factors"], *factors["other_questions"]):
        assert as_cells(one["figure"]) == page[one["code"]][1:5]
    assert len(factors["factors"]) == 5
    assert index["method"]["name"] == (
        "Chỉ số hài lòng tại Bộ phận một cửa (cách tính kiểu SIPAS)"
    )


def test_offices_are_those_of_the_page_with_the_same_ones_hidden(
    programs: Programs, hoa: FlaskClient
) -> None:
    page = page_rows(hoa, f"{BASE}/offices")
    answer = programs.ask(f"{BASE}/offices").json
    assert answer is not None
    offices = {one["code"]: one for one in answer["offices"]}
    assert offices.keys() == page.keys()
    for code, office in offices.items():
        assert as_cells(office["figure"]) == page[code][1:5]
        rank = office["rank"]
        ranks = (
            ["[z]"] * 3
            if rank is None
            else [str(rank[name]) for name in ("rank", "from_rank", "to_rank")]
        )
        assert ranks == page[code][6:9]
    assert offices["DX-05"]["figure"]["withheld"] == "too_few"


@pytest.mark.parametrize("name", [HOA, MINH])
def test_an_office_is_that_of_its_page(
    programs: Programs, hoa: FlaskClient, name: str
) -> None:
    page = page_rows(hoa, f"{BASE}/offices/{OWN}")
    office = programs.ask(f"{BASE}/offices/{OWN}", name=name).json
    assert office is not None
    assert as_cells(office["index"]) == page["index"][1:5]
    for one in (*office["factors"], *office["questions"]):
        assert as_cells(one["figure"]) == page[one["code"]][1:5]


def test_names_come_in_the_language_asked_for(programs: Programs) -> None:
    answer = programs.ask(f"{BASE}/index?lang=en").json
    assert answer is not None
    assert answer["method"]["name"].startswith("Satisfaction index")


@pytest.mark.parametrize(
    "path", ["/waves/2030/index", f"{BASE}/offices/XX-99", "/nothing", "/../review"]
)
def test_what_is_not_there_is_a_problem_in_json(programs: Programs, path: str) -> None:
    answer = programs.ask(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json is not None
    assert answer.json["title"] == "Không có trang này."


def test_figures_of_another_audience_are_those_of_its_pages(
    asking_store: Store, asking_clients: dict[str, FlaskClient]
) -> None:
    residents, hoa = make_programs(asking_store), asking_clients[HOA]
    query = f"audience={RESIDENTS}"
    waves = residents.ask("/waves").json
    assert waves is not None
    assert ["counter", RESIDENTS] in [one["audiences"] for one in waves["waves"]]
    page = page_rows(hoa, BASE, query)
    index = residents.ask(f"{BASE}/index?{query}").json
    factors = residents.ask(f"{BASE}/factors?{query}").json
    assert index is not None and factors is not None
    assert index["index"]["n"] == 37
    assert as_cells(index["index"]) == page["index"][1:5]
    assert (index["method"]["audience"], index["method"]["name"]) == (
        RESIDENTS,
        "Chỉ số hài lòng của người dân (cách tính kiểu SIPAS)",
    )
    for one in factors["factors"]:
        assert as_cells(one["figure"]) == page[one["code"]][1:5]
    offices = residents.ask(f"{BASE}/offices?{query}").json
    own = residents.ask(f"{BASE}/offices/{OWN}?{query}", name=MINH).json
    assert offices is not None and own is not None
    assert own["index"]["n"] == 12
    by_code = {one["code"]: one["figure"] for one in offices["offices"]}
    rows = page_rows(hoa, f"{BASE}/offices", query)
    assert as_cells(by_code[OWN]) == rows[OWN][1:5]


@pytest.mark.parametrize("audience", ["firms", "independent", "", "everybody", "%00"])
def test_an_audience_that_a_wave_does_not_ask_is_not_there(
    programs: Programs, audience: str
) -> None:
    for path in ("index", "factors", "offices", f"offices/{OWN}"):
        answer = programs.ask(f"{BASE}/{path}?audience={audience}")
        assert (answer.status_code, answer.mimetype) == (
            404,
            "application/problem+json",
        )


@pytest.mark.parametrize(
    "path", ["/waves?audience=counter", f"{BASE}/index?audience=counter&audience=firms"]
)
def test_an_audience_is_told_once_and_of_a_wave(programs: Programs, path: str) -> None:
    assert programs.ask(path).status_code == 422


@pytest.mark.parametrize("query", ["lang=xx", "lang=vi&lang=en", "format=csv"])
def test_a_wrong_parameter_is_named(programs: Programs, query: str) -> None:
    answer = programs.ask(f"/waves?{query}")
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["detail"] == "Chỉ nhận tham số lang, một trong: vi, en."
