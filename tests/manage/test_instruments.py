"""The page of whom a wave asks: added once, noted, with addresses that lead to the form."""

import re
from html import unescape

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.store import audit, posters, waves
from survey.store.audit import Search
from survey.store.instruments import RESIDENTS
from survey.store.questionnaire_versions import versions
from tests.fixtures.bureau import HOA, KIEN, OWN, THU, WAVE, Bureau, csrf_in
from tests.fixtures.people import TODAY, make_wave

PAGE = f"/manage/waves/{WAVE}/audiences"
POSTERS = "/manage/posters.pdf"


def key_of(bureau: Bureau, code: str) -> str:
    with bureau.store.reading() as session:
        return next(
            one.key for one in versions(session) if one.questionnaire.code == code
        )


def add(
    bureau: Bureau, client: FlaskClient, address: str = PAGE, **changed: str
) -> TestResponse:
    sent = {
        "csrf_token": csrf_in(client.get("/manage/waves").text),
        "audience": RESIDENTS,
        "questionnaire": key_of(bureau, "sipas-2023"),
        "full": "y",
    }
    return client.post(address, data={**sent, **changed})


def asked(bureau: Bureau) -> list[tuple[str, bool]]:
    with bureau.store.reading() as session:
        found = waves.wave_by_code(session, WAVE)
        assert found is not None and found.id is not None
        instruments = waves.instruments_of_wave(session, found.id)
    return [(one.audience, one.full) for one in instruments]


def test_the_reform_office_asks_residents_too_and_it_is_noted(
    province_bureau: Bureau,
) -> None:
    hoa = province_bureau.signed_in(HOA)
    assert "Người đến Bộ phận một cửa" in hoa.get(PAGE).text
    assert add(province_bureau, hoa).status_code == 303
    assert asked(province_bureau) == [("counter", False), (RESIDENTS, True)]
    with province_bureau.store.reading() as session:
        (entry,) = audit.entries(session, Search(action="wave_changed"), limit=5)
    assert audit.details_of(entry) == {"what": "instrument", "audience": RESIDENTS}
    page = hoa.get(PAGE).text
    assert "bản nháp" in page and "mọi câu" in page


def test_nobody_is_added_twice(province_bureau: Bureau) -> None:
    hoa = province_bureau.signed_in(HOA)
    add(province_bureau, hoa)
    again = add(province_bureau, hoa)
    assert again.status_code == 422 and len(asked(province_bureau)) == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"audience": "independent"},
        {"audience": "x"},
        {"questionnaire": "x"},
        {"questionnaire": ""},
    ],
)
def test_what_is_on_no_list_is_refused_with_a_sentence(
    province_bureau: Bureau, changed: dict[str, str]
) -> None:
    answer = add(province_bureau, province_bureau.signed_in(HOA), **changed)
    assert answer.status_code == 422
    assert "Xin chọn một mục trong danh sách." in answer.text
    assert len(asked(province_bureau)) == 1


def test_a_wave_that_has_ended_offers_nothing_and_takes_nothing(
    province_bureau: Bureau,
) -> None:
    with province_bureau.store.writing() as session:
        make_wave(
            session,
            "2020",
            opens_on=TODAY.replace(year=2020),
            closes_on=TODAY.replace(year=2021),
        )
    hoa, address = province_bureau.signed_in(HOA), "/manage/waves/2020/audiences"
    assert "Hỏi thêm đối tượng khác" not in hoa.get(address).text
    answer = add(province_bureau, hoa, address)
    assert answer.status_code == 422
    assert "Chưa thay đổi gì: đợt đã kết thúc." in answer.text


def test_addresses_lead_to_the_form_and_come_as_squares(
    province_bureau: Bureau,
) -> None:
    with province_bureau.store.writing() as session:
        posters.give_posters(session, TODAY)
    hoa = province_bureau.signed_in(HOA)
    add(province_bureau, hoa)
    page = hoa.get(PAGE).text
    address, *_others = re.findall(r'href="https?://[^"/]+(/K/\w{6}/residents)"', page)
    rows = hoa.get(f"{PAGE}/{RESIDENTS}/addresses")
    assert address in rows.text and "Xã Bắc Hà" in rows.text
    code = address.split("/")[2]
    square = hoa.get(f"{PAGE}/{RESIDENTS}/addresses?square={code}")
    assert square.mimetype == "image/svg+xml" and "<svg" in square.text
    # What is printed leads a phone to the residents' form, by way of their one address.
    poster = re.search(r'href="(/manage/posters.pdf\?[^"]+counter=[^"]+)"', page)
    assert poster is not None
    pdf = pypdfium2.PdfDocument(hoa.get(unescape(poster[1])).data)
    (printed,) = zxingcpp.read_barcodes(pdf[0].render(scale=1.5).to_pil())
    pdf.close()
    found = province_bureau.browser().get(
        "/" + printed.text.split("/", 3)[3], follow_redirects=True
    )
    assert found.status_code == 200 and found.request.path.endswith(f"/{RESIDENTS}")
    assert 'name="economy_info"' in found.text
    every = pypdfium2.PdfDocument(hoa.get(f"{POSTERS}?variant={RESIDENTS}").data)
    assert len(every) == 6
    every.close()
    for wrong in (
        f"{RESIDENTS}/addresses?square=x",
        "firms/addresses",
        "counter/addresses",
    ):
        assert hoa.get(f"{PAGE}/{wrong}").status_code == 404


def test_the_auditor_reads_and_is_offered_nothing(province_bureau: Bureau) -> None:
    thu = province_bureau.signed_in(THU)
    page = thu.get(PAGE)
    assert page.status_code == 200 and "Hỏi thêm đối tượng khác" not in page.text
    assert OWN and add(province_bureau, thu).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_valid_html(
    province_bureau: Bureau, vnu: "object", language: str
) -> None:
    kien = province_bureau.signed_in(KIEN)
    with province_bureau.store.writing() as session:
        posters.give_posters(session, TODAY)
    add(province_bureau, kien)
    assert vnu(kien.get(f"{PAGE}?lang={language}").text) == []  # type: ignore[operator]
