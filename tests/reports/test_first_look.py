"""What to look at first: the point that goes with being dissatisfied, or an honest refusal."""

import pytest

from survey.reports.first_look import FirstLook, build_first_look
from survey.reports.first_look_wording import FirstLookWording
from survey.reports.wave_result import WaveResult
from survey.store.engine import Store
from tests.fixtures.bureau import OWN
from tests.reports.conftest import Build

# Answers to `quick`: overall, then access, procedure, officer, result, feedback.
WAITED_FOR = ["444444"] * 90 + ["254444"] * 4 + ["252444"] * 36 + ["442444"] * 6
EVERYTHING = ["444444"] * 80 + ["222222"] * 40


def look(store: Store, result: WaveResult, code: str) -> FirstLook:
    position = result.position_of(code)
    assert position is not None
    with store.reading() as session:
        found = build_first_look(session, result, position)
    assert found is not None
    return found


def test_the_point_that_goes_with_it_is_named_with_both_intervals(
    sqlite_store: Store, build: Build
) -> None:
    found = look(sqlite_store, build({"A": WAITED_FOR}), "A")
    (point,) = found.points
    assert (point.code, point.n, point.is_tied) == ("q_procedure", 136, False)
    assert point.unsatisfied == pytest.approx(42 / 136)
    assert point.difference == pytest.approx(36 / 42 - 4 / 94)
    assert point.unsatisfied_low < point.unsatisfied < point.unsatisfied_high
    assert point.difference_low < point.difference < point.difference_high
    words = FirstLookWording("vi")
    assert words.summary(found) == f"Nên xem trước: {point.name}"
    assert words.reason(point).startswith(
        "30,9 trên 100 người chưa hài lòng ở điểm này (khoảng 23,7–39,1, n = 136)."
    )


def test_points_that_all_go_with_it_are_not_separated(
    sqlite_store: Store, build: Build
) -> None:
    found = look(sqlite_store, build({"A": EVERYTHING}), "A")
    assert found.points == () and found.cannot_be_told
    assert FirstLookWording("vi").summary(found).startswith("Không tách được")


def test_under_a_hundred_answers_nothing_is_named(
    province_store: Store, result: WaveResult
) -> None:
    found = look(province_store, result, OWN)
    assert found.points == () and found.n == 40 and not found.is_of_enough
    assert FirstLookWording("en").summary(found).startswith("Too few answers to say")


def test_where_all_are_satisfied_there_is_nothing_to_name(
    sqlite_store: Store, build: Build
) -> None:
    found = look(sqlite_store, build({"A": ["555555"] * 120}), "A")
    assert found.points == () and not found.cannot_be_told
    assert FirstLookWording("vi").summary(found).startswith("Chưa thấy điểm nào")
