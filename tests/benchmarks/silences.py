"""How often the silence alarm is false, and how late it comes where a counter really fell silent.

Run with `python -m tests.benchmarks.silences [--share 0.1]`.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from analysis.arrays import IntArray
from tests.benchmarks.people import SEED
from tests.benchmarks.rates import Bar, Cell, cell, repetitions, run
from tests.fixtures import traffic

COUNTERS = (20, 150, 600)
DISPERSIONS = (1, 2, 4)
# All counters together may raise one alarm in 30 days (TRUST R32); half of that is asked.
HALF_A_MONTH = Bar(high=50)


def delays(a_day: float, *, dispersion: float, months: int) -> IntArray:
    """Return after how many working days a counter's silence is told among 150, month by month."""
    rng = np.random.default_rng([SEED, 32, int(a_day), int(dispersion)])
    found = np.zeros(months, np.int64)
    for at in range(months):
        counts = traffic.province(rng, counters=150, dispersion=dispersion)
        expected = a_day * traffic.WEEK[traffic.WEEKDAY]
        expected[traffic.HOLIDAYS] = 0
        counts[:, 0] = traffic.drawn(rng, expected, dispersion=dispersion)
        # On a working day.
        stopped = traffic.DAYS - traffic.WATCHED + 2 + int(rng.integers(5))
        found[at] = traffic.days_until_alarm(counts, stopped=stopped)
    return found


def simulation(share: float) -> Iterable[tuple[str, Sequence[Cell]]]:
    """Yield the tables of the silence alarm."""
    months = repetitions(200, share)
    false, told = [], []
    for counters in COUNTERS:
        for dispersion in DISPERSIONS:
            rng = np.random.default_rng([SEED, 31, counters, dispersion])
            alarms = [
                traffic.new_alarms(
                    traffic.province(rng, counters=counters, dispersion=dispersion)
                )
                for _ in range(months)
            ]
            name = f"{counters} counters, dispersion {dispersion}"
            most = f"at most {max(alarms)} in a month"
            false.append(cell(name, alarms, bar=HALF_A_MONTH, note=most))
    for dispersion in DISPERSIONS:
        for a_day in (2, 5, 10, 20, 40):
            days = delays(a_day, dispersion=dispersion, months=months)
            name = f"{a_day} answers a day, dispersion {dispersion}"
            middle = np.median(days)
            note = (
                "median beyond four weeks"
                if middle >= traffic.DAYS
                else f"median {middle:.0f} working days"
            )
            told.append(cell(name, days <= 1, note=note))
    yield "False alarms in 30 days, all counters together, in per cent of one alarm", false
    yield "Silences told on the evening of their first working day", told


if __name__ == "__main__":
    raise SystemExit(run(simulation))
