"""The path of one answer: once stored, once counted, and honest words where it was not."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session, select

from survey.store import engine
from survey.store.engine import Store
from survey.store.tables import AlteredRepeat, Counter, Office, Placement, Poster
from tests.fixtures.lan import ADDRESS, Lan, make_lan, make_poster, token_in
from tests.fixtures.people import TODAY, make_counter

CANNOT_SEND = "Phiếu này không gửi được nữa vì {}."
DAMAGED = CANNOT_SEND.format("trang tải về bị lỗi")
TOO_OLD = CANNOT_SEND.format("trang đã mở quá lâu")
CLOSED = CANNOT_SEND.format("đợt lấy ý kiến đã dừng")
BUSY = "Máy chủ đang bận. Câu trả lời chưa mất. Xin thử lại sau ít phút."
UNCONFIRMED = "Chưa xác nhận được là đã nhận. Bấm “Gửi lại” cũng chỉ tính một lần."
ALREADY = "Phiếu này đã được nhận trước đó. Không tính hai lần."
# What a database may say of a row that it could not write.
MESSAGE = "failing row contains (1, 4---x-)"
ANSWERS = {"overall": "4", "q_result": "x", "stage": "receive", "helped": "yes"}


def receipt_in(page: str) -> str:
    """Return the receipt as a reader sees it."""
    found = re.search("<b>([0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{2})</b>", page)
    assert found is not None, page
    return found[1]


def chosen_in(page: str) -> dict[str, str]:
    """Return what a page has filled in."""
    buttons = BeautifulSoup(page, "html.parser").select("input[checked]")
    return {str(button["name"]): str(button["value"]) for button in buttons}


def test_an_answer_is_stored_and_leads_to_its_receipt(lan: Lan) -> None:
    sent = lan.send(ANSWERS)
    assert sent.status_code == 303
    receipt = lan.open(sent.headers["Location"])
    assert receipt.status_code == 200 and receipt_in(receipt.text)
    (stored,) = lan.stored()
    assert (stored.scores, stored.stage, stored.channel) == ("4---x-", "receive", "D")
    assert (stored.received_on, stored.language, stored.part) == (TODAY, "vi", "core")


def test_a_script_is_told_where_the_receipt_is(sqlite_lan: Lan) -> None:
    sent = sqlite_lan.send(ANSWERS, headers={"Prefer": "return=minimal"})
    assert (sent.status_code, sent.text) == (201, "")
    assert receipt_in(sqlite_lan.open(sent.headers["Location"]).text)
    assert len(sqlite_lan.stored()) == 1


def test_a_filter_s_answer_is_stored_and_a_no_drops_what_hangs_on_it(
    sqlite_store: Store,
) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", full=True)
    lan.send({"gave_feedback": "no", "q01": "5", "q19": "1"})
    (stored,) = lan.stored()
    assert stored.choices == '{"gave_feedback":"no"}'
    assert stored.scores == "5" + "-" * 17 + "....-"


def test_the_language_of_the_questions_is_stored_with_its_version(
    sqlite_lan: Lan,
) -> None:
    sent = sqlite_lan.send(address=f"{ADDRESS}?lang=en")
    assert sent.headers["Location"].endswith("?lang=en")
    (stored,) = sqlite_lan.stored()
    assert stored.language == "en" and len(stored.language_version) == 12


def test_who_was_helped_is_stored_with_the_answer(lan: Lan) -> None:
    lan.send({"overall": "4", "helped": "yes"})
    lan.send({"overall": "4"})
    assert sorted(answer.helped for answer in lan.stored()) == [False, True]


def test_the_same_page_sent_twice_counts_once_and_shows_the_same_receipt(
    lan: Lan,
) -> None:
    token = lan.token()
    pages = [lan.open(lan.send(token=token).headers["Location"]).text for _ in range(3)]
    assert len({receipt_in(page) for page in pages}) == 1
    assert [ALREADY in page for page in pages] == [False, True, True]
    assert (len(lan.stored()), len(lan.receipts())) == (1, 1)


def test_an_altered_repeat_changes_nothing_and_is_counted(lan: Lan) -> None:
    token = lan.token()
    lan.send({"overall": "1"}, token=token)
    again = lan.open(lan.send({"overall": "5"}, token=token).headers["Location"])
    assert ALREADY in again.text
    assert [answer.scores for answer in lan.stored()] == ["1-----"]
    with lan.store.reading() as session:
        assert [count.n for count in session.exec(select(AlteredRepeat))] == [1]


def test_two_pages_are_two_answers(sqlite_lan: Lan) -> None:
    receipts = [
        receipt_in(sqlite_lan.open(sqlite_lan.send().headers["Location"]).text)
        for _ in range(2)
    ]
    assert len(set(receipts)) == len(sqlite_lan.stored()) == 2


def test_after_a_change_of_the_secret_a_repeat_shows_the_same_receipt(
    sqlite_lan: Lan,
) -> None:
    token = sqlite_lan.token()
    first = sqlite_lan.open(sqlite_lan.send(token=token).headers["Location"]).text
    sqlite_lan.configure(secret_key="n" * 32, previous_secret_keys=("s" * 32,))
    again = sqlite_lan.open(sqlite_lan.send(token=token).headers["Location"]).text
    assert receipt_in(again) == receipt_in(first) and ALREADY in again
    assert len(sqlite_lan.stored()) == 1


def test_a_form_of_a_destroyed_secret_cannot_be_sent(sqlite_lan: Lan) -> None:
    token = sqlite_lan.token()
    sqlite_lan.configure(secret_key="n" * 32)
    refuses(sqlite_lan, token, status=400, sentence=DAMAGED)


def refuses(lan: Lan, token: str, *, status: int, sentence: str) -> None:
    """Send a form and check that it is refused with a reason, and that nothing is stored."""
    answer = lan.send(ANSWERS, token=token)
    assert answer.status_code == status
    assert f"<h1>{sentence}</h1>" in answer.text
    assert (lan.stored(), lan.receipts()) == ([], [])


def test_a_form_can_be_sent_for_a_week(lan: Lan) -> None:
    token = lan.token()
    lan.travel(date(2026, 12, 2))
    assert lan.send(token=token).status_code == 303
    assert [answer.received_on for answer in lan.stored()] == [date(2026, 12, 2)]


def test_an_older_form_says_so_and_offers_a_new_one(sqlite_lan: Lan) -> None:
    token = sqlite_lan.token()
    sqlite_lan.travel(date(2026, 12, 3))
    refuses(sqlite_lan, token, status=410, sentence=TOO_OLD)
    page = sqlite_lan.send(token=token).text
    assert f'<a href="{ADDRESS}?lang=vi">Mở phiếu mới</a>' in page


def test_a_form_issued_on_the_last_day_is_taken_until_the_grace_ends(lan: Lan) -> None:
    lan.travel(date(2026, 12, 31))
    token = lan.token()
    lan.travel(date(2027, 1, 7))
    assert lan.open().status_code == 410
    assert lan.send(token=token).status_code == 303
    assert [answer.received_on for answer in lan.stored()] == [date(2027, 1, 7)]


def test_after_a_short_grace_the_wave_is_closed(sqlite_lan: Lan) -> None:
    with sqlite_lan.store.writing() as session:
        session.connection().exec_driver_sql("UPDATE wave SET grace_days = 2")
    sqlite_lan.travel(date(2026, 12, 30))
    token = sqlite_lan.token()
    sqlite_lan.travel(date(2027, 1, 3))
    refuses(sqlite_lan, token, status=410, sentence=CLOSED)


def test_a_poster_replaced_in_the_meantime_loses_no_answer(lan: Lan) -> None:
    token = lan.token()
    with lan.store.writing() as session:
        session.exec(select(Poster)).one().retired_on = TODAY
        session.exec(select(Counter)).one().closed_on = TODAY
    assert lan.open().status_code == 410
    assert lan.send(token=token).status_code == 303


def test_a_poster_moved_in_the_meantime_counts_for_the_counter_that_was_shown(
    sqlite_lan: Lan,
) -> None:
    token = sqlite_lan.token()
    with sqlite_lan.store.writing() as session:
        other = make_counter(session, session.exec(select(Office)).one(), code="snv-2")
        poster = session.exec(select(Poster)).one()
        session.add(
            Placement(poster_id=poster.id, valid_from=TODAY, counter_id=other.id)
        )
    sqlite_lan.send(token=token)
    assert [answer.counter_id for answer in sqlite_lan.stored()] == [1]


def test_a_token_of_another_counter_cannot_be_used_here(sqlite_lan: Lan) -> None:
    with sqlite_lan.store.writing() as session:
        office = session.exec(select(Office)).one()
        make_poster(session, make_counter(session, office, code="snv-2"), "8K3M9X")
    refuses(sqlite_lan, sqlite_lan.token("/K/8K3M9X"), status=400, sentence=DAMAGED)


def test_a_wrong_code_in_the_address_stores_nothing(sqlite_lan: Lan) -> None:
    token = sqlite_lan.token()
    for address in ("/K/7K3M9X", "/K/nonsense", "/K/8K3M9X"):
        assert sqlite_lan.send(token=token, address=address).status_code == 400
    assert sqlite_lan.stored() == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_empty_form_comes_back_and_says_what_is_missing(
    sqlite_lan: Lan, language: str
) -> None:
    token = sqlite_lan.token()
    address = f"{ADDRESS}?lang={language}"
    answer = sqlite_lan.send({"stage": "ask"}, token=token, address=address)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    begins = {"vi": "Lỗi: Ông/Bà đánh giá", "en": "Error: How was"}[language]
    assert page.title is not None and page.title.get_text().startswith(begins)
    summary = page.select_one("[role=alert][autofocus]")
    assert summary is not None
    (link,) = summary.select("a")
    (target,) = page.select(str(link["href"]))
    assert (target["name"], target["value"]) == ("overall", "1")
    assert chosen_in(answer.text) == {"stage": "ask"}
    assert token_in(answer.text) == token
    assert sqlite_lan.stored() == []


def test_a_wrong_answer_is_shown_beside_its_question_and_the_rest_is_kept(
    sqlite_lan: Lan,
) -> None:
    sent = {"overall": "6", "q_access": ["1", "2"], "q_officer": "5", "stage": "ask"}
    answer = sqlite_lan.send(sent)
    page = BeautifulSoup(answer.text, "html.parser")
    summary = page.select_one("[role=alert]")
    assert summary is not None
    links = {str(link["href"]): link.get_text() for link in summary.select("a")}
    assert links == {
        "#overall-0": "Xin chọn một trong các câu trả lời có sẵn.",
        "#q_access-0": "Câu này nhận được hai câu trả lời. Xin chọn một.",
    }
    for fieldset in page.select("fieldset.wrong"):
        beside = page.find(id=fieldset["aria-describedby"])
        assert beside is not None and beside.get_text() in links.values()
    assert len(page.select("fieldset.wrong")) == 2
    assert chosen_in(answer.text) == {"q_officer": "5", "stage": "ask"}


def test_the_form_put_right_is_stored_under_the_same_key(sqlite_lan: Lan) -> None:
    page = sqlite_lan.send({}).text
    assert sqlite_lan.send(ANSWERS, token=token_in(page)).status_code == 303
    assert len(sqlite_lan.stored()) == 1


def test_a_busy_store_gives_the_filled_form_back(
    sqlite_lan: Lan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WRITE_WAIT_SECONDS", 0.01)
    token = sqlite_lan.token()
    with sqlite_lan.store.writing():
        answer = sqlite_lan.send(ANSWERS, token=token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert answer.headers["Answer-Stored"] == "no"
    assert BUSY in answer.text and "Gửi lại" in answer.text
    assert chosen_in(answer.text) == ANSWERS and token_in(answer.text) == token
    assert sqlite_lan.stored() == []
    assert sqlite_lan.send(ANSWERS, token=token).status_code == 303


class Failing(Store):
    """A store whose connection breaks at the end of a write, before or after it is durable."""

    is_durable = False

    @contextmanager
    def writing(
        self, *, limit_statements: bool = True, deadline: float | None = None
    ) -> Iterator[Session]:
        with super().writing(
            limit_statements=limit_statements, deadline=deadline
        ) as session:
            yield session
            if self.is_durable:
                session.commit()
            raise ConnectionError(MESSAGE)


@pytest.mark.parametrize("is_durable", [True, False])
def test_a_failed_write_is_never_called_lost_or_received_and_can_be_sent_again(
    sqlite_lan: Lan,
    sqlite_url: str,
    is_durable: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    token = sqlite_lan.token()
    working = sqlite_lan.app.extensions["sipas"]
    failing = Failing(sqlite_url)
    failing.is_durable = is_durable
    sqlite_lan.app.extensions["sipas"] = replace(working, store=failing)
    answer = sqlite_lan.send(ANSWERS, token=token)
    failing.close()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Answer-Stored" not in answer.headers
    assert UNCONFIRMED in answer.text and "Gửi lại" in answer.text
    assert "Đã nhận" not in answer.text and "chưa mất" not in answer.text
    assert chosen_in(answer.text) == ANSWERS and token_in(answer.text) == token
    assert "ConnectionError" in caplog.text
    assert "4---x-" not in caplog.text and token not in caplog.text

    sqlite_lan.app.extensions["sipas"] = working
    again = sqlite_lan.open(sqlite_lan.send(ANSWERS, token=token).headers["Location"])
    assert (ALREADY in again.text) is is_durable
    assert len(sqlite_lan.stored()) == 1
