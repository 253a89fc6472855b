"""What a command gives: a whole file, or the same on the terminal where no file is named."""

import sys
from collections.abc import Callable
from pathlib import Path

from survey.cli.errors import cannot_write


def write(file: Path, content: bytes, _: Callable[[str], str]) -> None:
    """Write a whole file. Raises CommandError."""
    try:
        file.write_bytes(content)
    except OSError as error:
        raise cannot_write(file, error, _) from error


def give(content: bytes, file: Path | None, _: Callable[[str], str]) -> None:
    """Write a file, or print where none is named. Raises CommandError."""
    if file is None:
        sys.stdout.write(content.decode())
    else:
        write(file, content, _)
