"""The bundle for places without internet: it names what exists, and refuses what it is not made for.

That it installs and serves without a network is proven by `make bundle ARGS=--prove`.
"""

import hashlib
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.project.test_files import ROOT, repository_files

MADE_FOR = f"cp{sys.version_info[0]}{sys.version_info[1]}-{platform.machine()}"


def test_every_file_that_it_packs_is_there() -> None:
    script = (ROOT / "tools" / "bundle").read_text("utf-8")
    listed = re.search(r"<<'FILES'\n(.*)\nFILES", script, re.S)
    assert listed is not None
    kept = repository_files()
    missing = [
        name
        for name in listed[1].split("\n")
        if not any(file == name or file.startswith(f"{name}/") for file in kept)
    ]
    assert missing == []
    # What the person who unpacks it reads first.
    assert {"README.vi.md", "docs", "LICENSE"} <= set(listed[1].split("\n"))


def unpacked(folder: Path, *, made_for: str, checksum: str) -> Path:
    """Make what an unpacked bundle has beside its packages, and return its script."""
    (folder / "made-for").write_text(f"{made_for}\n")
    (folder / "SHA256SUMS").write_text(f"{checksum}  made-for\n")
    return Path(shutil.copy(ROOT / "tools" / "bundled-install", folder / "install"))


def refusal(script: Path) -> str:
    """Run the script of a bundle that must not be installed, and return what it says."""
    place = script.parent / "place"
    finished = subprocess.run([script, place], capture_output=True, text=True)
    assert finished.returncode == 1
    assert not place.exists()
    return finished.stderr


def test_a_bundle_for_another_python_or_processor_is_refused(tmp_path: Path) -> None:
    script = unpacked(tmp_path, made_for="cp399-abacus", checksum="0" * 64)
    assert refusal(script) == (
        f"this bundle is made for cp399-abacus, this machine has {MADE_FOR}: "
        "run make bundle on a machine like this one\n"
    )


def test_a_damaged_bundle_is_refused(tmp_path: Path) -> None:
    whole = hashlib.sha256(f"{MADE_FOR}\n".encode()).hexdigest()
    script = unpacked(tmp_path, made_for=MADE_FOR, checksum=whole[::-1])
    assert refusal(script).endswith("the bundle is damaged: bring it here again\n")
