"""The pages of a wave show what the reports hold, in both languages, and cost few queries."""

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from sqlmodel import delete

from survey.access import passwords
from survey.store.engine import Store
from survey.store.tables import Instrument, Wave
from tests.fixtures.bureau import (
    HOA,
    MINH,
    OTHER,
    OWN,
    TODAYS_ANSWERS,
    WAVE,
    Bureau,
    cheap_hasher,
    make_bureau,
)
from tests.fixtures.lan import queries

BASE = f"/review/waves/{WAVE}"
OVERVIEW, OFFICES, COMPARE = BASE, f"{BASE}/offices", f"{BASE}/compare"
PAIR = f"{COMPARE}?first={OWN}&second={OTHER}"
OFFICE = f"{OFFICES}/{OWN}"
SMALL_OFFICE, EMPTY_OFFICE = f"{OFFICES}/PL-04", f"{OFFICES}/DX-05"
ANALYSIS = f"{BASE}/analysis"
HELP = "/review/help"
PAGES = (
    OVERVIEW,
    OFFICES,
    COMPARE,
    PAIR,
    ANALYSIS,
    OFFICE,
    SMALL_OFFICE,
    EMPTY_OFFICE,
    f"{OVERVIEW}?only=level:department",
    HELP,
)
MOST_QUERIES = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """The small province, with Hoa and Minh signed in."""

    bureau: Bureau
    hoa: FlaskClient
    minh: FlaskClient


@pytest.fixture(scope="module")
def reading(
    province: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reading]:
    """Give one service for tests that only look, since making one takes time."""
    file = tmp_path_factory.mktemp("reading") / "survey.sqlite"
    store = Store(f"sqlite:///{shutil.copy(province, file)}")
    bureau = make_bureau(store)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", cheap_hasher())
        yield Reading(bureau, bureau.signed_in(HOA), bureau.signed_in(MINH))
    store.close()


def soup(client: FlaskClient, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def words(part: BeautifulSoup | Tag) -> str:
    """Return the text with single blanks."""
    return " ".join(part.get_text(" ").split())


def table_rows(page: BeautifulSoup) -> list[list[str]]:
    return [
        [words(cell) for cell in row.find_all(["th", "td"])]
        for row in page.select("tbody tr")
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", [*PAGES, "/review/sign-in"])
def test_pages_are_valid_html(
    reading: Reading, vnu: Callable[[str], list[str]], address: str, language: str
) -> None:
    client = reading.bureau.browser() if "sign-in" in address else reading.hoa
    joined = f"{address}{'&' if '?' in address else '?'}lang={language}"
    answer = client.get(joined)
    assert answer.status_code == 200
    assert vnu(answer.text) == []


def test_the_index_stands_with_its_name_interval_n_rule_and_what_it_leaves_out(
    reading: Reading,
) -> None:
    text = words(soup(reading.hoa, OVERVIEW))
    assert "Chỉ số hài lòng tại Bộ phận một cửa (cách tính kiểu SIPAS)" in text
    # 443 of 636 answers.
    assert re.search(r"69,7 \(\d\d,\d–\d\d,\d\), n = 133", text)
    assert "Cách tính: gộp mọi câu trả lời" in text
    assert "“Bình thường” tính là chưa hài lòng." in text
    assert "Nó không nói gì về những người không trả lời." in text
    assert "chưa có số liệu hồ sơ" in text


def test_the_reform_office_sees_how_many_came_today(reading: Reading) -> None:
    assert f"Hôm nay đã nhận: {TODAYS_ANSWERS} phiếu" in words(
        soup(reading.hoa, OVERVIEW)
    )
    assert "Hôm nay đã nhận" not in words(soup(reading.minh, OFFICE))


def test_offices_stand_in_three_groups_by_name(reading: Reading) -> None:
    page = soup(reading.hoa, OFFICES)
    groups = {
        words(section.h2): [
            words(row.th) for row in section.select("tbody tr") if row.th
        ]
        for section in page.select("section")
        if section.h2 and section.table
    }
    assert groups == {
        "▲ Cao hơn rõ (1)": ["Xã Bắc Hà"],
        "● Chưa thấy khác biệt rõ (1)": ["Xã Sơn Tây"],
        "▼ Thấp hơn rõ (1)": ["Xã Hòa Thắng"],
        "Chưa đủ phiếu để xếp (3)": ["Phường Phú Lâm", "Xã An Nhơn", "Xã Đông Xuân"],
    }


def test_two_offices_are_compared_in_the_fixed_words(reading: Reading) -> None:
    text = words(soup(reading.hoa, PAIR))
    assert "Xã Bắc Hà so với Xã Sơn Tây" in text
    # 98.0 less 75.6.
    assert "▲ Cao hơn rõ. Chênh lệch 22,4 điểm (từ " in text
    assert "lớn hơn mức dao động thường do ngẫu nhiên." in text
    assert "6 cặp đơn vị (phương pháp Holm)" in text


def test_the_same_in_english(reading: Reading) -> None:
    text = words(soup(reading.hoa, f"{PAIR}&lang=en"))
    assert "Clearly higher. Difference 22.4 points (" in text
    assert "Bình thường" not in text


def test_choosing_comes_before_comparing(reading: Reading) -> None:
    page = soup(reading.hoa, COMPARE)
    names = [words(option) for option in page.select("#first option")]
    assert names == [
        "Phường Phú Lâm",
        "Xã An Nhơn",
        "Xã Bắc Hà",
        "Xã Đông Xuân",
        "Xã Hòa Thắng",
        "Xã Sơn Tây",
    ]
    assert page.select("table") == []


@pytest.mark.parametrize(
    "query, sentence",
    [
        (f"first={OWN}&second={OWN}", "Xin chọn hai đơn vị khác nhau."),
        (f"first=XX-99&second={OWN}", "Xin chọn một đơn vị trong danh sách."),
        (f"second={OWN}", "Xin chọn một đơn vị trong danh sách."),
        (f"first={OWN}&first={OTHER}&second={OTHER}", "hai câu trả lời"),
    ],
)
def test_a_wrong_choice_is_told(reading: Reading, query: str, sentence: str) -> None:
    answer = reading.hoa.get(f"{COMPARE}?{query}")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Lỗi: " in answer.text and "<h1>So sánh" in answer.text


def test_an_office_s_page_shows_questions_with_their_answers(reading: Reading) -> None:
    page = soup(reading.hoa, OFFICE)
    text = words(page)
    assert "So với mọi đơn vị còn lại gộp lại: 56,7 điểm" in text
    asked = [row for row in table_rows(page) if row[0].startswith("Ông/Bà hài lòng")]
    # n, index, interval, does not apply, left blank.
    assert asked[0][1:3] == ["40", "95,0"]
    assert asked[0][4:] == ["0", "0"]


@pytest.mark.parametrize("client", ["hoa", "minh"])
def test_a_hidden_number_is_nowhere_on_its_page(reading: Reading, client: str) -> None:
    """Đông Xuân has four answers; nothing of them is in the page, its pictures or its file."""
    who: FlaskClient = reading.hoa
    for address in (EMPTY_OFFICE, f"{EMPTY_OFFICE}?format=csv"):
        body = who.get(address).get_data(as_text=True)
        section = body.split("<main", 1)[-1]
        assert not re.search(r"\d+[.,]\d+[–(]", section)
        assert "n = " not in section
    assert "dưới 5" in words(soup(who, EMPTY_OFFICE))
    assert reading.minh.get(EMPTY_OFFICE).status_code == 404


def test_a_chart_has_title_description_and_the_same_numbers_as_its_table(
    reading: Reading,
) -> None:
    page = soup(reading.hoa, OFFICES)
    chart = page.select_one("svg.dots")
    assert chart is not None and chart.title is not None and chart.desc is not None
    labelled = str(chart["aria-labelledby"]).split()
    assert labelled == [chart.title["id"], chart.desc["id"]]
    drawn = {
        (words(label), words(value))
        for label, value in zip(
            chart.select(".label.whole"), chart.select(".value"), strict=True
        )
    }
    written = {
        (row[0], f"{row[2]} ({row[3]})") for row in table_rows(page) if len(row) == 5
    }
    assert len(drawn) == 4
    assert drawn == written


@pytest.mark.parametrize("address", [OVERVIEW, OFFICES, PAIR, OFFICE, SMALL_OFFICE])
def test_a_file_holds_the_numbers_of_its_page(reading: Reading, address: str) -> None:
    joined = f"{address}{'&' if '?' in address else '?'}format=csv"
    answer = reading.hoa.get(joined)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="hai-long_[A-Za-z0-9_-]+\.csv"',
        answer.headers["Content-Disposition"],
    )
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))[1:]
    page = words(soup(reading.hoa, address))
    shown = [row for row in rows if re.fullmatch(r"\d+", row[2])]
    assert shown
    for row in shown:
        n, share, low, high = (cell.replace(".", ",") for cell in row[2:6])
        assert f"{n} {share} {low}–{high}" in page or f"{share} ({low}–{high})" in page


def test_every_table_of_figures_has_n_and_interval(reading: Reading) -> None:
    for address in PAGES:
        for table in soup(reading.hoa, address).select("table"):
            if "heat" in table.get("class", ""):
                # Many columns: interval and n stand within each cell.
                cells = [words(cell) for cell in table.select("td:not(.withheld)")]
                assert cells and all("–" in cell and "n = " in cell for cell in cells)
                continue
            head = words(table.thead) if table.thead else ""
            if "Chỉ số" in head:
                assert "Số phiếu (n)" in head and "Khoảng 95%" in head
            assert table.caption is not None


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_few_queries(reading: Reading, address: str) -> None:
    with queries(reading.bureau.store) as sent:
        reading.hoa.get(address)
    assert len(sent) <= MOST_QUERIES


@pytest.mark.parametrize("address", [OVERVIEW, PAIR, OFFICE])
def test_no_query_of_a_page_reads_responses(reading: Reading, address: str) -> None:
    with queries(reading.bureau.store) as sent:
        reading.hoa.get(address)
    # Only today's own are counted, by their day.
    touching = [q for q in sent if re.search(r"FROM .*\bresponse\b", q, re.DOTALL)]
    assert all("received_on =" in query and "count" in query for query in touching)
    assert len(touching) <= 1


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_the_ministry_s_name_never_stands_alone(
    reading: Reading, address: str, language: str
) -> None:
    joined = f"{address}{'&' if '?' in address else '?'}lang={language}"
    text = words(soup(reading.hoa, joined))
    title = {"vi": "(cách tính kiểu SIPAS)", "en": "(computed the SIPAS way)"}[language]
    assert text.count("SIPAS") == text.count(title)


def test_the_language_stays_in_every_link(reading: Reading) -> None:
    page = soup(reading.hoa, f"{OFFICES}?lang=en")
    assert page.html is not None and page.html["lang"] == "en"
    links = [str(link["href"]) for link in page.select("main a, nav a")]
    links = [link for link in links if not link.startswith("#")]
    assert len(links) > 8
    assert [link for link in links if "lang=en" not in link] == []


def test_a_page_leads_to_itself_in_the_other_language(reading: Reading) -> None:
    page = soup(reading.hoa, f"{PAIR}&_external=1&endpoint=x")
    (link,) = page.select(".languages a")
    assert link["href"] == (
        f"{COMPARE}?first={OWN}&second={OTHER}&_external=1&endpoint=x&lang=en"
    )
    assert link["lang"] == "en"


@pytest.mark.parametrize(
    "address", [BASE + "x", f"{BASE}x/offices", f"{OFFICES}/XX-99", "/review/waves/"]
)
def test_what_is_not_there_is_not_found(reading: Reading, address: str) -> None:
    assert reading.hoa.get(address).status_code == 404


@pytest.mark.parametrize("name", [HOA, MINH])
def test_every_link_leads_to_a_page_that_this_person_may_see(
    reading: Reading, name: str
) -> None:
    client = reading.hoa if name == HOA else reading.minh
    to_visit, visited = ["/review/"], set()
    while to_visit:
        address = to_visit.pop()
        visited.add(address)
        answer = client.get(address, follow_redirects=True, buffered=True)
        assert answer.status_code == 200, address
        if answer.mimetype == "text/html":
            links = BeautifulSoup(answer.text, "html.parser").select("a[href^='/']")
            found = {str(link["href"]) for link in links} - visited
            to_visit += sorted(found - set(to_visit))
    assert (OFFICES in visited) == (name == HOA)
    assert f"{OFFICE}?lang=en" in visited
    assert len(visited) > 5


def test_a_unit_head_s_page_is_valid_html(
    reading: Reading, vnu: Callable[[str], list[str]]
) -> None:
    assert vnu(reading.minh.get(OFFICE).text) == []


def test_pages_load_nothing_from_elsewhere_and_run_no_script(reading: Reading) -> None:
    for address in PAGES:
        answer = reading.hoa.get(address)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        page = BeautifulSoup(answer.text, "html.parser")
        assert page.select("script, style, [style], [onclick], iframe") == []
        loaded = [
            str(each.get("src") or each.get("href"))
            for each in page.select("[src], link")
        ]
        assert [
            each for each in loaded if not each.startswith(("/static/", "data:"))
        ] == []


def test_a_demo_says_so_on_every_page(province_bureau: Bureau) -> None:
    demo = make_bureau(
        province_bureau.store, environment="demo", base_url="http://127.0.0.1:8000"
    )
    client = demo.signed_in()
    for address in (*PAGES, "/review/sign-in"):
        page = client.get(address, follow_redirects=True).text
        assert "Bản trình diễn — số liệu hư cấu" in page


def test_before_the_first_wave_there_is_a_page_too(sqlite_bureau: Bureau) -> None:
    with sqlite_bureau.store.writing() as session:
        session.connection().execute(delete(Instrument))
        session.connection().execute(delete(Wave))
    text = words(soup(sqlite_bureau.signed_in(MINH), "/review/"))
    assert "Chưa có đợt lấy ý kiến" in text
    # Who can open a wave is led to how that is done.
    assert sqlite_bureau.signed_in(HOA).get("/review/").location == "/manage/start"


def test_a_wave_without_answers_has_all_its_pages(sqlite_bureau: Bureau) -> None:
    client = sqlite_bureau.signed_in()
    for address in (OVERVIEW, OFFICES, PAIR, OFFICE):
        assert "Chưa đủ phiếu (dưới 5)" in words(soup(client, address))
    first = soup(client, OVERVIEW).select_one("section[aria-labelledby=index]")
    assert first is not None and words(first).count("Chưa đủ phiếu (dưới 5)") == 1


@pytest.mark.parametrize("address", [OVERVIEW, OFFICES, ANALYSIS, OFFICE])
def test_every_term_leads_to_its_line_on_the_page_of_help(
    reading: Reading, address: str
) -> None:
    lines = {str(heading["id"]) for heading in soup(reading.hoa, HELP).select("h2[id]")}
    terms = {str(link["href"]) for link in soup(reading.hoa, address).select("a.term")}
    assert terms
    assert {term.partition("#")[2] for term in terms} <= lines
    assert {term.partition("#")[0].partition("?")[0] for term in terms} == {HELP}
