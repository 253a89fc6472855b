"""An XLSX file is read as the CSV of its first sheet would be, and only that."""

import zipfile
from pathlib import Path

import pytest

from analysis.ratings.errors import Expected, InputError
from analysis.ratings.reading import read_table
from survey.cli.workbook import Sheet, workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def book_of(path: Path, parts: dict[str, str]) -> Path:
    """Write a workbook as Excel does: strings shared, the sheet found by its link."""
    relation = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    usual = {
        "xl/workbook.xml": f"<workbook {MAIN} {LINKS}><sheets>"
        '<sheet name="Câu trả lời" sheetId="3" r:id="rId7"/>'
        '<sheet name="Khác" sheetId="4" r:id="rId8"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {relation}>"
        '<Relationship Id="rId8" Target="worksheets/sheet9.xml"/>'
        '<Relationship Id="rId7" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "w") as book:
        for name, text in (usual | parts).items():
            book.writestr(name, text)
    return path


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


def test_what_we_write_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    rows = (("Xã <An> & Bình", 84.25, None), ("=1+1", 3, "a"))
    file.write_bytes(workbook([Sheet("Đơn vị", ("tên", "chỉ số", "note"), rows)]))
    assert read_table(file).rows == (
        ("Xã <An> & Bình", "84.25", ""),
        ("=1+1", "3", "a"),
    )


def test_equal_results_make_equal_files() -> None:
    sheet = Sheet("a", ("b",), ((1,),))
    assert workbook([sheet]) == workbook([sheet])


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"xl/worksheets/sheet2.xml": "<worksheet"},
        {"xl/workbook.xml": f"<workbook {MAIN}/>"},
        {
            "xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]>'
            f"<workbook {MAIN} {LINKS}/>"
        },
    ],
    ids=["no sheet", "broken", "no sheets", "document type"],
)
def test_a_broken_workbook_is_one_clear_error(
    tmp_path: Path, parts: dict[str, str]
) -> None:
    file = book_of(tmp_path / "a.xlsx", parts)
    with pytest.raises(InputError) as refused:
        read_table(file)
    assert refused.value.expected is Expected.READABLE


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.ratings.spreadsheet.MOST_BYTES", 1000)
    file = book_of(tmp_path / "a.xlsx", {"xl/worksheets/sheet2.xml": " " * 2000})
    with pytest.raises(InputError, match="bytes"):
        read_table(file)
