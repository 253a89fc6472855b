"""The page that takes dossiers by month in: a whole file or nothing, and never replaced unasked."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from werkzeug.test import TestResponse

from survey.imports import upload
from survey.imports.upload import keep_upload, path_of_upload
from survey.reports.workbook import Sheet, workbook
from survey.store import audit
from survey.store.audit import Search
from survey.store.volumes import known_months
from tests.fixtures.bureau import HOA, OTHER, OWN, Bureau, csrf_in

PAGE = "/manage/volumes"
HEADER = "office,competent,month,settled,on_time,late\n"
ROWS = f"{OWN},,2026-10,100,90,10\n{OWN},{OTHER},2026-10,40,40,0\n"


def send(
    bureau: Bureau, content: bytes, *, name: str = "hồ sơ.csv", **more: str
) -> TestResponse:
    hoa = bureau.signed_in(HOA)
    token = csrf_in(hoa.get(PAGE).text)
    sent = {"csrf_token": token, "file": (io.BytesIO(content), name), **more}
    return hoa.post(PAGE, data=sent, content_type="multipart/form-data")


def months(bureau: Bureau) -> tuple[str, ...]:
    with bureau.store.reading() as session:
        return known_months(session)


def test_a_file_is_taken_in_and_again_changes_nothing(province_bureau: Bureau) -> None:
    content = (HEADER + ROWS).encode()
    taken = send(province_bureau, content)
    assert (taken.status_code, taken.location) == (
        303,
        f"{PAGE}?added=2&changed=0&unchanged=0",
    )
    assert send(province_bureau, content).location == (
        f"{PAGE}?added=0&changed=0&unchanged=2"
    )
    page = province_bureau.signed_in(HOA).get(taken.location).text
    assert "Thêm mới 2, thay 0, giữ nguyên 0." in page
    assert "từ tháng 10/2026 đến tháng 10/2026" in page
    with province_bureau.store.reading() as session:
        (entry,) = audit.entries(session, Search(action="import"), limit=9)
    assert (entry.actor, entry.object) == (HOA, "volumes")


def test_other_figures_replace_the_kept_ones_only_when_ticked(
    province_bureau: Bureau,
) -> None:
    send(province_bureau, (HEADER + ROWS).encode())
    other = (HEADER + ROWS.replace("100,90", "101,91")).encode()
    refused = send(province_bureau, other)
    assert refused.status_code == 422
    assert "xin đánh dấu ô thay số liệu" in refused.text
    assert f"{OWN} · 10/2026" in refused.text
    assert send(province_bureau, other, replace="y").location.endswith(
        "?added=0&changed=1&unchanged=1"
    )


def test_a_bad_file_is_named_with_its_row_and_nothing_is_written(
    province_bureau: Bureau,
) -> None:
    for row, told in (
        (f"{OWN},XX,2026-10,5,5,0\n", "dòng 2, cột competent"),
        (f"{OWN},,2026-10,5,9,0\n", "dòng 2, cột settled"),
    ):
        refused = send(province_bureau, (HEADER + row).encode())
        assert refused.status_code == 422
        assert "Chưa nhập dòng nào." in refused.text and told in refused.text
    for content in (b"\xff\xfe\x00", b"", b"PK\x03\x04 no book"):
        refused = send(province_bureau, content)
        assert refused.status_code == 422 and "hồ sơ.csv" in refused.text
    assert months(province_bureau) == ()


def test_a_workbook_is_taken_and_its_file_does_not_stay_behind(
    province_bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = []

    def keep(directory: Path, sent: IO[bytes]) -> str:
        kept.append((directory, keep_upload(directory, sent)))
        return kept[-1][1]

    monkeypatch.setattr(upload, "keep_upload", keep)
    header = ("Nơi tiếp nhận", "Tháng", "Đã giải quyết")
    book = workbook([Sheet("Hồ sơ", header, ((OWN, "2026-09", 12),))])
    assert send(province_bureau, book, name="a.xlsx").status_code == 303
    assert months(province_bureau) == ("2026-09",)
    ((directory, name),) = kept
    assert not path_of_upload(directory, name).exists()


def test_no_file_is_no_import(province_bureau: Bureau) -> None:
    hoa = province_bureau.signed_in(HOA)
    token = csrf_in(hoa.get(PAGE).text)
    refused = hoa.post(PAGE, data={"csrf_token": token})
    assert refused.status_code == 422 and "<title>Lỗi:" in refused.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_valid_html(
    province_bureau: Bureau, vnu: Callable[[str], list[str]], language: str
) -> None:
    page = province_bureau.signed_in(HOA).get(f"{PAGE}?lang={language}")
    assert vnu(page.text) == []
