"""sipas ddci: what it says of units, and how it refuses a file."""

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from survey.cli import ddci
from survey.cli.errors import CommandError

Run = Callable[..., str]

FILES = {
    "weights.csv": """\
component,component_weight,indicator,kind,direction,weight
Minh bạch,60,tiếp cận,mềm,thuận,3
Minh bạch,60,công khai,cứng,thuận,1
Chi phí,40,số ngày,cứng,nghịch,1
""",
    "hard.csv": """\
unit;công khai;số ngày
Sở A;50;9,5
Sở B;80;3
Xã C;80;
Xã D;70;5
Xã E;70;14
""",
    "units.csv": """\
unit,block
Sở A,Sở
Sở B,Sở
Xã C,Xã
Xã D,Xã
Xã E,Xã
""",
    "ranges.csv": """\
indicator,min,max,years
tiếp cận,1,5,2024
công khai,0,90,2024
số ngày,3,11,2024
số ngày,5,12,2025
số ngày,4,10,2026
""",
    "soft.csv": "unit,tiếp cận\n"
    + "Sở A,4\nSở A,2\nSở A,\n" * 20
    + "Sở B,5\nSở B,4\n" * 20
    + "Xã C,4\nXã C,3\n" * 20
    + "Xã D,3\n" * 12
    + "Xã E,1\n" * 4,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the files of a small programme."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `sipas ddci` on the files, with one of them in other words if wanted."""

    def run_command(*options: str | Path, **changed: str) -> str:
        for name, text in changed.items():
            (folder / f"{name}.csv").write_text(text, "utf-8")
        parser = argparse.ArgumentParser(prog="sipas")
        ddci.add_parser(parser.add_subparsers())
        files = {name: str(folder / name) for name in FILES}
        words = ["ddci", "rate", files["soft.csv"], files["hard.csv"]]
        words += ["--weights", files["weights.csv"], "--blocks", files["units.csv"]]
        words += ["--reference", files["ranges.csv"], *map(str, options)]
        parsed = parser.parse_args(words)
        assert parsed.run(parsed) == 0
        return capsys.readouterr().out

    return run_command


def test_blocks_are_ranked_apart_and_what_was_done_is_said(run: Run) -> None:
    printed = run()
    lines = printed.splitlines()
    assert lines[0] == (
        "soft.csv: 136 phiếu, 5 đơn vị, 2 chỉ số thành phần, 1 chỉ tiêu mềm, 2 chỉ tiêu cứng."
    )
    assert (
        "Lưu ý: chỉ tiêu “số ngày” có giá trị ngoài khoảng từ 3 đến 12, "
        "tính bằng đầu khoảng gần nhất: Xã E." not in printed
    )  # Xã E has four answers, of which nothing is told.
    assert (
        "Lưu ý: Xã C không có số liệu ở chỉ tiêu “số ngày”; "
        "trọng số đó chia lại cho phần còn lại." in lines
    )
    sở = lines.index("Sở: xếp hạng 2 đơn vị, điểm trên 100 (khoảng tin cậy 95%):")
    # 10 (0.6 (3 (9·3.5/4 + 1) + 9) / 4 + 0.4 · 10) with 4.5 of 5; 3.0 of Sở A by the same way.
    assert lines[sở + 1].startswith("  Sở B  93,4 (") and lines[sở + 1].endswith(
        "n = 40  Hạng 1 trong 2"
    )
    # 10 (0.6 (3 · 5.5 + 6) / 4 + 0.4 · (11 - (9 · 6.5 / 9 + 1))) = 33.75 + 14.
    assert lines[sở + 2].startswith("  Sở A  47,8 (")
    assert lines[sở + 2].endswith("n = 40  Hạng 2 trong 2")
    assert "  Xã C  " in printed and "(chỉ có một đơn vị: không xếp hạng)" in printed
    # 10 (0.6 (3 · 5.5 + 8) / 4 + 0.4 · 8). All twelve gave the same answer, and are in doubt all the same.
    (few,) = (line for line in lines if line.startswith("  Xã D  "))
    assert re.fullmatch(r"  Xã D  68,8 \(6\d,\d–7\d,\d\), n = 12 +\(ít phiếu: .*", few)
    assert "  Xã E  dưới 5 phiếu: không hiện kết quả" in lines
    assert "lấy theo khoảng chuẩn đã lưu (2024; 2024, 2025, 2026)" in printed


def test_english_is_spoken_too(run: Run) -> None:
    printed = run("--lang", "en")
    assert "Sở: 2 units ranked, points of 100 (95% confidence interval):" in printed
    assert "(few responses: for information only)" in printed
    assert "phiếu" not in printed and "Chỉ tiêu" not in printed


def test_values_outside_and_values_alike_are_said(run: Run) -> None:
    ranges = "indicator,min,max,years\nsố ngày,4,9,2024\ncông khai,7,7,2024\n"
    printed = run(ranges=ranges)
    assert (
        "Lưu ý: chỉ tiêu “số ngày” có giá trị ngoài khoảng từ 4 đến 9, "
        "tính bằng đầu khoảng gần nhất: Sở A, Sở B." in printed
    )
    assert (
        "Lưu ý: chỉ tiêu “công khai” có thấp nhất bằng cao nhất (7), "
        "nên đơn vị nào cũng được 5,5 trên thang 1–10." in printed
    )
    assert printed.count("“công khai”") == 1


def test_the_example_of_the_documents_is_rated_as_they_say(
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = Path(__file__).parents[2] / "docs" / "examples" / "ddci"
    files = {one.stem: str(one) for one in folder.glob("*.csv")}
    parser = argparse.ArgumentParser(prog="sipas")
    ddci.add_parser(parser.add_subparsers())
    words = [
        "ddci",
        "rate",
        files["soft"],
        files["hard"],
        "--weights",
        files["weights"],
    ]
    words += ["--reference", files["ranges"], "--blocks", files["units"]]
    parsed = parser.parse_args(words)
    assert parsed.run(parsed) == 0
    lines = capsys.readouterr().out.splitlines()
    page = (Path(__file__).parents[2] / "docs" / "ddci.md").read_text("utf-8")
    shown = [line for line in lines if re.search(r"Hạng \d|Lưu ý", line)]
    assert len(shown) > 6 and all(line.rstrip() in page for line in shown)


def test_programs_and_spreadsheets_get_the_same_figures(run: Run, folder: Path) -> None:
    found = json.loads(run("--format", "json", "--seed", "7"))
    units = {one["unit"]: one for one in found["units"]}
    a = units["Sở A"]
    assert (a["n"], a["rank"], a["rank_low"], a["ranked"]) == (40, 2, 2, 2)
    assert a["total"] == pytest.approx(47.75, abs=1e-9) and a["low"] < 47 < a["high"]
    assert a["components"] == pytest.approx({"Minh bạch": 5.625, "Chi phí": 3.5})
    assert found["seed"] == 7
    assert [one["years"] for one in found["indicators"]] == [
        "2024",
        "2024",
        "2024, 2025, 2026",
    ]
    hidden = units["Xã E"]
    assert [hidden[name] for name in ("n", "total", "low", "rank")] == [None] * 4
    assert set(hidden["components"].values()) == {None}

    out = folder / "ddci.xlsx"
    assert run("--format", "xlsx", "--out", out, "--seed", "7") == ""
    book = load_workbook(out)
    assert book.sheetnames == ["Tóm tắt", "Đơn vị", "Các chỉ tiêu"]
    header, *rows = book["Đơn vị"].iter_rows(values_only=True)
    (row,) = (dict(zip(header, row)) for row in rows if row[1] == "Sở A")
    assert row["Điểm tổng"] == 47.75 and row["từ"] == round(a["low"], 4)
    assert row["Hạng"] == 2 and row["Minh bạch"] == 5.625
    assert row["Ghi chú"] == "Hạng 2 trong 2"
    assert rows[-1][1] == "Xã E"
    assert rows[-1][2:-1] == (None,) * 10
    assert rows[-1][-1] == "dưới 5 phiếu: không hiện kết quả"


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "soft",
            "Sở B,5",
            "Sở Bê,5",
            "soft.csv:62: cột “unit”, gặp “Sở Bê”, cần đơn vị có trong tệp đơn vị (",
        ),
        (
            "soft",
            "Sở A,2",
            "Sở A,tốt",
            "soft.csv:3: cột “tiếp cận”, gặp “tốt”, cần một số không có dấu phân cách hàng nghìn",
        ),
        (
            "hard",
            "50;9,5\nSở B;80",
            "1.050;9,5\nSở B;980",
            "hard.csv:2: cột “công khai”, gặp “1.050”, cần một số không có dấu phân cách hàng nghìn",
        ),
        ("hard", "Sở B", "Sở A", "hard.csv:3: cột “unit”, gặp “Sở A”, cần giá trị không lặp lại"),
        (
            "weights",
            "Chi phí,40",
            "Chi phí,35",
            "weights.csv: cột “component_weight”, gặp “95”, "
            "cần trọng số các chỉ số thành phần cộng lại bằng 100 (Minh bạch: 60, Chi phí: 35)",
        ),
        (
            "weights",
            "60,công khai",
            "50,công khai",
            "weights.csv:3: cột “component_weight”, gặp “50”, cần giá trị giống như ở chỗ kia (60)",
        ),
        (
            "weights",
            "mềm",
            "dẻo",
            "weights.csv:2: cột “kind”, gặp “dẻo”, cần một trong các từ (soft, mềm, hard, cứng)",
        ),
        (
            "ranges",
            "4,10",
            "14,10",
            "ranges.csv:6: cột “max”, gặp “10”, cần một số không nhỏ hơn mức thấp nhất (14)",
        ),
        (
            "ranges",
            "tiếp cận",
            "tiếp",
            "ranges.csv:2: cột “indicator”, gặp “tiếp”, cần một chỉ tiêu có trong tệp trọng số (",
        ),
        ("units", "Xã C,Xã\n", "", "hard.csv:4: cột “unit”, gặp “Xã C”, cần đơn vị có trong tệp"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_row_and_column(
    run: Run, name: str, old: str, new: str, message: str
) -> None:
    text = FILES[f"{name}.csv"]
    assert old in text
    with pytest.raises(CommandError) as refused:
        run(**{name: text.replace(old, new, 1)})
    assert message in str(refused.value)
