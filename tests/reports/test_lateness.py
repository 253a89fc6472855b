"""Satisfaction stands beside dossiers in time for the office that settles them, and says no more than it can."""

import re

import pytest

from survey.reports.lateness import Lateness, build_lateness
from survey.reports.lateness_wording import LatenessWording
from survey.reports.scatter_chart import scatter_chart
from survey.reports.wave_result import WaveResult
from survey.store.engine import Store
from survey.store.volumes import VolumeRow, put_volumes
from tests.fixtures.people import TODAY
from tests.reports.conftest import Build

MONTH = "2026-11"
CODES = [f"X{number:02}" for number in range(12)]


def volume(
    office: str, in_time: int | None, *, settled: int = 100, competent: str = ""
) -> VolumeRow:
    late = None if in_time is None else settled - in_time
    return VolumeRow(
        office, MONTH, "", settled, None, in_time, late, None, None, competent
    )


def rated(build: Build, n: int = 12) -> WaveResult:
    """Return a wave of offices with 40 answers each, each a little better than the one before."""
    return build({code: [5] * (10 + 2 * at) + [1] * (30 - 2 * at) for at, code in enumerate(CODES[:n])})  # fmt: skip


def lateness_of(
    store: Store, result: WaveResult, *volumes: VolumeRow
) -> Lateness | None:
    with store.writing() as session:
        put_volumes(session, volumes, replace=False)
    with store.reading() as session:
        return build_lateness(session, result, audience="reform_office", today=TODAY)


def test_offices_that_settle_in_time_and_are_liked_go_together(
    sqlite_store: Store, build: Build
) -> None:
    found = lateness_of(
        sqlite_store,
        rated(build),
        *(volume(code, 80 + at) for at, code in enumerate(CODES)),
    )
    assert found is not None
    assert [row.code for row in found.rows] == CODES
    assert (found.left_out, found.months) == (0, (MONTH,))
    assert (found.correlation.n, found.correlation.coefficient) == (12, 1.0)
    say = LatenessWording("vi")
    assert re.fullmatch(
        r"Đơn vị có tỷ lệ đúng hạn cao hơn thường có chỉ số cao hơn\. "
        r"Hệ số tương quan hạng: 1,00 \(từ 0,9\d đến 1,00\), n = 12 đơn vị\.",
        say.finding(found),
    )
    assert say.in_time(found.rows[3].dossiers) == "83,0% (83 trên 100)"
    assert "(tháng 11/2026)" in say.method(found)
    assert len(say.cautions(found)) == 3


def test_lateness_is_the_competent_office_s_and_not_the_receiving_one_s(
    sqlite_store: Store, build: Build
) -> None:
    found = lateness_of(
        sqlite_store,
        rated(build, n=2),
        volume("X00", 100),
        volume("X00", 10, settled=50, competent="X01"),
    )
    assert found is not None
    first, second = found.rows
    assert (first.dossiers.settled, first.dossiers.in_time) == (100, 100)
    assert (second.dossiers.settled, second.dossiers.late) == (50, 40)


def test_under_ten_offices_there_is_no_coefficient(
    sqlite_store: Store, build: Build
) -> None:
    volumes = [volume(code, 90 + at) for at, code in enumerate(CODES[:9])]
    found = lateness_of(sqlite_store, rated(build), *volumes)
    assert found is not None and found.left_out == 3
    assert LatenessWording("vi").finding(found) == (
        "Chỉ 9 đơn vị có đủ số liệu. Dưới 10 đơn vị thì không tính hệ số tương quan."
    )


def test_an_office_of_few_answers_or_without_figures_in_time_is_in_no_table(
    sqlite_store: Store, build: Build
) -> None:
    result = build({"X00": [5, 1] * 20, "X01": [5, 1] * 14, "X02": [5, 1] * 20})
    found = lateness_of(
        sqlite_store,
        result,
        volume("X00", 90),
        volume("X01", 90),
        volume("X02", None),
    )
    assert found is not None
    assert ([row.code for row in found.rows], found.left_out) == (["X00"], 2)


def test_without_figures_there_is_no_table(sqlite_store: Store, build: Build) -> None:
    assert lateness_of(sqlite_store, rated(build, n=2)) is None


def test_dossiers_that_are_neither_are_named(sqlite_store: Store, build: Build) -> None:
    row = VolumeRow("X00", MONTH, "", 100, None, 80, 15, None, None)
    found = lateness_of(sqlite_store, rated(build, n=1), row)
    assert found is not None and found.unclear == 5
    assert any(
        sentence.startswith("5 hồ sơ đã giải quyết không rõ")
        for sentence in LatenessWording("vi").cautions(found)
    )


@pytest.mark.parametrize(
    ("lowest", "start"), [(0.96, 0.8), (0.8, 0.8), (0.79, 0.5), (0.1, 0.0)]
)
def test_the_axis_is_one_of_three(
    sqlite_store: Store, build: Build, lowest: float, start: float
) -> None:
    found = lateness_of(
        sqlite_store, rated(build, n=1), volume("X00", round(100 * lowest))
    )
    assert found is not None
    (row,) = found.rows
    chart = scatter_chart([(row.name, row.verdict, lowest, row.figure)])
    assert chart.x_ticks[0].share == start
    assert 8 <= chart.marks[0].x <= 98
