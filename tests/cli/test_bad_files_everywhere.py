"""Every command that takes a table refuses every bad file whole and in a few lines, and then takes a good one.

The commands are asked for their files: one that takes a new file fails here until it is listed.
"""

import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from survey.store.engine import Store
from survey.store.places import office_by_code
from tests.cli.conftest import Sipas
from tests.cli.test_ddci import FILES as RATING
from tests.cli.test_main import ALL
from tests.fixtures.answer_files import HEADER, WAVE, answer_row, make_past
from tests.fixtures.bad_files import MadeFile, made_files
from tests.fixtures.ddci import PROGRAMME, make_round
from tests.fixtures.people import make_counter, make_wave
from tests.store.rows import draw_plan

# As much as the longest line of the list is several times, and far less than what others unpack to.
MOST_MEMORY = 40_000_000
LONGEST_MESSAGE = 20_000
NOW = "2026-dot-2"
ROUND = "ddci-1"
DIRECTORYLESS = ("check-table", "analyse", "ddci rate")

Key = tuple[str, str]
Words = Callable[[Path, Path], Sequence[object]]


@dataclass(frozen=True, slots=True)
class Taker:
    """A command that takes a table, by its words and the name of its argument.

    `header` and `rows` are a table that it takes; `words` is the command line for a file, with a
    folder of files that go along. What keeps nothing has no good file here.
    """

    key: Key
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: Words
    keeps: bool = True
    # A name may be any text; it is written out as text wherever it is shown.
    takes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(self.key)


def of(command: str, *options: object) -> Words:
    return lambda file, folder: (*command.split(), file, *options)


def of_answers(file: Path, folder: Path) -> Sequence[object]:
    given = folder / "m.toml"
    given.write_text(
        f'format = 1\noffice = "{HEADER[1]}"\n[questions]\n"overall" = "{HEADER[2]}"\n'
        '[levels]\n"rất hài lòng" = 5\n',
        "utf-8",
    )
    return "import", "answers", file, "--wave", WAVE, "--mapping", given


def of_round(changed: str) -> Words:
    """Return the command that begins a DDCI's round with one of its files exchanged."""

    def words(file: Path, folder: Path) -> Sequence[object]:
        for name, text in (
            ("programme.toml", PROGRAMME),
            ("units.csv", "unit,block\nSở A,Sở\nSở B,Sở\n"),
            ("ranges.csv", "indicator,min,max,years\nngay,3,12,2024\n"),
        ):
            (folder / name).write_text(text, "utf-8")
        files = {
            "programme": folder / "programme.toml",
            "units": folder / "units.csv",
            "ranges": folder / "ranges.csv",
        } | {changed: file}
        told = [word for name, value in files.items() for word in (f"--{name}", value)]
        days = "--from", "2026-11-01", "--to", "2026-11-30", "--seed", 7
        return "ddci", "round", f"d-{changed}", *told, *days

    return words


def of_rating(changed: str) -> Words:
    """Return the command that rates units from files, with one of them exchanged."""

    def words(file: Path, folder: Path) -> Sequence[object]:
        for name, text in RATING.items():
            (folder / name).write_text(text, "utf-8")
        soft, hard, *others = (
            file if name == changed else folder / f"{name}.csv"
            for name in ("soft", "hard", "weights", "ranges", "units")
        )
        options = zip(("--weights", "--reference", "--blocks"), others, strict=True)
        return "ddci", "rate", soft, hard, *(word for pair in options for word in pair)

    return words


MERGER = "from", "to", "on", "name"
BILLS = ("--title", "Bảng", "--source", "thử", "--period", "2025", "--code", "bang")
TAKERS = (
    Taker(("import offices", "file"), ("code", "name", "name_en", "level"), (("X01", "Xã", "", "commune"),), of("import offices")),
    Taker(("import counters", "file"), ("office", "code", "name", "name_en"), (("BH-01", "X-1", "Quầy", ""),), of("import counters")),
    Taker(("import dossiers", "file"), ("level", "settled", "on_time", "printed_rate"), (("total", "10", "5", "50"),), of("import dossiers", *BILLS)),
    Taker(("import volumes", "file"), ("office", "month", "settled"), (("BH-01", "2026-10", "9"),), of("import volumes")),
    Taker(("import procedures", "file"), ("code", "name", "field", "level"), (("1.001", "Khai sinh", "Hộ tịch", "xã"),), of("import procedures", "--year", 2026)),
    Taker(("import answers", "file"), HEADER, (answer_row()[:2] + ("Rất hài lòng",) + ("",) * 6,), of_answers),
    Taker(("index import", "file"), ("index", "period", "unit", "value", "source"), (("sipas", "2024", "Tỉnh A", "84.5", "báo cáo"),), of("index import")),
    Taker(("office merge", "file"), MERGER, (("ST-02", "M-1", "2030-01-01", "Xã Mới"),), of("office merge --yes --file")),
    Taker(("office split", "file"), (*MERGER, "counter"), (("BH-01", "M-1", "2030-01-01", "Xã Một", "BH-01-1"), ("BH-01", "M-2", "2030-01-01", "Xã Hai", "")), of("office split --yes --file")),
    Taker(("office close", "file"), MERGER[:3], (("PL-04", "", "2030-01-01"),), of("office close --yes --file")),
    Taker(("wave target", "file"), ("office", "population", "target"), (("BH-01", "1000", "100"),), of(f"wave target {NOW} --from")),
    Taker(("plan returns", "file"), ("office", "sent", "returned", "valid", "rejected"), (("BH-01", "5", "3", "3", ""),), of("plan returns 2026-1")),
    Taker(("recheck draw", "file"), ("office", "id"), (("BH-01", "1"), ("BH-01", "2")), lambda file, folder: ("recheck", "draw", NOW, file, "--n", 2, "--out", folder / "out.csv")),
    Taker(("ddci round", "units"), ("unit", "block"), (("Sở A", "Sở"), ("Sở B", "Sở")), of_round("units"), takes=("137 a script",)),
    Taker(("ddci round", "ranges"), ("indicator", "min", "max", "years"), (("ngay", "3", "12", "2024"),), of_round("ranges")),
    Taker(("ddci figures", "file"), ("unit", "cong_khai", "ngay"), (("Sở Nội vụ", "86", "7"), ("Sở Tài chính", "78", "4"), ("Xã An Bình", "60", "5"), ("Xã Lộc Ninh", "70", "8")), of(f"ddci figures --round {ROUND}")),
    Taker(("ddci rate", "soft"), ("unit", "tiếp cận"), (("Sở A", "4"),), of_rating("soft"), keeps=False),
    Taker(("ddci rate", "hard"), ("unit", "công khai", "số ngày"), (("Sở A", "50", "9"),), of_rating("hard"), keeps=False),
    Taker(("ddci rate", "weights"), ("component", "component_weight", "indicator", "kind", "direction"), (("Chi phí", "100", "tiếp cận", "mềm", "thuận"),), of_rating("weights"), keeps=False),
    Taker(("ddci rate", "reference"), ("indicator", "min", "max", "years"), (("tiếp cận", "1", "5", "2024"),), of_rating("ranges"), keeps=False),
    Taker(("ddci rate", "blocks"), ("unit", "block"), (("Sở A", "Sở"),), of_rating("units"), keeps=False),
    Taker(("check-table", "file"), ("group", "part", "count", "percent"), (("A", "x", "10", "100"),), of("check-table"), keeps=False),
    Taker(("analyse", "file"), ("Đơn vị", "Thái độ"), (("A", "5"),), of("analyse --unit", "Đơn vị"), keeps=False),
)  # fmt: skip
# What else is a path: where something is written, what is no table, and what a test of its own strikes.
WRITTEN = ("out", "into", "save_mapping", "bad_rows", "tables", "letters")
OTHERS: dict[Key, str] = {
    ("serve", "cert"): "a certificate",
    ("serve", "key"): "a key",
    ("canary", "ca"): "a certificate",
    ("backup", "file"): "where the copy goes",
    ("restore", "file"): "tests/cli/test_backup.py",
    ("setup", "folder"): "tests/cli/test_setup.py",
    ("import answers", "mapping"): "a mapping, below",
    ("questionnaire check", "file"): "a questionnaire, below",
    ("questionnaire check", "translation"): "tests/forms/test_translation.py",
    ("ddci programme", "file"): "a programme, below",
    ("ddci round", "programme"): "the same programme",
    ("recheck lists", "file"): "read as by recheck draw",
    ("analyse", "factors"): "tests/analysis/ratings/test_odd_files.py",
    ("analyse", "units"): "tests/analysis/ratings/test_odd_files.py",
    ("analyse", "poststratify"): "tests/analysis/ratings/test_odd_files.py",
    ("analyse", "rake"): "tests/analysis/ratings/test_odd_files.py",
}


def test_every_file_that_a_command_takes_is_listed() -> None:
    taken = {
        (" ".join(words), action.dest)
        for words, parser in ALL.items()
        for action in parser._actions
        if action.type is Path and action.dest not in ("directory", *WRITTEN)
    }
    assert taken == {taker.key for taker in TAKERS} | set(OTHERS)


def stored(directory: Path) -> bytes:
    """Return what stands for all that is stored."""
    store = Store(f"sqlite:///{directory / 'survey.sqlite'}")
    store.checkpoint()
    store.close()
    return (directory / "survey.sqlite").read_bytes()


@pytest.fixture
def filled(directory: Path) -> Path:
    """Give an installation with what the files are about: offices, waves and a plan."""
    store = Store(f"sqlite:///{directory / 'survey.sqlite'}")
    with store.writing() as session:
        make_past(session)
        make_wave(session, NOW)
        office = office_by_code(session, "BH-01")
        assert office is not None and office.id is not None
        for number in (1, 2):
            make_counter(session, office, code=f"BH-01-{number}")
        draw_plan(session, office.id)
        make_round(session, code=ROUND)
    store.close()
    return directory


@pytest.mark.parametrize("taker", TAKERS, ids=str)
def test_each_bad_file_is_refused_whole_and_a_good_one_is_taken(
    sipas: Sipas, filled: Path, tmp_path: Path, taker: Taker
) -> None:
    content, faults = stored(filled), []
    where = () if taker.key[0] in DIRECTORYLESS else ("--directory", filled)  # fmt: skip
    for bad in made_files(taker.header, taker.rows[0]):
        if bad.id in taker.takes:
            continue
        made = tmp_path / f"tệp{bad.suffix}"
        made.write_bytes(bad.content)
        refused = sipas(*taker.words(made, tmp_path), *where)
        told = refused.out + refused.err
        if refused.code != 1 or "Traceback" in told or not refused.err:
            faults.append(f"{bad.id}: {refused}")
        if len(told) > LONGEST_MESSAGE:
            faults.append(f"{bad.id}: {len(told)} letters")
    assert faults == []
    assert stored(filled) == content
    if taker.keeps:
        good = tmp_path / "good.csv"
        lines = [taker.header, *taker.rows]
        good.write_text("\n".join(",".join(map(quoted, line)) for line in lines), "utf-8")  # fmt: skip
        taken = sipas(*taker.words(good, tmp_path), *where)
        assert (taken.code, taken.err) == (0, "")
        assert stored(filled) != content


def test_units_are_rated_where_no_file_is_exchanged(
    sipas: Sipas, tmp_path: Path
) -> None:
    rated = sipas(*of_rating("nothing")(tmp_path / "none.csv", tmp_path))
    assert (rated.code, rated.err) == (0, "")


def quoted(text: str) -> str:
    return f'"{text}"' if "," in text else text


TEXTS = {
    "nothing": b"",
    "UTF-16": "title = 1".encode("utf-16"),
    "Windows-1258": b'title = "R\xe2\xcct"',
    "NUL": b'title = "\0"',
    "one line of 5 MB": b'title = "' + b"x" * 5_000_000,
    "deep": b"a = " + b"[" * 100_000,
    "a program": b"MZ\x90\0\x03" + bytes(200),
}


@pytest.mark.parametrize(
    "words",
    [
        "questionnaire check {file}",
        "ddci programme {file}",
        f"import answers {{table}} --wave {WAVE} --mapping {{file}} --directory {{filled}}",
        "setup {folder} --directory {filled}",
    ],
    ids=lambda words: words.partition(" {")[0],
)
def test_a_settings_file_that_is_none_is_refused_in_a_few_words(
    sipas: Sipas, filled: Path, tmp_path: Path, words: str
) -> None:
    content, faults = stored(filled), []
    file = tmp_path / "province.toml"
    table = tmp_path / "a.csv"
    table.write_text(",".join(map(quoted, HEADER)), "utf-8")
    places = {"file": file, "table": table, "folder": tmp_path, "filled": filled}
    for name, text in TEXTS.items():
        file.write_bytes(text)
        refused = sipas(*(word.format(**places) for word in words.split()))
        told = refused.out + refused.err
        if refused.code != 1 or "Traceback" in told or not told:
            faults.append(f"{name}: {refused}")
        if len(told) > LONGEST_MESSAGE:
            faults.append(f"{name}: {len(told)} letters")
    assert faults == []
    assert stored(filled) == content


def one(id: str) -> MadeFile:
    (bad,) = (bad for bad in made_files(HEADER, answer_row()) if bad.id == id)
    return bad


@pytest.mark.parametrize("id", ["136 one line of 5 MB", "130 a bomb"])
def test_what_is_large_is_not_read_as_a_whole(
    sipas: Sipas, filled: Path, tmp_path: Path, id: str
) -> None:
    bad = one(id)
    made = tmp_path / f"tệp{bad.suffix}"
    made.write_bytes(bad.content)
    for words in (
        of_answers(made, tmp_path),
        ("import", "procedures", made, "--year", 2026),
        ("import", "volumes", made),
    ):
        tracemalloc.start()
        refused = sipas(*words, "--directory", filled)
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
