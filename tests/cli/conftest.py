"""Runs `sipas` in this process, in a directory with a real, empty installation."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from survey.cli.main import main
from survey.settings import write_settings
from survey.store import installation
from survey.store.engine import Store

SETTINGS = {
    "ENVIRONMENT": "testing",
    "SECRET_KEY": "s" * 40,
    "BASE_URL": "https://danhgia.example.vn",
    "HOTLINE": "0000 000 000",
    "WITHOUT_PHONE": "paper",
    "TEST_CLOCK": "2026-11-25T09:00",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Sipas = Callable[..., Outcome]


@pytest.fixture
def directory(tmp_path: Path, sqlite_template: Path) -> Path:
    """Give the directory of a real installation without offices."""
    made = tmp_path / "thí điểm 1"
    write_settings(made, SETTINGS)
    shutil.copy(sqlite_template, made / "survey.sqlite")
    store = Store(f"sqlite:///{made / 'survey.sqlite'}")
    with store.writing() as session:
        installation.mark(session, installation.REAL)
    store.close()
    return made


@pytest.fixture
def sipas(capsys: pytest.CaptureFixture[str]) -> Sipas:
    """Give a function that runs the command as a shell would, and returns what came of it."""

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run
