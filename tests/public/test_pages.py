"""The public pages: approved figures and nothing else, for anyone, without a cookie."""

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlmodel import Session

from survey.access import passwords
from survey.citizen.receipts import ShownReceipt, write_receipt
from survey.public import pages
from survey.reports.public_results import publish_wave
from survey.store import actions, places, publications, replies, volumes
from survey.store.actions import Step
from survey.store.engine import Store
from survey.store.replies import NewReply
from survey.store.volumes import VolumeRow
from survey.store.waves import wave_by_code
from survey.web import create_app
from tests.fixtures.actions import make_action
from tests.fixtures.bureau import HOA, OTHER, OWN, Bureau, cheap_hasher, make_bureau
from tests.fixtures.finished import FIRST, SECOND
from tests.fixtures.lan import SETTINGS, queries
from tests.fixtures.people import TODAY

LONG = "Trung tâm Phục vụ hành chính công phường Thạch Lĩnh Thượng và các xã lân cận"
OFFICE = f"/ket-qua/{OWN}"


@pytest.fixture(scope="module")
def published(
    finished_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bureau]:
    """Give the province after both waves were published; tests only read it."""
    file = tmp_path_factory.mktemp("published") / "survey.sqlite"
    store = Store(f"sqlite:///{shutil.copy(finished_file, file)}")
    with store.writing() as session:
        for code in (FIRST, SECOND):
            publish(session, code)
        for what, is_public in (("Thêm ghế", True), ("Việc nội bộ", False)):
            make_action(session, office_id(session, OWN), what=what)
            newest, *_others = actions.actions(session)
            step = Step(TODAY, "minh", "Lý do riêng", state="done", is_public=is_public)
            actions.take_step(session, newest, step)
        replies.add_reply(
            session,
            OWN,
            NewReply("2026-11", "Xin thêm quạt", "Đã lắp ba quạt."),
            replies.Step("hoa", TODAY),
            state="published",
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", cheap_hasher())
        yield make_bureau(store)
    store.close()


def office_id(session: Session, code: str) -> int:
    found = places.office_by_code(session, code)
    assert found is not None and found.id is not None
    return found.id


def publish(session: Session, code: str) -> None:
    wave = wave_by_code(session, code)
    assert wave is not None
    publish_wave(session, wave, today=TODAY, done_by="hoa")


@pytest.fixture
def anyone(published: Bureau) -> FlaskClient:
    return published.browser()


def cells(page: str, first: str) -> list[str]:
    """Return the cells of the first row that begins with a name."""
    for row in BeautifulSoup(page, "html.parser").select("tbody tr"):
        head = row.find("th")
        if head is not None and head.get_text(" ", strip=True).startswith(first):
            return [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
    raise AssertionError(f"no row {first!r}")


def test_search_engines_may_list_what_was_published_and_nothing_else(
    published: Bureau, anyone: FlaskClient
) -> None:
    def told(client: FlaskClient, address: str) -> str | None:
        return client.get(address).headers.get("X-Robots-Tag")

    assert told(anyone, "/ket-qua") == told(anyone, OFFICE) == "all"
    assert told(anyone, "/") == told(anyone, "/review/sign-in") == "noindex"
    demo = create_app(replace(SETTINGS, environment="demo"), store=published.store)
    assert told(demo.test_client(), "/ket-qua") == "noindex"


def test_before_anything_is_approved_nothing_is_shown(finished_bureau: Bureau) -> None:
    client = finished_bureau.browser()
    for address in ("/ket-qua", OFFICE):
        page = client.get(address, headers={"Accept-Language": "vi"})
        assert page.status_code == 200 and "được công bố" in page.text
        assert "92,5" not in page.text and "n = " not in page.text
    assert client.get(f"{OFFICE}/bang-tin.pdf").status_code == 404
    assert client.get(f"/ket-qua?dot={SECOND}").status_code == 404


def test_who_follows_the_receipt_finds_the_results_of_each_office(
    anyone: FlaskClient,
) -> None:
    token = write_receipt(
        ShownReceipt("K7QM2XPD4V", seen_before=False), secret=SETTINGS.secret_key
    )
    receipt = BeautifulSoup(anyone.get(f"/phieu/{token}?lang=vi").text, "html.parser")
    link = receipt.find("a", string="danhgia.example.vn/ket-qua")
    assert isinstance(link, Tag) and link.parent is not None
    assert "được công bố tại" in link.parent.get_text()
    page = BeautifulSoup(anyone.get(str(link["href"])).text, "html.parser")
    offices = [str(cell["href"]) for cell in page.select("tbody th a")]
    assert len(offices) == 8
    assert all(anyone.get(address).status_code == 200 for address in offices)


def test_the_first_page_of_the_service_leads_to_the_results(
    anyone: FlaskClient,
) -> None:
    assert (
        'href="/ket-qua?lang=en">See published results<' in anyone.get("/?lang=en").text
    )


def test_figures_equal_those_of_the_reviewers_page(
    published: Bureau, anyone: FlaskClient
) -> None:
    hoa = published.signed_in(HOA)
    reviewed = hoa.get(f"/review/waves/{SECOND}/offices/{OTHER}?lang=vi").text
    shown = anyone.get(f"/ket-qua/{OTHER}?lang=vi").text
    big = re.compile(r'<p class="big">(.*?)</p>')
    assert big.findall(shown) == big.findall(reviewed) != []
    factors = BeautifulSoup(shown, "html.parser").select("#factors ~ table tbody th")
    assert len(factors) == 5
    for factor in factors:
        name = factor.get_text(strip=True)
        assert cells(shown, name) == cells(reviewed, name)
    table = hoa.get(f"/review/waves/{SECOND}/offices?lang=vi").text
    everyone = anyone.get("/ket-qua?lang=vi").text
    assert cells(everyone, "Xã Sơn Tây")[:3] == cells(table, "Xã Sơn Tây")[:3]


def test_beside_an_index_stands_how_many_of_those_served_were_heard(
    finished_bureau: Bureau,
) -> None:
    settled = VolumeRow(OWN, "2026-10", "", 800, None, None, None, None, None)
    with finished_bureau.store.writing() as session:
        volumes.put_volumes(session, [settled], replace=False)
        publish(session, FIRST)
    client = finished_bureau.browser()
    # By hand: 40 answers in October for 800 dossiers.
    said = "Số phiếu trên 100 lượt giải quyết: 5,0 (40 phiếu, 800 hồ sơ, tháng 10/2026; hồ sơ tính theo nơi tiếp nhận)"
    assert said in client.get(f"{OFFICE}?lang=vi").text
    other = client.get(f"/ket-qua/{OTHER}?lang=vi").text
    assert "Số phiếu trên 100 lượt giải quyết: chưa có số liệu hồ sơ" in other


def test_hidden_figures_are_hidden_in_words(anyone: FlaskClient) -> None:
    page = anyone.get("/ket-qua?lang=vi").text
    assert cells(page, "Xã Đông Xuân") == ["dưới 5", "–"]
    assert cells(page, "Phường Phú Lâm") == ["ẩn kèm", "–"]
    assert cells(page, "Xã Cẩm Thạch") == ["ẩn kèm", "–"]
    assert cells(page, "Xã An Nhơn") == ["dưới 5", "–"]


def test_an_earlier_period_is_one_link_away(anyone: FlaskClient) -> None:
    page = anyone.get(f"{OFFICE}?lang=vi").text
    assert ">92,5<" in page and f"{OFFICE}?dot={FIRST}&amp;lang=vi" in page
    earlier = anyone.get(f"{OFFICE}?dot={FIRST}&lang=vi").text
    assert re.search(r'class="big"><strong>50,0<', earlier)
    assert anyone.get(f"{OFFICE}?dot=none").status_code == 404


def test_what_was_approved_stays_whatever_is_counted_later(
    finished_bureau: Bureau,
) -> None:
    with finished_bureau.store.writing() as session:
        publish(session, SECOND)
    before = finished_bureau.browser().get(f"{OFFICE}?lang=vi").text
    with finished_bureau.store.writing() as session:
        session.connection().execute(
            text("UPDATE tally SET n = n + 5 WHERE office_id = 1")
        )
        session.connection().execute(text("UPDATE office SET name = 'Xã Mới'"))
    after = finished_bureau.browser().get(f"{OFFICE}?lang=vi").text
    assert after.replace("Xã Mới", "Xã Bắc Hà") == before


def test_what_is_withdrawn_is_gone(finished_bureau: Bureau) -> None:
    with finished_bureau.store.writing() as session:
        publish(session, SECOND)
        wave = wave_by_code(session, SECOND)
        assert wave is not None and wave.id is not None
        publications.withdraw(
            session, wave.id, today=TODAY, done_by="hoa", reason="Nhầm"
        )
    client = finished_bureau.browser()
    assert "92,5" not in client.get(OFFICE).text
    assert client.get(f"{OFFICE}/bang-tin.pdf").status_code == 404


def test_pages_need_no_cookie_and_may_be_kept_for_a_while(anyone: FlaskClient) -> None:
    for address in (
        "/ket-qua",
        OFFICE,
        "/ket-qua/cach-doc",
        f"{OFFICE}/hoi-dap",
        f"{OFFICE}/bang-tin.pdf",
    ):
        answer = anyone.get(address)
        assert answer.status_code == 200, address
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "Accept-Language" in answer.headers["Vary"]


def test_who_is_signed_in_sees_the_same_page(
    published: Bureau, anyone: FlaskClient
) -> None:
    hoa = published.signed_in(HOA)
    assert hoa.get(OFFICE).text == anyone.get(OFFICE).text


def test_both_languages_are_one_link_apart(anyone: FlaskClient) -> None:
    page = anyone.get(f"{OFFICE}?dot={FIRST}&lang=vi").text
    assert f'href="{OFFICE}?dot={FIRST}&amp;lang=en"' in page
    english = anyone.get(f"{OFFICE}?dot={FIRST}&lang=en").text
    assert "50.0" in english and "You said – we did" in english
    # The way of the poster: what is said goes on in the chosen language.
    assert f'{OFFICE}/bang-tin.pdf?dot={FIRST}&amp;lang=en"' in english


def test_only_public_actions_are_shown_without_reasons_and_names(
    anyone: FlaskClient,
) -> None:
    page = anyone.get(f"{OFFICE}?lang=vi").text
    assert cells(page, "Thêm ghế") == [
        "Phó Giám đốc Trung tâm",
        "25/11/2026",
        "Đã làm",
    ]
    for kept_back in ("Việc nội bộ", "Lý do riêng", "minh"):
        assert kept_back not in page


def test_replies_are_shown_by_month(anyone: FlaskClient) -> None:
    assert f"{OFFICE}/hoi-dap" in anyone.get(OFFICE).text
    page = BeautifulSoup(anyone.get(f"{OFFICE}/hoi-dap?lang=vi").text, "html.parser")
    month = page.find(id="2026-11")
    assert month is not None and month.parent is not None
    assert "Xin thêm quạt" in month.parent.get_text()
    assert "Đã lắp ba quạt." in month.parent.get_text()
    other = anyone.get(f"/ket-qua/{OTHER}/hoi-dap?lang=vi")
    assert other.status_code == 200 and "Xin thêm quạt" not in other.text


def test_the_pages_are_served_without_any_other_front(published: Bureau) -> None:
    app = create_app(SETTINGS, store=published.store, fronts=("public",))
    client = app.test_client()
    for address in ("/ket-qua", OFFICE, f"{OFFICE}/hoi-dap", "/ket-qua/cach-doc"):
        assert client.get(address).status_code == 200
    assert client.get("/review/").status_code == 404


def test_an_office_that_is_not_there_does_not_exist(anyone: FlaskClient) -> None:
    for ending in ("", "/hoi-dap", "/bang-tin.pdf"):
        assert anyone.get(f"/ket-qua/XX-99{ending}").status_code == 404


def test_no_address_of_strangers_fails(store: Store) -> None:
    client = make_bureau(store).browser()
    for code in ("%00", "%ff", "a%0ab", "%E2%80%AE", "x" * 3000, "%25s"):
        for address in (f"/ket-qua/{code}", f"/ket-qua/{code}/bang-tin.pdf"):
            assert client.get(address).status_code == 404, address
        assert client.get(f"/ket-qua?dot={code}").status_code == 404


def test_a_page_that_anyone_may_ask_for_is_written_once(
    published: Bureau, anyone: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    english = {"Accept-Language": "en"}
    first = anyone.get("/ket-qua", headers=english).text
    # Written anew, it would fail.
    monkeypatch.setattr(pages, "published_period", None)
    for query in ("", "?again=1", "?lang=xx"):
        assert anyone.get(f"/ket-qua{query}", headers=english).text == first


def test_the_work_does_not_grow_with_offices(
    published: Bureau, anyone: FlaskClient
) -> None:
    for address, most in (("/ket-qua", 5), (OFFICE, 8)):
        with queries(published.store) as asked:
            anyone.get(address)
        assert len(asked) <= most, asked


def pdf_text(pdf: bytes) -> tuple[int, str]:
    """Return the number of pages and the text of the first."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        page = document[0].get_textpage()
        return len(document), page.get_text_range()
    finally:
        document.close()


def test_the_notice_sheet_is_one_page_with_the_figures_of_the_page(
    anyone: FlaskClient,
) -> None:
    answer = anyone.get(f"{OFFICE}/bang-tin.pdf?lang=vi")
    assert answer.mimetype == "application/pdf"
    pages, words = pdf_text(answer.data)
    words = re.sub(r"\s+", " ", words)
    assert pages == 1
    for expected in ("92,5", "n = 40", "Thêm ghế", "Xã Bắc Hà", "ket-qua/BH-01"):
        assert expected in words
    assert anyone.get(f"{OFFICE}/bang-tin.pdf?lang=vi").data == answer.data


def test_the_notice_sheet_of_the_longest_names_is_still_one_page(
    finished_bureau: Bureau,
) -> None:
    with finished_bureau.store.writing() as session:
        office = places.office_by_code(session, OWN)
        assert office is not None and office.id is not None
        office.name = f"{LONG} {LONG}"
        for _number in range(6):
            make_action(session, office.id, what="Mở thêm quầy tiếp nhận " * 40)
        for followed in actions.actions(session):
            step = Step(TODAY, "hoa", "Công khai", is_public=True)
            actions.take_step(session, followed, step)
        publish(session, SECOND)
    pdf = finished_bureau.browser().get(f"{OFFICE}/bang-tin.pdf?lang=vi").data
    pages, words = pdf_text(pdf)
    assert pages == 1 and "…" in words


def test_a_sign_that_no_font_has_does_not_stop_the_sheet(
    finished_bureau: Bureau,
) -> None:
    with finished_bureau.store.writing() as session:
        make_action(session, office_id(session, OWN), what="Thêm ghế \U0001f602 漢")
        (followed,) = actions.actions(session)
        step = Step(TODAY, "hoa", "Công khai", is_public=True)
        actions.take_step(session, followed, step)
        publish(session, SECOND)
    answer = finished_bureau.browser().get(f"{OFFICE}/bang-tin.pdf?lang=vi")
    assert answer.status_code == 200
    assert "Thêm ghế ? ?" in re.sub(r"\s+", " ", pdf_text(answer.data)[1])
