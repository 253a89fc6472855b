"""sipas wave add-instrument: a further audience, noted, and its own report and rows."""

from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document
from sqlmodel import select

from survey.store import audit, waves
from survey.store.audit import Search
from survey.store.tables import Counter
from survey.trust.sealing import seal
from tests.cli.conftest import Outcome, Sipas
from tests.cli.filled import store_of
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

WAVE = "2026-dot-2"


@pytest.fixture
def asked(directory: Path, sipas: Sipas) -> Path:
    """Give the directory of a wave that was told to ask residents, too."""
    with store_of(directory) as store, store.writing() as session:
        make_wave(session, WAVE)
        make_counter(session, make_office(session, "BH-01", name="Xã Bắc Hà"))
    said = add(sipas, directory)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(
        f"Đợt {WAVE} hỏi thêm: Người dân trên địa bàn, với mẫu phiếu sipas-2017.\n"
        "Lưu ý: mẫu phiếu này còn là bản nháp: "
    )
    return directory


def add(sipas: Sipas, directory: Path, *more: str, wave: str = WAVE) -> Outcome:
    return sipas(
        *("wave", "add-instrument", wave, "--directory", directory),
        *("--audience", "residents", "--questionnaire", "sipas-2017", *more),
    )


def test_an_audience_is_added_once_and_noted(sipas: Sipas, asked: Path) -> None:
    again = add(sipas, asked)
    assert (again.code, again.out) == (1, "")
    assert "chưa thay đổi gì: đối tượng này đã có mẫu phiếu trong đợt" in again.err
    with store_of(asked) as store, store.reading() as session:
        (entry,) = audit.entries(session, Search(action="wave_changed"), limit=5)
        assert entry.object == WAVE
        assert audit.details_of(entry) == {
            "what": "instrument",
            "audience": "residents",
        }
    listed = sipas("wave", "instruments", WAVE, "--directory", asked).out.splitlines()
    assert [line.split("\t")[:4] for line in listed] == [
        ["counter", "quick", "1", "own"],
        ["residents", "sipas-2017", "1", "draft"],
    ]


def test_a_wave_that_has_ended_or_is_unknown_asks_nobody_else(
    sipas: Sipas, directory: Path
) -> None:
    with store_of(directory) as store, store.writing() as session:
        make_wave(
            session,
            "2020",
            opens_on=TODAY.replace(year=2020),
            closes_on=TODAY.replace(year=2021),
        )
    for wave, why in (("2020", "đợt đã kết thúc"), ("2019", "không có đợt này")):
        said = add(sipas, directory, wave=wave)
        assert said.code == 1 and why in said.err


def test_report_and_rows_are_of_the_audience_named(
    sipas: Sipas, asked: Path, tmp_path: Path
) -> None:
    with store_of(asked) as store:
        with store.writing() as session:
            wave = waves.wave_by_code(session, WAVE)
            assert wave is not None and wave.id is not None
            residents = waves.instrument_of_wave(session, wave.id, "residents")
            counter = session.exec(select(Counter)).first()
            assert counter is not None
            make_responses(session, counter, residents, scores=[5] * 8)
        seal(store, TODAY + timedelta(days=1))
    rows, report = tmp_path / "rows.csv", tmp_path / "report.csv"
    common = ("--directory", asked, "--wave", WAVE, "--audience", "residents")
    said = sipas("export", *common, "--format", "csv", "--out", rows)
    assert said.code == 0 and len(rows.read_text("utf-8-sig").splitlines()) == 9
    said = sipas(
        "report", *common, "--kind", "summary", "--format", "csv", "--out", report
    )
    assert said.code == 0 and "Người dân trên địa bàn" in report.read_text("utf-8-sig")


def test_a_report_says_whom_it_is_of_and_leaves_visits_to_that_of_the_visitors(
    sipas: Sipas, asked: Path, tmp_path: Path
) -> None:
    def said(audience: str) -> str:
        file = tmp_path / f"{audience}.docx"
        made = sipas(
            *("report", "--directory", asked, "--wave", WAVE, "--audience", audience),
            *("--kind", "full", "--format", "docx", "--out", file),
        )
        assert made.code == 0
        return "\n".join(each.text for each in Document(str(file)).paragraphs)

    visits = (
        "khi làm thủ tục tại Bộ phận một cửa",
        "người đến làm thủ tục tại 1 đơn vị",
        "từ phiếu tại Bộ phận một cửa",
        "Dịch vụ không có người đến",
        "Chưa ghi việc nào đã hứa",
    )
    of_residents, of_visitors = said("residents"), said("counter")
    assert [words for words in visits if words in of_residents] == []
    assert [words for words in visits if words not in of_visitors] == []
    assert of_residents.count("Xem báo cáo của người đến Bộ phận một cửa.") == 2
    assert "Biết những người được hỏi hài lòng đến đâu" in of_residents


@pytest.mark.parametrize("command", ["report", "export"])
def test_an_audience_that_is_not_asked_has_neither(
    sipas: Sipas, asked: Path, tmp_path: Path, command: str
) -> None:
    out = tmp_path / "file.csv"
    said = sipas(
        *(command, "--directory", asked, "--wave", WAVE, "--audience", "firms"),
        *("--format", "csv", "--out", out),
    )
    assert said.code == 1 and not out.exists()
    assert f"đợt {WAVE} không hỏi đối tượng firms" in said.err
