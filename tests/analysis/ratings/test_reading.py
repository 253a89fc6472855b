"""Files of every kind are read row by row, and what cannot be read is named with its line."""

from pathlib import Path

import polars
import pyreadstat
import pytest

from analysis.ratings.errors import Expected, InputError
from analysis.ratings.legacy import TCVN3, VNI, legacy_encoding
from analysis.ratings.reading import read_records, read_table
from analysis.ratings.spss import variable_labels

HEADER = "Đơn vị,Câu 1\n"


def write_sav(file: Path) -> Path:
    frame = polars.DataFrame({"unit": ["X01", "X02", ""], "q1": [1, 5, 9]})
    pyreadstat.write_sav(
        frame,
        str(file),
        column_labels=["Đơn vị", "Thái độ của công chức"],
        variable_value_labels={"q1": {1: "Rất không hài lòng", 5: "Rất hài lòng"}},
        missing_ranges={"q1": [9]},
    )
    return file


def test_values_of_spss_are_read_as_their_labels_and_missing_ones_as_nothing(
    tmp_path: Path,
) -> None:
    file = write_sav(tmp_path / "phiếu.sav")
    assert list(read_records(file)) == [
        (1, ["unit", "q1"]),
        (1, ["X01", "Rất không hài lòng"]),
        (2, ["X02", "Rất hài lòng"]),
        (3, ["", ""]),
    ]
    assert variable_labels(file) == {"unit": "Đơn vị", "q1": "Thái độ của công chức"}


def test_cases_of_spss_keep_their_numbers_over_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.ratings.spss.CASES_AT_ONCE", 2)
    file = write_sav(tmp_path / "a.sav")
    assert [number for number, _ in read_records(file)] == [1, 1, 2, 3]


@pytest.mark.parametrize("cut", [4, 60, 200, 400])
def test_a_damaged_file_of_spss_is_one_clear_error(tmp_path: Path, cut: int) -> None:
    file = write_sav(tmp_path / "a.sav")
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(InputError) as refused:
        read_table(file)
    assert refused.value.expected is Expected.READABLE


def test_lines_are_numbered_whatever_ends_them(tmp_path: Path) -> None:
    for ends in ("\n", "\r\n", "\r"):
        file = tmp_path / "a.csv"
        file.write_bytes(f"{HEADER}A,5\n\nB,4\n".replace("\n", ends).encode())
        assert read_table(file).lines == (2, 4)


def test_a_line_separator_in_a_value_ends_no_row(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"{HEADER}A\u2028B,5\r\nC\x0bD,\r\n", "utf-8")
    assert read_table(file).rows == (("A\u2028B", "5"), ("C\x0bD", ""))


@pytest.mark.parametrize(
    ("content", "line", "found", "expected"),
    [
        (HEADER.encode("utf-16"), 1, "UTF-16", Expected.UTF8),
        (f"{HEADER}A,5\nB\0,5\n".encode(), 3, "NUL", Expected.READABLE),
        (HEADER.encode() + b"a," + b"x" * 5_000_000, 2, "bytes", Expected.READABLE),
        (b"," * 20_000, 1, "20001", Expected.COLUMNS),
        # "Rất hài lòng, không hài lòng" as .VnTime and as VNI keep it.
        (HEADER.encode() + b"R\xcat h\xb5i l\xdfng kh\xab\x6eg", 2, TCVN3, Expected.UTF8),
        (HEADER.encode() + b"ha\xf8i lo\xf8ng kho\xe2ng", 2, VNI, Expected.UTF8),
        (HEADER.encode() + b"A,R\xe2\xcct", 2, "e2", Expected.UTF8),
    ],
    ids=["UTF-16", "NUL", "a long line", "columns", "TCVN3", "VNI", "Windows-1258"],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, content: bytes, line: int, found: str, expected: Expected
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        list(read_records(file))
    assert (refused.value.line, refused.value.expected) == (line, expected)
    assert found in refused.value.value


def test_no_text_in_unicode_is_taken_for_an_old_encoding() -> None:
    for text in (
        "Ông/Bà hài lòng ở mức nào với thái độ của công chức? Rất không hài lòng",
        "ỦY BAN NHÂN DÂN XÃ ĐÔNG HOÀ, uý nhiệm, thuỷ, Huế, hoà, khoẻ, quý, Zoë",
    ):
        assert legacy_encoding(text) is None
