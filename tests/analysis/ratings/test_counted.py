"""A table of counts gives each question its interval, and several together none."""

import json
from pathlib import Path

import pytest

from analysis.ratings.counted import read_counted
from analysis.ratings.errors import Expected, InputError
from survey.cli.main import main

HEADER = "office,question,level,n\n"
GOOD = HEADER + "A,q1,4,30\nA,q1,5,10\nA,q1,1,10\nA,q2,5,3\nA,q2,2,1\nB,q1,5,9\n"


def write(folder: Path, text: str) -> Path:
    file = folder / "counts.csv"
    file.write_text(text, "utf-8")
    return file


def test_shares_and_intervals_of_single_questions_are_scipys(tmp_path: Path) -> None:
    units = read_counted(write(tmp_path, GOOD), "office", levels=5, satisfied_from=4)
    (first, second), (other,) = (unit.questions for unit in units)
    assert (first.counts, first.n, first.share) == ((10, 0, 0, 30, 10), 50, 0.8)
    # scipy.stats.binomtest(40, 50).proportion_ci(method="wilson")
    assert (first.low, first.high) == pytest.approx((0.669629, 0.887562), abs=1e-6)
    assert (second.n, other.n) == (4, 9)
    # (40 + 3) of (50 + 4) answers.
    assert (units[0].n_answers, units[0].share) == (54, pytest.approx(43 / 54))


def test_levels_may_be_words(tmp_path: Path) -> None:
    words = f"{HEADER}A,q1,Rất hài lòng,7\nA,q1,Không hài lòng,3\n"
    (unit,) = read_counted(write(tmp_path, words), "office", levels=5, satisfied_from=4)
    assert unit.questions[0].counts == (0, 3, 0, 0, 7)


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (",q1,4,3", "office", Expected.VALUE),
        ("A,q1,6,3", "level", Expected.LEVEL),
        ("A,q1,,3", "level", Expected.LEVEL),
        ("A,q1,4,-3", "n", Expected.NUMBER),
        ("A,q1,4,3.5", "n", Expected.NUMBER),
        ("A,q1,1,3", "level", Expected.UNIQUE),
    ],
)
def test_what_cannot_be_counted_is_named(
    tmp_path: Path, row: str, column: str, expected: Expected
) -> None:
    file = write(tmp_path, f"{HEADER}A,q1,1,5\n{row}\n")
    with pytest.raises(InputError) as refused:
        read_counted(file, "office", levels=5, satisfied_from=4)
    found = refused.value
    assert (found.line, found.column, found.expected) == (3, column, expected)


def test_the_command_says_what_the_table_cannot_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(write(tmp_path, GOOD))
    assert main(["analyse", file, "--unit", "office", "--counts"]) == 0
    shown = capsys.readouterr().out
    assert "  q1: 80,0 (67,0–88,8), n = 50\n  q2: dưới 5\nB\n" in shown
    assert (
        "Gộp các câu: 100,0, từ 9 câu trả lời; khoảng tin cậy không tính được." in shown
    )
    command = ["analyse", file, "--unit", "office", "--counts", "--format", "json"]
    assert main(command) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["share"], first["questions"][1]["n"]) == (None, None)
    assert (second["interval"], second["questions"][0]["method"]) == (None, "wilson")
