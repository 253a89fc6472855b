"""sipas report: a file to hand up, whole or not at all, and one line that says what is wrong."""

from datetime import date
from pathlib import Path

import pytest

from survey.settings import load_settings
from survey.store import audit
from survey.store.audit import Search
from survey.store.engine import Store
from survey.trust.sealing import seal
from tests.cli.conftest import Sipas
from tests.fixtures.bureau import OWN, WAVE, YESTERDAY
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.fixtures.report_files import pages_in_pdf, text_in_docx


@pytest.fixture
def answered(directory: Path) -> Path:
    """Give an installation whose open wave has twenty answers of one office."""
    store = Store(load_settings(directory, {}).database_url)
    with store.writing() as session:
        # Open on whatever day this runs.
        wave = make_wave(session, WAVE, closes_on=date(2039, 12, 31))
        counter = make_counter(session, make_office(session, OWN))
        make_responses(
            session, counter, wave, scores=[5, 4] * 10, received_on=YESTERDAY
        )
    seal(store, TODAY)
    store.close()
    return directory


def test_a_report_is_written_and_noted(
    sipas: Sipas, answered: Path, tmp_path: Path
) -> None:
    out = tmp_path / "báo cáo.docx"
    command = ("report", "--directory", answered, "--wave", WAVE)
    printed = sipas(*command, "--format", "docx", "--out", out)
    assert printed.out.startswith(f"Đã ghi {out}, mã kiểm tra ")
    code = printed.out.strip().removesuffix(".").split()[-1]
    assert f"Mã kiểm tra: {code}" in text_in_docx(out.read_bytes())
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".part"] == []
    store = Store(load_settings(answered, {}).database_url)
    with store.reading() as session:
        (entry,) = audit.entries(session, Search(), limit=1)
    store.close()
    assert (entry.actor, entry.action) == ("sipas", "export")
    assert entry.object.startswith(f"hai-long_day-du_{WAVE}_")


def test_the_same_state_gives_the_same_bytes_and_the_other_language_its_own_words(
    sipas: Sipas, answered: Path, tmp_path: Path
) -> None:
    command = ("report", "--directory", answered, "--wave", WAVE)
    sheet = (*command, "--kind", "scorecard", "--office", OWN)
    for name in ("a", "b"):
        sipas(*sheet, "--out", tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    sipas(*command, "--kind", "summary", "--lang", "en", "--out", tmp_path / "en")
    first, *_ = pages_in_pdf((tmp_path / "en").read_bytes())
    assert "SUMMARY REPORT" in first and "This wave still takes answers" in first


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (("--wave", "2020"), "không có đợt 2020"),
        (
            ("--wave", WAVE, "--kind", "scorecard", "--office", "XX"),
            "không có đơn vị XX",
        ),
        (
            ("--wave", WAVE, "--kind", "scorecard"),
            "phiếu kết quả là của một đơn vị: cần --office CODE",
        ),
        (
            ("--wave", WAVE, "--office", OWN),
            "--office chỉ dùng với --kind scorecard",
        ),
        (
            ("--wave", WAVE, "--out", "/proc/nowhere/a.pdf"),
            "không ghi được /proc/nowhere/a.pdf: không có tệp hoặc thư mục này",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    sipas: Sipas, answered: Path, options: tuple[str, ...], error: str
) -> None:
    outcome = sipas("report", "--directory", answered, *options)
    assert (outcome.code, outcome.err) == (1, f"sipas: {error}\n")
