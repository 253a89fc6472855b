"""sipas paper: forms are printed with numbers that never come twice."""

from pathlib import Path

import pypdfium2
import pytest

from survey.settings import load_settings
from survey.store.engine import Store
from tests.cli.conftest import Sipas
from tests.fixtures.people import make_counter, make_office, make_wave


@pytest.fixture
def with_wave(directory: Path) -> Path:
    """Give an installation with an office, a counter and an open wave."""
    store = Store(load_settings(directory, {}).database_url)
    with store.writing() as session:
        make_counter(session, make_office(session, "X01"))
        make_wave(session, "2026-1")
    store.close()
    return directory


def page_count(file: Path) -> int:
    document = pypdfium2.PdfDocument(file)
    try:
        return len(document)
    finally:
        document.close()


def test_forms_are_printed_and_numbers_go_on(
    sipas: Sipas, with_wave: Path, tmp_path: Path
) -> None:
    out = tmp_path / "phiếu.pdf"
    command = ("paper", "form", "--directory", with_wave, "--wave", "2026-1")
    first = sipas(*command, "--copies", 3, "--office", "X01", "--out", out)
    assert first.out == f"Đã ghi 3 phiếu vào {out}, số 1-0001-0 đến 1-0003-6.\n"
    assert page_count(out) == 3
    second = sipas(*command, "--large", "--out", out, "--form-language", "en")
    assert "số 2-0001-9 đến 2-0001-9." in second.out
    assert sipas("paper", "batches", "--directory", with_wave).out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--wave", "2026-9"), "không có đợt 2026-9"),
        (("--wave", "2026-1", "--office", "X09"), "không có đơn vị X09"),
        (("--wave", "2026-1", "--copies", "201"), "--copies cần số từ 1 đến 200"),
        (
            ("--wave", "2026-1", "--out", "không-có/a.pdf"),
            "không ghi được không-có/a.pdf: không có tệp hoặc thư mục này",
        ),
    ],
)
def test_what_cannot_be_printed_is_said_in_one_line(
    sipas: Sipas, with_wave: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = sipas("paper", "form", "--directory", with_wave, *arguments)
    assert (refused.code, refused.err) == (1, f"sipas: {said}\n")
