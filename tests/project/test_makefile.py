"""`make help` tells what every target does."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([\w-]+):(?!=)", makefile, re.M)
    explained = re.findall(r"^  make ([\w-]+) +\S", help_text(), re.M)
    assert targets == explained


def test_help_is_what_make_does_by_itself() -> None:
    assert help_text() == help_text("help")


def help_text(*targets: str) -> str:
    """Return what make prints, untouched by a make that runs these tests."""
    command = ["env", "-u", "MAKELEVEL", "-u", "MAKEFLAGS", "make", *targets]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
