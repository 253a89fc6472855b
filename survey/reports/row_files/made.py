"""Makes a whole file with its manifest: nothing is there under its name before everything is."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from survey.access.administration import Note
from survey.reports.row_files.codebook import write_codebook
from survey.reports.row_files.contents import RowFile, row_file, rows_of
from survey.reports.row_files.delimited import write_csv
from survey.reports.row_files.frames import write_parquet
from survey.reports.row_files.manifest import manifest_text
from survey.reports.row_files.scripts import python_script, r_script
from survey.reports.row_files.spss import write_sav
from survey.store import row_export, waves
from survey.store.engine import Store
from survey.store.tables import Wave
from survey.store.waves import COUNTER

# How the name of a file ends, by format.
ENDINGS = {
    "csv": ".csv",
    "sav": ".sav",
    "parquet": ".parquet",
    "ddi": ".xml",
    "python": ".py",
    "r": ".R",
}
FORMATS = tuple(ENDINGS)
READERS = ("excel", "programs")
MANIFEST = ".manifest.json"
_UNFINISHED = ".part"


class NothingReleased(Exception):
    """No office has released five answers yet."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which file is wanted, of which audience. `read_by` matters for CSV alone."""

    wave: Wave
    kind: str
    language: str
    read_by: str = "excel"
    asked: str = COUNTER


@dataclass(frozen=True, slots=True, eq=False)
class MadeFile:
    """A finished file, its manifest beside it, and what it holds."""

    path: Path
    manifest: Path
    contents: RowFile


def make_file(store: Store, order: Order, path: Path, *, note: Note) -> MadeFile:
    """Write a file and its manifest, and note it in the audit trail before either can be fetched.

    Raises NothingReleased, RowsDoNotAddUp, StoreBusy and OSError; then nothing is left behind.
    """
    _note_shown(store, order)
    unfinished = path.with_name(path.name + _UNFINISHED)
    manifest = path.with_name(path.name + MANIFEST)
    unfinished_manifest = manifest.with_name(manifest.name + _UNFINISHED)
    try:
        with store.reading() as session:
            contents = row_file(
                session, order.wave, language=order.language, asked=order.asked
            )
            if not contents.offices:
                raise NothingReleased(order.wave.code)
            _WRITERS[order.kind](unfinished, session, contents, order)
        text = manifest_text(contents, unfinished, name=path.name, kind=order.kind)
        unfinished_manifest.write_text(text, "utf-8")
        for file in (unfinished, unfinished_manifest):
            _keep(file)
        with store.writing() as session:
            note(
                session,
                "export",
                object=order.wave.code,
                format=order.kind,
                rows=contents.n,
                release=contents.release,
                **_asked(order),
            )
        # An old manifest never stands beside a new file.
        manifest.unlink(missing_ok=True)
        os.replace(unfinished, path)
        os.replace(unfinished_manifest, manifest)
    finally:
        unfinished.unlink(missing_ok=True)
        unfinished_manifest.unlink(missing_ok=True)
    return MadeFile(path, manifest, contents)


def file_name(order: Order) -> str:
    """Return a name of ASCII for a file that is fetched from a page."""
    plain = "".join(
        letter if letter.isascii() and letter.isalnum() else "-"
        for letter in order.wave.code
    )
    audience = "" if order.asked == COUNTER else f"-{order.asked}"
    return f"sipas-{plain}{audience}{ENDINGS[order.kind]}"


def _asked(order: Order) -> dict[str, str]:
    """Return who was asked, for the trail, where that is not the counter's visitors."""
    return {} if order.asked == COUNTER else {"audience": order.asked}


def _note_shown(store: Store, order: Order) -> None:
    """Keep for ever through which days this file shows each office."""
    assert order.wave.id is not None
    with store.writing() as session:
        instrument = waves.instrument_of_wave(session, order.wave.id, order.asked)
        row_export.note_shown(session, instrument)


def _keep(file: Path) -> None:
    """Have the disk keep a file before it gets its name."""
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _csv(path: Path, session: Session, file: RowFile, order: Order) -> None:
    with path.open("wb") as out:
        write_csv(out, file, rows_of(session, file), for_excel=order.read_by == "excel")


def _sav(path: Path, session: Session, file: RowFile, order: Order) -> None:
    write_sav(path, file, rows_of(session, file))


def _parquet(path: Path, session: Session, file: RowFile, order: Order) -> None:
    write_parquet(path, file, rows_of(session, file))


def _ddi(path: Path, session: Session, file: RowFile, order: Order) -> None:
    write_codebook(path, file)


def _python(path: Path, session: Session, file: RowFile, order: Order) -> None:
    path.write_text(python_script(file), "utf-8")


def _r(path: Path, session: Session, file: RowFile, order: Order) -> None:
    path.write_text(r_script(file), "utf-8")


_WRITERS: dict[str, Callable[[Path, Session, RowFile, Order], None]] = {
    "csv": _csv,
    "sav": _sav,
    "parquet": _parquet,
    "ddi": _ddi,
    "python": _python,
    "r": _r,
}
