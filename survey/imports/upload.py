"""An uploaded file: on disk in the installation's directory under a random name, and gone afterwards."""

import os
import re
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import IO

from analysis.ratings.spreadsheet import unpacked_bytes
from survey.store.tables.imports import LONGEST_FILE_NAME

FOLDER = "imports"
LARGEST_UPLOAD = 5 * 1024 * 1024
# A page waits for its file to be read; what unpacks to more keeps it waiting.
LARGEST_UNPACKED = 60 * 1024 * 1024
_PIECE = 64 * 1024
A_DAY = 24 * 60 * 60
_NAME = re.compile(r"[0-9a-f]{32}")
_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


class TooLarge(Exception):
    """The file, or what it unpacks to, is larger than a page takes."""


def keep_upload(directory: Path, sent: IO[bytes], *, folder: str = FOLDER) -> str:
    """Write a file that was sent under a random name and return it. Raises TooLarge."""
    (directory / folder).mkdir(mode=0o700, exist_ok=True)
    name = secrets.token_hex(16)
    path = path_of_upload(directory, name, folder=folder)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    size = 0
    try:
        with os.fdopen(descriptor, "wb") as kept:
            while piece := sent.read(_PIECE):
                size += len(piece)
                if size > LARGEST_UPLOAD:
                    raise TooLarge
                kept.write(piece)
        if unpacked_bytes(path) > LARGEST_UNPACKED:
            raise TooLarge
    except BaseException:
        forget_upload(directory, name, folder=folder)
        raise
    return name


def path_of_upload(directory: Path, name: str, *, folder: str = FOLDER) -> Path:
    """Return where a kept file lies; a name that we never gave leads nowhere."""
    return directory / folder / (name if _NAME.fullmatch(name) else "-")


def forget_upload(directory: Path, name: str, *, folder: str = FOLDER) -> None:
    """Remove a kept file."""
    path_of_upload(directory, name, folder=folder).unlink(missing_ok=True)


def forget_old(directory: Path, *, folder: str, now: float) -> None:
    """Remove the files that nobody came back to for a day; `now` is in seconds since 1970."""
    if (directory / folder).is_dir():
        for file in (directory / folder).iterdir():
            if _NAME.fullmatch(file.name) and file.stat().st_mtime < now - A_DAY:
                file.unlink(missing_ok=True)


def forget_others(directory: Path, wanted: Collection[str]) -> None:
    """Remove every kept file that no import asks for any more."""
    folder = directory / FOLDER
    if folder.is_dir():
        for file in folder.iterdir():
            if _NAME.fullmatch(file.name) and file.name not in wanted:
                file.unlink(missing_ok=True)


def shown_name(name: str) -> str:
    """Return what a file is called, without folders and signs that nobody sees."""
    last = _HIDDEN.sub("", name.replace("\\", "/").rpartition("/")[2]).strip()
    return last[-LONGEST_FILE_NAME:] or "–"
