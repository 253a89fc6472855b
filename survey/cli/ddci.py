"""sipas ddci: firms rate departments and localities, by links of this installation or from files."""

import argparse
from collections.abc import Sequence

from survey.cli import ddci_links, ddci_rate, ddci_results, ddci_rounds

EPILOG = """\
examples:
  sipas ddci rate answers.csv figures.csv --weights weights.csv
  sipas ddci programme > programme.toml
  sipas ddci round ddci-2026 --title "DDCI năm 2026" --from 2026-10-01 --to 2026-11-15 \\
      --programme programme.toml --units units.csv --ranges ranges.csv --directory pilot
  sipas ddci links --round ddci-2026 --kind firm --n 500 --out firms.csv --letters firms.pdf --directory pilot
  sipas ddci figures --round ddci-2026 figures.csv --directory pilot
  sipas ddci close --round ddci-2026 --directory pilot
  sipas ddci report --round ddci-2026 --format xlsx --out ddci.xlsx --directory pilot

`rate` needs files only, and may be left out: sipas ddci answers.csv figures.csv --weights weights.csv.
"""
RATE = "rate"
ACTIONS = (
    RATE,
    "programme",
    "round",
    "list",
    "links",
    "figures",
    "extend",
    "close",
    "report",
    "ranges",
)


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas ddci`."""
    parser = commands.add_parser(
        "ddci",
        help="firms rate departments and localities: rounds, one-time links, totals and ranks",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    ddci_rate.add_parser(actions)
    ddci_rounds.add_parsers(actions)
    ddci_links.add_parser(actions)
    ddci_results.add_parsers(actions)


def with_action(words: Sequence[str]) -> list[str]:
    """Return a command's words, `rate` put in where `sipas ddci` is followed by files.

    >>> with_action(["ddci", "soft.csv", "hard.csv"])
    ['ddci', 'rate', 'soft.csv', 'hard.csv']
    """
    found = list(words)
    has_action = len(found) < 2 or found[1] in (*ACTIONS, "-h", "--help")
    if found[:1] == ["ddci"] and not has_action:
        found.insert(1, RATE)
    return found
