"""Options that several commands share, as parent parsers."""

import argparse
from pathlib import Path

from survey.language import SOURCE_LANGUAGE, languages


def language_option() -> argparse.ArgumentParser:
    """Return `--lang`."""
    parser = argparse.ArgumentParser(add_help=False)
    add_language(parser)
    return parser


def add_language(parser: argparse.ArgumentParser) -> None:
    """Let a parser take `--lang`."""
    parser.add_argument(
        "--lang",
        choices=languages(),
        default=SOURCE_LANGUAGE,
        help="language of what is printed (default: vi)",
    )


def directory_option() -> argparse.ArgumentParser:
    """Return `--directory`, which holds everything of one installation."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument(
        "--directory",
        type=Path,
        default=Path("."),
        metavar="DIR",
        help="the installation's directory (default: the current one)",
    )
    return parser


def json_option() -> argparse.ArgumentParser:
    """Return `--json`."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--json", action="store_true", help="print JSON for programs")
    return parser
