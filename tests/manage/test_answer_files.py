"""The page that brings answers in: a file is looked at, matched, and brought in once and as a whole."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.imports import bringing
from survey.imports.upload import FOLDER
from survey.store import answer_imports, audit, counts
from survey.store.audit import Search
from tests.fixtures.answer_files import HEADER, answer_row, many_rows, write_answers
from tests.fixtures.bureau import HOA, KIEN, WAVE, Bureau, csrf_in

LIST = "/manage/imports"
AT = "20/11/2026 8:36:15"


class Desk:
    """Hoa's computer with files of answers on it."""

    def __init__(self, bureau: Bureau, folder: Path, name: str = HOA) -> None:
        bureau.configure(directory=folder)
        self.bureau, self.folder = bureau, folder
        self.client: FlaskClient = bureau.signed_in(name)

    def upload(
        self,
        content: bytes,
        *,
        name: str = "phiếu.csv",
        mapping: bytes = b"",
        wave: str = WAVE,
    ) -> TestResponse:
        token = csrf_in(self.client.get(LIST).text)
        sent = {
            "csrf_token": token,
            "wave": wave,
            "file": (io.BytesIO(content), name),
        }
        if mapping:
            sent["mapping"] = (io.BytesIO(mapping), "m.toml")
        return self.client.post(LIST, data=sent)

    def rows(self, *rows: tuple[str, ...], **sent: str) -> TestResponse:
        file = write_answers(self.folder / "f.csv", rows)
        return self.upload(file.read_bytes(), **sent)  # type: ignore[arg-type]

    def press(self, page: str, action: str, **fields: str) -> TestResponse:
        token = csrf_in(self.client.get(page).text)
        sent = {"csrf_token": token, **fields}
        return self.client.post(f"{page}/{action}", data=sent)

    def match(self, page: str, **changed: str) -> TestResponse:
        """Save the columns as the page shows them, with some of them changed."""
        return self.press(
            page, "columns", **{**fields_of(self.client.get(page).text), **changed}
        )

    def kept_files(self) -> list[Path]:
        folder = self.folder / FOLDER
        return list(folder.iterdir()) if folder.is_dir() else []

    def stored(self) -> int:
        with self.bureau.store.reading() as session:
            return counts.stored_by_class(session).get("I", 0)


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would send of the selects and ticks of a page."""
    fields = {}
    for name, body in re.findall(
        r'<select id="[^"]*" name="([^"]*)">(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        fields[name] = chosen[1] if chosen else ""
    for name in re.findall(r'name="(\w+)" value="yes" checked', page):
        fields[name] = "yes"
    return fields


@pytest.fixture
def desk(province_bureau: Bureau, tmp_path: Path) -> Desk:
    return Desk(province_bureau, tmp_path)


def dated(n: int) -> list[tuple[str, ...]]:
    return [
        (row[0].replace("13/09/2025", "20/11/2026"), *row[1:]) for row in many_rows(n)
    ]


def test_a_file_is_looked_at_and_brought_in_by_two_clicks(desk: Desk) -> None:
    page = desk.rows(*dated(30)).location
    shown = desk.client.get(page)
    assert "Cả 30 dòng dùng được, của 1 đơn vị." in shown.text
    assert fields_of(shown.text)["role:2"] == "q:overall"
    assert len(desk.kept_files()) == 1 and desk.stored() == 0
    desk.press(page, "bring-in")
    done = desk.client.get(page).text
    assert "Đã nhập 30 phiếu, tính vào ngày 25/11/2026." in done
    assert (desk.stored(), desk.kept_files()) == (30, [])
    with desk.bureau.store.reading() as session:
        noted = [
            (one.actor, one.object)
            for one in audit.all_entries(session, Search(action="import"))
        ]
    assert noted[-1] == (HOA, "phiếu.csv")
    assert "30" in desk.client.get(LIST).text


def test_bad_rows_are_shown_and_mended_by_saying_what_words_mean(desk: Desk) -> None:
    rows = [*dated(9), answer_row("Ổn", 4, 4, 4, 4, 4, office="Bắc Hà cũ", at=AT)]
    page = desk.rows(*rows).location
    shown = desk.client.get(page).text
    assert "1 trong 10 dòng chưa dùng được. Chưa ghi gì." in shown
    assert "Dòng 11" in shown and "có “Ổn”, cần một mức của thang đo" in shown
    assert desk.press(page, "bring-in").status_code == 422 and desk.stored() == 0
    named = {"word:ổn": "4", "place:Bắc Hà cũ": "BH-01"}
    assert desk.match(page, **named).status_code == 303
    assert "Cả 10 dòng dùng được" in desk.client.get(page).text
    mapping = desk.client.get(f"{page}/mapping.toml")
    assert '"ổn" = 4' in mapping.text and '"Bắc Hà cũ" = "BH-01"' in mapping.text
    desk.press(page, "bring-in")
    assert desk.stored() == 10


def test_the_next_file_of_the_kind_asks_nothing(desk: Desk) -> None:
    odd = answer_row("Ổn", 4, 4, 4, 4, 4, office="Bắc Hà cũ", at=AT)
    page = desk.rows(*dated(9), odd).location
    desk.match(page, **{"word:ổn": "4", "place:Bắc Hà cũ": "BH-01"})
    desk.press(page, "bring-in")
    later = answer_row("Ổn", 5, 4, 4, 4, 4, office="Bắc Hà cũ", at="21/11/2026")
    assert "Cả 1 dòng dùng được" in desk.client.get(desk.rows(later).location).text


def test_a_mapping_file_is_taken_with_the_file(desk: Desk) -> None:
    mapping = f"""format = 1
office_code = "ST-02"
[questions]
"overall" = "{HEADER[2]}"
"""
    file = write_answers(desk.folder / "f.csv", dated(6))
    page = desk.upload(file.read_bytes(), mapping=mapping.encode()).location
    shown = fields_of(desk.client.get(page).text)
    assert (shown["role:2"], shown["role:3"]) == ("q:overall", "")
    refused = desk.upload(file.read_bytes(), mapping=b"format = 3")
    assert refused.status_code == 422
    assert "không dùng được “format” (3)" in refused.text


def test_the_same_file_is_noticed_and_rows_alike_need_a_tick(desk: Desk) -> None:
    desk.press(desk.rows(*dated(6)).location, "bring-in")
    again = desk.rows(*dated(6)).location
    assert "không nhập lần nữa" in desk.client.get(again).text
    assert desk.press(again, "bring-in").status_code == 422
    more = desk.rows(*dated(8)).location
    assert desk.press(more, "bring-in").status_code == 422 and desk.stored() == 6
    desk.press(more, "bring-in", again="yes")
    assert desk.stored() == 14


def test_a_wave_with_figures_takes_no_declaration(desk: Desk) -> None:
    page = desk.rows(*dated(6)).location
    assert 'name="headline"' not in desk.client.get(page).text
    desk.match(page, headline="yes")
    refused = desk.press(page, "bring-in")
    assert refused.status_code == 422 and "không khai báo" in refused.text
    assert desk.stored() == 0


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"role:1": ""}, "Chưa chọn cột ghi đơn vị"),
        ({f"role:{n}": "" for n in range(2, 8)}, "Chưa cột nào được ghép"),
        ({"role:2": "q:q_access"}, "Hai cột cùng được chọn"),
        ({"role:1": "", "office_code": "X"}, "Không có đơn vị mang mã “X”."),
    ],
)
def test_columns_that_do_not_do_are_named(
    desk: Desk, changed: dict[str, str], problem: str
) -> None:
    page = desk.rows(*dated(6)).location
    answer = desk.match(page, **changed)
    shown = answer.text if answer.status_code == 422 else desk.client.get(page).text
    assert problem in shown and desk.stored() == 0


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"", "a.csv", "dòng đầu có tên các cột"),
        (b"MZ\x90\0\0", "<b>a.xlsx", "&lt;b&gt;a.xlsx"),
        (b"a,b\n\xff\xfe", "a.csv", "văn bản UTF-8"),
        (b"a," * 100_000, "a.csv", "nhận tệp đến 5 MB"),
    ],
    ids=["nothing", "a program", "not UTF-8", "too large"],
)
def test_what_is_no_table_is_told_and_not_kept(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    name: str,
    problem: str,
) -> None:
    # More would lie in a temporary file that the test's own browser leaves open.
    monkeypatch.setattr("survey.imports.upload.LARGEST_UPLOAD", 150_000)
    refused = desk.upload(content, name=name)
    assert refused.status_code == 422
    assert problem in refused.text and "<b>" not in refused.text
    assert desk.kept_files() == []


def test_a_workbook_that_unpacks_to_too_much_is_not_kept(desk: Desk) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        with book.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(61):
                part.write(bytes(1024**2))
    refused = desk.upload(out.getvalue(), name="a.xlsx")
    assert refused.status_code == 422 and "dùng lệnh" in refused.text
    assert desk.kept_files() == []


def test_a_file_that_is_given_up_leaves_nothing(desk: Desk) -> None:
    page = desk.rows(*dated(6)).location
    assert desk.press(page, "give-up").status_code == 303
    assert desk.kept_files() == []
    assert "đã bỏ" in desk.client.get(page).text
    assert "phiếu.csv" not in desk.client.get(LIST).text


def test_a_file_that_is_gone_from_the_disk_is_told(desk: Desk) -> None:
    page = desk.rows(*dated(6)).location
    for file in desk.kept_files():
        file.unlink()
    assert "Tệp không còn trên máy chủ này" in desk.client.get(page).text
    assert desk.press(page, "bring-in").status_code == 422
    assert desk.stored() == 0


def test_writing_that_stopped_in_the_middle_can_be_begun_again(desk: Desk) -> None:
    page = desk.rows(*dated(30)).location
    import_id = int(page.rpartition("/")[2].partition("?")[0])
    with desk.bureau.store.writing() as session:
        found = bringing.required(answer_imports.import_by_id(session, import_id))
        now = desk.bureau.app.extensions["sipas"].clock.now()
        answer_imports.start_writing(
            session, found, n=30, content_hash="0" * 64, now=now
        )
    waiting = desk.client.get(page)
    assert "Đang ghi: 0 trong 30 phiếu." in waiting.text
    assert waiting.headers["Refresh"] == "2"
    assert desk.press(page, "bring-in").status_code == 303 and desk.stored() == 0
    desk.bureau.wait(minutes=2)
    stopped = desk.client.get(page)
    assert "đã dừng giữa chừng" in stopped.text and "Refresh" not in stopped.headers
    desk.press(page, "bring-in", again="yes")
    assert desk.stored() == 30


def test_an_auditor_sees_the_page_and_changes_nothing(
    province_bureau: Bureau, tmp_path: Path
) -> None:
    page = Desk(province_bureau, tmp_path).rows(*dated(6)).location
    thu = province_bureau.signed_in("thu")
    shown = thu.get(page).text
    assert "Cả 6 dòng dùng được" in shown and "/bring-in" not in shown
    assert thu.get(LIST).status_code == 200


def test_the_administrator_reads_it_in_english(
    province_bureau: Bureau, tmp_path: Path
) -> None:
    page = Desk(province_bureau, tmp_path, KIEN).rows(*dated(6)).location
    shown = province_bureau.signed_in(KIEN).get(f"{page}?lang=en").text
    assert "All 6 rows can be used; offices: 1." in shown
