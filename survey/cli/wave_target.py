"""sipas wave target | progress: how many answers each office should reach, and how far it has come."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from survey.cli.later import run_later
from survey.cli.wave_course import decision_options

FORMULAS = ("yamane", "design")
TARGET_EPILOG = """\
examples:
  sipas wave target 2026-1 --directory pilot --propose
  sipas wave target 2026-1 --directory pilot --propose --use yamane
  sipas wave target 2026-1 --directory pilot --from targets.csv
  sipas wave target 2026-1 --directory pilot --office X01 --n 300
  sipas wave target 2026-1 --directory pilot --plan 2026-1

The file is CSV in UTF-8 with a header: office,population,target. A row without a target gets the one
that --use proposes for its population (default: yamane). Without an option the targets are listed.
"""


def add_actions(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: Sequence[argparse.ArgumentParser],
) -> None:
    """Add the actions to `sipas wave`."""
    target = actions.add_parser(
        "target",
        help="propose and set how many answers each office should reach",
        parents=[*common, decision_options(reason_required=False)],
        epilog=TARGET_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    target.add_argument("code")
    chosen = target.add_mutually_exclusive_group()
    chosen.add_argument(
        "--propose",
        action="store_true",
        help="from the dossiers that each office settled (sipas import dossiers)",
    )
    chosen.add_argument("--from", dest="file", type=Path, metavar="FILE")
    chosen.add_argument("--n", type=int, help="the same for the office, or for all")
    chosen.add_argument("--plan", default="", metavar="CODE", help="from a sipas plan")
    target.add_argument("--office", default="", metavar="CODE")
    target.add_argument(
        "--use", choices=FORMULAS, help="set what this formula proposes"
    )
    target.add_argument(
        "--margin",
        type=float,
        default=5.0,
        metavar="POINTS",
        help="margin of error in percentage points (default: %(default)s)",
    )
    target.set_defaults(run=run_later("wave_target_run", "run_target"))
    progress = actions.add_parser(
        "progress",
        help="each office's released answers beside its target",
        parents=common,
        epilog="example: sipas wave progress 2026-1 --directory pilot",
    )
    progress.add_argument("code")
    progress.set_defaults(run=run_later("wave_target_run", "run_progress"))
