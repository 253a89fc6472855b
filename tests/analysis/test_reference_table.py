"""The table in tests/reference/README.md names every module of statistics, and only what is there."""

import pkgutil
import re
from pathlib import Path

import analysis
from tests.benchmarks.__main__ import MODULES

HERE = Path(__file__).parent
ROWS = [
    [cell.strip() for cell in line.strip("| \n").split(" | ")]
    for line in (HERE.parent / "reference" / "README.md")
    .read_text("utf-8")
    .splitlines()
    if line.startswith("| ") and "`" in line
]
# What computes nothing by itself.
PLUMBING = {
    "arrays",
    "checks",
    "ratings",
    "reasons",
    "sentences",
    "verdicts",
}


def named(column: int) -> set[str]:
    return {name for row in ROWS for name in re.findall(r"`(\w+)`", row[column])}


def test_every_module_of_statistics_stands_against_something() -> None:
    modules = {module.name for module in pkgutil.iter_modules(analysis.__path__)}
    assert named(1) == modules - PLUMBING


def test_every_row_has_a_module_and_a_test_and_says_where_rates_are_measured() -> None:
    assert all(len(row) == 4 and "test_" in row[2] and row[3] for row in ROWS)


def test_every_test_and_simulation_that_is_named_is_there() -> None:
    tests = {name for name in named(2) | named(3) if name.startswith("test_")}
    missing = {name for name in tests if not (HERE / f"{name}.py").exists()}
    assert len(tests) > 25 and missing == set()
    simulations = {name for name in named(3) if not name.startswith("test_")}
    assert simulations == set(MODULES)
