"""Arrivals: stuffed boxes are found, honest offices left alone, at the stated rate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.alarms import raise_alarms
from analysis.arrivals import (
    ArrivalCounts,
    UsualTraffic,
    count_arrivals,
    score_arrivals,
    usual_traffic,
)
from analysis.reasons import Reason
from tests.fixtures.arrivals import combined, offices


def test_stuffing_is_found_and_honest_offices_are_left_alone() -> None:
    # METHODS G16 with 2 s.e.: false alarms at most 1.5 + 1.2 %, naive stuffing of 5/10/20 % found in at
    # least 60/85/95 %, careful stuffing of 20 % in 75 %. 100 answers a quarter is the hardest size.
    rng = np.random.default_rng(20_267)
    reference = offices(rng, 600, n=100)
    usual = usual_traffic(reference)
    theirs = combined(reference, usual)

    def share_raised(count: int, share: float, adversary: str) -> float:
        here = offices(rng, count, n=100, stuffed_share=share, adversary=adversary)
        return float(raise_alarms(combined(here, usual), theirs).raised.mean())

    assert share_raised(400, 0.0, "naive") <= 0.027
    for share, bar in ((0.05, 0.60), (0.10, 0.85), (0.20, 0.95)):
        assert (
            share_raised(100, share, "naive")
            >= bar - 2 * (bar * (1 - bar) / 100) ** 0.5
        )
    assert share_raised(100, 0.20, "careful") >= 0.75 - 2 * (0.75 * 0.25 / 100) ** 0.5


def test_a_market_day_is_no_burst() -> None:
    # As many answers on one day as on others together: close pairs are as usual for such a day.
    rng = np.random.default_rng(3)
    usual = UsualTraffic(0.1, 0.0003, float("nan"), 600)
    even = rng.uniform(0, 27_000, 400)
    window = 900 / 27_000
    close = 2 * window - window**2  # two uniform times within the window
    market = count_arrivals(even, np.zeros(400, int), days=1)
    score = score_arrivals(market, UsualTraffic(close, 0.0003, float("nan"), 600))
    assert score.close == pytest.approx(score.expected_close, rel=0.03)
    assert score_arrivals(market, usual).burst == pytest.approx(1.0, abs=1e-6)


def test_short_opening_hours_are_no_burst() -> None:
    # All answers within two of ten hours: close pairs are five times as many as with ten hours.
    rng = np.random.default_rng(5)
    day = np.repeat(np.arange(60), 10)

    def counts(hours: float) -> ArrivalCounts:
        seconds = rng.uniform(0, 3600 * hours, 600)
        return count_arrivals(seconds, day, None, seconds // 3600, days=60)

    usual = usual_traffic([counts(10.0) for _ in range(20)])
    short = score_arrivals(counts(2.0), usual)
    assert short.close > 4 * usual.close * 60 * 45
    assert short.expected_close == pytest.approx(short.close, rel=0.15)
    assert short.burst > 0.001


def test_counting_one_by_one_gives_the_same() -> None:
    # What a collector does: at each answer look back a quarter of an hour and at the device's answers.
    rng = np.random.default_rng(4)
    seconds, device = np.sort(rng.uniform(0, 20_000, 60)), rng.integers(0, 12, 60)
    close = repeats = 0
    for at in range(60):
        close += int((seconds[at] - seconds[:at] <= 900).sum())
        repeats += int(device[at] != 0 and (device[:at] == device[at]).sum())
    found = count_arrivals(seconds, np.zeros(60, int), device, days=1)
    assert (found.close_pairs[0], found.repeat_pairs[0]) == (close, repeats)
    assert found.marked[0] == (device != 0).sum()


def test_usual_traffic_is_pairs_over_pairs() -> None:
    one = count_arrivals([0, 60, 5000, 9000], [0, 0, 0, 0], [1, 1, 2, 0], days=1)
    two = count_arrivals([0, 60], [0, 1], [1, 1], days=2)
    found = usual_traffic([one, two])
    assert found.close == pytest.approx(1 / 6)
    assert found.repeat == pytest.approx(1 / 3)


def test_no_repeat_seen_is_not_taken_for_never() -> None:
    found = usual_traffic([count_arrivals([0, 9000], [0, 0], [1, 2], days=1)])
    assert found.repeat == 0.5 and found.close == 0.0


def test_reference_offices_without_pairs_teach_nothing() -> None:
    lonely = count_arrivals([0.0], [0], days=1)
    usual = usual_traffic([lonely])
    assert np.isnan(usual.close) and np.isnan(usual.repeat)
    assert score_arrivals(lonely, usual).burst == 1.0


def test_an_office_without_answers_has_no_score() -> None:
    empty = count_arrivals([], [], days=3)
    score = score_arrivals(empty, UsualTraffic(0.1, 0.001, 0.2, 600))
    assert np.isnan(score.burst) and score.reason is Reason.NO_ANSWERS


@given(
    st.lists(
        st.tuples(st.integers(0, 20_000), st.integers(0, 2), st.integers(0, 3)),
        max_size=30,
    )
)
@settings(max_examples=40, deadline=None)
def test_order_does_not_matter_and_time_only_by_differences(
    answers: list[tuple[int, int, int]],
) -> None:
    seconds = [float(time) for time, _, _ in answers]
    day, device = [d for _, d, _ in answers], [c for _, _, c in answers]
    one = count_arrivals(seconds, day, device, days=3)
    two = count_arrivals(
        [20_000 - time for time in seconds][::-1], day[::-1], device[::-1], days=3
    )
    for name in ("n", "close_pairs", "marked", "repeat_pairs"):
        assert getattr(one, name).tolist() == getattr(two, name).tolist()


def test_hours_add_up_to_the_answers() -> None:
    with pytest.raises(ValueError, match="^by_hour must add up to 2 answers, got 3$"):
        ArrivalCounts(*(np.array([k]) for k in (2, 0, 0, 0)), by_hour=np.array([1, 2]))


@pytest.mark.parametrize(
    "counts, message",
    [
        (([2], [2], [0], [0]), r"0 <= close_pairs <= n \(n-1\)/2, got 2 on day 1"),
        (([2], [0], [3], [0]), "0 <= marked <= n, got 3 on day 1"),
        (
            ([2], [0], [1], [1]),
            r"0 <= repeat_pairs <= marked \(marked-1\)/2, got 1 on day 1",
        ),
        (
            ([2], [0], [1], [0, 0]),
            r"counts must have one shape \(days,\), got \(1,\), \(1,\), \(1,\), \(2,\)",
        ),
    ],
)
def test_impossible_counts_are_named(
    counts: tuple[list[int], ...], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        ArrivalCounts(*(np.array(one) for one in counts))


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: count_arrivals([0.0], [1], days=1), r"day must be 0 to 0, got \[1\]"),
        (
            lambda: count_arrivals([0.0], [0, 0], days=1),
            r"seconds, day and device must have one shape \(answers,\), got \(1,\), \(2,\), \(1,\)",
        ),
        (
            lambda: count_arrivals([0.0], [0], days=1, window=0),
            "window must be between 0 and inf, got 0",
        ),
    ],
)
def test_impossible_arrivals_are_named(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()
