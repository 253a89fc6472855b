"""sipas wave target and progress: how many answers each office should reach, and how far it has come."""

from datetime import timedelta
from pathlib import Path

import pytest

from survey.store import dossiers, wave_course, wave_targets, waves
from survey.store.dossiers import PrintedFigure, PrintedReport
from survey.store.wave_targets import Target
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
REPORT = PrintedReport(
    code="2025",
    kind="settlement",
    title="Kết quả giải quyết hồ sơ",
    source="test",
    period="2025",
    # Tables and lists of offices differ in capitals and spaces.
    figures=(
        PrintedFigure("XÃ  BẮC HÀ", "settled", "1000"),
        PrintedFigure("total", "settled", "1300"),
    ),
)


@pytest.fixture
def opened(directory: Path) -> Path:
    """Give two offices, one with seven answers of a sealed day and one with three, and a table of dossiers."""
    with store_of(directory) as store:
        with store.writing() as session:
            wave = make_wave(session)
            for code, name, n in (("BH", "Xã Bắc Hà", 7), ("ST", "Xã Sơn Tây", 3)):
                counter = make_counter(session, make_office(session, code, name=name))
                make_responses(
                    session,
                    counter,
                    wave,
                    scores=[5] * n,
                    received_on=TODAY - timedelta(days=1),
                )
            dossiers.keep_report(session, REPORT)
        seal(store, TODAY)
    return directory


def targets(directory: Path) -> dict[str, Target]:
    """Return the targets by the code of the office."""
    with store_of(directory) as store, store.reading() as session:
        wave = waves.wave_by_code(session, WAVE)
        assert wave is not None and wave.id is not None
        found = wave_targets.targets(session, wave.id)
    return {
        {1: "BH", 2: "ST"}[office_id]: target for office_id, target in found.items()
    }


def run(sipas: Sipas, directory: Path, *options: object, action: str = "target") -> str:
    done = sipas("wave", action, WAVE, "--directory", directory, *options)
    assert done.code == 0, done.err
    return done.out


def test_both_formulas_are_proposed_and_explained(sipas: Sipas, opened: Path) -> None:
    # By hand: 1000 / (1 + 1000 * 0.0025) = 285.7; 384.1 / (1 + 383.1 / 1000) = 277.7.
    assert run(sipas, opened, "--propose").splitlines() == [
        "Công thức Yamane: n = N / (1 + N × e²), N là số người đã được phục vụ, "
        "sai số e = 5 điểm phần trăm (độ tin cậy 95%, mỗi người một câu trả lời).",
        "Theo thiết kế mẫu: n₀ = z² × p × (1 − p) × D / e², n = n₀ / (1 + (n₀ − 1) / N), "
        "z = 1,96, p = 0,5, e = 5 điểm phần trăm. "
        "D = 1 vì chưa có đợt nào đủ phiếu để đo hệ số thiết kế.",
        "Đơn vị\tN\tYamane\tTheo thiết kế\tNguồn của N",
        "BH\t1000\t286\t278\tKết quả giải quyết hồ sơ, 2025",
        "Chưa biết N: ST",
    ]
    assert targets(opened) == {}


@pytest.mark.parametrize(("formula", "n"), [("yamane", 286), ("design", 278)])
def test_what_a_formula_proposes_is_set(
    sipas: Sipas, opened: Path, formula: str, n: int
) -> None:
    said = run(sipas, opened, "--propose", "--use", formula)
    assert said.endswith("Đã đặt chỉ tiêu cho 1 đơn vị.\n")
    assert targets(opened) == {"BH": Target(n, 1000)}
    with store_of(opened) as store, store.reading() as session:
        (event,) = wave_course.events(session, 1)
    assert (event.action, event.done_by, event.reason) == (
        "target",
        "sipas",
        "Theo số hồ sơ, sai số 5 điểm phần trăm",
    )


def test_a_file_names_people_served_or_targets(
    sipas: Sipas, opened: Path, tmp_path: Path
) -> None:
    file = tmp_path / "chỉ tiêu.csv"
    file.write_text("office;population;target\nBH;2000;\nST;;50\n", "utf-8")
    run(sipas, opened, "--from", file, "--margin", "10", "--reason", "Kế hoạch 12")
    # By hand: 2000 / (1 + 2000 * 0.01) = 95.2.
    assert targets(opened) == {"BH": Target(96, 2000), "ST": Target(50)}


def test_targets_are_typed_for_one_office_or_for_all(
    sipas: Sipas, opened: Path
) -> None:
    run(sipas, opened, "--n", 40)
    run(sipas, opened, "--n", 10, "--office", "BH")
    assert targets(opened) == {"BH": Target(10), "ST": Target(40)}


def test_progress_shows_released_answers_and_none_under_five(
    sipas: Sipas, opened: Path
) -> None:
    run(sipas, opened, "--n", 10)
    assert run(sipas, opened, action="progress").splitlines() == [
        "Đơn vị\tPhiếu đã tính\tChỉ tiêu\tĐạt\tTính đến ngày",
        "BH\t7\t10\t70,0%\t2026-11-24",
        "ST\tdưới 5\t10\t–\t–",
        "Đạt chỉ tiêu: 0 trên 2 đơn vị có chỉ tiêu.",
        "Nhận hôm nay: 0 phiếu.",
    ]
    assert "\tunder 5\t" in run(sipas, opened, "--lang", "en")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--n", "0"), "--n cần từ 1 đến 1000000"),
        (("--n", "5", "--office", "XX"), "không có đơn vị XX"),
        (
            ("--propose", "--margin", "50"),
            "--margin cần lớn hơn 0 và nhỏ hơn 50 điểm phần trăm",
        ),
    ],
)
def test_impossible_targets_are_refused(
    sipas: Sipas, opened: Path, options: tuple[str, ...], said: str
) -> None:
    refused = sipas("wave", "target", WAVE, "--directory", opened, *options)
    assert (refused.code, refused.err) == (1, f"sipas: {said}\n")
    assert targets(opened) == {}


def test_every_mistake_of_a_file_is_named_and_nothing_set(
    sipas: Sipas, opened: Path, tmp_path: Path
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(
        "office,population,target\nXX,,5\nBH,,\nST,-4,5\nST,,1e3\n"
        f"HV,,{'9' * 5000}\n",
        "utf-8",
    )
    refused = sipas("wave", "target", WAVE, "--directory", opened, "--from", file)
    expected = [
        "dòng 2, cột office: có “XX”, cần mã của một đơn vị đã có, mỗi mã một dòng",
        "dòng 3, cột target: để trống, cần số người đã phục vụ hoặc chỉ tiêu",
        "dòng 4, cột population: có “-4”, cần một số nguyên từ 1 đến 100000000",
        "dòng 5, cột target: có “1e3”, cần một số nguyên từ 1 đến 1000000",
        "dòng 6, cột target: có “9999",
    ]
    assert refused.code == 1
    for line in expected:
        assert line in refused.err
    assert targets(opened) == {}


def test_offices_without_known_dossiers_are_pointed_to_a_file(
    sipas: Sipas, directory: Path
) -> None:
    with store_of(directory) as store, store.writing() as session:
        make_wave(session)
        make_office(session)
    refused = sipas("wave", "target", WAVE, "--directory", directory, "--propose")
    assert refused.code == 1 and "--from FILE" in refused.err


@pytest.mark.parametrize("action", ["target", "progress"])
def test_an_unknown_wave_has_no_targets(
    sipas: Sipas, directory: Path, action: str
) -> None:
    refused = sipas("wave", action, "none", "--directory", directory, "--lang", "en")
    assert (refused.code, refused.err) == (1, "sipas: there is no wave none\n")
