"""Rules for every file in the repository."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
CODE = {".py", ".html", ".css", ".js", ".typ", ".mako", ".toml"}
# Written so that this file does not match itself.
MACHINE = {
    "a path of one machine": r"(?<![\w.$}/-])/(?:work|root|home/\w+|tmp/[a-z]\w+)\b",
    "a registry's host": r"\b(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com|net)\b",
    "an index of packages": r"(?:index-url|find-links)[ =]+\S*[:/]",
}


def repository_files() -> list[str]:
    """Return what git keeps, or would keep: nothing that .gitignore names."""
    listed = subprocess.run(
        # The tests may run as root in a clone that is somebody else's.
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "-co",
            "--exclude-standard",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return sorted(name for name in set(names) if name and (ROOT / name).is_file())


def text_of(name: str) -> str | None:
    """Return a text file's content, None for pictures and the like."""
    try:
        return (ROOT / name).read_text("utf-8")
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("what", MACHINE)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(MACHINE[what])
    found = [
        f"{name}:{number}: {line.strip()}"
        for name in repository_files()
        for number, line in enumerate((text_of(name) or "").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_no_code_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {
        name: len((text_of(name) or "").splitlines())
        for name in repository_files()
        # A questionnaire is as long as what people are asked.
        if Path(name).suffix in CODE and not name.startswith("forms/questionnaires/")
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_the_licence_is_apache_2() -> None:
    licence = text_of("LICENSE") or ""
    assert licence.split("\n", 3)[1].strip() == "Apache License"
    assert "Version 2.0, January 2004" in licence
