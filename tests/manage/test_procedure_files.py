"""Bringing a catalogue in on a page: looked at first, named where it is wrong, written as a whole or not at all."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from survey.reports.workbook import Sheet, workbook
from survey.store import fields, procedures
from survey.store.tables import AuditEntry, Counter
from tests.fixtures.bureau import HOA, MINH, OWN, THU, Bureau, csrf_in

PAGE = "/manage/procedures"
HEADER = "Mã TTHC,Tên thủ tục,Lĩnh vực,Cấp thực hiện\n"
BIRTH = "1.001,Đăng ký khai sinh,Hộ tịch,Xã\n"
LAND = "1.002,Đăng ký đất đai,Đất đai,Tỉnh\n"
STAMP = "1.003,<b>Chứng thực</b>,Chứng thực,Xã\n"


@pytest.fixture
def office(province_bureau: Bureau, tmp_path: Path) -> Bureau:
    """Give a bureau whose uploads lie in a directory of this test."""
    province_bureau.configure(directory=tmp_path)
    return province_bureau


def send(
    client: FlaskClient,
    content: str | bytes,
    *,
    year: object = 2026,
    name: str = "tthc.csv",
) -> TestResponse:
    """Choose a file and ask to look at it."""
    data = content if isinstance(content, bytes) else (HEADER + content).encode()
    sent = {
        "csrf_token": csrf_in(client.get(PAGE).text),
        "year": str(year),
        "file": (BytesIO(data), name),
    }
    return client.post(PAGE, data=sent, content_type="multipart/form-data")


def preview(client: FlaskClient, content: str | bytes, **other: object) -> str:
    looked = send(client, content, **other)  # type: ignore[arg-type]
    assert looked.status_code == 303 and looked.location is not None
    return looked.location


def take_in(client: FlaskClient, address: str, *, seen: str = "") -> TestResponse:
    page = client.get(address).text
    found = page.partition('name="seen" value="')[2].partition('"')[0]
    sent = {"csrf_token": csrf_in(page), "seen": seen or found}
    return client.post(address, data=sent)


def kept(bureau: Bureau, year: int = 2026) -> list[str]:
    with bureau.store.reading() as session:
        return [row.code for row in procedures.procedures(session, year)]


def test_a_file_is_looked_at_before_it_is_written_and_noted(office: Bureau) -> None:
    hoa = office.signed_in(HOA)
    address = preview(hoa, BIRTH + STAMP)
    page = hoa.get(address).text
    assert "tthc.csv: 2 thủ tục, không có dòng lỗi." in page
    assert "Chưa có danh mục năm 2026." in page and kept(office) == []
    done = take_in(hoa, address)
    assert (done.status_code, done.location) == (303, f"{PAGE}?year=2026&taken=2")
    assert "Đã ghi danh mục năm 2026: 2 thủ tục." in hoa.get(done.location).text
    assert kept(office) == ["1.003", "1.001"]
    with office.store.reading() as session:
        notes = session.exec(select(AuditEntry)).all()
    assert [note.action for note in notes].count("import") == 1
    # Sent a second time, the file is gone, and nothing more is written.
    sent = {"csrf_token": csrf_in(hoa.get(PAGE).text), "seen": "2.0.0.2"}
    assert hoa.post(address, data=sent).status_code == 410


def test_what_a_year_s_list_would_lose_and_gain_is_shown_beside_the_year_before(
    office: Bureau,
) -> None:
    hoa = office.signed_in(HOA)
    take_in(hoa, preview(hoa, BIRTH + LAND, year=2025))
    take_in(hoa, preview(hoa, BIRTH))
    page = hoa.get(preview(hoa, BIRTH.replace("khai sinh", "khai tử") + STAMP)).text
    assert "thêm 1, sửa 1, bỏ 0, giữ nguyên 0." in page
    assert "trước là: Đăng ký khai sinh" in page
    assert "So với năm 2025" in page and "Không còn: 1" in page
    assert "&lt;b&gt;Chứng thực&lt;/b&gt;" in page
    assert kept(office) == ["1.001"]


def test_fields_of_counters_that_the_new_list_does_not_have_are_named(
    office: Bureau,
) -> None:
    with office.store.writing() as session:
        counter = session.exec(select(Counter).where(Counter.code == f"{OWN}-1")).one()
        assert counter.id is not None
        fields.set_fields(session, {counter.id: ["Hộ tịch", "Nhà ở"]}, {})
    page = office.signed_in(HOA)
    assert "mà tệp này không có: Nhà ở." in page.get(preview(page, BIRTH)).text


def test_every_bad_row_is_named_with_its_number_and_nothing_is_kept(
    office: Bureau, tmp_path: Path
) -> None:
    hoa = office.signed_in(HOA)
    refused = send(hoa, BIRTH + "1 002,,Đất đai,ấp\n" + BIRTH)
    assert refused.status_code == 422
    assert "Chưa ghi gì." in refused.text
    for said in (
        "tthc.csv, dòng 3, cột Mã TTHC: có “1 002”",
        "tthc.csv, dòng 3, cột Cấp thực hiện: có “ấp”, cần tỉnh hoặc huyện hoặc xã",
        "tthc.csv, dòng 4, cột Mã TTHC: có “1.001”, cần mã chưa có ở dòng 2",
    ):
        assert said in refused.text
    assert kept(office) == []
    assert list((tmp_path / "procedures").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "year", "said"),
    [
        (b"", 2026, "tthc.csv"),
        (b"\x00\x01\x02" * 99, 2026, "tthc.csv"),
        (b"a,b\n1,2\n", 2026, "thiếu cột code, name, field, level"),
        (HEADER.encode(), 2026, "tthc.csv không có dòng nào"),
        ((HEADER + BIRTH).encode("utf-16"), 2026, "tthc.csv"),
        ((HEADER + BIRTH).encode(), 1999, "Xin nhập một năm từ 2000 đến 2100."),
        ((HEADER + BIRTH).encode(), "năm nay", "Xin nhập một năm"),
    ],
)
def test_what_is_no_list_is_refused_in_words(
    office: Bureau, content: bytes, year: object, said: str
) -> None:
    hoa = office.signed_in(HOA)
    refused = send(hoa, content, year=year)
    assert refused.status_code == 422 and said in refused.text
    assert kept(office) == []


def test_a_file_that_is_too_large_is_refused_and_not_kept(
    office: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.imports.upload.LARGEST_UPLOAD", 1000)
    refused = send(office.signed_in(HOA), BIRTH * 30)
    assert refused.status_code == 422
    assert "Trang này nhận tệp đến 5 MB." in refused.text
    assert list((tmp_path / "procedures").iterdir()) == []


def test_a_workbook_is_taken_like_a_csv(office: Bureau) -> None:
    hoa = office.signed_in(HOA)
    head, row = (line.strip().split(",") for line in (HEADER, BIRTH))
    book = workbook([Sheet("TTHC", tuple(head), (tuple(row),))])
    take_in(hoa, preview(hoa, book, name="tthc.xlsx"))
    assert kept(office) == ["1.001"]


def test_what_changed_since_the_preview_is_looked_at_again(office: Bureau) -> None:
    hoa = office.signed_in(HOA)
    address = preview(hoa, BIRTH)
    again = take_in(hoa, address, seen="9.9.9.9")
    assert again.status_code == 409
    assert "Danh mục vừa thay đổi nên chưa ghi gì." in again.text
    assert kept(office) == []


def test_a_file_that_is_gone_is_asked_for_again(office: Bureau) -> None:
    hoa = office.signed_in(HOA)
    for file in ("0" * 32, "../survey.sqlite", "", "x"):
        address = f"{PAGE}/preview?file={file}&name=a.csv&year=2026"
        gone = hoa.get(address)
        assert gone.status_code == 410
        assert "Tệp không còn trên máy chủ" in gone.text
    assert hoa.get(f"{PAGE}/preview?year=99999").status_code == 410


def test_files_that_nobody_came_back_to_are_removed_after_a_day(
    office: Bureau, tmp_path: Path
) -> None:
    hoa = office.signed_in(HOA)
    preview(hoa, BIRTH)
    (old,) = (tmp_path / "procedures").iterdir()
    now = office.app.extensions["sipas"].clock.now().timestamp()
    os.utime(old, (now - 90_000, now - 90_000))
    preview(hoa, LAND)
    (young,) = (tmp_path / "procedures").iterdir()
    assert young != old


def test_an_auditor_reads_and_a_unit_head_finds_nothing(office: Bureau) -> None:
    thu = office.signed_in(THU)
    assert 'type="file"' not in thu.get(PAGE).text
    assert office.signed_in(MINH).get(f"{PAGE}/preview").status_code == 404
