"""sipas export: a file with its manifest, or one line that says why there is none."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from survey.cli import export
from survey.reports.row_files.made import FORMATS, READERS
from survey.store import audit
from survey.store.audit import Search
from survey.trust.sealing import seal
from tests.cli.conftest import Sipas
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
def rated(directory: Path) -> Path:
    """Give the directory of an open wave with one office over the floor and one under it."""
    with store_of(directory) as store:
        with store.writing() as session:
            wave = make_wave(session, WAVE)
            for code, n in (("BH-01", 8), ("AN-06", 3)):
                office = make_office(session, code, name=f"Xã {code}")
                make_responses(
                    session,
                    make_counter(session, office),
                    wave,
                    scores=[4] * n,
                    received_on=TODAY - timedelta(days=1),
                )
        seal(store, TODAY)
    return directory


def test_a_file_and_its_manifest_are_written_and_noted(
    sipas: Sipas, rated: Path, tmp_path: Path
) -> None:
    out = tmp_path / "rows.csv"
    said = sipas(
        *("export", "--directory", rated, "--wave", WAVE),
        *("--format", "csv", "--for", "programs", "--out", out),
    )
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        f"Đã ghi 8 dòng của 1 đơn vị vào {out}, kèm rows.csv.manifest.json.\n"
        "Không có trong tệp vì công bố được dưới 5 phiếu: Xã AN-06.\n"
    )
    assert len(out.read_bytes().splitlines()) == 9
    manifest = json.loads((tmp_path / "rows.csv.manifest.json").read_text("utf-8"))
    assert manifest["rows"] == 8
    with store_of(rated) as store, store.reading() as session:
        (entry,) = audit.entries(session, Search(action="export"), limit=5)
    assert (entry.actor, entry.object) == ("sipas", WAVE)
    assert json.loads(entry.details) == {
        "format": "csv",
        "release": manifest["release"]["name"],
        "rows": 8,
    }


def test_it_speaks_english(sipas: Sipas, rated: Path, tmp_path: Path) -> None:
    out = tmp_path / "book.xml"
    said = sipas(
        *("export", "--directory", rated, "--wave", WAVE, "--lang", "en"),
        *("--format", "ddi", "--out", out),
    )
    assert said.out == (
        f"8 rows (offices: 1) were written to {out}, with book.xml.manifest.json.\n"
        "Left out because fewer than 5 answers are released: Xã AN-06.\n"
    )
    assert "Way of answering" in out.read_text("utf-8")


def test_an_unknown_wave_is_named(sipas: Sipas, directory: Path) -> None:
    said = sipas(
        *("export", "--directory", directory, "--wave", "2030"),
        *("--format", "csv", "--out", "rows.csv"),
    )
    assert (said.code, said.err) == (1, "sipas: không có đợt 2030\n")


def test_nothing_is_written_before_something_is_released(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    with store_of(directory) as store, store.writing() as session:
        make_wave(session, WAVE)
    said = sipas(
        *("export", "--directory", directory, "--wave", WAVE),
        *("--format", "csv", "--out", tmp_path / "rows.csv"),
    )
    assert said.code == 1
    assert said.err == (
        f"sipas: đợt {WAVE} chưa có đơn vị nào công bố được từ 5 phiếu trở lên, nên chưa có tệp\n"
    )
    assert not (tmp_path / "rows.csv").exists()


def test_a_folder_that_is_not_there_is_named(sipas: Sipas, rated: Path) -> None:
    out = rated / "no" / "rows.csv"
    said = sipas(
        *("export", "--directory", rated, "--wave", WAVE),
        *("--format", "csv", "--out", out),
    )
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"sipas: không ghi được {out}: ")


def test_the_command_offers_every_format() -> None:
    """It names them itself, so that its help loads no data library."""
    offered = export.FORMATS, export.READERS
    assert offered == (FORMATS, READERS)
