"""Layout, style, import rules and types: what `make lint` checks, one test for each tool."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("tool", ["black", "isort", "flake8", "imports", "mypy"])
def test_the_tool_finds_nothing(tool: str) -> None:
    finished = subprocess.run(
        [ROOT / "tools" / "lint", tool], capture_output=True, text=True
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
