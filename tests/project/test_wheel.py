"""A wheel carries everything that a clone runs with."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.project.test_files import ROOT, repository_files

PACKAGES = ("survey/", "forms/", "analysis/", "templates/")
# Compiled while the wheel is built; nobody reads the source of a catalogue at run time.
SOURCES = {".po"}


def test_a_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name in repository_files():
        if name.startswith(PACKAGES) or "/" not in name:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_bytes((ROOT / name).read_bytes())
    wheel = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation")
    subprocess.run(
        [sys.executable, *wheel, "--no-index", "--wheel-dir", tmp_path, tree],
        check=True,
        capture_output=True,
    )
    (file,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(file).namelist())
    needed = {
        name
        for name in repository_files()
        if name.startswith(PACKAGES) and Path(name).suffix not in SOURCES
    }
    assert needed - held == set()
    assert "survey/translations/en/LC_MESSAGES/messages.mo" in held
    assert "survey/translations/vi/LC_MESSAGES/commands.mo" in held
