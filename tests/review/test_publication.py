"""Publishing a wave: what was previewed, once, by the reform office, and taken back with a reason."""

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import text
from sqlmodel import select
from werkzeug.test import TestResponse

from forms.questionnaire import shipped_text
from survey.reports.public_results import freeze
from survey.store import audit, publications
from survey.store.audit import Search
from survey.store.instruments import RESIDENTS, add_instrument
from survey.store.tables import Counter
from survey.store.waves import wave_by_code
from survey.trust.sealing import seal
from tests.fixtures.bureau import HOA, MINH, OWN, THU, WAVE, Bureau, csrf_in
from tests.fixtures.finished import FIRST, SECOND, SECOND_DAY
from tests.fixtures.people import TODAY, keep_questionnaire, make_responses

LIST = "/review/publication"
PAGE = f"{LIST}/{SECOND}"


def digest_in(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found is not None, page
    return found[1]


def approve(
    client: FlaskClient, *, digest: str = "", code: str = SECOND
) -> TestResponse:
    """Approve what the page shows, or what another digest stands for."""
    page = client.get(f"{LIST}/{code}").text
    sent = {"csrf_token": csrf_in(page), "digest": digest or digest_in(page)}
    return client.post(f"{LIST}/{code}/approve", data=sent)


def withdraw(client: FlaskClient, reason: str) -> TestResponse:
    token = csrf_in(client.get(PAGE).text)
    sent = {"csrf_token": token, "withdraw-reason": reason}
    return client.post(f"{PAGE}/withdraw", data=sent)


def history(bureau: Bureau, code: str = SECOND) -> list[tuple[str, str, str]]:
    with bureau.store.reading() as session:
        wave = wave_by_code(session, code)
        assert wave is not None and wave.id is not None
        return [
            (kept.action, kept.done_by, kept.reason)
            for kept in publications.history(session, wave.id)
        ]


def test_a_wave_that_asked_others_says_whose_results_are_published(
    finished_bureau: Bureau,
) -> None:
    store = finished_bureau.store
    with store.writing() as session:
        version = keep_questionnaire(session, shipped_text("sipas-2017"))
        # Of the past: a wave that is over takes no further instrument.
        asked = add_instrument(
            session, SECOND, audience=RESIDENTS, questionnaire=version, today=SECOND_DAY
        )
        counter = session.exec(select(Counter).where(Counter.code == f"{OWN}-1")).one()
        make_responses(session, counter, asked, scores=[1] * 30, received_on=TODAY)
    seal(store, TODAY + timedelta(days=1))
    hoa, anyone = finished_bureau.signed_in(HOA), finished_bureau.browser()
    told = "Đợt này còn hỏi đối tượng khác (Người dân trên địa bàn)"
    assert told in hoa.get(f"{PAGE}?lang=vi").text
    assert approve(hoa).status_code == 303
    for address in ("/ket-qua", f"/ket-qua/{OWN}"):
        page = anyone.get(f"{address}?lang=vi").text
        # The visitors' figures are what they were: nothing of the residents is in them.
        assert told in page and "n = 40" in anyone.get(f"/ket-qua/{OWN}?lang=vi").text
        first = anyone.get(f"{address}?lang=vi&dot={FIRST}")
        assert told not in first.text


def test_what_the_preview_shows_is_published_and_noted(
    finished_bureau: Bureau,
) -> None:
    hoa = finished_bureau.signed_in(HOA)
    preview = hoa.get(f"{PAGE}?lang=vi").text
    assert "đúng những gì sẽ được công bố" in preview
    answer = approve(hoa)
    assert (answer.status_code, answer.location) == (303, PAGE)
    public = finished_bureau.browser().get("/ket-qua?lang=vi").text
    shown = re.compile(r'<table class="figures public">.*?</tbody>', re.DOTALL)
    (row,) = shown.findall(public)
    (previewed,) = shown.findall(preview)
    # The same but for the links.
    links = re.compile(r"</?a\b[^>]*>")
    assert links.sub("", row) == links.sub("", previewed)
    assert history(finished_bureau) == [("publish", HOA, "")]
    with finished_bureau.store.reading() as session:
        (noted,) = audit.entries(session, Search(action="publication_changed"), limit=9)
    assert (noted.actor, noted.object) == (HOA, SECOND)


def test_a_second_tap_publishes_nothing_more(finished_bureau: Bureau) -> None:
    hoa = finished_bureau.signed_in(HOA)
    digest = digest_in(hoa.get(PAGE).text)
    assert [approve(hoa, digest=digest).status_code for _tap in "12"] == [303, 303]
    assert len(history(finished_bureau)) == 1


def test_figures_that_moved_since_the_preview_are_looked_at_again(
    finished_bureau: Bureau,
) -> None:
    hoa = finished_bureau.signed_in(HOA)
    digest = digest_in(hoa.get(PAGE).text)
    with finished_bureau.store.writing() as session:
        session.connection().execute(text("UPDATE office SET name = name || ' mới'"))
    answer = approve(hoa, digest=digest)
    assert answer.status_code == 422
    assert "số liệu đã đổi từ lúc mở trang này" in answer.text
    assert history(finished_bureau) == []


def test_a_wave_that_runs_cannot_be_published(province_bureau: Bureau) -> None:
    hoa = province_bureau.signed_in(HOA)
    page = hoa.get(f"{LIST}/{WAVE}?lang=vi").text
    assert "Chưa công bố được: đợt còn nhận phiếu." in page and "digest" not in page
    answer = approve(hoa, digest="0" * 64, code=WAVE)
    assert answer.status_code == 422 and "đợt còn nhận phiếu" in answer.text
    assert "Chưa công bố được: đợt còn nhận phiếu" in hoa.get(LIST).text


def test_it_is_taken_back_with_a_reason_and_can_be_published_again(
    finished_bureau: Bureau,
) -> None:
    hoa = finished_bureau.signed_in(HOA)
    approve(hoa)
    refused = withdraw(hoa, " ")
    assert refused.status_code == 422 and "Xin ghi lý do." in refused.text
    assert withdraw(hoa, "Sai tên đợt").status_code == 303
    # Who was slower changes nothing.
    assert withdraw(hoa, "Sai tên đợt").status_code == 303
    assert "Sai tên đợt" in hoa.get(PAGE).text
    assert "Đã rút ngày 25/11/2026" in hoa.get(LIST).text
    assert approve(hoa).status_code == 303
    assert [action for action, *_who in history(finished_bureau)] == [
        "publish",
        "withdraw",
        "publish",
    ]


def test_publishing_again_after_a_few_changed_is_refused(
    finished_bureau: Bureau,
) -> None:
    with finished_bureau.store.writing() as session:
        wave = wave_by_code(session, SECOND)
        assert wave is not None and wave.id is not None
        found = freeze(session, wave, today=TODAY)
        # It was published with two people more than are counted now.
        offices = {
            office_id: content.replace('"index":[40,', '"index":[42,')
            for office_id, content in found.offices.items()
        }
        assert offices != found.offices
        who = {"today": TODAY, "done_by": HOA}
        publications.publish(
            session, wave.id, content=found.content, offices=offices, **who  # type: ignore[arg-type]
        )
        publications.withdraw(session, wave.id, reason="Xem lại", **who)  # type: ignore[arg-type]
    answer = approve(finished_bureau.signed_in(HOA))
    assert answer.status_code == 422
    assert "suy ra được câu trả lời của vài người" in answer.text
    assert len(history(finished_bureau)) == 2


def test_a_unit_head_does_not_publish(finished_bureau: Bureau) -> None:
    minh = finished_bureau.signed_in(MINH)
    assert [minh.get(page).status_code for page in (LIST, PAGE)] == [404, 404]


def test_an_auditor_sees_and_decides_nothing(finished_bureau: Bureau) -> None:
    thu = finished_bureau.signed_in(THU)
    page = thu.get(PAGE).text
    assert "Công bố kết quả đợt này" not in page
    sent = {"csrf_token": csrf_in(thu.get("/review/account").text)}
    assert thu.post(f"{PAGE}/approve", data=sent).status_code == 404
    assert history(finished_bureau) == []


def test_a_wave_that_is_not_there_does_not_exist(finished_bureau: Bureau) -> None:
    hoa = finished_bureau.signed_in(HOA)
    assert hoa.get(f"{LIST}/none").status_code == 404
    assert hoa.get(f"{LIST}/{FIRST}").status_code == 200
