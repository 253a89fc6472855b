"""Satisfaction stands beside dossiers in time for the office that settles them, and says no more than it can."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.verdicts import Difference
from survey.reports.figures import Estimate
from survey.reports.lateness import Lateness, build_lateness
from survey.reports.lateness_wording import LatenessWording
from survey.reports.scatter_chart import scatter_chart
from survey.store.engine import Store
from survey.store.volumes import VolumeRow, put_volumes
from survey.trust.sealing import seal
from tests.fixtures.bureau import WAVE, YESTERDAY
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.reports.conftest import result_of

MONTH = "2026-11"
CODES = [f"X{number:02}" for number in range(12)]
FEW = "X99"


def volume(
    office: str, in_time: int | None, *, settled: int = 100, competent: str = ""
) -> VolumeRow:
    late = None if in_time is None else settled - in_time
    return VolumeRow(
        office, MONTH, "", settled, None, in_time, late, None, None, competent
    )


@pytest.fixture(scope="module")
def rated_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a wave of twelve offices with 40 answers each, every one a little better than the one before, and one of 28."""
    file = tmp_path_factory.mktemp("rated") / "survey.sqlite"
    store = Store(f"sqlite:///{shutil.copy(sqlite_template, file)}")
    with store.writing() as session:
        wave = make_wave(session, WAVE)
        for at, code in enumerate((*CODES, FEW)):
            good, bad = (10 + 2 * at, 30 - 2 * at) if code != FEW else (14, 14)
            make_responses(
                session,
                make_counter(session, make_office(session, code, name=code)),
                wave,
                scores=[5] * good + [1] * bad,
                received_on=YESTERDAY,
            )
    seal(store, TODAY)
    store.close()
    return file


@pytest.fixture
def rated(rated_file: Path, tmp_path: Path) -> Iterator[Store]:
    """Give a copy to a test that adds its dossiers."""
    store = Store(f"sqlite:///{shutil.copy(rated_file, tmp_path / 'survey.sqlite')}")
    yield store
    store.close()


def lateness_of(store: Store, *volumes: VolumeRow) -> Lateness | None:
    result = result_of(store)
    with store.writing() as session:
        put_volumes(session, volumes, replace=False)
    with store.reading() as session:
        return build_lateness(session, result, audience="reform_office", today=TODAY)


def test_offices_that_settle_in_time_and_are_liked_go_together(rated: Store) -> None:
    volumes = [volume(code, 80 + at) for at, code in enumerate(CODES)]
    found = lateness_of(rated, *volumes)
    assert found is not None
    assert [row.code for row in found.rows] == CODES
    assert (found.left_out, found.months) == (1, (MONTH,))
    assert (found.correlation.n, found.correlation.coefficient) == (12, 1.0)
    say = LatenessWording("vi")
    assert re.fullmatch(
        r"Đơn vị có tỷ lệ đúng hạn cao hơn thường có chỉ số cao hơn\. "
        r"Hệ số tương quan hạng: 1,00 \(từ 0,9\d đến 1,00\), n = 12 đơn vị\.",
        say.finding(found),
    )
    assert say.in_time(found.rows[3].dossiers) == "83,0% (83 trên 100)"
    assert "(tháng 11/2026)" in say.method(found)
    assert say.cautions(found)[0].startswith("Đây là so sánh giữa các đơn vị")
    assert say.cautions(found)[-1].startswith("1 đơn vị không có trong bảng")


def test_lateness_is_the_competent_office_s_and_not_the_receiving_one_s(
    rated: Store,
) -> None:
    found = lateness_of(
        rated, volume("X00", 100), volume("X00", 10, settled=50, competent="X01")
    )
    assert found is not None
    first, second = found.rows
    assert (first.dossiers.settled, first.dossiers.in_time) == (100, 100)
    assert (second.dossiers.settled, second.dossiers.late) == (50, 40)


def test_under_ten_offices_there_is_no_coefficient(rated: Store) -> None:
    volumes = [volume(code, 90 + at) for at, code in enumerate(CODES[:9])]
    found = lateness_of(rated, *volumes)
    assert found is not None and found.left_out == 4
    assert LatenessWording("vi").finding(found) == (
        "Chỉ 9 đơn vị có đủ số liệu. Dưới 10 đơn vị thì không tính hệ số tương quan."
    )


def test_an_office_of_few_answers_or_without_figures_in_time_is_in_no_table(
    rated: Store,
) -> None:
    volumes = volume("X00", 90), volume(FEW, 90), volume("X02", None)
    found = lateness_of(rated, *volumes)
    assert found is not None
    assert [row.code for row in found.rows] == ["X00"]


def test_without_figures_there_is_no_table(rated: Store) -> None:
    assert lateness_of(rated) is None


def test_dossiers_that_are_neither_are_named(rated: Store) -> None:
    row = VolumeRow("X00", MONTH, "", 100, None, 80, 15, None, None)
    found = lateness_of(rated, row)
    assert found is not None and found.unclear == 5
    assert any(
        sentence.startswith("5 hồ sơ đã giải quyết không rõ")
        for sentence in LatenessWording("vi").cautions(found)
    )


@pytest.mark.parametrize(
    ("lowest", "start"), [(0.96, 0.8), (0.8, 0.8), (0.79, 0.5), (0.1, 0.0)]
)
def test_the_axis_is_one_of_three(lowest: float, start: float) -> None:
    figure = Estimate(n=40, share=0.8, low=0.7, high=0.9)
    chart = scatter_chart([("A", Difference.NONE, lowest, figure)])
    assert chart.x_ticks[0].share == start
    assert 8 <= chart.marks[0].x <= 98
