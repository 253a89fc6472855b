"""Pages of a wave that asks several audiences: each apart, named, and kept while one goes through them."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from survey.store.engine import Store
from survey.store.instruments import RESIDENTS
from tests.fixtures.bureau import HOA, MINH, OTHER, OWN, WAVE
from tests.fixtures.people import TODAY, make_wave

BASE = f"/review/waves/{WAVE}"
ASKED = f"?audience={RESIDENTS}"
PAGES = (
    BASE,
    f"{BASE}/offices",
    f"{BASE}/compare",
    f"{BASE}/analysis",
    f"{BASE}/offices/{OWN}",
    f"{BASE}/reports",
    f"{BASE}/exports",
)


@pytest.fixture(scope="module")
def clients(
    asking_store: Store, asking_clients: dict[str, FlaskClient]
) -> dict[str, FlaskClient]:
    """Sign Hoa and Minh in where another wave asks visitors alone."""
    with asking_store.writing() as session:
        make_wave(session, "2027", opens_on=TODAY, closes_on=TODAY)
    return asking_clients


@pytest.fixture(scope="module")
def hoa(clients: dict[str, FlaskClient]) -> FlaskClient:
    return clients[HOA]


def words(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def links(client: FlaskClient, address: str) -> list[str]:
    page = BeautifulSoup(client.get(address).text, "html.parser")
    return [str(link["href"]) for link in page.select("a[href]")]


def test_an_overview_is_of_one_audience_with_its_name_n_and_questionnaire(
    hoa: FlaskClient,
) -> None:
    counter, residents = words(hoa, BASE), words(hoa, BASE + ASKED)
    assert "n = 133" in counter and "n = 37" in residents
    assert "Chỉ số hài lòng tại Bộ phận một cửa" in counter
    assert "Chỉ số hài lòng của người dân (cách tính kiểu SIPAS)" in residents
    assert "Chỉ số hài lòng tại Bộ phận một cửa" not in residents
    # Nothing is added up: 133 and 37 are 170.
    assert "170" not in counter + residents


def test_the_counters_pages_say_that_others_are_asked_and_stay_what_they_were(
    hoa: FlaskClient,
) -> None:
    text = words(hoa, BASE)
    assert "Người đến Bộ phận một cửa" in text and "Người dân trên địa bàn" in text
    assert "có kết quả riêng, không cộng gộp với nhau" in text
    assert "69,7" in text


def test_a_wave_of_one_audience_says_nothing_of_it(hoa: FlaskClient) -> None:
    text = words(hoa, "/review/waves/2027")
    assert "Đối tượng trả lời" not in hoa.get("/review/waves/2027").text
    assert "Người đến Bộ phận một cửa" not in text


@pytest.mark.parametrize("address", PAGES)
def test_links_between_pages_keep_the_audience(hoa: FlaskClient, address: str) -> None:
    found = [
        link
        for link in links(hoa, address + ASKED)
        if link.startswith(BASE) and "comments" not in link and "fields" not in link
    ]
    without = [link for link in found if f"audience={RESIDENTS}" not in link]
    # The one that leads back to the counter's visitors, and pages that are about the wave.
    assert len(found) > 3
    assert address in {link.partition("?")[0] for link in without}
    assert not [
        link
        for link in without
        if link.partition("?")[0] != address
        and "recheck" not in link
        and "combined" not in link
    ]


@pytest.mark.parametrize("address", PAGES)
def test_forms_of_a_page_keep_the_audience(hoa: FlaskClient, address: str) -> None:
    page = BeautifulSoup(hoa.get(address + ASKED).text, "html.parser")
    for form in page.select('main form[method="get"]'):
        kept = form.select('input[type=hidden][name="audience"]')
        assert [field["value"] for field in kept] == [RESIDENTS]


def test_a_comparison_and_an_office_are_of_the_same_audience(hoa: FlaskClient) -> None:
    pair = words(hoa, f"{BASE}/compare{ASKED}&first={OWN}&second={OTHER}")
    assert "n = 12" in pair or "12" in pair.split()
    office = words(hoa, f"{BASE}/offices/{OWN}{ASKED}")
    assert "n = 12" in office and "n = 40" not in office


def test_no_action_comes_from_a_result_by_which_it_would_not_be_judged(
    hoa: FlaskClient,
) -> None:
    counter, residents = f"{BASE}/offices/{OWN}", f"{BASE}/offices/{OWN}{ASKED}"
    assert any(f"/actions/{OWN}/new" in link for link in links(hoa, counter))
    assert not any(f"/actions/{OWN}/new" in link for link in links(hoa, residents))
    assert "so trước – sau cũng trên kết quả ấy" in words(hoa, residents)
    new = f"/review/actions/{OWN}/new?wave={WAVE}&measure=index"
    assert hoa.get(new).status_code == 200
    assert hoa.get(f"{new}&audience={RESIDENTS}").status_code == 404


def test_comments_are_of_all_audiences_and_the_page_says_so(hoa: FlaskClient) -> None:
    told = "gồm góp ý của mọi đối tượng"
    assert told in words(hoa, f"{BASE}/comments")
    assert told not in words(hoa, "/review/waves/2027/comments")


def test_dossiers_say_nothing_of_those_who_were_not_at_the_counter(
    hoa: FlaskClient,
) -> None:
    text = words(hoa, BASE + ASKED)
    assert "Không tính tỷ lệ trả lời trên số hồ sơ" in text
    assert "Việc cần xem" not in text


@pytest.mark.parametrize(
    "query", ["?audience=firms", "?audience=independent", "?audience=", "?audience=%00"]
)
@pytest.mark.parametrize("address", PAGES)
def test_an_audience_that_a_wave_does_not_ask_has_no_page(
    hoa: FlaskClient, address: str, query: str
) -> None:
    assert hoa.get(address + query).status_code == 404


def test_files_are_of_the_audience(hoa: FlaskClient) -> None:
    rows = hoa.get(f"{BASE}/exports/csv{ASKED}")
    assert rows.status_code == 200
    assert f"-{RESIDENTS}" in rows.headers["Content-Disposition"]
    assert len(rows.text.splitlines()) == 1 + 37
    report = hoa.get(f"{BASE}/reports/file{ASKED}&kind=summary&format=csv")
    assert report.status_code == 200
    text = report.get_data(as_text=True)
    assert "Đối tượng trả lời" in text and "Người dân trên địa bàn" in text
    assert RESIDENTS in report.headers["Content-Disposition"]


def test_the_head_of_an_office_sees_the_own_office_alone(
    clients: dict[str, FlaskClient],
) -> None:
    minh = clients[MINH]
    assert "n = 12" in words(minh, f"{BASE}/offices/{OWN}{ASKED}")
    for address in (BASE, f"{BASE}/offices/{OTHER}"):
        assert minh.get(address + ASKED).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_an_audience_are_valid_html(
    hoa: FlaskClient, vnu: Callable[[str], list[str]], language: str
) -> None:
    for address in (BASE, f"{BASE}/offices/{OWN}", f"{BASE}/compare"):
        assert vnu(hoa.get(f"{address}{ASKED}&lang={language}").text) == []
