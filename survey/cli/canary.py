"""sipas canary: rates a made-up office with every answer by every channel, and counts what arrived."""

import argparse
from pathlib import Path

from survey.cli.options import directory_option, json_option, language_option

EPILOG = """\
examples:
  sipas canary --directory pilot
  sipas canary --directory pilot --url https://127.0.0.1:8443 --ca cert.pem

Goes through the running service as a visitor does. Its ratings are of class Z and in no total.
Ends with 1 and says what is wrong where an answer is refused, lost, doubled or changed.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas canary`."""
    parser = commands.add_parser(
        "canary",
        help="check that every answer can be given by every channel",
        parents=[directory_option(), language_option(), json_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--url",
        default="",
        metavar="BASE",
        help="where the service answers (default: the address on the posters)",
    )
    parser.add_argument(
        "--ca",
        type=Path,
        metavar="FILE",
        help="certificate to trust, where it is one of your own",
    )
    parser.set_defaults(run=run_canary)


def run_canary(arguments: argparse.Namespace) -> int:
    """Try every channel and say what came of it. Raises CommandError."""
    # The tallies bring NumPy along, which `sipas --help` need not wait for.
    from survey.cli import canary_run

    return canary_run.run(arguments)
