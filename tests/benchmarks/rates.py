"""Simulated rates beside the bars they must keep, as Markdown tables."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# A rate holds if it is on the right side of its bar by two standard errors of the simulation (METHODS, section 4).
ALLOWANCE = 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a rate must lie, in per cent."""

    low: float = 0.0
    high: float = 100.0

    def __str__(self) -> str:
        if self.high >= 100:
            return f"≥ {self.low:g}"
        return f"≤ {self.high:g}" if self.low <= 0 else f"{self.low:g}–{self.high:g}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One simulated rate, in per cent.

    Parameters
    ----------
    name
        What was simulated: world, offices, method.
    repetitions
        Independent waves.
    rate, standard_error
        The rate and the simulation's own error.
    bar
        What is asked of it; None for figures without a goal.
    binding
        A missed bar fails the run; if not, it is named in the table.
    note
        What else was measured, such as widths or power.
    """

    name: str
    repetitions: int
    rate: float
    standard_error: float
    bar: Bar | None = None
    binding: bool = True
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the rate keeps its bar, allowing for the simulation's error."""
        if self.bar is None:
            return True
        slack = ALLOWANCE * self.standard_error
        return self.bar.low - slack <= self.rate <= self.bar.high + slack

    @property
    def verdict(self) -> str:
        """The verdict in one or two words."""
        if self.bar is None:
            return "–"
        if self.holds:
            return "holds"
        return "**misses**" if self.binding else "beyond, reported"


def cell(
    name: str,
    by_wave: npt.ArrayLike,
    *,
    bar: Bar | None = None,
    binding: bool = True,
    note: str = "",
) -> Cell:
    """Make a cell from the rate of each wave, 0 to 1: offices of one wave are not independent."""
    rates = np.asarray(by_wave, np.float64)
    rates = rates[np.isfinite(rates)]
    # Waves that are all alike would say that there is no error: take that of a single other one.
    spread = float(rates.std(ddof=1)) or 1 / np.sqrt(len(rates))
    error = spread / np.sqrt(len(rates))
    return Cell(
        name, len(rates), 100 * float(rates.mean()), 100 * error, bar, binding, note
    )


def table(title: str, cells: Sequence[Cell]) -> str:
    """Return a Markdown table."""
    lines = [
        f"### {title}",
        "",
        "| cell | waves | rate % | s.e. | bar % | verdict | beside it |",
        "|---|--:|--:|--:|--:|---|---|",
    ]
    for one in cells:
        figures = f"{one.repetitions:,} | {one.rate:.2f} | {one.standard_error:.2f}"
        bar = "" if one.bar is None else str(one.bar)
        lines.append(f"| {one.name} | {figures} | {bar} | {one.verdict} | {one.note} |")
    return "\n".join(lines) + "\n"


Simulation = Callable[[float], Iterable[tuple[str, Sequence[Cell]]]]


def run(simulation: Simulation, arguments: Sequence[str] | None = None) -> int:
    """Run a simulation from the command line; 1 if a binding bar is missed."""
    parser = argparse.ArgumentParser(description="Simulated rates beside their bars.")
    parser.add_argument(
        "--share",
        type=float,
        default=1.0,
        help="share of the usual repetitions, such as 0.1 for a first look",
    )
    share = parser.parse_args(arguments).share
    missed = []
    for title, cells in simulation(share):
        print(table(title, cells), flush=True)
        missed += [(title, one) for one in cells if one.binding and not one.holds]
    for title, one in missed:
        found = f"{one.rate:.2f} ± {one.standard_error:.2f}, bar {one.bar}"
        print(f"missed: {title}: {one.name}: {found}", file=sys.stderr)
    return 1 if missed else 0


def repetitions(usual: int, share: float) -> int:
    """Return the repetitions of a run, at least 20."""
    return max(20, round(usual * share))
