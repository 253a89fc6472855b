"""sipas analyse: what it says of a file, and how it refuses one."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from survey.cli import analyse
from survey.cli.errors import CommandError
from tests.fixtures.reference import REFERENCE

A_SMALL = REFERENCE / "a_small"
Run = Callable[..., str]
WriteFile = Callable[..., Path]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `sipas analyse ...` without the other commands and return what it prints."""

    def run_command(*arguments: str | Path) -> str:
        parser = argparse.ArgumentParser(prog="sipas")
        analyse.add_parser(parser.add_subparsers())
        parsed = parser.parse_args(["analyse", *map(str, arguments)])
        assert parsed.run(parsed) == 0
        return capsys.readouterr().out

    return run_command


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Write lines to a file."""

    def write(lines: Sequence[str], name: str = "phiếu.csv") -> Path:
        file = tmp_path / name
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return file

    return write


def form_export(answers: dict[str, list[str]]) -> list[str]:
    """Return the lines of a file as an online form exports it."""
    head = '"Dấu thời gian","Đơn vị","Thái độ của cán bộ?","Thời gian\nchờ?","Góp ý"'
    rows = [
        f'"01/10/2026 8:{number:02}:00","{unit}","{answer}","{answer}","Cảm ơn, tốt"'
        for number, (unit, answer) in enumerate(
            (unit, answer) for unit, given in answers.items() for answer in given
        )
    ]
    return [head, *rows]


def test_an_export_of_an_online_form_needs_its_units_only(
    run: Run, write_file: WriteFile
) -> None:
    good = ["Rất hài lòng"] * 20 + ["Hài lòng"] * 14 + ["Bình thường"]
    poor = ["Không hài lòng"] * 20 + ["hài lòng "] * 15
    file = write_file(form_export({"Xã An": good, "Xã Bình": poor}))
    printed = run(file, "--unit", "Đơn vị").splitlines()
    assert printed[0] == "phiếu.csv: 70 phiếu, 2 đơn vị, 2 câu hỏi."
    assert printed[1].startswith("Chỉ số hài lòng chung: 70,0 (")
    (best,) = (line for line in printed if line.startswith("  Xã An    "))
    assert best.startswith("  Xã An    97,1 (") and best.endswith(
        "), n = 35  ▲ cao hơn rõ"
    )
    assert "  ▲ Cao hơn rõ: 1" in printed and "  ▼ Thấp hơn rõ: 1" in printed
    assert "Cặp đơn vị khác nhau rõ: 1 trong 1 cặp." in printed
    assert any(
        line.startswith("  Xã An cao hơn Xã Bình 54,3 điểm (từ ") for line in printed
    )
    questions = [line for line in printed if line.startswith("  Thái độ của cán bộ?")]
    assert questions[0].endswith("n = 70; 0 không trả lời hoặc không áp dụng")


def test_the_example_of_the_documents_needs_its_units_only(run: Run) -> None:
    example = Path(__file__).parents[2] / "docs" / "examples" / "online-form.csv"
    printed = run(example, "--unit", "Anh/chị vừa làm thủ tục ở đâu?")
    assert printed.startswith("online-form.csv: 115 phiếu, 3 đơn vị, 6 câu hỏi.\n")
    assert "  ▼ Thấp hơn rõ: 1\n      Bộ phận một cửa xã Bình An: −36,2 điểm" in printed


def test_a_small_is_told_as_r_computes_it(run: Run) -> None:
    printed = run(
        A_SMALL / "responses.csv",
        *("--unit", "office_code"),
        *("--factors", A_SMALL / "factors.csv"),
        *("--units", A_SMALL / "offices.csv"),
        *("--overall", "overall"),
    )
    # wilson_shrunk.csv for SIPAS, BH-01; tests_pooled.csv; METHODS, trap 3.
    assert "  BH-01  91,6 (84,4–95,6), n = 52  ● chưa thấy khác biệt rõ\n" in printed
    assert "F(4,8; 108,7) = 4,13, p = 0,002." in printed
    assert "Cặp đơn vị khác nhau rõ: 2 trong 28 cặp." in printed
    assert "  ST-04  94,6 (76,6–98,9), n = 10  (ít phiếu: chỉ để tham khảo)" in printed


def test_english_is_spoken_too(run: Run) -> None:
    printed = run(A_SMALL / "responses.csv", "--unit", "office_code", "--lang", "en")
    assert "Satisfaction index of all: 85.0 (81.4–87.9), n = 240." in printed
    assert "Pairs of units that clearly differ: " in printed


def test_programs_get_the_same_figures(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    printed = run(
        A_SMALL / "responses.csv",
        *("--unit", "office_code"),
        *("--factors", A_SMALL / "factors.csv"),
        *("--format", "json", "--out", out),
    )
    found = json.loads(out.read_text("utf-8"))
    assert printed == ""
    assert found["overall"]["index"] == pytest.approx(0.848296550246411, abs=1e-14)
    assert [unit["n"] for unit in found["units"]] == [52, 41, 36, 31, 28, 24, 18, 10]
    assert found["overall_test"]["verdict"] == "different"
    assert len(found["pairs"]) == 2


def test_units_of_few_respondents_are_withheld_with_their_complement(
    run: Run, write_file: WriteFile
) -> None:
    rows = ["A,5"] * 40 + ["B,4"] * 3 + ["C,1"] * 8
    printed = run(write_file(["unit,q", *rows]), "--unit", "unit")
    assert "  B  dưới 5 phiếu: không hiện kết quả\n" in printed
    assert "  C  dưới 5 phiếu: không hiện kết quả\n" in printed
    shown = run(write_file(["unit,q", *rows]), "--unit", "unit", "--min-n", "0")
    assert "  B  100,0 (" in shown


def test_what_too_few_answered_is_withheld_for_all_units_together_too(
    run: Run, write_file: WriteFile, tmp_path: Path
) -> None:
    few = write_file(["unit,q", *["A,5"] * 2, "B,1"])
    for format_ in ("text", "json", "xlsx"):
        out = tmp_path / f"result.{format_}"
        run(few, "--unit", "unit", "--format", format_, "--out", out)
    text = (tmp_path / "result.text").read_text("utf-8")
    assert "Chỉ số hài lòng chung: dưới 5 phiếu: không hiện kết quả.\n" in text
    assert "  q  dưới 5 phiếu: không hiện kết quả\n" in text
    found = json.loads((tmp_path / "result.json").read_text("utf-8"))
    hidden = dict.fromkeys(("index", "low", "high", "n"))
    reason = {"reason": "too few respondents to be shown"}
    assert found["overall"] == {**hidden, **reason}
    assert found["questions"] == [
        {"question": "q", **hidden, **reason, "missing": None}
    ]
    questions = load_workbook(tmp_path / "result.xlsx")["Câu hỏi"]
    assert [cell.value for cell in questions[2]] == ["q", *[None] * 5]


def test_a_question_that_few_answered_is_withheld_beside_one_that_is_shown(
    run: Run, write_file: WriteFile
) -> None:
    rows = [*["A,5,"] * 8, *["A,4,1"] * 3]
    printed = run(write_file(["unit,p,q", *rows]), "--unit", "unit")
    assert "  p  100,0 (" in printed
    assert "  q  dưới 5 phiếu: không hiện kết quả\n" in printed


def test_units_without_responses_are_named(run: Run, write_file: WriteFile) -> None:
    units = write_file(["unit,name", "A,Xã An", "Z,Xã Xa"], name="units.csv")
    rows = write_file(["unit,q", *["A,5"] * 6])
    printed = run(rows, "--unit", "unit", "--units", units)
    assert "  Z  chưa có phiếu nào" in printed


def test_factors_stand_with_their_names(run: Run) -> None:
    printed = run(
        A_SMALL / "responses.csv",
        *("--unit", "office_code", "--factors", A_SMALL / "factors.csv"),
    )
    # indices.csv: strata=office, ALL, F1: 87.0087.
    assert "\n  Tiếp cận dịch vụ" in printed
    (line,) = (x for x in printed.splitlines() if x.startswith("  Tiếp cận dịch vụ"))
    assert "87,0 (" in line and line.endswith("n = 240")


def test_populations_weigh_units_and_odd_ones_are_named(
    run: Run, write_file: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["A,100,5"] * 10 + ["B,,1"] * 10 + ["C,5,1"] * 10
    file = write_file(["unit,N,q", *rows])
    parser = argparse.ArgumentParser(prog="sipas")
    analyse.add_parser(parser.add_subparsers())
    parsed = parser.parse_args(
        ["analyse", str(file), "--unit", "unit", "--population", "N"]
    )
    assert parsed.run(parsed) == 0
    told = capsys.readouterr()
    # A stands for 100 visits, C for its 10 responses: 100 of 110.
    assert "Chỉ số hài lòng chung: 90,9 (" in told.out
    assert told.err.splitlines() == [
        "sipas: chưa biết số lượt giải quyết, nên chỉ có kết quả riêng, "
        "không vào kết quả chung: B",
        "sipas: nhiều phiếu hơn số lượt giải quyết, nên mỗi phiếu tính là một lượt: C",
    ]
    assert "Lưu ý: nhiều phiếu hơn số lượt giải quyết" in told.out


def test_tables_are_written_for_other_programs(run: Run, tmp_path: Path) -> None:
    run(
        A_SMALL / "responses.csv",
        *("--unit", "office_code", "--factors", A_SMALL / "factors.csv"),
        *("--units", A_SMALL / "offices.csv", "--overall", "overall"),
        *("--wave", "period", "--by", "gender", "--by", "province"),
        *("--min-n", "0", "--tables", tmp_path / "out"),
    )
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "alpha.csv",
        "binomial_ci.csv",
        "drivers.json",
        "dunn.csv",
        "factorability.json",
        "funnel.csv",
        "funnel.json",
        "indices.csv",
        "pairs.csv",
        "pairs_overall.csv",
        "rank_cs.csv",
        "rao_scott.csv",
        "tests_items.csv",
        "tests_pooled.csv",
        "trend.csv",
        "weights.csv",
        "wilson_shrunk.csv",
    ]


def test_the_mean_of_criteria_is_named(run: Run) -> None:
    printed = run(
        A_SMALL / "responses.csv",
        *("--unit", "office_code"),
        *("--factors", A_SMALL / "factors.csv"),
        *("--index", "criteria"),
    )
    assert "Chỉ số hài lòng chung: 84,3 (" in printed
    assert "trung bình cộng tỷ lệ hài lòng của từng câu hỏi" in printed


def test_labels_of_your_own_are_a_scale(run: Run, write_file: WriteFile) -> None:
    rows = ["A,xấu"] * 5 + ["A,đẹp"] * 5
    printed = run(
        write_file(["unit,q", *rows]),
        *("--unit", "unit", "--scale", "xấu,vừa,đẹp", "--satisfied-from", "3"),
    )
    assert "Chỉ số hài lòng chung: 50,0 (" in printed
    assert "từ mức 3 trở lên trong 3 mức" in printed


@pytest.mark.parametrize(
    "lines, message",
    [
        (
            ["unit,q", *["A,5"] * 9, "A,7"],
            "phiếu.csv:11: cột “q”, gặp “7”, cần một mức của thang đo, hoặc để trống (1, …, 5)",
        ),
        (
            ["unit,q", "A,5", ",5"],
            "phiếu.csv:3: cột “unit”, cần một giá trị",
        ),
        (
            ["unit,q", "A,5", "A,5,5"],
            "phiếu.csv:3: gặp “3”, cần đủ số ô như dòng đầu (2)",
        ),
        (
            ["unit,note", "A,hay"],
            "phiếu.csv:1: gặp “note”, cần các cột là câu trả lời theo thang đo (1, …, 5)",
        ),
        (
            ["response_id,unit,q", "1,A,5", "1,A,4"],
            "phiếu.csv:3: cột “response_id”, gặp “1”, cần giá trị không lặp lại",
        ),
        (
            ["đơn vị,q", "A,5"],
            "phiếu.csv:1: cột “unit”, gặp “unit”, cần một cột có tên như vậy (đơn vị, q)",
        ),
    ],
    ids=["off the scale", "no unit", "fields", "no ratings", "double id", "no column"],
)
def test_a_mistake_is_one_line_with_place_value_and_what_was_expected(
    run: Run, write_file: WriteFile, lines: list[str], message: str
) -> None:
    with pytest.raises(CommandError) as refused:
        run(write_file(lines), "--unit", "unit")
    assert str(refused.value).endswith(message)


def test_a_file_in_another_encoding_is_refused_by_line(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "cp1258.csv"
    file.write_bytes(b"unit,q\nA,5\n\xd0\xe9,5\n")
    with pytest.raises(
        CommandError, match=r"cp1258.csv:3: gặp “d0”, cần văn bản UTF-8$"
    ):
        run(file, "--unit", "unit")


def test_a_missing_file_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="none.csv: .*cần một tệp đọc được$"):
        run(tmp_path / "none.csv", "--unit", "unit")


def test_nothing_is_written_when_the_input_is_wrong(
    run: Run, write_file: WriteFile, tmp_path: Path
) -> None:
    out = tmp_path / "out.txt"
    with pytest.raises(CommandError):
        run(write_file(["unit,q", "A,5", "A"]), "--unit", "unit", "--out", out)
    assert not out.exists()


@pytest.mark.parametrize("option", ["--out", "--tables"])
def test_a_place_that_cannot_be_written_is_told_in_the_reader_s_language(
    run: Run, write_file: WriteFile, option: str
) -> None:
    answers = write_file(["unit,q", *["A,5"] * 6, *["B,4"] * 6])
    with pytest.raises(CommandError, match="^không ghi được .*: "):
        run(answers, "--unit", "unit", option, answers / "none")


@pytest.mark.parametrize(
    "options, message",
    [
        (["--levels", "7"], "thang đo 7 mức thì cần có --satisfied-from"),
        (["--satisfied-from", "9"], "--satisfied-from phải từ 2 đến 5, đang là 9"),
        (
            ["--confidence", "95"],
            "--confidence phải lớn hơn 0 và nhỏ hơn 1, đang là 95.0",
        ),
    ],
)
def test_contradicting_options_are_wrong_usage(
    run: Run,
    write_file: WriteFile,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    message: str,
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(write_file(["unit,q", "A,5"]), "--unit", "unit", *options)
    assert capsys.readouterr().err.rstrip().endswith(message)


def test_a_workbook_is_read_and_written(
    run: Run, write_file: WriteFile, tmp_path: Path
) -> None:
    from analysis.ratings.reading import read_table
    from survey.reports.workbook import Sheet, workbook

    rows = (*[("Xã An", "Rất hài lòng")] * 30,)
    rows += (*[("Xã Bình", "Không hài lòng")] * 20, *[("Xã Bình", "Hài lòng")] * 10)
    source, out = tmp_path / "phiếu.xlsx", tmp_path / "kết quả.xlsx"
    source.write_bytes(workbook([Sheet("Trả lời", ("Đơn vị", "Thái độ"), rows)]))
    assert run(source, "--unit", "Đơn vị", "--format", "xlsx", "--out", out) == ""
    table = read_table(out)
    assert table.columns == ("phiếu.xlsx: 60 phiếu, 2 đơn vị, 1 câu hỏi.",)
    assert "Cặp đơn vị khác nhau rõ: 1 trong 1 cặp." in table.column(table.columns[0])


def test_a_unit_named_like_a_formula_stays_text_in_a_workbook(
    run: Run, write_file: WriteFile, tmp_path: Path
) -> None:
    name, out = "=1+1", tmp_path / "kết quả.xlsx"
    file = write_file(["unit,q", *[f"{name},5"] * 30, *["B,1"] * 30])
    run(file, "--unit", "unit", "--format", "xlsx", "--out", out)
    book = load_workbook(out)
    kinds = {
        cell.value: cell.data_type for sheet in book for row in sheet for cell in row
    }
    assert kinds[name] == "s" and "f" not in kinds.values()
    # Figures are numbers that can be counted with: 30 of 30 satisfied, and 30 responses.
    assert [cell.value for cell in book["Đơn vị"]["B"][1:]] == [100, 0]
    assert [cell.value for cell in book["Đơn vị"]["E"][1:]] == [30, 30]


def test_a_workbook_needs_a_file(
    run: Run, write_file: WriteFile, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(write_file(["unit,q", "A,5"]), "--unit", "unit", "--format", "xlsx")
    assert "--format xlsx cần có --out FILE" in capsys.readouterr().err
