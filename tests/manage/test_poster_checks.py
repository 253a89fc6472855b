"""The weekly round: posters are ticked, and what nobody looked at for two weeks is named."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from survey.reports.poster_checks import build_round, roughly
from survey.store import posters
from survey.store.engine import Store
from survey.store.tables import PosterCheck
from survey.trust.sealing import seal
from tests.fixtures.bureau import HOA, LAN, MINH, OTHER, OWN, THU, Bureau, csrf_in
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

PAGE = "/manage/posters/check"
MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)


@pytest.fixture
def printed(province_bureau: Bureau) -> Iterator[Bureau]:
    """Give the province with a poster at each of its six counters, printed today."""
    with province_bureau.store.writing() as session:
        posters.give_posters(session, TODAY)
    yield province_bureau


def poster_ids(page: str) -> list[str]:
    return re.findall(r'name="poster" value="(\d+)"', page)


def tick(client: FlaskClient, *ids: str) -> TestResponse:
    """Send the ticks as the page does."""
    token = csrf_in(client.get(PAGE).text)
    return client.post(PAGE, data={"csrf_token": token, "poster": list(ids)})


def test_lan_ticks_the_posters_of_her_office_once_a_week(printed: Bureau) -> None:
    lan = printed.signed_in(LAN)
    page = lan.get(PAGE).text
    assert f"bảng {OWN}-1/1, in ngày 25/11/2026" in page and OTHER not in page
    assert "chưa kiểm tra lần nào" in page
    (poster,) = poster_ids(page)
    assert tick(lan, poster).status_code == 303
    after = lan.get(PAGE).text
    assert "đã kiểm tra" in after and poster_ids(after) == []
    assert "kiểm tra gần nhất: tuần từ 23/11/2026" in after
    # A second tick of the same week, from a page that was still open.
    assert tick(lan, poster).status_code == 303
    with printed.store.reading() as session:
        kept = session.exec(select(PosterCheck)).all()
    assert [(str(check.poster_id), check.week) for check in kept] == [(poster, MONDAY)]


def test_the_menu_marks_the_round_and_not_the_posters_above_it(printed: Bureau) -> None:
    page = printed.signed_in(LAN).get(PAGE).text
    (marked,) = re.findall(r'<li><a href="([^"?]+)[^>]* aria-current="page"', page)
    assert marked == PAGE


def test_next_week_it_is_to_be_looked_at_again(printed: Bureau) -> None:
    lan = printed.signed_in(LAN)
    tick(lan, *poster_ids(lan.get(PAGE).text))
    printed.wait(days=5)
    assert len(poster_ids(printed.signed_in(LAN).get(PAGE).text)) == 1


@pytest.mark.parametrize("ids", [["999"], ["x"], ["1", "-1"]])
def test_what_is_no_poster_of_the_own_office_is_refused_whole(
    printed: Bureau, ids: list[str]
) -> None:
    assert tick(printed.signed_in(LAN), *ids).status_code == 400
    with printed.store.reading() as session:
        assert session.exec(select(PosterCheck)).all() == []


def test_a_foreign_poster_cannot_be_ticked(printed: Bureau) -> None:
    every = poster_ids(printed.signed_in(HOA).get(PAGE).text)
    minh = printed.signed_in(MINH)
    own = poster_ids(minh.get(PAGE).text)
    foreign = sorted(set(every) - set(own))
    assert (len(every), len(own)) == (6, 1)
    assert tick(minh, foreign[0]).status_code == 400


def test_the_auditor_reads_and_ticks_nothing(printed: Bureau) -> None:
    page = printed.signed_in(THU).get(PAGE).text
    assert poster_ids(page) == [] and "chưa kiểm tra lần nào" in page


@pytest.mark.parametrize(("days", "overdue"), [(13, 0), (14, 6)])
def test_after_two_weeks_without_a_look_hoa_is_told_where(
    printed: Bureau, days: int, overdue: int
) -> None:
    printed.wait(days=days)
    page = printed.signed_in(HOA).get(PAGE).text
    assert (f"{overdue} bảng đã 2 tuần chưa được kiểm tra." in page) == (overdue > 0)
    listed = re.findall(r"<li>(.+): (.+)</li>", page)
    assert len({office for office, _counters in listed}) == overdue
    assert {counters for _office, counters in listed} == (
        {"Quầy số 1"} if overdue else set()
    )


def test_a_check_counts_for_two_weeks_after_its_week(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        printed_long_ago(session)
        found = [
            len(build_round(session, MONDAY + timedelta(days), under="<5").overdue)
            for days in (0, 20, 21)
        ]
    assert found == [0, 0, 1]


def printed_long_ago(session: Session) -> None:
    """Hang a poster in October that was last looked at in this week."""
    make_counter(session)
    posters.give_posters(session, date(2026, 10, 1))
    (printed,) = posters.current_posters(session, TODAY)
    assert printed.poster.id is not None
    session.add(PosterCheck(poster_id=printed.poster.id, week=MONDAY, reviewer_id=1))
    session.connection().exec_driver_sql(
        "INSERT INTO reviewer (id, name, password_hash, role, is_active) "
        "VALUES (1, 'hoa', 'x', 'reform_office', true)"
    )


@pytest.mark.parametrize(
    ("n", "shown"), [(0, "<5"), (4, "<5"), (5, "5–9"), (9, "5–9"), (10, "10–14")]
)
def test_a_number_is_shown_in_steps_from_the_floor_on(n: int, shown: str) -> None:
    assert roughly(n, "<5") == shown


def test_answers_are_told_by_closed_week(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        wave = make_wave(session)
        for code, n in (("a", 12), ("b", 4)):
            counter = make_counter(session, make_office(session, code))
            for day in (MONDAY - WEEK, MONDAY):
                make_responses(session, counter, wave, scores=[1] * n, received_on=day)
        posters.give_posters(session, TODAY)
    seal(sqlite_store, TODAY)
    with sqlite_store.reading() as session:
        this, last = (
            build_round(session, day, under="<5") for day in (TODAY, TODAY + WEEK)
        )
    assert this.past_weeks == (MONDAY - WEEK, MONDAY - 2 * WEEK)
    assert [poster.received for poster in this.posters] == [
        ("10–14", "<5"),
        ("<5", "<5"),
    ]
    # The week of today is not over before its Sunday is closed.
    assert [poster.received for poster in last.posters] == [("", "10–14"), ("", "<5")]


def test_no_score_stands_on_the_page(printed: Bureau) -> None:
    page = printed.signed_in(MINH).get(PAGE).text
    assert not re.search(r"\d,\d|%|điểm", page.partition("<main")[2])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_valid_html_in_each_language(
    printed: Bureau, vnu: Callable[[str], list[str]], language: str
) -> None:
    page = printed.signed_in(HOA).get(f"{PAGE}?lang={language}").text
    assert vnu(page) == []
