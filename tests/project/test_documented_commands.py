"""Every command that the documents show is understood as it stands: its words, options and values."""

import argparse
import re
import shlex
from collections.abc import Iterator

import pytest

from survey.cli import ddci
from survey.cli.main import command_parser, read
from tests.project.test_files import ROOT

PAGES = (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
# In a block stands a whole line, perhaps with a remark after some spaces; in a sentence often a part of one.
LINE = re.compile(r"^ {4}(?:\S+=\S+ |runuser .* )?(?:\S*bin/)?(sipas [a-z].*)$", re.M)
BLOCK = re.compile(r"^ {4}.*$", re.M)
INLINE = re.compile(r"`(?:[^`]*bin/)?(sipas\s+[a-z][^`]*)`")
REMARK = re.compile(r"\s{3,}.*$|\s+#.*$")
# `a|b` stands for one of two, `[--x Y]` for what may be left out: both are tried as they can be typed.
CHOICE = re.compile(r"\|[^\s\]]+")
OPTION = re.compile(r"--[a-z][a-z-]*")
PARSER = command_parser("en")


def shown(pattern: re.Pattern[str]) -> list[object]:
    """Return what the documents show in blocks or in sentences, each with the page where it stands."""
    return [
        pytest.param(found, id=f"{page.relative_to(ROOT)}: {' '.join(found.split())}")
        for page in sorted(PAGES)
        for text in (page.read_text("utf-8"),)
        for found in dict.fromkeys(
            pattern.findall(text if pattern is LINE else BLOCK.sub("", text))
        )
    ]


@pytest.mark.parametrize("line", shown(LINE))
def test_a_line_to_type_is_understood(line: str) -> None:
    typed = CHOICE.sub("", REMARK.sub("", line)).replace("[", "").replace("]", "")
    assert callable(read(shlex.split(typed)[1:]).run)


@pytest.mark.parametrize("part", shown(INLINE))
def test_a_command_in_a_sentence_names_what_there_is(part: str) -> None:
    known = {option for parser in path(part.split()[1:]) for option in options(parser)}
    assert set(OPTION.findall(part)) - known == set()


def path(words: list[str]) -> Iterator[argparse.ArgumentParser]:
    """Yield the command that words name and each one above it."""
    parser: argparse.ArgumentParser | None = PARSER
    words = ddci.with_action(words)
    while parser is not None:
        yield parser
        below = commands_of(parser)
        word = words.pop(0) if below and words else ""
        if below and re.fullmatch("[a-z][a-z-]*", word):
            assert word in below, f"there is no `{word}`"
        parser = below.get(word)


def commands_of(
    parser: argparse.ArgumentParser,
) -> dict[str, argparse.ArgumentParser]:
    """Return the commands below a command."""
    return {
        name: below
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, below in action.choices.items()
    }


def options(parser: argparse.ArgumentParser) -> list[str]:
    return [option for action in parser._actions for option in action.option_strings]
