"""Questionnaires in writing: copied, typed, checked, previewed; two people at once lose nothing."""

import re
import tomllib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forms.questionnaire import (
    load_questionnaire,
    load_wordings,
    shipped_text,
)
from survey.store import questionnaire_drafts
from tests.fixtures.bureau import HOA, KIEN, MINH, THU, Bureau
from tests.fixtures.questionnaire_pages import (
    ALL_KINDS,
    FIXTURES,
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


def test_a_copy_has_the_next_number_and_both_languages(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    draft = the_draft(sqlite_bureau)
    assert address == f"{LIST}/drafts/{draft.id}"
    read = load_wordings(draft.content, source="draft")
    assert (read["vi"].version, read["vi"].questions) == ("2", QUICK.questions)
    assert read["en"].title == "Short form for the one-stop counter"
    assert (draft.made_from, draft.changed_by) == (QUICK.digest, HOA)
    actor, action, what, details = last_note(sqlite_bureau)
    assert (actor, action, what) == (HOA, "questionnaire_changed", QUICK.title)
    assert "copied" in details


def test_saving_a_page_as_it_stands_changes_nothing(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    before = the_draft(sqlite_bureau)
    assert post(hoa, address, dict(fields_of(hoa, address))).status_code == 303
    after = the_draft(sqlite_bureau)
    assert (after.content, after.revision) == (before.content, before.revision)


def test_a_button_keeps_what_was_typed_and_goes_on_where_it_moved(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    typed: dict[str, object] = dict(fields_of(hoa, address))
    typed |= {"question.2.text": "Chỗ ngồi thế nào?", "do": "up question.2"}
    answer = post(hoa, address, typed)
    assert answer.location == f"{address}?open=question.1#question.1"
    questions = tomllib.loads(the_draft(sqlite_bureau).content)["question"]
    assert "saved" in last_note(sqlite_bureau)[3]
    assert [one["text"] for one in questions[:2]] == [
        "Chỗ ngồi thế nào?",
        QUICK.questions[0].text,
    ]
    page = BeautifulSoup(hoa.get(answer.location).text, "html.parser")
    opened = page.select("li.row details[open]")
    assert [each.parent["id"] for each in opened if each.parent] == ["question.1"]


def test_an_incomplete_draft_is_saved_and_says_beside_each_field_what_is_missing(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    typed: dict[str, object] = dict(fields_of(hoa, address))
    typed |= {"question.3.text": "", "question.2.text@en": "", "year": "năm nay"}
    assert post(hoa, address, {**typed, "do": "keep"}).status_code == 303
    for language, sentences in (
        ("vi", {"Câu hỏi 3 – Lời hỏi: chưa điền", "Năm: phải là số nguyên", "Câu hỏi 2 – Lời hỏi (English): chưa điền"}),
        ("en", {"Question 3 – Wording: not filled in", "Year: must be a whole number", "Question 2 – Wording (English): not filled in"}),
    ):  # fmt: skip
        shown = hoa.get(f"{address}?lang={language}").text
        page = BeautifulSoup(shown, "html.parser")
        links = page.select(".left li a")
        assert {each.text for each in links} >= sentences
        for each in links:
            assert page.find(id=str(each["href"])[1:]) is not None
    year = page.find(id="year")
    assert year is not None and year["value"] == "năm nay"  # type: ignore[index]
    assert year["aria-describedby"] == "year-wrong"  # type: ignore[index]
    # What is not sound leads back, and no wave could be opened with it.
    assert hoa.get(f"{address}/keep").location == address
    assert post(hoa, f"{address}/keep", {"revision": "2"}).location == address


def test_who_comes_second_keeps_what_they_typed_and_sees_what_stands(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    kien = sqlite_bureau.signed_in(KIEN)
    of_hoa: dict[str, object] = dict(fields_of(hoa, address))
    of_kien: dict[str, object] = dict(fields_of(kien, address))
    assert post(kien, address, {**of_kien, "title": "Tên của Kiên"}).status_code == 303
    refused = post(hoa, address, {**of_hoa, "title": "Tên của Hoa"})
    assert refused.status_code == 409
    assert tomllib.loads(the_draft(sqlite_bureau).content)["title"] == "Tên của Kiên"
    page = BeautifulSoup(refused.text, "html.parser")
    alert = page.select_one("[role=alert]")
    assert alert is not None and "kien đã lưu bản nháp này" in alert.text
    assert "Tên mẫu phiếu: “Tên của Kiên”" in " ".join(alert.text.split())
    title, revision = page.find(id="title"), page.select_one("#draft [name=revision]")
    assert title is not None and revision is not None
    assert title["value"] == "Tên của Hoa"  # type: ignore[index]
    # The second press says that it is meant.
    again = post(hoa, address, {**of_hoa, "title": "Tên của Hoa", "revision": revision["value"]})  # fmt: skip
    assert again.status_code == 303
    assert tomllib.loads(the_draft(sqlite_bureau).content)["title"] == "Tên của Hoa"


def test_what_is_typed_outlives_its_draft(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    typed: dict[str, object] = dict(fields_of(hoa, address))
    post(sqlite_bureau.signed_in(KIEN), f"{address}/remove")
    answer = post(hoa, address, {**typed, "title": "Tên của Hoa"})
    assert answer.status_code == 303
    assert tomllib.loads(the_draft(sqlite_bureau).content)["title"] == "Tên của Hoa"
    assert "đã bị người khác chốt hoặc xóa" in hoa.get(answer.location).text


def test_the_last_saving_can_be_taken_back(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    before = the_draft(sqlite_bureau).content
    typed: dict[str, object] = dict(fields_of(hoa, address))
    post(hoa, address, {**typed, "do": "remove question.1"})
    assert the_draft(sqlite_bureau).content != before
    assert post(hoa, f"{address}/undo", {"revision": "2"}).status_code == 303
    assert the_draft(sqlite_bureau).content == before


def test_a_file_is_taken_whole_or_every_mistake_is_named(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    def upload(content: bytes) -> TestResponse:
        return post(hoa, LIST, {"file": (BytesIO(content), "phieu.toml")})

    bad = shipped_text("quick").replace('"own"', '"mine"').replace("year = 2026", "")
    answer = upload(bad.encode())
    assert answer.status_code == 422
    assert "phieu.toml:6: status: phải là một trong" in answer.text
    for content in (b"\xff\xfe", b"x = [", b"a" * 300_000, b"", b"[" * 5000):
        assert upload(content).status_code == 422
    assert post(hoa, LIST).status_code == 422
    with sqlite_bureau.store.reading() as session:
        assert questionnaire_drafts.drafts(session) == ()
    assert upload(shipped_text("sipas-2017").encode()).status_code == 303
    assert the_draft(sqlite_bureau).content == shipped_text("sipas-2017")


def test_a_new_questionnaire_begins_with_the_usual_scale(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = post(hoa, f"{LIST}/drafts").location
    page = hoa.get(address).text
    assert "Mẫu phiếu chưa có tên" in page and "Còn 4 chỗ cần sửa" in page
    assert hoa.get(f"{address}/file").text == the_draft(sqlite_bureau).content
    assert post(hoa, f"{address}/remove").location == LIST
    assert hoa.get(address).status_code == 404


def test_a_preview_is_marked_and_has_nothing_to_send(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    typed: dict[str, object] = dict(fields_of(hoa, address))
    typed["question.2.text"] = "Chỗ <b>ngồi</b> thế nào?"
    shown = post(hoa, f"{address}/preview", typed)
    page = BeautifulSoup(shown.text, "html.parser")
    assert "Chỗ <b>ngồi</b> thế nào?" in page.text
    assert "Bản xem trước – không gửi được." in page.text
    assert page.select("form, script, [name=form_token]") == []
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    # Nothing was saved, and nothing noted: a preview comes with every key.
    assert "copied" in last_note(sqlite_bureau)[3]
    assert "ngồi</b>" not in hoa.get(f"{address}/preview").text
    english = post(hoa, f"{address}/preview", {**typed, "show.language": "en"})
    assert "Overall, how satisfied" in english.text


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_every_kind_of_question_and_table_can_be_edited(
    sqlite_bureau: Bureau, hoa: FlaskClient, file: Path
) -> None:
    sent = (BytesIO(file.read_bytes()), file.name)
    address = post(hoa, LIST, {"file": sent}).location
    fields: dict[str, object] = dict(fields_of(hoa, address))
    assert post(hoa, address, fields).status_code == 303
    saved = the_draft(sqlite_bureau).content
    assert load_questionnaire(saved, source="saved") == load_questionnaire(
        file.read_text("utf-8"), source="file"
    )
    shown = BeautifulSoup(hoa.get(f"{address}/preview").text, "html.parser")
    for item in load_questionnaire(saved, source="saved").as_shown(full=True):
        assert shown.find("legend", string=item.text) is not None
    assert "Mẫu phiếu đã đủ điều kiện" in hoa.get(address).text


def test_an_option_is_added_to_its_question_and_can_be_taken_away(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    sent = (BytesIO(ALL_KINDS.read_bytes()), "phieu.toml")
    address = post(hoa, LIST, {"file": sent}).location
    fields: dict[str, object] = dict(fields_of(hoa, address))
    added = post(hoa, address, {**fields, "do": "add question.1.options"})
    n = len(re.findall(r"question\.1\.options\.\d+\.code", " ".join(fields)))
    assert added.location.endswith(f"#question.1.options.{n + 1}")
    page = hoa.get(added.location).text
    assert f"Câu hỏi 1 – Phương án {n + 1} – Phương án: chưa điền" in page
    fields = dict(fields_of(hoa, added.location))
    post(hoa, address, {**fields, "do": f"remove question.1.options.{n + 1}"})
    saved = load_questionnaire(the_draft(sqlite_bureau).content, source="saved")
    assert len(saved.choice_questions[0].options) == n


def test_the_auditor_reads_a_draft_and_finds_no_button(
    sqlite_bureau: Bureau, hoa: FlaskClient
) -> None:
    address = copied(hoa)
    thu = sqlite_bureau.signed_in(THU)
    page = BeautifulSoup(thu.get(address).text, "html.parser")
    assert page.select("main button") == []
    assert page.select_one("fieldset.all[disabled]") is not None
    for each in (LIST, VERSION, f"{address}/preview", f"{address}/keep"):
        assert thu.get(each).status_code == 200
    assert sqlite_bureau.signed_in(MINH).get(LIST).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_valid_html(
    hoa: FlaskClient, vnu: Callable[[str], list[str]], language: str
) -> None:
    sent = (BytesIO(ALL_KINDS.read_bytes()), "phieu.toml")
    draft = post(hoa, LIST, {"file": sent}).location
    empty = post(hoa, f"{LIST}/drafts").location
    sides = f"before={QUICK.digest[:12]}&after=draft-{draft.rpartition('/')[2]}"
    pages = (LIST, VERSION, draft, empty, f"{draft}/keep", f"{draft}/preview", f"{LIST}/compare?{sides}")  # fmt: skip
    for address in pages:
        mark = "&" if "?" in address else "?"
        assert vnu(hoa.get(f"{address}{mark}lang={language}").text) == [], address


def test_no_form_of_ours_or_others_breaks_a_page(hoa: FlaskClient) -> None:
    address = copied(hoa)
    for sent in (
        {},
        {"revision": "x"},
        {"revision": "1", "do": "remove question.999"},
        {"revision": "1", "beside": "en ../.. vi", "title@../..": "x"},
        {"revision": "9" * 30},
        {"question.1.code": "\x00", "title": "x" * 100_000},
    ):
        assert post(hoa, address, dict(sent)).status_code in (303, 409)
        assert post(hoa, f"{address}/preview", dict(sent)).status_code == 200
        assert hoa.get(address).status_code == 200
    assert hoa.get(f"{LIST}/drafts/{2**40}").status_code == 404
    assert post(hoa, address, {"title": "x" * 600_000}).status_code == 413
