"""Row files in every format: the same rows, no more than may be said, and nothing before it is whole."""

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from survey.reports.row_files import made
from survey.reports.row_files.made import FORMATS, NothingReleased, Order, make_file
from survey.store.engine import Store
from survey.store.results import released_totals
from survey.store.tables import Wave
from survey.store.waves import instrument_of_wave
from survey.trust.disclosure import FLOOR
from tests.fixtures.people import make_wave
from tests.reports.row_files.conftest import SIZES, WAVE, Make, no_note

LEFT_OUT = {"F06", "G07"}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_holds_the_rows_that_pages_count(make: Make) -> None:
    rows = rows_of(make("csv").path)
    expected = {code: n for code, n in SIZES.items() if code not in LEFT_OUT}
    assert Counter(row["office"] for row in rows) == expected
    assert {row["wave"] for row in rows} == {WAVE}


def test_the_columns_are_those_that_analysts_may_have(make: Make) -> None:
    header = list(rows_of(make("csv").path)[0])
    questions = [f"q{number:02}" for number in range(1, 23)] + ["overall"]
    assert header == [
        *("wave", "office", "office_name", "office_level", "month", "class", "stage"),
        *questions,
    ]


def test_rows_are_shuffled_and_the_same_each_time(
    make: Make, answered: Store, the_wave: Wave
) -> None:
    first, again = (make("csv", folder=name) for name in ("first", "again"))
    assert first.path.read_bytes() == again.path.read_bytes()
    shown = ["".join(list(row.values())[7:]) for row in rows_of(first.path)]
    with answered.reading() as session:
        connection = session.connection()
        for order in ("id", "rowid"):
            stored = [
                row[0].replace("x", "n/a").replace("-", "blank")
                for row in connection.exec_driver_sql(
                    "SELECT scores FROM response JOIN counter ON counter.id = counter_id "
                    f"WHERE office_id = 1 ORDER BY response.{order}"
                )
            ]
            assert sorted(stored) == sorted(shown[: len(stored)])
            alike = sum(a == b for a, b in zip(stored, shown, strict=False))
            assert alike < len(stored) / 4


def test_no_cell_of_a_file_has_fewer_than_five_rows(make: Make) -> None:
    rows = rows_of(make("csv").path)
    told = Counter(
        (row["office"], row["month"], row["class"], row["stage"]) for row in rows
    )
    assert min(told.values()) >= FLOOR
    # Not because nothing was told.
    assert ("A01", "2026-11", "D", "submit") in told
    assert any("withheld" in cell for cell in told)


def test_both_readers_get_what_they_need(make: Make) -> None:
    excel, programs = (
        make("csv", folder=reader, read_by=reader).path.read_bytes()
        for reader in ("excel", "programs")
    )
    assert excel == b"\xef\xbb\xbf" + programs
    assert (
        programs.count(b"\r\n") == programs.count(b"\n") == sum(SIZES.values()) - 4 + 1
    )


def test_a_harmful_name_is_text_in_every_format(make: Make) -> None:
    (name,) = {
        r["office_name"] for r in rows_of(make("csv").path) if r["office"] == "C03"
    }
    assert name.startswith("'=HYPERLINK(")
    assert "\u202e" not in name
    table, meta = pyreadstat.read_sav(make("sav").path, output_format="polars")
    (named,) = set(table.filter(pl.col("office") == "C03")["office_name"])
    assert named == meta.variable_value_labels["office"]["C03"]
    assert "\u202e" not in named
    assert "<script>" not in make("ddi").path.read_text("utf-8")


def test_spss_has_labels_and_declared_missing_values(make: Make) -> None:
    path = make("sav").path
    table, meta = pyreadstat.read_sav(path, output_format="polars", user_missing=True)
    assert meta.number_rows == sum(SIZES.values()) - 4
    assert meta.column_names_to_labels["class"] == "Cách trả lời"
    assert meta.variable_value_labels["q01"] == {
        1: "Rất không hài lòng",
        2: "Không hài lòng",
        3: "Bình thường",
        4: "Hài lòng",
        5: "Rất hài lòng",
        96: "Không được hỏi",
        97: "Không đọc được",
        98: "Không áp dụng",
        99: "Không trả lời",
    }
    assert meta.missing_ranges["q01"] == [{"lo": 96.0, "hi": 99.0}]
    assert meta.missing_ranges["stage"] == [{"lo": "withheld", "hi": "withheld"}]
    answered_only, _ = pyreadstat.read_sav(path, output_format="polars")
    assert answered_only["q01"].drop_nulls().max() == 5
    assert set(table["q01"].unique()) >= {98.0, 99.0}


def test_parquet_keeps_why_an_answer_is_missing_beside_it(make: Make) -> None:
    table = pl.read_parquet(make("parquet").path)
    rows = rows_of(make("csv").path)
    assert table.height == len(rows)
    assert table.schema["q01"] == pl.Int8
    for column in ("q01", "overall"):
        shown = table[column].cast(pl.String).fill_null(table[f"{column}_missing"])
        assert shown.to_list() == [row[column] for row in rows]
    assert table["stage"].to_list() == [row["stage"] for row in rows]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_manifest_tells_what_the_file_is(make: Make, kind: str) -> None:
    file = make(kind)
    told = json.loads(file.manifest.read_text("utf-8"))
    assert file.manifest.name == f"{file.path.name}.manifest.json"
    assert told["sha256"] == hashlib.sha256(file.path.read_bytes()).hexdigest()
    assert told["bytes"] == file.path.stat().st_size
    assert told["rows"] == sum(office["rows"] for office in told["offices"]) == 178
    assert {office["code"] for office in told["left_out"]} == LEFT_OUT
    assert all("rows" not in office for office in told["left_out"])
    assert told["wave"]["code"] == WAVE
    assert told["questionnaire"]["code"] == "sipas-2017"
    assert told["release"]["last_day"] == "2026-11-24"


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_release_gives_the_same_bytes(make: Make, kind: str) -> None:
    first, again = (make(kind, folder=name).path.read_bytes() for name in "ab")
    assert first == again


def test_a_file_that_fails_leaves_nothing_behind(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *_: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(made._WRITERS, "csv", full)
    with pytest.raises(OSError, match="No space left"):
        make("csv")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_made_before_something_is_released(
    sqlite_store: Store, tmp_path: Path
) -> None:
    with sqlite_store.writing() as session:
        instrument = make_wave(session)
        wave = session.get(Wave, instrument.wave_id)
    assert wave is not None
    order = Order(wave, "csv", "vi")
    with pytest.raises(NothingReleased):
        make_file(sqlite_store, order, tmp_path / "rows.csv", note=no_note)
    assert list(tmp_path.glob("rows*")) == []


def test_rows_and_pages_count_alike(
    make: Make, answered: Store, the_wave: Wave
) -> None:
    contents = make("ddi").contents
    assert the_wave.id is not None
    with answered.reading() as session:
        released = released_totals(session, instrument_of_wave(session, the_wave.id))
    shown = {office.code: office.n for office in contents.offices}
    n = dict(zip([o.code for o in released.offices], released.tallies.n, strict=True))
    assert shown == {code: int(count) for code, count in n.items() if count}
