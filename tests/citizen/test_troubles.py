"""A database that is away, a clock that went back: an honest page that was opened before still counts, once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from survey.store import closing
from survey.store.engine import Store
from tests.citizen.test_answering import BUSY, TOO_OLD, refuses
from tests.fixtures.lan import ADDRESS, Lan, token_in
from tests.fixtures.people import TODAY

COMMENT = 'Thêm ghế,\r\n"gần" cửa <script>'
FILLED = {"overall": "4", "stage": "ask", "comment": COMMENT}
YEARS_AGO = date(2016, 11, 27)


@pytest.fixture
def away(sqlite_lan: Lan) -> Iterator[Lan]:
    """Give Lan whose service has lost its database."""
    nowhere = Store("sqlite:////nowhere/at/all.sqlite")
    working = sqlite_lan.app.extensions["sipas"]
    yield Lan(sqlite_lan.app, nowhere)
    sqlite_lan.app.extensions["sipas"] = working
    nowhere.close()


def lose_database(lan: Lan, store: Store) -> None:
    lan.app.extensions["sipas"] = replace(lan.app.extensions["sipas"], store=store)


def close_yesterday(lan: Lan) -> None:
    """Seal the day before today, as each night does."""
    yesterday = TODAY - timedelta(days=1)
    with lan.store.writing() as session:
        closing.begin(session, yesterday)
    with lan.store.writing() as session:
        closing.finish(session, yesterday)


def test_where_not_even_the_form_can_be_looked_up_the_answers_are_given_back(
    sqlite_lan: Lan, away: Lan
) -> None:
    token = sqlite_lan.token()
    working = sqlite_lan.app.extensions["sipas"].store
    lose_database(sqlite_lan, away.store)
    answer = sqlite_lan.send(FILLED, token=token)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert answer.headers["Answer-Stored"] == "no"
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("h1").get_text() == BUSY  # type: ignore[union-attr]
    given_back = {field["name"]: field["value"] for field in page.select("main input")}
    assert given_back == {"form_token": token, **FILLED}
    assert "<script>" not in answer.text.partition("<main")[2]

    lose_database(sqlite_lan, working)
    assert sqlite_lan.send(given_back, token=token).status_code == 303
    assert [answer.scores for answer in sqlite_lan.stored()] == ["4-----"]


@pytest.mark.parametrize("days", [1, 7])
def test_a_form_of_some_days_ahead_is_taken_and_dated_the_server_s_day(
    lan: Lan, days: int
) -> None:
    token = lan.token()
    went_back_to = TODAY - timedelta(days=days)
    lan.travel(went_back_to)
    assert lan.send(token=token).status_code == 303
    assert [answer.received_on for answer in lan.stored()] == [went_back_to]


def test_a_form_printed_after_the_day_of_the_clock_is_taken(lan: Lan) -> None:
    lan.travel(date(2026, 10, 2))
    with lan.store.writing() as session:
        session.connection().exec_driver_sql("UPDATE wave SET opens_on = '2026-10-02'")
    token = lan.token()
    lan.travel(date(2026, 9, 29))
    assert lan.open().status_code == 404
    assert lan.send(token=token).status_code == 303


def test_behind_a_closed_day_years_make_no_difference(lan: Lan) -> None:
    token = lan.token()
    close_yesterday(lan)
    lan.travel(YEARS_AGO)
    assert lan.send(token=token).status_code == 303
    assert [answer.received_on for answer in lan.stored()] == [TODAY]


def test_behind_a_closed_day_forms_are_still_shown_and_dated_right(lan: Lan) -> None:
    close_yesterday(lan)
    lan.travel(YEARS_AGO)
    token = token_in(lan.open().text)
    lan.travel(TODAY)
    assert lan.send(token=token).status_code == 303
    assert lan.open("/K/BCDFGB").status_code == 404


def test_a_form_from_too_far_ahead_says_that_a_date_was_wrong(sqlite_lan: Lan) -> None:
    token = sqlite_lan.token()
    sqlite_lan.travel(TODAY - timedelta(days=8))
    sentence = "Phiếu này không gửi được nữa vì ngày trên máy chủ đã có lúc bị sai."
    refuses(sqlite_lan, token, status=410, sentence=sentence)
    assert f'<a href="{ADDRESS}?lang=vi">' in sqlite_lan.send(token=token).text


def test_behind_a_closed_day_an_old_form_is_still_too_old(sqlite_lan: Lan) -> None:
    sqlite_lan.travel(TODAY - timedelta(days=9))
    token = sqlite_lan.token()
    close_yesterday(sqlite_lan)
    sqlite_lan.travel(TODAY - timedelta(days=10))
    refuses(sqlite_lan, token, status=410, sentence=TOO_OLD)
