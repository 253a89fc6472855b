"""sipas recheck: draws whom to call again, writes the callers' lists, tells state and result."""

import argparse
from datetime import date
from pathlib import Path

from survey.cli.later import run_later
from survey.cli.options import directory_option, json_option, language_option

EPILOG = """\
examples:
  sipas recheck draw 2026-1 people.xlsx --directory pilot --share 10 --least 20 --out callers.csv
  sipas recheck lists 2026-1 people.xlsx --directory pilot --out callers.csv
  sipas recheck status 2026-1 --directory pilot
  sipas recheck result 2026-1 --directory pilot --json
  sipas recheck extend 2026-1 --directory pilot --last-day 2027-02-28

people.xlsx is the office's own list, CSV or XLSX: office,id[,stratum], in Vietnamese mã đơn vị, mã hồ sơ, lĩnh vực.
Nothing of it is kept but counts, its hash and the seed; other columns are not looked at.
"""
DRAWING = """\
sizes, for each office of the list:
  --share P     P per cent of its people (usual: 10)
  --n N         N people
  --margin E    so many that the gap's interval is -/+ E points, from the wave's released answers
and at least --least of each. A list is drawn anew only while nobody was called.

example: sipas recheck draw 2026-1 people.csv --directory pilot --share 5 --least 30 --out callers.csv
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas recheck`."""
    parser = commands.add_parser(
        "recheck",
        help="independent check: draw whom to call again, lists, state, result",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    common = [directory_option(), language_option()]
    _add_draw(actions, common)
    listing = actions.add_parser(
        "lists",
        help="the callers' list again, from the same file",
        parents=common,
        epilog="example: sipas recheck lists 2026-1 people.csv --directory pilot --out callers.csv",
    )
    _add_files(listing)
    listing.set_defaults(run=run_later("recheck_run", "run_lists"))
    extending = actions.add_parser(
        "extend",
        help="call until another day",
        parents=common,
        epilog="example: sipas recheck extend 2026-1 --directory pilot --last-day 2027-02-28",
    )
    extending.add_argument("wave", metavar="WAVE")
    extending.add_argument(
        "--last-day", type=date.fromisoformat, required=True, metavar="DATE"
    )
    extending.set_defaults(run=run_later("recheck_run", "run_extend"))
    for name, about in (
        ("status", "who was reached, office by office"),
        ("result", "what was heard beside what offices collected"),
    ):
        showing = actions.add_parser(
            name,
            help=about,
            parents=[*common, json_option()],
            epilog=f"example: sipas recheck {name} 2026-1 --directory pilot",
        )
        showing.add_argument("wave", metavar="WAVE")
        showing.set_defaults(run=run_later("recheck_run", f"run_{name}"))


def _add_draw(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: list[argparse.ArgumentParser],
) -> None:
    drawing = actions.add_parser(
        "draw",
        help="draw whom to call again from an office's list",
        parents=common,
        epilog=DRAWING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_files(drawing)
    size = drawing.add_mutually_exclusive_group()
    size.add_argument("--share", type=float, metavar="PERCENT")
    size.add_argument("--n", type=int)
    size.add_argument("--margin", type=float, metavar="POINTS")
    drawing.add_argument("--least", type=int, default=20)
    drawing.add_argument("--seed", type=int, help="usual: a number that is made up now")
    drawing.add_argument(
        "--last-day",
        type=date.fromisoformat,
        metavar="DATE",
        help="until when people are called (usual: 28 days after the wave, or after today)",
    )
    drawing.set_defaults(run=run_later("recheck_run", "run_draw"))


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("wave", metavar="WAVE")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="LIST.csv")
