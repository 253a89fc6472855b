"""The sipas command: help, languages and one line for what cannot be done."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from survey.cli.main import SUBJECTS, command_parser
from survey.settings import load_settings
from survey.store import engine
from survey.store.engine import Store
from tests.cli.conftest import Sipas
from tests.fixtures.service import SIPAS


def commands(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Give every command that does something, with the words that call it."""
    choices = [
        action.choices
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    if not choices:
        yield words, parser
    for name, child in (choices[0] if choices else {}).items():
        yield from commands(child, (*words, name))


ALL = dict(commands(command_parser("en")))


def test_every_subject_has_a_command() -> None:
    assert len({words[0] for words in ALL}) >= len(SUBJECTS)


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_has_an_example_and_speaks_both_languages(
    words: tuple[str, ...],
) -> None:
    text = ALL[words].format_help()
    assert "example" in text and f"sipas {' '.join(words)}" in text
    assert "--lang {vi,en}" in text


def test_a_command_says_in_one_line_why_it_cannot(sipas: Sipas, tmp_path: Path) -> None:
    refused = sipas("wave", "list", "--directory", tmp_path / "none")
    assert refused.code == 1
    assert refused.err.startswith("sipas: ") and refused.err.count("\n") == 1


def test_a_database_that_another_program_holds_is_said_to_be_busy(
    sipas: Sipas, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(engine.SQLITE_PRAGMAS, "busy_timeout", ("50", 50))
    holder = Store(load_settings(directory, {}).database_url)
    with holder.writing():
        refused = sipas(
            *("wave", "close", "2026-1", "--directory", directory),
            *("--reason", "Đã đủ phiếu"),
        )
    holder.close()
    assert (refused.code, refused.err) == (
        1,
        "sipas: cơ sở dữ liệu đang bận, chưa ghi gì: hãy thử lại sau ít phút\n",
    )


def test_a_terminal_without_vietnamese_letters_gets_the_work_done(
    tmp_path: Path,
) -> None:
    finished = subprocess.run(
        [SIPAS, "wave", "list", "--directory", tmp_path / "none"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
    )
    assert finished.returncode == 1
    assert (
        finished.stderr.startswith(b"sipas: ") and b"Traceback" not in finished.stderr
    )


def test_help_imports_neither_flask_nor_scipy() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from survey.cli.main import command_parser; command_parser().format_help(); "
            "print([name for name in ('flask', 'scipy', 'alembic', 'gunicorn', 'typst') "
            "if name in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout == "[]\n"


def test_who_stops_reading_gets_no_traceback(directory: Path) -> None:
    with subprocess.Popen(
        [SIPAS, "status", "--directory", directory],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
