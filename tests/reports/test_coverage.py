"""Coverage counts whole months that grow no more, and never gives a small count away."""

from collections.abc import Mapping
from datetime import date

import pytest

from survey.reports.coverage import Coverage, WaveCoverage, build_coverage
from survey.reports.coverage_wording import CoverageWording
from survey.reports.office_table import build_office_table
from survey.reports.wave_result import wave_result
from survey.store.engine import Store
from survey.store.volumes import VolumeRow, put_volumes
from survey.store.waves import wave_by_code
from survey.trust.sealing import seal
from tests.fixtures.people import make_counter, make_office, make_responses, make_wave

WAVE = "2026-1"
OPENS_ON, CLOSES_ON = date(2026, 9, 1), date(2026, 11, 20)
# In the middle of November; answers are sealed through the day before.
TODAY = date(2026, 11, 11)
OCTOBER, NOVEMBER = date(2026, 10, 9), date(2026, 11, 9)
MANY = {OCTOBER: 20, NOVEMBER: 10}
Answers = Mapping[date, int]


def volume(office: str, month: str, settled: int, invited: int | None) -> VolumeRow:
    return VolumeRow(office, month, "", settled, None, None, None, None, invited)


def coverage_of(
    store: Store,
    answers: Mapping[str, Answers],
    *volumes: VolumeRow,
    today: date = TODAY,
    opens_on: date = OPENS_ON,
) -> WaveCoverage:
    with store.writing() as session:
        wave = make_wave(session, WAVE, opens_on=opens_on, closes_on=CLOSES_ON)
        for code, days in answers.items():
            counter = make_counter(session, make_office(session, code, name=code))
            for day, n in days.items():
                make_responses(
                    session, counter, wave, scores=([5, 1] * n)[:n], received_on=day
                )
        put_volumes(session, volumes, replace=False)
    seal(store, today)
    with store.reading() as session:
        found = wave_by_code(session, WAVE)
        assert found is not None
        result = wave_result(session, found, language="vi", today=today)
        return build_coverage(session, result, today=today)


def test_only_months_that_are_over_are_counted(sqlite_store: Store) -> None:
    days = {date(2026, 9, 9): 20, date(2026, 10, 9): 40, date(2026, 11, 9): 30}
    found = coverage_of(
        sqlite_store,
        {"A": days},
        volume("A", "2026-09", 200, None),
        volume("A", "2026-10", 400, None),
        volume("A", "2026-11", 100, None),
    )
    assert found.together == Coverage(("2026-09", "2026-10"), 60, 600, None, False)
    assert found.together.per_hundred == pytest.approx(10)
    assert CoverageWording("vi").of_wave(found) == (
        "Số phiếu trên 100 lượt giải quyết: 10,0 (60 phiếu, 600 hồ sơ, "
        "tháng 09/2026 đến tháng 10/2026; hồ sơ tính theo nơi tiếp nhận).",
    )


def test_an_office_whose_last_month_is_one_to_four_answers_is_left_out(
    sqlite_store: Store,
) -> None:
    found = coverage_of(
        sqlite_store,
        {"A": {OCTOBER: 20, date(2026, 10, 30): 3, NOVEMBER: 2}, "B": MANY},
        volume("A", "2026-10", 400, None),
        volume("B", "2026-10", 80, 40),
    )
    assert found.by_office == (None, Coverage(("2026-10",), 20, 80, 40, False))
    assert found.together == found.by_office[1]
    assert CoverageWording("en").of_wave(found)[1:] == (
        "Asked to answer: 40 people, of whom 50.0% answered.",
        "Dossier figures are there for 1 of 2 offices; only these are counted.",
    )


def test_an_office_whose_n_is_hidden_has_no_rate(sqlite_store: Store) -> None:
    few = {OCTOBER: 2, NOVEMBER: 0}
    found = coverage_of(
        sqlite_store,
        {"A": MANY, "B": few, "C": {OCTOBER: 6, NOVEMBER: 6}, "D": MANY},
        *(volume(code, "2026-10", 100, None) for code in "ABCD"),
    )
    # Nothing of B is released, so nothing of it is in the total; the others stand.
    assert [one is not None for one in found.by_office] == [True, False, True, True]
    assert found.together is not None and found.together.answered == 46


def test_a_wave_of_less_than_a_month_says_that_the_true_rate_is_higher(
    sqlite_store: Store,
) -> None:
    found = coverage_of(
        sqlite_store,
        {"A": {NOVEMBER: 20}},
        volume("A", "2026-11", 100, None),
        opens_on=date(2026, 11, 5),
        today=date(2026, 12, 1),
    )
    assert found.together == Coverage(("2026-11",), 20, 100, None, True)
    assert CoverageWording("vi").rate(found.together) == "≥ 20,0"
    assert "nên tỷ lệ thật cao hơn" in CoverageWording("vi").of_wave(found)[-1]


def test_without_figures_it_says_so(sqlite_store: Store) -> None:
    found = coverage_of(sqlite_store, {"A": MANY})
    assert (found.together, found.covered) == (None, 0)
    (sentence,) = CoverageWording("vi").of_wave(found)
    assert sentence.startswith("Số phiếu trên 100 lượt giải quyết: chưa có")


@pytest.mark.parametrize("volumes", [(), (volume("A", "2026-10", 400, None),)])
def test_offices_have_a_column_for_it_where_it_is_known_of_one(
    sqlite_store: Store, volumes: tuple[VolumeRow, ...]
) -> None:
    found = coverage_of(sqlite_store, {"A": MANY, "B": MANY}, *volumes)
    with sqlite_store.reading() as session:
        wave = wave_by_code(session, WAVE)
        assert wave is not None
        result = wave_result(session, wave, language="vi", today=TODAY)
    table = build_office_table(result, audience="reform_office", coverage=found)
    assert table.has_coverage is bool(volumes)
