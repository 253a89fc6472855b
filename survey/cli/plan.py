"""sipas plan: draws samples of dossiers, prints the lists, takes in what came back, gives weights."""

import argparse
from pathlib import Path

from survey.cli.later import run_later
from survey.cli.options import directory_option, json_option, language_option

RULES = ("yamane", "design", "bands", "fixed")
EPILOG = """\
examples:
  sipas plan make 2026-1 --directory pilot --from 2026-01 --to 2026-06
  sipas plan make 2026-2 --directory pilot --from 2026-01 --to 2026-06 \\
      --rule fixed --n 90 --offices 20 --wave 2026-1
  sipas plan lists 2026-1 --directory pilot --out lists.csv
  sipas plan returns 2026-1 --directory pilot returns.csv
  sipas plan weights 2026-1 --directory pilot --out weights.csv
  sipas wave target 2026-1 --directory pilot --plan 2026-1

The frame is what offices settled by field and month (sipas import volumes). The same seed draws the
same dossiers again. returns.csv has office,sent,returned,valid,rejected, the last as "reason: n; …".
"""
MAKING = """\
rules, for each office's N dossiers:
  yamane   N / (1 + N e^2), e from --margin
  design   normal approximation with finite population, and the design effect of --wave where known
  bands    all up to 200, 30 per cent up to 1,000, 20 per cent above
  fixed    --n
With --together N is everybody's dossiers, and the number is shared out in proportion.
--offices draws so many offices first, within their level and in proportion to their dossiers.

example: sipas plan make 2026-1 --directory pilot --from 2026-01 --to 2026-06 --rule bands
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas plan`."""
    parser = commands.add_parser(
        "plan",
        help="sampling plans: draw, print lists, count what came back, weigh",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    common = [directory_option(), language_option()]
    _add_make(actions, common)
    listing = actions.add_parser(
        "list",
        help="every plan",
        parents=common,
        epilog="example: sipas plan list --directory pilot",
    )
    listing.set_defaults(run=run_later("plan_run", "run_list"))
    showing = actions.add_parser(
        "show",
        help="one plan office by office",
        parents=[*common, json_option()],
        epilog="example: sipas plan show 2026-1 --directory pilot",
    )
    showing.add_argument("code")
    showing.set_defaults(run=run_later("plan_run", "run_show"))
    for name, about in (
        ("lists", "the dossiers that were drawn, as CSV"),
        ("weights", "what each valid answer stands for, for sipas analyse --units"),
    ):
        writing = actions.add_parser(
            name,
            help=about,
            parents=common,
            epilog=f"example: sipas plan {name} 2026-1 --directory pilot --out {name}.csv",
        )
        writing.add_argument("code")
        writing.add_argument("--out", type=Path, required=True, metavar="FILE")
        writing.set_defaults(run=run_later("plan_run", f"run_{name}"))
    returning = actions.add_parser(
        "returns",
        help="take in what came back, from a CSV file",
        parents=common,
        epilog="example: sipas plan returns 2026-1 --directory pilot returns.csv",
    )
    returning.add_argument("code")
    returning.add_argument("file", type=Path, metavar="FILE")
    returning.set_defaults(run=run_later("plan_run", "run_returns"))


def _add_make(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: list[argparse.ArgumentParser],
) -> None:
    making = actions.add_parser(
        "make",
        help="draw a sample and keep it",
        parents=common,
        epilog=MAKING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    making.add_argument("code")
    making.add_argument("--title", default="", help="usual: the code")
    making.add_argument("--from", dest="first_month", required=True, metavar="MONTH")
    making.add_argument("--to", dest="last_month", required=True, metavar="MONTH")
    making.add_argument("--rule", choices=RULES, default="yamane")
    making.add_argument(
        "--margin",
        type=float,
        default=5.0,
        metavar="POINTS",
        help="margin of error in percentage points (default: %(default)s)",
    )
    making.add_argument("--n", type=int, help="the number, for fixed")
    making.add_argument(
        "--together",
        action="store_true",
        help="one number for all offices, shared out by their dossiers",
    )
    making.add_argument("--offices", type=int, metavar="M", help="draw M offices")
    making.add_argument("--seed", type=int, help="usual: a number that is made up now")
    making.add_argument("--wave", default="", metavar="CODE", help="what it is for")
    making.set_defaults(run=run_later("plan_run", "run_make"))
