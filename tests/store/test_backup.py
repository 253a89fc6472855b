"""A backup is whole, verified and private, and taken while answers come in."""

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from survey.store import backup
from survey.store.backup import DamagedCopy
from survey.store.engine import Store
from survey.store.schema import shipped_revision
from tests.fixtures.people import make_counter, make_responses, make_wave
from tests.store.rows import fill_every_table, row_counts


def file_of(store: Store) -> Path:
    return Path(str(store.engine.url.database))


def test_a_copy_holds_what_the_store_holds(sqlite_store: Store, tmp_path: Path) -> None:
    fill_every_table(sqlite_store)
    contents = backup.copy(file_of(sqlite_store), tmp_path / "copy.sqlite")
    copied = Store(f"sqlite:///{tmp_path / 'copy.sqlite'}")
    with sqlite_store.reading() as session, copied.reading() as copied_session:
        expected = row_counts(session)
        assert row_counts(copied_session) == expected
    copied.close()
    assert contents.revision == shipped_revision()
    assert contents.rows == {name: expected[name] for name in contents.rows}
    assert contents.answers == expected["response"] + expected["arrival"]


def test_a_copy_holds_what_is_only_in_the_log(
    sqlite_store: Store, tmp_path: Path
) -> None:
    """The newest answers stand in the -wal file; copying the main file would lose them."""
    with sqlite_store.writing() as session:
        make_responses(session, make_counter(session), make_wave(session))
    assert file_of(sqlite_store).with_name("survey.sqlite-wal").stat().st_size > 0
    assert backup.copy(file_of(sqlite_store), tmp_path / "copy.sqlite").answers == 3


def test_a_copy_is_one_file_for_its_owner_alone(
    sqlite_store: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    backup.copy(file_of(sqlite_store), folder / "copy.sqlite")
    assert [file.name for file in folder.iterdir()] == ["copy.sqlite"]
    assert stat.S_IMODE((folder / "copy.sqlite").stat().st_mode) == 0o600


def test_answers_come_in_while_a_copy_is_taken(
    sqlite_store: Store, tmp_path: Path
) -> None:
    with sqlite_store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
    stop = threading.Event()
    posted = 0

    def post() -> None:
        nonlocal posted
        while not stop.is_set():
            with sqlite_store.writing() as session:
                make_responses(session, counter, instrument, scores=[5])
            posted += 1

    phone = threading.Thread(target=post)
    phone.start()
    copies = []
    for number in range(5):
        before = posted
        contents = backup.copy(file_of(sqlite_store), tmp_path / f"{number}.sqlite")
        copies.append((before, contents.answers))
    stop.set()
    phone.join()
    assert posted > 5
    assert all(before <= answers <= posted for before, answers in copies)


def test_a_file_that_is_there_is_never_overwritten(
    sqlite_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "copy.sqlite").write_text("precious")
    with pytest.raises(FileExistsError):
        backup.copy(file_of(sqlite_store), tmp_path / "copy.sqlite")
    assert (tmp_path / "copy.sqlite").read_text() == "precious"


@pytest.mark.parametrize("content", [b"", b"not a database at all, far from it" * 99])
def test_what_is_not_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.sqlite").write_bytes(content)
    with pytest.raises(DamagedCopy):
        backup.verify(tmp_path / "odd.sqlite")
    with pytest.raises(DamagedCopy):
        backup.copy(tmp_path / "odd.sqlite", tmp_path / "copy.sqlite")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["odd.sqlite"]


def test_a_damaged_page_is_found(sqlite_store: Store, tmp_path: Path) -> None:
    fill_every_table(sqlite_store)
    backup.copy(file_of(sqlite_store), tmp_path / "copy.sqlite")
    pages = bytearray((tmp_path / "copy.sqlite").read_bytes())
    pages[4096 * 3 : 4096 * 4] = bytes(4096)
    (tmp_path / "copy.sqlite").write_bytes(pages)
    with pytest.raises(DamagedCopy):
        backup.verify(tmp_path / "copy.sqlite")


def test_a_row_that_refers_to_nothing_is_found(
    sqlite_store: Store, tmp_path: Path
) -> None:
    fill_every_table(sqlite_store)
    backup.copy(file_of(sqlite_store), tmp_path / "copy.sqlite")
    database = sqlite3.connect(tmp_path / "copy.sqlite")
    database.execute("DELETE FROM counter")
    database.commit()
    database.close()
    with pytest.raises(DamagedCopy, match="foreign keys"):
        backup.verify(tmp_path / "copy.sqlite")


def test_verifying_writes_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    backup.copy(file_of(sqlite_store), tmp_path / "copy.sqlite")
    before = (tmp_path / "copy.sqlite").read_bytes()
    backup.verify(tmp_path / "copy.sqlite")
    assert (tmp_path / "copy.sqlite").read_bytes() == before
    assert list(tmp_path.glob("copy.sqlite-*")) == []
