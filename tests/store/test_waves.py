"""Waves: which one a scan meets, and how a series rolls over."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from survey.store import wave_course, waves
from survey.store.engine import Store
from survey.store.tables import Wave
from survey.store.wave_course import Decision
from survey.store.waves import NearestWaves, WaveExists
from tests.fixtures.people import TODAY, keep_questionnaire, make_wave

DAY = timedelta(days=1)


def add_series(session: Session, opens_on: date = TODAY) -> Wave:
    return waves.add_continuous(
        session,
        "thuong-xuyen",
        title="Lấy ý kiến thường xuyên",
        opens_on=opens_on,
        questionnaire=keep_questionnaire(session),
        full=False,
    )


def met(session: Session, day: date) -> str | None:
    found = waves.open_instrument(session, day)
    return None if found is None else found.wave_code


def test_a_campaign_comes_before_the_continuous_wave(store: Store) -> None:
    with store.writing() as session:
        add_series(session, date(2026, 10, 1))
        make_wave(session, "campaign", opens_on=TODAY, closes_on=TODAY + DAY)
        days = [TODAY - DAY, TODAY, TODAY + DAY, TODAY + 2 * DAY]
        series, campaign = "thuong-xuyen-2026Q4", "campaign"
        assert [met(session, day) for day in days] == [
            series,
            campaign,
            campaign,
            series,
        ]


def test_the_newest_of_two_campaigns_is_met(store: Store) -> None:
    with store.writing() as session:
        make_wave(session, "newer", opens_on=TODAY)
        make_wave(session, "older", opens_on=TODAY - DAY)
        assert met(session, TODAY) == "newer"


def test_a_scan_outside_every_wave_meets_none(store: Store) -> None:
    with store.writing() as session:
        make_wave(session, opens_on=TODAY, closes_on=TODAY)
        make_wave(session, "next", opens_on=TODAY + 9 * DAY, closes_on=TODAY + 10 * DAY)
        assert met(session, TODAY + DAY) is None
        assert waves.nearest_waves(session, TODAY + DAY) == NearestWaves(
            last_day=TODAY, next_day=TODAY + 9 * DAY
        )
        assert waves.nearest_waves(session, TODAY) == NearestWaves(
            last_day=None, next_day=TODAY + 9 * DAY
        )


def test_an_open_instrument_is_one_query(store: Store) -> None:
    with store.writing() as session:
        made = make_wave(session)
    statements: list[str] = []
    event.listen(
        store.engine,
        "before_cursor_execute",
        lambda *arguments: statements.append(arguments[2]),
    )
    with store.reading() as session:
        session.connection()
        statements.clear()
        assert waves.open_instrument(session, TODAY) == made
        assert waves.instrument(session, made.instrument_id) == made
    assert len(statements) == 2


def test_an_instrument_knows_its_last_days(store: Store) -> None:
    with store.writing() as session:
        made = make_wave(session, closes_on=date(2026, 12, 31))
    assert made.last_day == date(2026, 12, 31)
    assert made.last_day_with_grace == date(2027, 1, 7)


def test_a_series_begins_with_the_rest_of_its_quarter(store: Store) -> None:
    with store.writing() as session:
        wave = add_series(session, date(2026, 11, 25))
    assert (wave.code, wave.opens_on, wave.closes_on) == (
        "thuong-xuyen-2026Q4",
        date(2026, 11, 25),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    "today, made",
    [
        (date(2026, 12, 9), []),
        # 21 days before the quarter ends, so that no request has to write it.
        (date(2026, 12, 10), ["thuong-xuyen-2027Q1"]),
        # A service that slept for half a year makes up for it.
        (date(2027, 5, 1), ["thuong-xuyen-2027Q1", "thuong-xuyen-2027Q2"]),
    ],
)
def test_a_series_rolls_over_by_itself(
    store: Store, today: date, made: list[str]
) -> None:
    with store.writing() as session:
        add_series(session)
        assert [wave.code for wave in waves.roll_over(session, today)] == made
        assert waves.roll_over(session, today) == ()
        if made:
            assert met(session, date(2027, 1, 1)) == "thuong-xuyen-2027Q1"


def test_a_quarter_follows_without_a_gap(store: Store) -> None:
    with store.writing() as session:
        add_series(session)
        (quarter,) = waves.roll_over(session, date(2026, 12, 31))
    assert (quarter.opens_on, quarter.closes_on) == (
        date(2027, 1, 1),
        date(2027, 3, 31),
    )


def test_a_closed_series_does_not_roll_over(store: Store) -> None:
    with store.writing() as session:
        add_series(session)
        waves.roll_over(session, date(2026, 12, 20))
        decision = Decision(date(2026, 12, 20), done_by="hoa", reason="Đã đủ phiếu")
        wave_course.close(session, "thuong-xuyen", decision)
        assert met(session, date(2026, 12, 20)) == "thuong-xuyen-2026Q4"
        assert met(session, date(2026, 12, 21)) is None
        assert met(session, date(2027, 1, 1)) is None
        assert waves.roll_over(session, date(2027, 3, 30)) == ()


def test_a_code_is_used_once(store: Store) -> None:
    with store.writing() as session:
        make_wave(session, "2026-1")
        add_series(session)
        with pytest.raises(WaveExists, match="^2026-1$"):
            make_wave(session, "2026-1")
        with pytest.raises(WaveExists, match="^thuong-xuyen$"):
            make_wave(session, "thuong-xuyen")


def test_waves_are_listed_with_the_newest_campaign_last(store: Store) -> None:
    with store.writing() as session:
        make_wave(session, "b", opens_on=TODAY)
        make_wave(session, "a", opens_on=TODAY - DAY)
        add_series(session)
        waves.roll_over(session, date(2026, 12, 20))
        listed = [wave.code for wave in waves.waves(session, TODAY)]
    # The quarter that has not begun is left out.
    assert listed == ["thuong-xuyen-2026Q4", "a", "b"]
