"""`sipas import answers`: a first look writes nothing, a mapping brings in all rows or none, once."""

import csv
from pathlib import Path

import pytest

from survey.store import audit, counts
from survey.store.audit import Search
from survey.store.engine import Store
from tests.cli.conftest import Sipas
from tests.fixtures.answer_files import (
    HEADER,
    WAVE,
    answer_row,
    make_past,
    many_rows,
    write_answers,
)


@pytest.fixture
def past(directory: Path) -> Path:
    """Give an installation with a wave of last year."""
    store = opened(directory)
    with store.writing() as session:
        make_past(session)
    store.close()
    return directory


def opened(directory: Path) -> Store:
    return Store(f"sqlite:///{directory / 'survey.sqlite'}")


def stored(directory: Path) -> dict[str, int]:
    store = opened(directory)
    with store.reading() as session:
        found = counts.stored_by_class(session)
    store.close()
    return found


def command(file: Path, past: Path, *options: object) -> tuple[object, ...]:
    return "import", "answers", file, "--directory", past, "--wave", WAVE, *options


def test_a_first_look_shows_what_columns_seem_to_be_and_writes_nothing(
    sipas: Sipas, past: Path, tmp_path: Path
) -> None:
    rows = [*many_rows(20), answer_row("Ổn", 4, 4, 4, 4, 4, office="Xã Lạ")]
    file = write_answers(tmp_path / "phiếu.csv", rows)
    looked = sipas(*command(file, past, "--save-mapping", tmp_path / "m.toml"))
    assert looked.code == 1
    assert "q_access\t2. Nơi tiếp đón" in looked.out
    assert "“ổn” (1)" in looked.out and "“Xã Lạ” (1)" in looked.out
    assert "1 trong 21 dòng chưa dùng được. Chưa ghi gì." in looked.out
    assert looked.err.splitlines() == [
        "Dòng 22, cột “Đơn vị ông/bà đến làm thủ tục”: có “Xã Lạ”, cần mã hoặc tên của một đơn vị đã có",
        "Dòng 22, cột “Nói chung, Ông/Bà hài lòng ở mức nào về lần làm thủ tục này?”: có “Ổn”, cần một mức của thang đo, hoặc để trống",
    ]
    assert stored(past) == {}


def test_a_mapping_brings_the_rows_in_once_and_leaves_a_mark(
    sipas: Sipas, past: Path, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "phiếu.csv", tmp_path / "m.toml"
    write_answers(file, [*many_rows(20), answer_row("Ổn", 4, 4, 4, 4, 4)])
    sipas(*command(file, past, "--save-mapping", mapping))
    mapping.write_text(mapping.read_text("utf-8") + '"ổn" = 4\n', "utf-8")
    checked = sipas(*command(file, past, "--mapping", mapping, "--check"))
    assert checked.code == 0 and stored(past) == {}
    taken = sipas(*command(file, past, "--mapping", mapping, "--headline"))
    assert taken.code == 0
    assert (
        "Đã nhập 21 phiếu (lần nhập 1), được tính khi chốt ngày 2026-11-25."
        in taken.out
    )
    again = sipas(*command(file, past, "--mapping", mapping))
    assert again.code == 1 and "không nhập lần nữa" in again.out
    assert stored(past) == {"I": 21}
    store = opened(past)
    with store.reading() as session:
        (entry,) = audit.entries(session, Search(), limit=5)
    store.close()
    assert (entry.action, entry.object) == ("import", "phiếu.csv")


def test_rows_that_look_like_earlier_ones_need_a_word(
    sipas: Sipas, past: Path, tmp_path: Path
) -> None:
    file, mapping = tmp_path / "a.csv", tmp_path / "m.toml"
    write_answers(file, many_rows(10))
    sipas(*command(file, past, "--save-mapping", mapping))
    sipas(*command(file, past, "--mapping", mapping))
    write_answers(file, many_rows(12))
    asked = sipas(*command(file, past, "--mapping", mapping))
    assert asked.code == 1 and "10 dòng đã có trong “a.csv”" in asked.out
    assert stored(past) == {"I": 10}
    assert sipas(*command(file, past, "--mapping", mapping, "--again")).code == 0
    assert stored(past) == {"I": 22}


def test_what_is_wrong_is_written_to_a_file_that_no_spreadsheet_runs(
    sipas: Sipas, past: Path, tmp_path: Path
) -> None:
    file, bad = tmp_path / "a.csv", tmp_path / "bad.csv"
    write_answers(file, [*many_rows(9), answer_row("=1+1", 4, 4, 4, 4, 4)])
    assert sipas(*command(file, past, "--bad-rows", bad)).code == 1
    with bad.open(encoding="utf-8-sig", newline="") as written:
        (row,) = csv.DictReader(written)
    assert (row["line"], row["value"]) == ("11", "'=1+1")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--wave", "2024"), "không có đợt 2024"),
        (("--office", "X"), "Không có đơn vị mang mã “X”."),
        (("--mapping", "none.toml"), "không đọc được none.toml"),
    ],
)
def test_what_is_not_there_is_named(
    sipas: Sipas, past: Path, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    file = write_answers(tmp_path / "a.csv", many_rows(9))
    refused = sipas(*command(file, past, *options))
    assert (refused.code, refused.err) == (1, f"sipas: {message}\n")


def test_one_office_for_the_whole_file_may_be_named(
    sipas: Sipas, past: Path, tmp_path: Path
) -> None:
    rows = [row[:1] + row[2:] for row in many_rows(9)]
    file = write_answers(tmp_path / "a.csv", rows, header=HEADER[:1] + HEADER[2:])
    looked = sipas(*command(file, past, "--office", "ST-02"))
    assert looked.code == 0 and "Cả 9 dòng dùng được, của 1 đơn vị." in looked.out
