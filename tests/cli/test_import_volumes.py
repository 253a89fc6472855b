"""sipas import volumes: dossiers by office and month, checked, kept once, replaced only when told so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Outcome, Sipas

TakeIn = Callable[..., Outcome]
OFFICES = "code,name,level\nX01,Xã Một,commune\nX02,Xã Hai,commune\n"
HEADER = "office;month;settled;early;on_time;late;invited\n"


@pytest.fixture
def take_in(sipas: Sipas, directory: Path, tmp_path: Path) -> TakeIn:
    offices = tmp_path / "offices.csv"
    offices.write_text(OFFICES, "utf-8")
    assert sipas("import", "offices", "--directory", directory, offices).code == 0

    def run(rows: str, *options: str) -> Outcome:
        file = tmp_path / "volumes.csv"
        file.write_text(HEADER + rows, "utf-8")
        return sipas("import", "volumes", "--directory", directory, file, *options)

    return run


def test_figures_come_in_once_and_change_only_when_told_so(take_in: TakeIn) -> None:
    rows = "X01;2026-10;1.200;200;900;100;800\nX02;2026-10;300;;;;\n"
    taken = take_in(rows)
    assert (taken.code, taken.err) == (0, "")
    assert taken.out == "Thêm mới 2, thay 0, giữ nguyên 0.\n"
    assert take_in(rows).out == "Thêm mới 0, thay 0, giữ nguyên 2.\n"
    other = rows.replace("300", "310")
    refused = take_in(other)
    assert refused.code == 1 and "X02 2026-10" in refused.err
    assert take_in(rows).out == "Thêm mới 0, thay 0, giữ nguyên 2.\n"
    assert take_in(other, "--replace").out == "Thêm mới 0, thay 1, giữ nguyên 1.\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("X09;2026-10;5;;;;", "cột office"),
        ("X01;10/2026;5;;;;", "cột month"),
        ("X01;2026-13;5;;;;", "cột month"),
        ("X01;2026-10;;;;;", "cột settled"),
        ("X01;2026-10;-5;;;;", "cột settled"),
        ("X01;2026-10;100;20;70;9;", "tổng của trước hạn, đúng hạn và quá hạn, là 99"),
        ("X01;2026-10;100;;101;;", "là 101"),
        ("X02;2026-10;=1+1;;;;", "cột settled"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_kept(
    take_in: TakeIn, row: str, told: str
) -> None:
    good = "X02;2026-09;300;;;;\n"
    refused = take_in(good + row + "\n")
    assert refused.code == 1
    assert "dòng 3" in refused.err and told in refused.err
    assert take_in(good).out == "Thêm mới 1, thay 0, giữ nguyên 0.\n"
