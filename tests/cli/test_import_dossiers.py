"""sipas import dossiers: published tables are kept as printed, checked, and never overwritten."""

from pathlib import Path

import pytest

from survey.settings import load_settings
from survey.store.dossiers import PrintedFigure, PrintedReport, reports
from survey.store.engine import Store
from tests.cli.conftest import Outcome, Sipas

ROOT = Path(__file__).parents[2]
SETTLEMENT = ROOT / "survey" / "demo" / "settlement-2023.csv"
PROCEDURES = ROOT / "survey" / "demo" / "procedures-2023.csv"
NAMED = ("--title", "Giải quyết hồ sơ", "--source", "theo bài báo", "--period", "2023")
HEADER = "level,settled,on_time,printed_rate\n"


def take_in(
    sipas: Sipas, directory: Path, file: Path, *options: str, named: bool = True
) -> Outcome:
    arguments = NAMED if named else ()
    command = ("import", "dossiers", "--directory", directory, file)
    return sipas(*command, *arguments, *options)


def kept(directory: Path) -> tuple[PrintedReport, ...]:
    store = Store(load_settings(directory, {}).database_url)
    with store.reading() as session:
        found = reports(session)
    store.close()
    return found


def write(directory: Path, text: str) -> Path:
    file = directory / "report.csv"
    file.write_text(text, "utf-8")
    return file


def test_the_report_of_2023_comes_in_and_its_contradiction_is_named(
    sipas: Sipas, directory: Path
) -> None:
    taken = take_in(sipas, directory, SETTLEMENT)
    assert (taken.code, taken.err) == (0, "")
    assert taken.out == (
        "Đã nhập 14 con số.\n"
        "Bảng có 2 chỗ các con số không khớp nhau.\n"
        "  (1) Các dòng cộng lại được 552.934, nhưng bảng ghi tổng số hồ sơ đã giải quyết là "
        "562.934 (lệch 10.000).\n"
        "  (2) Tỷ lệ đúng hạn của cấp huyện: công bố 75,22%, nhưng tính từ số liệu trong bảng "
        "là 81,88%.\n"
        "Nếu số hồ sơ đã giải quyết của cấp huyện là 122.835 (bảng ghi 112.835, "
        "khác một chữ số) thì cả tỷ lệ và tổng đều khớp; xin đối chiếu với số liệu gốc.\n"
    )


def test_procedures_that_overlap_are_explained_in_english(
    sipas: Sipas, directory: Path
) -> None:
    options = ("--kind", "procedures", "--lang", "en")
    taken = take_in(sipas, directory, PROCEDURES, *options)
    assert "No figure contradicts another" in taken.out
    assert "1,945, more than the total number of procedures" in taken.out


def test_the_figures_are_kept_as_printed(sipas: Sipas, directory: Path) -> None:
    file = write(
        directory,
        "level;settled;on_time;printed_rate\n"
        "Sở Nội vụ;1.200;1 150;95,80 %\n"
        "cấp xã;300;;\n"
        "Tổng cộng;1.500;;\n",
    )
    take_in(sipas, directory, file, "--code", "q1")
    (report,) = kept(directory)
    assert (report.code, report.title, report.period) == (
        "q1",
        "Giải quyết hồ sơ",
        "2023",
    )
    assert report.figures == (
        PrintedFigure("Sở Nội vụ", "settled", "1200"),
        PrintedFigure("Sở Nội vụ", "on_time", "1150"),
        PrintedFigure("Sở Nội vụ", "on_time_rate", "95.80"),
        PrintedFigure("commune", "settled", "300"),
        PrintedFigure("total", "settled", "1500"),
    )


def test_a_second_time_nothing_is_doubled(sipas: Sipas, directory: Path) -> None:
    take_in(sipas, directory, SETTLEMENT)
    again = take_in(sipas, directory, SETTLEMENT)
    assert (again.code, again.out.splitlines()[0]) == (
        0,
        "Bảng này đã có, không thay đổi gì.",
    )
    assert len(kept(directory)) == 1


def test_another_table_never_takes_the_place_of_a_kept_one(
    sipas: Sipas, directory: Path
) -> None:
    take_in(sipas, directory, SETTLEMENT, "--code", "2023")
    before = kept(directory)
    options = ("--code", "2023", "--kind", "procedures")
    refused = take_in(sipas, directory, PROCEDURES, *options)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == (
        "sipas: mã 2023 đã có một bảng khác: hãy chọn mã khác bằng --code\n"
    )
    assert kept(directory) == before


def test_every_mistake_of_a_file_is_named_and_nothing_is_kept(
    sipas: Sipas, directory: Path
) -> None:
    file = write(
        directory,
        HEADER + "province,75.53,75361,99.77\n"
        "province,1,-1,99.77\n"
        ",1,1,100\n"
        "commune,,,\n"
        "district,1,1,một nửa\n"
        "total,1\u202e,1,1000.5\n",
    )
    refused = take_in(sipas, directory, file)
    assert refused.code == 1
    assert refused.err.removeprefix("sipas: ").splitlines() == [
        f"{file}, dòng {line}, cột {column}: {found}, cần {expected}"
        for line, column, found, expected in (
            (2, "settled", "có “75.53”", "một số nguyên, như 112835"),
            (3, "level", "có “province”", "tên chưa có ở dòng 2"),
            (3, "on_time", "có “-1”", "một số nguyên, như 112835"),
            (4, "level", "để trống", "tên cấp hoặc đơn vị, nhiều nhất 150 ký tự"),
            (5, "level", "có “commune”", "ít nhất một con số ở dòng này"),
            (
                6,
                "printed_rate",
                "có “một nửa”",
                "một tỷ lệ phần trăm, như 75,22",
            ),
            (7, "settled", "có '1\\u202e'", "một số nguyên, như 112835"),
            (7, "printed_rate", "có “1000.5”", "một tỷ lệ phần trăm, như 75,22"),
        )
    ]
    assert kept(directory) == ()


def test_a_file_without_figures_is_refused(sipas: Sipas, directory: Path) -> None:
    file = write(directory, HEADER)
    refused = take_in(sipas, directory, file)
    assert refused.err == f"sipas: {file} không có dòng nào\n"


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--title", " ", "--title: có “ ”, cần chữ không có ký tự ẩn"),
        ("--source", "a\u202eb", "--source: có 'a\\u202eb', cần chữ không có ký tự ẩn"),
        (
            "--code",
            "bảng 1",
            "--code: có “bảng 1”, cần 1 đến 40 chữ cái không dấu, chữ số, "
            "dấu chấm, gạch nối, gạch dưới",
        ),
    ],
)
def test_a_name_that_cannot_be_read_is_refused(
    sipas: Sipas, directory: Path, option: str, value: str, said: str
) -> None:
    refused = take_in(sipas, directory, SETTLEMENT, option, value)
    assert (refused.code, refused.err) == (1, f"sipas: {said}\n")


def test_a_table_needs_its_source(sipas: Sipas, directory: Path) -> None:
    with pytest.raises(SystemExit):
        take_in(sipas, directory, SETTLEMENT, named=False)
