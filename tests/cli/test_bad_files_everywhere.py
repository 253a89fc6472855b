"""Every importer of `sipas` refuses every bad file whole and in a few lines, and then takes a good one."""

import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from survey.store.engine import Store
from survey.store.tables import metadata
from tests.cli.conftest import Sipas
from tests.fixtures.answer_files import HEADER, WAVE, answer_row, make_past
from tests.fixtures.bad_files import MadeFile, made_files

# As much as the longest line of the list is several times, and far less than what others unpack to.
MOST_MEMORY = 40_000_000
LONGEST_MESSAGE = 20_000


@dataclass(frozen=True, slots=True)
class Importer:
    """A command that takes files, a header and a row that it takes, and its further options."""

    subject: str
    header: tuple[str, ...]
    row: tuple[str, ...]
    options: Callable[[Path], tuple[object, ...]] = field(default=lambda folder: ())

    def __str__(self) -> str:
        return self.subject


def mapping(folder: Path) -> tuple[object, ...]:
    file = folder / "m.toml"
    questions = f'"overall" = "{HEADER[2]}"'
    file.write_text(
        f'format = 1\noffice = "{HEADER[1]}"\n[questions]\n{questions}\n'
        '[levels]\n"rất hài lòng" = 5\n',
        "utf-8",
    )
    return "--wave", WAVE, "--mapping", file


IMPORTERS = (
    Importer("offices", ("code", "name", "name_en", "level"), ("X01", "Xã", "", "commune")),
    Importer("counters", ("office", "code", "name", "name_en"), ("BH-01", "X-1", "Quầy", "")),
    Importer(
        "dossiers",
        ("level", "settled", "on_time", "printed_rate"),
        ("total", "10", "5", "50"),
        lambda folder: ("--title", "Bảng", "--source", "thử", "--period", "2025", "--code", "bang"),
    ),
    Importer("volumes", ("office", "month", "settled"), ("BH-01", "2026-10", "9")),
    Importer(
        "procedures",
        ("code", "name", "field", "level"),
        ("1.001", "Khai sinh", "Hộ tịch", "xã"),
        lambda folder: ("--year", 2026),
    ),
    Importer("answers", HEADER, answer_row()[:2] + ("Rất hài lòng",) + ("",) * 6, mapping),
)  # fmt: skip


def kept(directory: Path) -> dict[str, int]:
    store = Store(f"sqlite:///{directory / 'survey.sqlite'}")
    with store.reading() as session:
        rows = {
            table.name: session.connection()
            .execute(select(func.count()).select_from(table))
            .scalar_one()
            for table in metadata.sorted_tables
        }
    store.close()
    return rows


@pytest.fixture(scope="module")
def bad_ones() -> dict[str, list[MadeFile]]:
    return {one.subject: list(made_files(one.header, one.row)) for one in IMPORTERS}


@pytest.mark.parametrize("importer", IMPORTERS, ids=str)
def test_each_bad_file_is_refused_whole_and_a_good_one_is_taken(
    sipas: Sipas,
    directory: Path,
    tmp_path: Path,
    bad_ones: dict[str, list[MadeFile]],
    importer: Importer,
) -> None:
    store = Store(f"sqlite:///{directory / 'survey.sqlite'}")
    with store.writing() as session:
        make_past(session)
    store.close()
    before, faults = kept(directory), []
    file = tmp_path / "good.csv"
    command = ("import", importer.subject, "--directory", directory)
    options = importer.options(tmp_path)
    for bad in bad_ones[importer.subject]:
        made = tmp_path / f"tệp{bad.suffix}"
        made.write_bytes(bad.content)
        refused = sipas(*command, made, *options)
        told = refused.out + refused.err
        if refused.code != 1 or "Traceback" in told or not refused.err:
            faults.append(f"{bad.id}: {refused}")
        if len(told) > LONGEST_MESSAGE:
            faults.append(f"{bad.id}: {len(told)} letters")
    assert faults == []
    assert kept(directory) == before
    file.write_text(
        f"{','.join(importer.header)}\n{','.join(importer.row)}\n".replace(
            HEADER[2], f'"{HEADER[2]}"'
        ).replace(HEADER[3], f'"{HEADER[3]}"'),
        "utf-8",
    )
    assert sipas(*command, file, *options).code == 0
    assert kept(directory) != before


@pytest.mark.parametrize("id", ["136 one line of 5 MB", "130 a bomb"])
def test_what_is_large_is_not_read_as_a_whole(
    sipas: Sipas,
    directory: Path,
    tmp_path: Path,
    bad_ones: dict[str, list[MadeFile]],
    id: str,
) -> None:
    (bad,) = [one for one in bad_ones["answers"] if one.id == id]
    store = Store(f"sqlite:///{directory / 'survey.sqlite'}")
    with store.writing() as session:
        make_past(session)
    store.close()
    made = tmp_path / f"tệp{bad.suffix}"
    made.write_bytes(bad.content)
    tracemalloc.start()
    refused = sipas(
        *("import", "answers", "--directory", directory), made, *mapping(tmp_path)
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.code == 1 and peak < MOST_MEMORY


def test_a_list_that_is_too_large_is_not_even_read(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    file = tmp_path / "offices.csv"
    with file.open("wb") as sparse:
        sparse.truncate(60_000_000)
    refused = sipas("import", "offices", "--directory", directory, file)
    assert (refused.code, "nhiều nhất 50000000 byte" in refused.err) == (1, True)
