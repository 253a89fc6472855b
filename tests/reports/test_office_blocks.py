"""Blocks: an index of the offices shown, rows and ranks within a block, groups against all others."""

from collections.abc import Iterator

import pytest

from analysis.verdicts import Difference
from survey.reports.block_wording import BlockWording
from survey.reports.figures import Estimate
from survey.reports.handed_up.report import Kind, Table
from survey.reports.office_blocks import (
    OfficeBlock,
    block_summaries,
    has_blocks,
    offices_by_block,
)
from survey.reports.office_table import OfficeTable, build_office_table
from survey.reports.wave_result import WaveResult
from survey.store.engine import Store
from survey.store.places import office_by_code
from tests.reports.conftest import Build, result_of
from tests.reports.handed_up.conftest import report_of

BLOCK_OF = {"S1": "department", "S2": "department", "S3": "department", "S4": "department", "X1": "Khối Đảng", "X2": ""}  # fmt: skip
ANSWERS: dict[str, list[int | str]] = {"S1": [5] * 38 + [1] * 2, "S2": [5, 1] * 20, "S3": [1] * 40, "S4": [5, 1] * 4, "X1": [5] * 40, "X2": [5, 1] * 20}  # fmt: skip


@pytest.fixture
def blocked(sqlite_store: Store, build: Build) -> Iterator[WaveResult]:
    """Give a wave with four departments, one of them of eight answers, and two others."""
    build(ANSWERS)
    with sqlite_store.writing() as session:
        for code, block in BLOCK_OF.items():
            office = office_by_code(session, code)
            assert office is not None
            office.block = block
    yield result_of(sqlite_store)


def table_of(result: WaveResult) -> OfficeTable:
    return build_office_table(result, audience="reform_office")


def blocks_of(result: WaveResult) -> dict[str, OfficeBlock]:
    found = offices_by_block(table_of(result), result, audience="reform_office")
    return {block.summary.name: block for block in found}


def test_offices_stand_under_their_blocks_those_of_none_last(
    blocked: WaveResult,
) -> None:
    assert has_blocks(blocked)
    assert {name: [row.code for row in block.rows] for name, block in blocks_of(blocked).items()} == {
        "Sở, ban, ngành": ["S1", "S2", "S3", "S4"],
        "Khối Đảng": ["X1"],
        "Chưa xếp khối": ["X2"],
    }  # fmt: skip
    assert list(blocks_of(blocked)) == ["Sở, ban, ngành", "Khối Đảng", "Chưa xếp khối"]


def test_ranks_are_among_the_offices_of_a_block_alone(blocked: WaveResult) -> None:
    departments = blocks_of(blocked)["Sở, ban, ngành"]
    ranks = [row.rank for row in departments.rows]
    assert [(rank.rank, rank.ranked) for rank in ranks if rank] == [(1, 3), (2, 3), (3, 3)]  # fmt: skip
    # Eight answers are not enough for a rank, and one office alone has none.
    assert ranks[3] is None and departments.ranked == 3
    assert blocks_of(blocked)["Khối Đảng"].rows[0].rank is None


def test_groups_are_those_of_the_whole_wave(blocked: WaveResult) -> None:
    table = table_of(blocked)
    whole = {row.code: row.verdict for group in table.all_groups for row in group.rows}
    for block in blocks_of(blocked).values():
        assert all(row.verdict is whole[row.code] for row in block.rows)
    counted = {
        block.name: block.groups
        for block in block_summaries(blocked, audience="reform_office")
    }
    assert counted["Sở, ban, ngành"] == {
        Difference.HIGHER: 1,
        Difference.NONE: 1,
        Difference.LOWER: 1,
        Difference.TOO_FEW: 1,
    }
    together: dict[Difference, int] = {}
    for counts in counted.values():
        for verdict, n in counts.items():
            together[verdict] = together.get(verdict, 0) + n
    assert together == {verdict: n for verdict, n in table.counts.items() if n}


def test_a_block_with_its_index_stands_over_its_rows(blocked: WaveResult) -> None:
    departments = blocks_of(blocked)["Sở, ban, ngành"]
    figures = [row.figure for row in departments.rows]
    assert isinstance(departments.summary.figure, Estimate)
    assert departments.summary.figure.n == sum(
        figure.n for figure in figures if isinstance(figure, Estimate)
    )
    assert (departments.summary.counted, departments.summary.offices) == (4, 4)
    # 38 of 40, 20 of 40, none of 40 and 4 of 8 are satisfied.
    assert departments.summary.figure.share == pytest.approx(62 / 128)
    said = BlockWording("vi").index(departments.summary)
    assert said.startswith("Chỉ số của khối: 48,4 (")
    assert said.endswith("), n = 128, gộp 4 trong 4 đơn vị.")


def test_a_report_holds_the_same_table_in_pages_and_files(
    blocked: WaveResult, sqlite_store: Store
) -> None:
    report = report_of(sqlite_store, Kind.FULL)
    (table,) = [
        block
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Table) and block.key == "blocks"
    ]
    found = block_summaries(blocked, audience="reform_office")
    assert [row.cells[0].text for row in table.rows] == [each.name for each in found]
    department = table.rows[0].cells
    assert [cell.text for cell in department[1:3]] == ["128", "48,4"]
    assert (department[4].text, department[4].values) == ("4 trong 4", (4, 4))


def test_without_blocks_there_are_none(build: Build) -> None:
    result = build({"A": [5] * 30})
    assert not has_blocks(result)
    assert block_summaries(result, audience="reform_office") == ()
