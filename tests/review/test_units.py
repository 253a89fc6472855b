"""A wave in the offices of its day or of today, on the pages of the reform office."""

from bs4 import BeautifulSoup

from survey.store import office_changes
from survey.store.office_changes import OfficeChange
from survey.store.office_changes_carried import carry_out
from tests.fixtures.bureau import OTHER, OWN, WAVE, Bureau
from tests.fixtures.people import TODAY

BASE = f"/review/waves/{WAVE}"


def merge_them(bureau: Bureau) -> None:
    """Merge the two communes with the most answers into a new ward, from today on."""
    changes = [
        OfficeChange(line, code, "PM", TODAY, name="Phường Mới")
        for line, code in enumerate((OWN, OTHER), 2)
    ]
    with bureau.store.writing() as session:
        plan = office_changes.plan_changes(session, changes, today=TODAY)
        carry_out(session, plan, today=TODAY, done_by="hoa")


def test_merged_offices_are_added_up_where_that_is_asked_for(
    province_bureau: Bureau,
) -> None:
    browser = province_bureau.signed_in()
    assert "units=today" not in browser.get(f"{BASE}/offices").text
    merge_them(province_bureau)
    then = BeautifulSoup(browser.get(f"{BASE}/offices").text, "html.parser")
    rows = {row.th.text: row.text for row in then.select("tbody tr") if row.th}
    assert "Xã Bắc Hà" in rows and "Xã Sơn Tây" in rows
    (link,) = then.select("a[href$='units=today']")
    today = browser.get(str(link["href"])).text
    rows = {
        row.th.text: row.text
        for row in BeautifulSoup(today, "html.parser").select("tbody tr")
        if row.th
    }
    # 40 and 36 answers.
    assert "76" in rows["Phường Mới"]
    assert "Xã Bắc Hà" not in rows
    assert "Phường Mới: được sáp nhập từ Xã Bắc Hà, Xã Sơn Tây" in today
    assert "không phải kết quả đã công bố" in today
    file = browser.get(f"{BASE}/offices?format=csv&units=today").text
    assert "Phường Mới" in file and "Xã Bắc Hà" not in file
    assert "format=csv&amp;units=today" in today


def test_the_overview_counts_its_offices_in_the_units_asked_for(
    province_bureau: Bureau,
) -> None:
    merge_them(province_bureau)
    browser = province_bureau.signed_in()
    said = [
        BeautifulSoup(browser.get(f"{BASE}{query}").text, "html.parser")
        .select("#index ~ .finding")[0]
        .text
        for query in ("?lang=en", "?lang=en&units=today")
    ]
    assert said[0] != said[1]


def test_an_old_office_says_what_it_went_into(province_bureau: Bureau) -> None:
    merge_them(province_bureau)
    browser = province_bureau.signed_in()
    old = browser.get(f"{BASE}/offices/{OWN}").text
    assert "Từ ngày 25/11/2026, đơn vị nhập vào Phường Mới." in old
    new = browser.get(f"{BASE}/offices/PM").text
    assert "Đơn vị được sáp nhập từ Xã Bắc Hà, Xã Sơn Tây, từ ngày 25/11/2026." in new
