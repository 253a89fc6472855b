"""The `sipas` command: finds the subject's module and runs it."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from survey import __version__
from survey.cli import ddci
from survey.cli.errors import CommandError
from survey.cli.help_language import Parser, speaking, take_language, translate
from survey.csv_tables import TableError
from survey.language import SOURCE_LANGUAGE

# One module per subject, in the order of `sipas --help`. Each has `add_parser(commands)`, sets
# `run` to a function that takes the arguments and returns an exit code, and imports what is slow
# (Flask, SciPy, Alembic) inside it.
SUBJECTS = (
    "init",
    "demo",
    "serve",
    "status",
    "seal",
    "backup",
    "upgrade",
    "db",
    "account",
    "audit",
    "imports",
    "setup",
    "office",
    "wave",
    "canary",
    "posters",
    "paper",
    "links",
    "kiosk",
    "questionnaire",
    "report",
    "analyse",
    "check_table",
    "ddci",
    "export",
    "token",
    "index",
    "plan",
    "recheck",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return 0, 1 with one line on stderr, or 2 for wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a Vietnamese letter shows its number, and the work is done.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    words = sys.argv[1:] if argv is None else argv
    arguments = read(words)
    try:
        exit_code: int = arguments.run(arguments)
        sys.stdout.flush()
    except (CommandError, TableError) as error:
        print(f"sipas: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read the output has seen enough; what is left must not be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return exit_code


def read(words: Sequence[str]) -> argparse.Namespace:
    """Return a command line as it was understood; its `run` is what was asked for.

    Prints help or what is wrong, and exits, in the language that the words ask for.
    """
    language, words = take_language(words)
    with speaking(language):
        return command_parser(language).parse_args(ddci.with_action(words))


def command_parser(language: str = SOURCE_LANGUAGE) -> argparse.ArgumentParser:
    """Return what reads a command line, with help in a language."""
    parser = Parser(
        prog="sipas",
        description="Citizen-satisfaction survey for one-stop counters.",
        epilog="example: sipas demo --directory demo --serve",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for subject in SUBJECTS:
        import_module(f"survey.cli.{subject}").add_parser(commands)
    translate(parser, language)
    return parser
