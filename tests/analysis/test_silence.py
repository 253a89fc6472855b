"""Silent counters: the chance of a silence by hand, and how often and how late an alarm comes."""

import numpy as np
import pytest

from analysis.silence import MIN_HISTORY, find_silences
from tests.fixtures import traffic


def test_the_chance_of_a_silence_is_that_of_a_poisson_process() -> None:
    # 40 answers in 20 days, then 5 days without: (20 / 25) ** 39.
    counts = np.array([[2]] * 20 + [[0]] * 5)
    found = find_silences(counts, np.ones(counts.shape))
    assert (found.days[0], found.history[0], found.dispersion[0]) == (5, 40, 1)
    assert found.chance[0] == pytest.approx(0.8**39)
    # One counter that can raise an alarm: one false alarm in 30 days.
    assert found.threshold == pytest.approx(1 / 30)
    assert found.is_silent[0]


def test_answers_that_come_in_crowds_make_a_silence_more_likely() -> None:
    # By hand: days of 0 and 4 around 2 have the dispersion 20 * 4 / 2 / 19 = 40 / 19.
    counts = np.array([[0], [4]] * 10 + [[0]] * 5)
    found = find_silences(counts, np.ones(counts.shape))
    assert found.dispersion[0] == pytest.approx(40 / 19)
    assert found.chance[0] == pytest.approx(0.8 ** (39 / (40 / 19)))


def test_days_that_offered_nothing_are_no_silence() -> None:
    counts = np.array([[9]] * 20 + [[0]] * 9)
    exposures = np.array([[1.0]] * 20 + [[0.0]] * 9)
    found = find_silences(counts, exposures)
    assert (found.days[0], found.chance[0]) == (0, 1)
    assert not found.is_silent[0]


def test_only_eight_weeks_before_the_last_answer_count() -> None:
    long_ago = np.array([[50]] * 30 + [[1]] * 56 + [[0]] * 3)
    found = find_silences(long_ago, np.ones(long_ago.shape))
    assert found.history[0] == 56
    assert found.chance[0] == pytest.approx((56 / 59) ** 55)


@pytest.mark.parametrize(("answers", "is_told"), [(MIN_HISTORY - 1, False), (20, True)])
def test_too_short_a_history_raises_no_alarm(answers: int, is_told: bool) -> None:
    counts = np.array([[1]] * answers + [[0]] * 400)
    found = find_silences(counts, np.ones(counts.shape))
    assert bool(found.is_silent[0]) is is_told
    assert np.isnan(found.chance[0]) == (not is_told)


def test_nothing_can_be_said_without_days_or_counters() -> None:
    for shape in ((0, 2), (5, 0), (5, 2)):
        found = find_silences(np.zeros(shape), np.ones(shape))
        assert found.is_silent.tolist() == [False] * shape[1]


@pytest.mark.parametrize(
    ("counts", "exposures", "message"),
    [
        (
            [[1]],
            [[1, 1]],
            r"counts and exposures must have one shape \(days, counters\), got \(1, 1\), \(1, 2\)",
        ),
        ([[-1]], [[1]], "counts must be 0 or more, got -1.0"),
        ([[1]], [[-1]], "exposures must be 0 or more, got -1.0"),
    ],
)
def test_impossible_counts_are_refused(
    counts: list[list[int]], exposures: list[list[int]], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        find_silences(counts, exposures)


@pytest.mark.parametrize("dispersion", [1, 3])
def test_at_most_one_alarm_a_month_is_false(dispersion: float) -> None:
    rng = np.random.default_rng(32)
    months = [
        traffic.new_alarms(traffic.province(rng, counters=150, dispersion=dispersion))
        for _ in range(8)
    ]
    assert np.mean(months) <= 1


def test_a_busy_counter_that_stops_is_told_within_a_working_day() -> None:
    rng = np.random.default_rng(33)
    delays = []
    for weekday in range(5):
        counts = traffic.province(rng, counters=150)
        counts[:, 0] = rng.poisson(30 * traffic.WEEK[traffic.WEEKDAY])
        counts[traffic.HOLIDAYS, 0] = 0
        delays.append(traffic.days_until_alarm(counts, stopped=98 + weekday))
    assert delays == [1] * 5
