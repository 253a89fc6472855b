"""Versions of questionnaires: kept, compared, taken home as a file and given to a wave."""

import re
import tomllib

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from forms.questionnaire import (
    load_wordings,
)
from survey.store import questionnaire_drafts, questionnaire_versions
from tests.fixtures.bureau import HOA, WAVE, Bureau
from tests.fixtures.questionnaire_pages import (
    LIST,
    QUICK,
    VERSION,
    copied,
    fields_of,
    last_note,
    post,
    the_draft,
)


@pytest.fixture
def hoa(sqlite_bureau: Bureau) -> FlaskClient:
    return sqlite_bureau.signed_in(HOA)


def test_a_sound_draft_becomes_a_version_and_goes(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    typed: dict[str, object] = dict(fields_of(hoa, address))
    typed |= {"question.2.text": "Chỗ ngồi thế nào?", "do": "keep"}
    answer = post(hoa, address, typed)
    assert answer.location == f"{address}/keep"
    page = hoa.get(answer.location).text
    assert "5 trên 6 câu có trong cả hai bản so được qua thời gian" in page
    assert "Câu “q_access”: tiếng Việt đã đổi nhưng bản English vẫn như cũ." in page
    # Somebody looked at another state of it.
    assert post(hoa, answer.location, {"revision": "1"}).status_code == 409
    kept = post(hoa, answer.location, {"revision": "2"})
    assert kept.status_code == 303
    with sqlite_bureau.store.reading() as session:
        assert questionnaire_drafts.drafts(session) == ()
        version = questionnaire_versions.version_by_key(
            session, kept.location.rpartition("/")[2]
        )
    assert version is not None and version.questionnaire.version == "2"
    assert version.questionnaire.questions[1].text == "Chỗ ngồi thế nào?"
    assert last_note(sqlite_bureau)[1:3] == ("questionnaire_changed", "quick 2")
    # Its English went along, so that citizens are offered it.
    assert "How satisfied are you" in hoa.get(f"{kept.location}/preview?lang=en").text


def test_a_number_without_end_hides_no_version(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    typed: dict[str, object] = dict(fields_of(hoa, address))
    post(hoa, address, {**typed, "version": "9" * 5000})
    kept = post(hoa, f"{address}/keep", {"revision": "2"})
    assert kept.status_code == 303
    assert kept.location in hoa.get(LIST).text
    assert post(hoa, f"{kept.location}/copy", {}).status_code == 303


def test_a_number_that_is_taken_is_refused(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    typed: dict[str, object] = dict(fields_of(hoa, address))
    post(hoa, address, {**typed, "version": "1"})
    answer = post(hoa, f"{address}/keep", {"revision": "2"})
    assert answer.status_code == 422
    assert "Đã có mẫu phiếu mã quick phiên bản 1." in answer.text
    assert the_draft(sqlite_bureau).revision == 2


def test_only_who_compared_it_with_its_source_makes_a_version_official(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    typed: dict[str, object] = dict(fields_of(hoa, address))
    post(hoa, address, {**typed, "status": "official", "legal_basis": "Quyết định số 1"})  # fmt: skip
    refused = post(hoa, f"{address}/keep", {"revision": "2"})
    assert refused.status_code == 422 and "đối chiếu từng câu" in refused.text
    kept = post(hoa, f"{address}/keep", {"revision": "2", "compared": "yes"})
    assert kept.status_code == 303
    # A copy of it is nobody's official wording until somebody compares again.
    post(hoa, f"{kept.location}/copy")
    assert tomllib.loads(the_draft(sqlite_bureau).content)["status"] == "own"


def test_the_file_of_a_version_is_the_same_questionnaire(hoa: FlaskClient) -> None:
    answer = hoa.get(f"{VERSION}/file")
    assert (
        answer.headers["Content-Disposition"] == 'attachment; filename="quick-1.toml"'
    )
    read = load_wordings(answer.text, source="file")
    assert read["vi"] == QUICK and set(read) == {"vi", "en"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_two_versions_stand_beside_each_other(hoa: FlaskClient, lang: str) -> None:
    draft = copied(hoa).rpartition("/")[2]
    shown = hoa.get(
        f"{LIST}/compare?before={QUICK.digest[:12]}&after=draft-{draft}&lang={lang}"
    )
    same = {"vi": "Hai bản hỏi như nhau.", "en": "Both ask the same."}
    assert same[lang] in shown.text
    for wrong in ("draft-99", "000000000000", "draft-99999999999999999999"):
        answer = hoa.get(f"{LIST}/compare?before={wrong}&after={QUICK.digest[:12]}")
        assert answer.status_code == 404
    assert hoa.get(f"{LIST}/compare").status_code == 200


def test_the_list_says_which_waves_use_a_version(hoa: FlaskClient) -> None:
    page = BeautifulSoup(hoa.get(LIST).text, "html.parser")
    row = page.find("a", string=re.compile("Phiếu đánh giá nhanh"))
    assert row is not None
    assert WAVE in row.find_parent("tr").text  # type: ignore[union-attr]


def test_a_wave_is_opened_with_a_kept_version_and_leads_back_to_it(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    kept = post(hoa, f"{address}/keep", {"revision": "1"}).location
    page = BeautifulSoup(hoa.get(kept).text, "html.parser")
    link = page.find("a", string="Mở đợt với mẫu phiếu này")
    assert link is not None
    form = BeautifulSoup(hoa.get(str(link["href"])).text, "html.parser")  # type: ignore[index]
    chosen = form.select_one("[name=questionnaire] option[selected]")
    assert chosen is not None and kept.endswith(str(chosen["value"]))
    sent: dict[str, object] = {
        "code": "2027-1",
        "questionnaire": chosen["value"],
        "kind": "campaign",
        "first": "2027-01-01",
        "last": "2027-01-31",
    }
    opened = post(hoa, "/manage/new-wave", sent)
    assert opened.status_code == 303
    assert f'href="{kept}"' in hoa.get("/manage/waves/2027-1").text
    assert "2027-1" in hoa.get(kept).text
    # An address with what is no version is the usual form.
    assert hoa.get("/manage/new-wave?questionnaire=x").status_code == 200


def test_titles_are_read_in_the_reader_s_language(hoa: FlaskClient) -> None:
    for page in ("questionnaires", "new-wave"):
        english = hoa.get(f"/manage/{page}?lang=en").text
        assert "Short form for the one-stop counter" in english, page
        assert "Phiếu đánh giá nhanh tại Bộ phận một cửa" not in english, page
