"""The overview tells how many answered, how, until when, and whether offices differ."""

from datetime import timedelta

import pytest

from analysis.verdicts import Difference, Overall
from survey.reports.figures import Estimate, Withheld
from survey.reports.overview import Helped, WaveOverview, build_overview
from survey.reports.wave_result import wave_result
from survey.store.engine import Store
from survey.store.waves import wave_by_code
from survey.trust.sealing import seal
from tests.fixtures.bureau import TODAYS_ANSWERS, WAVE, YESTERDAY
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_responses,
    make_wave,
)
from tests.reports.conftest import Build


def overview_of(store: Store, *, days_later: int = 0) -> WaveOverview:
    today = TODAY + timedelta(days=days_later)
    with store.reading() as session:
        wave = wave_by_code(session, WAVE)
        assert wave is not None
        result = wave_result(session, wave, language="vi", today=today)
        return build_overview(session, result, audience="reform_office", today=today)


@pytest.fixture(scope="module")
def overview(province_store: Store) -> WaveOverview:
    return overview_of(province_store)


def test_today_is_a_bare_count_that_moves_nothing(overview: WaveOverview) -> None:
    assert overview.received_today == TODAYS_ANSWERS
    assert isinstance(overview.index, Estimate) and overview.index.n == 133


def test_groups_and_offices_are_counted(overview: WaveOverview) -> None:
    assert overview.groups == {
        Difference.HIGHER: 1,
        Difference.NONE: 1,
        Difference.LOWER: 1,
        Difference.TOO_FEW: 3,
    }
    assert (overview.offices_with_answers, overview.offices) == (4, 6)


def test_offices_that_differ_are_found_to_differ(overview: WaveOverview) -> None:
    assert overview.omnibus.verdict is Overall.DIFFERENT
    assert overview.omnibus.used == 4


def test_offices_that_are_all_alike_do_not_differ(
    build: Build, sqlite_store: Store
) -> None:
    build({"A": [5] * 10, "B": [5] * 10})
    assert overview_of(sqlite_store).omnibus.verdict is Overall.NONE


def test_the_spread_of_answers_adds_up(overview: WaveOverview) -> None:
    assert overview.distribution is not None
    # All valid answers of the index; see test_wave_result.
    assert overview.distribution.answers == 636
    shares = {level.label: level.share for level in overview.distribution.levels}
    satisfied = shares["Hài lòng"] + shares["Rất hài lòng"]
    assert satisfied == pytest.approx(443 / 636)
    assert sum(shares.values()) == pytest.approx(1)
    bars = overview.distribution.bars
    assert bars[-1].x + bars[-1].width == pytest.approx(100, abs=0.02)


def test_the_overall_question_stands_outside_the_index(overview: WaveOverview) -> None:
    assert [row.code for row in overview.other_questions] == ["overall"]
    assert [row.code for row in overview.factors] == [
        "access",
        "procedure",
        "officer",
        "result",
        "feedback",
    ]


def test_all_answers_came_by_the_printed_code(overview: WaveOverview) -> None:
    (channel,) = overview.channels
    assert (channel.channel, channel.n, channel.share) == ("D", 133, 1)


def test_a_small_class_is_hidden_with_another(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        counter, wave = make_counter(session), make_wave(session, WAVE)
        for channel, n in (("D", 40), ("C", 20), ("B", 6)):
            scores = [5] * n
            make_responses(
                session,
                counter,
                wave,
                scores=scores,
                channel=channel,
                received_on=YESTERDAY,
            )
    seal(sqlite_store, TODAY)
    found = {row.channel: row.n for row in overview_of(sqlite_store).channels}
    assert found == {"B": 6, "C": 20, "D": 40}


def test_released_days_are_told(overview: WaveOverview) -> None:
    assert (overview.first_through, overview.last_through) == (YESTERDAY, YESTERDAY)


def test_who_came_late_is_listed_after_the_grace(
    build: Build, sqlite_store: Store
) -> None:
    build(
        {"A": [5] * 10, "B": [5] * 4},
        opens_on=YESTERDAY,
        closes_on=YESTERDAY,
    )
    during, after = (overview_of(sqlite_store, days_later=days) for days in (6, 7))
    # Seven days of grace after yesterday.
    assert during.came_late == () and during.received_today is not None
    assert after.came_late == ("B",) and after.received_today is None


def test_without_answers_the_overview_says_so(
    build: Build, sqlite_store: Store
) -> None:
    build({"A": []})
    overview = overview_of(sqlite_store)
    assert overview.index is Withheld.TOO_FEW
    assert overview.distribution is None
    assert overview.channels == ()
    assert overview.omnibus.verdict is Overall.TOO_FEW
    assert (overview.first_through, overview.last_through) == (None, None)


@pytest.mark.parametrize(
    "helped, shown", [(6, Helped(n=15, helped=6)), (3, None), (0, Helped(9, None))]
)
def test_helped_answers_are_a_share_of_all_once_there_are_five(
    sqlite_store: Store, helped: int, shown: Helped | None
) -> None:
    with sqlite_store.writing() as session:
        wave = make_wave(session, WAVE)
        counter = make_counter(session)
        for answers, by_helper in ((9, False), (helped, True)):
            make_responses(
                session,
                counter,
                wave,
                scores=[4] * answers,
                received_on=YESTERDAY,
                helped=by_helper,
            )
    seal(sqlite_store, TODAY)
    assert overview_of(sqlite_store).helped == shown
