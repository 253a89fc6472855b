"""How often stuffed offices raise an alarm, and honest ones: bars G16 and, as a goal, G17.

Run with `python -m tests.benchmarks.stuffing [--share 0.1]`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from analysis.alarms import calibrate
from analysis.arrays import FloatArray
from analysis.arrivals import ArrivalCounts, UsualTraffic, usual_traffic
from tests.benchmarks.people import SEED
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run
from tests.fixtures import worlds
from tests.fixtures.arrivals import combined, counted, offices

REFERENCES = 1_000
SIZES = (60, 100, 200, 400)
FALSE_ALARMS, OF_OTHERS = Bar(high=1.5), Bar(high=2)
NAIVE = {0.05: Bar(low=60), 0.10: Bar(low=85), 0.20: Bar(low=95)}
CAREFUL = {0.05: None, 0.10: None, 0.20: Bar(low=75)}
# G16 was shown on offices of this many answers or more; fewer are told.
LEAST_BINDING = 100
# Keyed paper is excluded by channel, and helpers' phones are what they look like.
HONEST = ("market day", "rush hour", "60 % straight-liners")
Quarter = worlds.OfficeQuarter


def market_day(rng: np.random.Generator, n: int) -> Quarter:
    """Return an honest office with half its visitors on one day of the week."""
    quarter = worlds.office(rng, n)
    moved = rng.random(n) < 0.5
    week = rng.integers(0, worlds.WORKING_DAYS // 5, n)
    of_day = quarter.seconds % worlds.SECONDS_PER_DAY
    seconds = np.where(
        moved, week * 5 * worlds.SECONDS_PER_DAY + of_day, quarter.seconds
    )
    return _in_order(replace(quarter, seconds=seconds))


def rush_hour(rng: np.random.Generator, n: int) -> Quarter:
    """Return an honest office whose visitors all come in two hours of the morning."""
    quarter = worlds.office(rng, n)
    day = quarter.seconds // worlds.SECONDS_PER_DAY
    return _in_order(
        replace(quarter, seconds=day * worlds.SECONDS_PER_DAY + 7200 * rng.random(n))
    )


def shared_phones(rng: np.random.Generator, n: int) -> Quarter:
    """Return an honest office where a tenth of visitors use a helper's phone, three helpers in all."""
    quarter = worlds.office(rng, n)
    helped = rng.random(n) < 0.1
    device = np.where(helped, 900 + rng.integers(0, 3, n), quarter.device)
    return replace(quarter, device=device)


def straight_liners(rng: np.random.Generator, n: int) -> Quarter:
    """Return an honest office where 60 % answer alike throughout."""
    quarter = worlds.office(rng, n)
    scores = np.where(rng.random((n, 1)) < 0.6, 5, quarter.scores)
    return replace(quarter, scores=scores)


def keyed_paper(rng: np.random.Generator, n: int) -> Quarter:
    """Return an honest office where a clerk keys 30 % of the answers in batches of ten, on one device."""
    quarter = worlds.office(rng, n)
    paper = np.flatnonzero(rng.random(n) < 0.3)
    seconds, device = quarter.seconds.copy(), quarter.device.copy()
    for start in range(0, len(paper), 10):
        batch = paper[start : start + 10]
        begin = rng.integers(0, worlds.WORKING_DAYS) * worlds.SECONDS_PER_DAY
        seconds[batch] = begin + 20_000 + 60 * np.arange(len(batch))
    device[paper] = 800
    return _in_order(replace(quarter, seconds=seconds, device=device))


def phone_per_ballot(rng: np.random.Generator, n: int) -> Quarter:
    """Return an office with 20 % careful stuffing from as many phones as ballots."""
    quarter = worlds.office(rng, n, stuffed_share=0.2, adversary="careful")
    device = np.where(quarter.stuffed, 5000 + np.arange(n), quarter.device)
    return replace(quarter, device=device)


def _in_order(quarter: Quarter) -> Quarter:
    order = np.argsort(quarter.seconds, kind="stable")
    return Quarter(
        quarter.seconds[order],
        quarter.scores[order],
        quarter.device[order],
        quarter.duration[order],
        quarter.on_kiosk[order],
        quarter.stuffed[order],
    )


class Judge:
    """A threshold from reference offices of one size, which are judged by nobody."""

    def __init__(self, rng: np.random.Generator, n: int) -> None:
        reference = offices(rng, REFERENCES, n=n)
        self.usual: UsualTraffic = usual_traffic(reference)
        self.threshold = calibrate(combined(reference, self.usual))

    def raised(self, counts: list[ArrivalCounts]) -> FloatArray:
        """Return 1 for each office above the threshold."""
        return (combined(counts, self.usual) > self.threshold.value).astype(np.float64)


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of G16 and G17."""
    honest, others = [], []
    power: dict[str, list[Cell]] = {"naive": [], "careful": []}
    different: dict[str, Callable[[np.random.Generator, int], Quarter]] = {
        "market day": market_day,
        "rush hour": rush_hour,
        "10 % on helpers' phones": shared_phones,
        "60 % straight-liners": straight_liners,
        "paper keyed in batches": keyed_paper,
        "careful 20 %, a phone per ballot (should be found)": phone_per_ballot,
    }
    for n in SIZES:
        rng = np.random.default_rng([SEED, 16, n])
        judge, binding = Judge(rng, n), n >= LEAST_BINDING
        held = judge.raised(offices(rng, repetitions(3000, share), n=n))
        stated = (
            f"stated {100 * judge.threshold.low:.1f}–{100 * judge.threshold.high:.1f}"
        )
        honest.append(
            cell(f"n = {n}", held, bar=FALSE_ALARMS, binding=binding, note=stated)
        )
        for adversary, bars in (("naive", NAIVE), ("careful", CAREFUL)):
            for part, bar in bars.items():
                stuffed = offices(
                    rng,
                    repetitions(400, share),
                    n=n,
                    stuffed_share=part,
                    adversary=adversary,
                )
                name = f"n = {n}, {100 * part:.0f} % stuffed"
                power[adversary].append(
                    cell(name, judge.raised(stuffed), bar=bar, binding=binding)
                )
        for name, make in different.items():
            counts = [counted(make(rng, n)) for _ in range(repetitions(600, share))]
            bar = OF_OTHERS if name in HONEST else None
            others.append(
                cell(f"n = {n}, {name}", judge.raised(counts), bar=bar, binding=False)
            )
    yield "Honest offices that raise an alarm", honest
    yield "Naively stuffed offices that raise an alarm", power["naive"]
    yield "Carefully stuffed offices that raise an alarm", power["careful"]
    yield "Other offices that raise an alarm (goal G17 for the honest ones)", others


if __name__ == "__main__":
    raise SystemExit(run(simulation))
