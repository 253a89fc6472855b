"""sipas plan: draws from what offices settled, counts what came back, and weighs it for the analysis."""

import csv
import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import Session

from survey.settings import load_settings
from survey.store import wave_targets
from survey.store.engine import Store
from survey.store.tables import DossierVolume
from survey.store.wave_targets import Target
from tests.cli.conftest import Outcome, Sipas
from tests.fixtures.people import make_office, make_wave

# Dossiers by office and field, in each of two months.
VOLUMES = {
    "X01": {"Đất đai": 60, "Hộ tịch": 140},
    "X02": {"Hộ tịch": 500},
    "X03": {"Hộ tịch": 2_000},
    "X04": {"Hộ tịch": 25},
}
MONTHS = ("2026-01", "2026-02")
MAKE = ("--from", MONTHS[0], "--to", MONTHS[1], "--seed", "7")


def store_of(directory: Path) -> Store:
    return Store(load_settings(directory, {}).database_url)


def fill(session: Session) -> None:
    for code, fields in VOLUMES.items():
        office = make_office(session, code, name=f"Xã {code}")
        assert office.id is not None
        session.add_all(
            DossierVolume(
                office_id=office.id,
                competent_id=office.id,
                month=month,
                field=field,
                settled=n,
            )
            for month in MONTHS
            for field, n in fields.items()
        )
    make_wave(session, "2026-dot-1")


@pytest.fixture
def filled(directory: Path) -> Path:
    """Give an installation whose offices settled dossiers."""
    store = store_of(directory)
    with store.writing() as session:
        fill(session)
    store.close()
    return directory


def make(sipas: Sipas, directory: Path, *options: str, code: str = "m1") -> Outcome:
    return sipas("plan", "make", code, "--directory", directory, *MAKE, *options)


def shown(sipas: Sipas, directory: Path, code: str = "m1") -> list[dict[str, object]]:
    found = sipas("plan", "show", code, "--directory", directory, "--json")
    offices: list[dict[str, object]] = json.loads(found.out)["offices"]
    return offices


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))


def returns(directory: Path, *lines: str) -> Path:
    file = directory / "returns.csv"
    file.write_text("office,sent,returned,valid,rejected\n" + "\n".join(lines), "utf-8")
    return file


@pytest.mark.parametrize(
    ("options", "planned"),
    [
        # N = 400, 1,000, 4,000 and 50: N / (1 + N 0.05²), rounded up.
        ((), [200, 286, 364, 45]),
        # The normal approximation with finite population, z = 1.96: Cochran, by hand.
        (("--rule", "design"), [197, 278, 351, 45]),
        (("--rule", "bands"), [120, 300, 800, 50]),
        (("--rule", "fixed", "--n", "90"), [90, 90, 90, 50]),
        (("--margin", "10"), [80, 91, 98, 34]),
        # N = 5,450: 373 in all. By cells 4.11 + 9.58, 34.22, 136.88 and 1.71, in two months each: 368
        # in whole numbers, and one more for both of X03, both of X04 and one of X01.
        (("--together",), [27, 68, 274, 4]),
        (("--rule", "fixed", "--n", "109", "--together"), [8, 20, 80, 1]),
    ],
)
def test_each_rule_wants_its_number(
    sipas: Sipas, filled: Path, options: tuple[str, ...], planned: list[int]
) -> None:
    assert make(sipas, filled, *options).code == 0
    assert [each["planned"] for each in shown(sipas, filled)] == planned


def test_the_plan_says_how_it_was_drawn(sipas: Sipas, filled: Path) -> None:
    assert make(sipas, filled).out == (
        "Yamane: n = N / (1 + N e²), sai số 5,0 điểm phần trăm, tính cho từng đơn vị\n"
        "Hỏi ở cả 4 đơn vị của khung mẫu (5.450 hồ sơ). Số phiếu được chia theo lĩnh vực và tháng "
        "theo tỷ lệ; hồ sơ được chọn ngẫu nhiên đơn giản theo số thứ tự.\n"
        "Số khởi tạo 7, chọn ngày 25/11/2026: ai biết số này đều chọn lại được đúng mẫu này.\n"
        "Đã chọn 895 hồ sơ.\n"
    )


def test_lists_name_dossiers_in_proportion_and_anyone_can_draw_them_again(
    sipas: Sipas, filled: Path
) -> None:
    make(sipas, filled)
    out = filled / "lists.csv"
    assert sipas("plan", "lists", "m1", "--directory", filled, "--out", out).code == 0
    drawn = rows(out)
    cells = Counter((row["office"], row["field"], row["month"]) for row in drawn)
    # 200 of X01's 400: half of 60 and of 140, in each month.
    assert cells["X01", "Đất đai", "2026-01"] == 30
    assert cells["X01", "Hộ tịch", "2026-02"] == 70
    numbers = [
        int(row["number"])
        for row in drawn
        if (row["office"], row["month"]) == ("X04", "2026-01")
    ]
    order = sorted(
        range(1, 26),
        key=lambda k: sha256(f"7/X04/Hộ tịch/2026-01/{k}".encode()).digest(),
    )
    assert numbers == sorted(order[: len(numbers)]) and len(numbers) == 23


def test_offices_are_drawn_in_proportion_to_their_dossiers(
    sipas: Sipas, filled: Path
) -> None:
    made = make(sipas, filled, "--rule", "fixed", "--n", "40", "--offices", "2")
    assert "Chọn 2 trong 4 đơn vị của khung mẫu" in made.out
    offices = shown(sipas, filled)
    # X03 has more than half of 5,450: certain. One of the others, by 400, 1,000 and 50 of 1,450.
    chances = {"X01": 400 / 1_450, "X02": 1_000 / 1_450, "X03": 1.0, "X04": 50 / 1_450}
    assert len(offices) == 2
    for office in offices:
        assert office["probability"] == pytest.approx(chances[str(office["office"])])


def test_what_was_drawn_is_not_drawn_anew(sipas: Sipas, filled: Path) -> None:
    make(sipas, filled)
    again = make(sipas, filled, "--rule", "bands")
    assert (again.code, again.err) == (
        1,
        "sipas: đã có kế hoạch m1; mẫu đã chọn thì không chọn lại, hãy dùng mã khác\n",
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--offices", "0"), "--offices cần từ 1 đến 4"),
        (("--offices", "5"), "--offices cần từ 1 đến 4"),
        (("--rule", "fixed"), "--n đi cùng --rule fixed"),
        (("--n", "5"), "--n đi cùng --rule fixed"),
        (("--rule", "fixed", "--n", "0"), "--n cần từ 1"),
        (("--margin", "50"), "--margin cần lớn hơn 0"),
        (("--margin", "nan"), "--margin cần lớn hơn 0"),
        (("--seed", "-1"), "--seed cần từ 0"),
        (("--to", "2026-13"), "--from và --to"),
        (("--to", "2025-12"), "--from và --to"),
        (("--from", "2027-01", "--to", "2027-02"), "không có hồ sơ nào từ 2027-01"),
        (("--wave", "x"), "không có đợt x"),
        (("--title", "a\u200bb"), "--title"),
    ],
)
def test_an_impossible_plan_is_refused_in_one_line(
    sipas: Sipas, filled: Path, options: tuple[str, ...], message: str
) -> None:
    refused = make(sipas, filled, *options)
    assert refused.code == 1 and message in refused.err
    assert len(refused.err.splitlines()) == 1
    listed = sipas("plan", "list", "--directory", filled).out
    assert len(listed.splitlines()) == 1


def test_what_came_back_is_counted_and_weighed(sipas: Sipas, filled: Path) -> None:
    make(sipas, filled)
    file = returns(
        filled, "X01,200,180,160,bỏ trống quá nửa: 15; trùng: 5", "X02,286,100,100,"
    )
    told = sipas("plan", "returns", "m1", "--directory", filled, file)
    assert told.out == "Đã ghi số phiếu của 2 đơn vị.\n"
    again = sipas("plan", "returns", "m1", "--directory", filled, file)
    assert again.out == "Đã ghi số phiếu của 0 đơn vị.\n"
    first, second, third, _ = shown(sipas, filled)
    assert first["rejected"] == {"bỏ trống quá nửa": 15, "trùng": 5}
    # 400 dossiers by 160 answers, 1,000 by 100.
    assert (first["weight"], second["weight"], third["weight"]) == (2.5, 10.0, None)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("X99,1,1,1,", "office"),
        ("X01,một,1,1,", "sent"),
        ("X01,5,6,1,", "returned"),
        ("X01,5,4,3,trùng: 2", "valid"),
        ("X01,5,4,3,trùng", "rejected"),
        ("X01,5,4,3,trùng: 1; trùng: 1", "rejected"),
        ("X01,-1,,,", "sent"),
        ("X02,1,1,1,\nX02,1,1,1,", "office"),
    ],
)
def test_returns_that_cannot_be_change_nothing(
    sipas: Sipas, filled: Path, line: str, column: str
) -> None:
    make(sipas, filled)
    file = returns(filled, "X03,9,9,9,", line)
    refused = sipas("plan", "returns", "m1", "--directory", filled, file)
    assert refused.code == 1 and f"cột {column}: " in refused.err
    assert all(each["sent"] is None for each in shown(sipas, filled))


def test_the_weights_go_into_the_analysis(sipas: Sipas, filled: Path) -> None:
    make(sipas, filled)
    file = returns(filled, "X01,200,4,4,", "X02,286,5,5,")
    sipas("plan", "returns", "m1", "--directory", filled, file)
    weights, answers = filled / "weights.csv", filled / "answers.csv"
    written = sipas("plan", "weights", "m1", "--directory", filled, "--out", weights)
    assert "Chưa có phiếu hợp lệ, nên chưa có quyền số: X03, X04" in written.out
    # X01: all of 4 satisfied, 400 dossiers; X02: none of 5, 1,000 dossiers.
    lines = ["X01,5,4"] * 4 + ["X02,1,2"] * 5
    answers.write_text("office,q1,q2\n" + "\n".join(lines), "utf-8")
    tables = filled / "tables"
    done = sipas(
        "analyse", answers, "--unit", "office", "--units", weights,
        "--weight", "weight", "--strata", "stratum", "--min-n", "1", "--tables", tables,
    )  # fmt: skip
    assert done.code == 0, done.err
    (row,) = (
        row
        for row in rows(tables / "indices.csv")
        if (row["domain"], row["measure"]) == ("ALL", "SIPAS")
        and row["design"] != "unweighted"
    )
    assert float(row["index"]) == pytest.approx(100 * 400 / 1_400)


def test_a_response_of_a_unit_without_weight_is_named(
    sipas: Sipas, filled: Path
) -> None:
    make(sipas, filled)
    weights, answers = filled / "weights.csv", filled / "answers.csv"
    sipas("plan", "weights", "m1", "--directory", filled, "--out", weights)
    answers.write_text("office,q1,q2\nX01,5,4\nX01,4,4\n", "utf-8")
    refused = sipas(
        "analyse", answers, "--unit", "office", "--units", weights, "--weight", "weight"
    )
    assert refused.code == 1 and "weight" in refused.err


def test_a_plan_gives_a_wave_its_targets(sipas: Sipas, filled: Path) -> None:
    make(sipas, filled, "--rule", "fixed", "--n", "90")
    command = "wave", "target", "2026-dot-1", "--directory", filled, "--plan"
    assert sipas(*command, "m1").out == "Đã đặt chỉ tiêu cho 4 đơn vị.\n"
    store = store_of(filled)
    with store.reading() as session:
        targets = sorted(wave_targets.targets(session, 1).values(), key=str)
    store.close()
    assert Target(90, 400) in targets and Target(50, 50) in targets
    assert "không có kế hoạch m9" in sipas(*command, "m9").err
