"""An XLSX file is read as the CSV of its first sheet would be, and only that."""

import io
import math
import zipfile
from datetime import datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from analysis.ratings.errors import Expected, InputError
from analysis.ratings.reading import read_table
from analysis.ratings.spreadsheet import read_sheet
from survey.reports.workbook import Sheet, workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = f'xmlns:r="{OFFICE}"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# What makes a parser write three letters a thousand million times, and what makes it read a file for you.
LAUGHS = '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]>'
FILE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'


def book_of(path: Path, parts: dict[str, str]) -> Path:
    """Write a workbook as Excel does: strings shared, the sheet found by its link."""
    usual = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>'
        "</Types>",
        "xl/workbook.xml": f"<workbook {MAIN} {LINKS}><sheets>"
        '<sheet name="Câu trả lời" sheetId="3" r:id="rId7"/>'
        '<sheet name="Khác" sheetId="4" r:id="rId8"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId8" Type="{OFFICE}/worksheet" Target="worksheets/sheet9.xml"/>'
        f'<Relationship Id="rId7" Type="{OFFICE}/worksheet" Target="/xl/worksheets/sheet2.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f"<sst {MAIN}/>",
        "xl/styles.xml": f"<styleSheet {MAIN}><cellXfs><xf/></cellXfs></styleSheet>",
    }
    with zipfile.ZipFile(path, "w") as book:
        for name, text in (usual | parts).items():
            book.writestr(name, text)
    return path


def sheet_rows(rows: str, *, before: str = "", after: str = "") -> str:
    """Return the XML of a sheet that has those rows."""
    return f"<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def sheet_of(path: Path, rows: str, *, before: str = "", after: str = "") -> Path:
    """Write a workbook whose first sheet has those rows."""
    sheet = sheet_rows(rows, before=before, after=after)
    return book_of(path, {"xl/worksheets/sheet2.xml": sheet})


def test_a_workbook_as_excel_writes_it_is_read(tmp_path: Path) -> None:
    file = book_of(
        tmp_path / "a.xlsx",
        {
            "xl/sharedStrings.xml": f"<sst {MAIN}><si><t>Đơn vị</t></si>"
            "<si><r><t>Rất </t></r><r><t>hài lòng</t></r></si></sst>",
            "xl/styles.xml": f"<styleSheet {MAIN}>"
            '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
            '<numFmt numFmtId="165" formatCode="0.0 &quot;day&quot;"/></numFmts>'
            '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
            "</styleSheet>",
            "xl/worksheets/sheet2.xml": f"<worksheet {MAIN}><sheetData>"
            '<row r="1"><c r="A1" t="s"><v>0</v></c>'
            '<c r="B1" t="inlineStr"><is><t>q1</t></is></c><c r="C1" t="str"><v>ngày</v></c>'
            '<c r="D1" t="inlineStr"><is><t>x</t></is></c></row>'
            '<row r="3"><c r="A3"><v>2</v></c><c r="B3" t="s"><v>1</v></c>'
            '<c r="C3" s="1"><v>45658.5</v></c><c r="D3" s="2"><v>2.5</v></c></row>'
            '<row r="5"><c r="A5"><v>7.0</v></c><c r="D5"/></row>'
            "</sheetData></worksheet>",
        },
    )
    table = read_table(file)
    assert table.columns == ("Đơn vị", "q1", "ngày", "x")
    # Day 45658 is 1 January 2025.
    assert table.rows == (
        ("2", "Rất hài lòng", "2025-01-01", "2.5"),
        ("7", "", "", ""),
    )
    assert table.lines == (3, 5)


def test_a_workbook_of_another_program_is_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["unit", "day", "at", "yes", "q", "note"])
    day = datetime(2025, 1, 1, 8, 30)
    sheet.append(["A", day, time(8, 30), True, 4.0, "#N/A"])
    sheet.append(["B", day.date(), None, False, 1.25])
    book.create_sheet("other").append(["x"])
    # The content says what it is, not the name.
    file = tmp_path / "a.csv"
    book.save(file)
    assert read_table(file).rows == (
        ("A", "2025-01-01", "08:30:00", "1", "4", "#N/A"),
        ("B", "2025-01-01", "", "0", "1.25", ""),
    )


def test_a_formula_gives_the_value_last_computed(tmp_path: Path) -> None:
    file = sheet_of(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1" t="str"><f>"q"&amp;1</f><v>q1</v></c></row>'
        '<row r="2"><c r="A2"><f>2+3</f><v>5</v></c></row>',
    )
    assert list(read_sheet(file)) == [(1, ["q1"]), (2, ["5"])]


def test_blank_rows_and_cells_around_a_table_are_nothing(tmp_path: Path) -> None:
    file = sheet_of(
        tmp_path / "a.xlsx",
        '<row r="1"/><row r="2"><c r="A2"><v>7</v></c><c r="B2"><v>8</v></c></row>'
        '<row r="4"><c r="A4"><v>1</v></c><c r="F4"/></row>'
        '<row r="5"><c r="B5"/><c r="C5"/></row><row r="1048576"><c r="A1048576"/></row>',
    )
    assert list(read_sheet(file)) == [(2, ["7", "8"]), (4, ["1", ""])]


def test_a_value_beside_the_table_is_refused_with_its_row(tmp_path: Path) -> None:
    file = sheet_of(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><v>7</v></c></row><row r="3"><c r="C3"><v>1</v></c></row>',
    )
    with pytest.raises(InputError) as refused:
        read_table(file)
    assert (refused.value.line, refused.value.expected) == (3, Expected.FIELDS)


def test_a_size_that_is_not_true_loses_no_row(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in (1, 2, 3))
    file = sheet_of(tmp_path / "a.xlsx", rows, before='<dimension ref="A1:A2"/>')
    assert [number for number, _ in read_sheet(file)] == [1, 2, 3]


def test_what_is_left_out_of_a_sheet_is_no_warning(tmp_path: Path) -> None:
    """Warnings are errors in tests; in a terminal they are lines of a program's insides."""
    file = sheet_of(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><v>7</v></c></row>',
        after='<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst>',
    )
    assert list(read_sheet(file)) == [(1, ["7"])]


def test_what_we_write_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    rows = (
        ("Xã <An> & Bình", 84.25, None),
        ("=1+1", 3, "a"),
        ("b", math.nan, "_x0041_"),
    )
    file.write_bytes(workbook([Sheet("Đơn vị", ("tên", "chỉ số", "note"), rows)]))
    assert read_table(file).rows == (
        ("Xã <An> & Bình", "84.25", ""),
        ("=1+1", "3", "a"),
        ("b", "", "_x0041_"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "{=1+1}",
        "+84 24",
        "@SUM(A1)",
        "https://example.org",
        "mailto:lan@example.org",
        "internal:Sheet1!A1",
        "<r><t>Xã An</t></r></si><si><t>x</t></si><r></r>",
    ],
)
def test_text_is_written_as_text(text: str) -> None:
    content = workbook([Sheet("a", ("b",), ((text,), ("after",)))])
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [sheet["A2"], sheet["A3"]]
    assert [str(cell.value).strip() for cell in cells] == [text, "after"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.hyperlink for cell in cells] == [None, None]


def test_the_first_row_is_bold_and_stays_in_sight() -> None:
    content = workbook([Sheet("a", ("b",), ((1,),))])
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [sheet[place].font.bold for place in ("A1", "A2")] == [True, False]
    # A scheme would put the theme's font in the place of the one that is named.
    assert {
        (sheet[place].font.name, sheet[place].font.scheme) for place in ("A1", "A2")
    } == {("Times New Roman", None)}
    assert sheet.freeze_panes == "A2"


def test_more_rows_than_a_workbook_holds_are_refused() -> None:
    sheet = Sheet("a", ("b",), ((1,),) * 1_048_576)
    with pytest.raises(ValueError, match='^sheet "a" has 1048576 rows$'):
        workbook([sheet])


def test_equal_results_make_equal_files() -> None:
    sheet = Sheet("a", ("b", "c"), ((1, "d"),))
    content = workbook([sheet])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b">2026-01-01T00:00:00Z<" in book.read("docProps/core.xml")
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert workbook([sheet]) == content


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"xl/worksheets/sheet2.xml": "<worksheet"},
        {"xl/workbook.xml": f"<workbook {MAIN}/>"},
        {"[Content_Types].xml": ""},
        {"xl/worksheets/sheet2.xml": sheet_rows('<row r="1048577"/>')},
        {"xl/worksheets/sheet2.xml": sheet_rows('<row r="9999999999999"/>')},
        {"xl/worksheets/sheet2.xml": sheet_rows('<row><c t="s"><v>5</v></c></row>')},
    ],
    ids=[
        "no sheet",
        "broken",
        "no sheets",
        "no contents",
        "row too many",
        "endless rows",
        "no such text",
    ],
)
def test_a_broken_workbook_is_one_clear_error(
    tmp_path: Path, parts: dict[str, str]
) -> None:
    file = book_of(tmp_path / "a.xlsx", parts)
    with pytest.raises(InputError) as refused:
        read_table(file)
    assert refused.value.expected is Expected.READABLE
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("document_type", [LAUGHS, FILE], ids=["laughs", "file"])
@pytest.mark.parametrize(
    "name, text",
    [
        ("xl/workbook.xml", f"<workbook {MAIN}>&b;</workbook>"),
        ("xl/sharedStrings.xml", f"<sst {MAIN}><si><t>&b;</t></si></sst>"),
        ("xl/styles.xml", f"<styleSheet {MAIN}>&b;</styleSheet>"),
        (
            "xl/worksheets/sheet2.xml",
            sheet_rows('<row><c t="str"><v>&b;</v></c></row>'),
        ),
    ],
)
def test_entities_are_refused(
    tmp_path: Path, name: str, text: str, document_type: str
) -> None:
    sheet = {"xl/worksheets/sheet2.xml": sheet_rows("<row><c><v>1</v></c></row>")}
    file = book_of(tmp_path / "a.xlsx", sheet | {name: document_type + text})
    with pytest.raises(InputError, match="EntitiesForbidden") as refused:
        read_table(file)
    assert refused.value.expected is Expected.READABLE


def test_a_damaged_file_is_one_clear_error(tmp_path: Path) -> None:
    """One byte after another, so that zip, compression and XML are all hit."""
    sheet = Sheet("a", ("b", "c"), ((1, "d"),))
    good, file = workbook([sheet]), tmp_path / "a.xlsx"
    refused = 0
    for place in range(0, len(good), 47):
        file.write_bytes(good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :])
        try:
            list(read_sheet(file))
        except InputError:
            refused += 1
    assert refused > 50


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.ratings.spreadsheet.MOST_BYTES", 100_000)
    file = book_of(tmp_path / "a.xlsx", {"xl/worksheets/sheet2.xml": " " * 100_000})
    with pytest.raises(InputError, match="bytes"):
        read_table(file)


def test_parts_that_lie_on_each_other_are_refused(tmp_path: Path) -> None:
    file = book_of(tmp_path / "a.xlsx", {})
    content = bytearray(file.read_bytes())
    # The list at the end of the archive names one part's place for all.
    place = content.find(b"PK\x01\x02")
    entry = bytes(content[place : content.find(b"PK\x01\x02", place + 4)])
    end = content.find(b"PK\x05\x06")
    times = 2_000
    count = times.to_bytes(2, "little")
    tail = bytearray(content[end:])
    tail[8:10] = tail[10:12] = count
    tail[12:16] = (len(entry) * times).to_bytes(4, "little")
    tail[16:20] = place.to_bytes(4, "little")
    file.write_bytes(bytes(content[:place]) + entry * times + bytes(tail))
    with pytest.raises(InputError, match="parts"):
        read_table(file)
