"""Levels and blocks: right by every rule, and no figure of theirs tells of an office that is hidden."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict, TypeVar

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.intervals import interval_of_index
from analysis.tally import tally_scores
from survey.reports.figures import Estimate, Figure, Withheld
from survey.reports.index_rules import pooled_indices
from survey.reports.office_unions import unions_by_block, unions_by_level
from survey.reports.units import shown_beside, units_of_today
from survey.reports.wave_result import WaveResult
from survey.store.engine import Store
from survey.store.places import office_by_code
from survey.store.results import RatedOffice
from survey.store.tables import OfficeSuccession
from tests.fixtures.people import TODAY
from tests.reports.conftest import Build, result_of

LEVELS, BLOCKS = ("province", "commune"), ("land", "tax", "")


Drawn = TypeVar("Drawn")


class Province(TypedDict):
    """Small offices: who answered all and who the overall question alone; levels, and blocks by day."""

    full: list[int]
    part: list[int]
    levels: list[str]
    blocks: list[list[str]]
    merged: list[int]


@st.composite
def provinces(draw: st.DrawFn) -> Province:
    """Draw two to seven offices of a few people, three days of blocks, and what was merged into the first."""
    size = draw(st.integers(2, 7))

    def each(values: st.SearchStrategy[Drawn]) -> st.SearchStrategy[list[Drawn]]:
        return st.lists(values, min_size=size, max_size=size)

    return Province(
        full=draw(each(st.integers(0, 9))),
        part=draw(each(st.sampled_from((0, 0, 3)))),
        levels=draw(each(st.sampled_from(LEVELS))),
        blocks=[draw(each(st.sampled_from(BLOCKS))) for _ in range(3)],
        merged=[at for at in range(1, size) if draw(st.booleans())],
    )


def province_of(result: WaveResult, drawn: Province, day: int) -> WaveResult:
    """Return a wave's result with the answers of a province, its offices in the blocks of a day."""
    size = len(drawn["full"])
    offices = tuple(
        RatedOffice(at, f"X{at}", f"Xã {at}", "", drawn["levels"][at], TODAY, block=drawn["blocks"][day][at])
        for at in range(size)
    )  # fmt: skip
    width = len(result.questionnaire.questions)
    answers = [
        (at, answered)
        for at in range(size)
        for answered in [b"5" * width] * (drawn["full"][at] // 2)
        + [b"2" * width] * (drawn["full"][at] - drawn["full"][at] // 2)
        + [b"-" * (width - 1) + b"4"] * drawn["part"][at]
    ]
    tallies = tally_scores(
        np.array([list(text) for _, text in answers], np.uint8).reshape(-1, width),
        [at for at, _ in answers],
        n_cells=size,
        levels=result.questionnaire.scale.levels,
        measures=[measure.positions for measure in result.measures],
        satisfied_from=result.questionnaire.scale.satisfied_from,
    )
    indices = pooled_indices(
        tallies.score_sums(
            offices=[office.code for office in offices],
            measures=[measure.code for measure in result.measures],
        )
    )
    return replace(
        result,
        offices=offices,
        tallies=tallies,
        indices=indices,
        interval=interval_of_index(indices.by_office),
        total_interval=interval_of_index(indices.together),
    )


class Reader:
    """Who sees all figures of one day, and knows which offices each adds up."""

    def __init__(self, found: WaveResult, merged: Sequence[int]) -> None:
        self.found = found
        self.offices = found.office_figures("reform_office")
        self.levels = unions_by_level(found, "reform_office")
        self.blocks = unions_by_block(found, "reform_office")
        self.units = units_of_today(
            found.offices, _into_first(merged), today=TODAY
        ).units

    def equations(self, measure: int, n: Sequence[int]) -> list[list[int]]:
        """Return one row of 0 and 1 for each figure of a measure that is shown."""
        found, size = self.found, len(n)
        figures = [row[measure] for row in self.offices]
        shown = [isinstance(figure, Estimate) for figure in figures]
        # An office without any answer is known to have none.
        rows = [
            [int(at == other) for other in range(size)]
            for at in range(size)
            if shown[at] or not n[at]
        ]
        if isinstance(found.total_figures("reform_office")[measure], Estimate):
            rows.append([1] * size)
        for name, of_level in zip(self.levels.names, self.levels.figures, strict=True):
            if isinstance(of_level[measure], Estimate):
                rows.append([int(each == name) for each in found.levels])
        for name, of_block in zip(self.blocks.names, self.blocks.figures, strict=True):
            if isinstance(of_block[measure], Estimate):
                rows.append(self._added_up(name, of_block[measure], n, shown))
        allowed = shown_beside(figures, n, levels=found.levels, units=self.units)
        return rows + [
            [int(at in unit.parts) for at in range(size)]
            for unit, is_shown in zip(self.units, allowed, strict=True)
            if is_shown
        ]

    def _added_up(
        self, block: str, figure: Figure, n: Sequence[int], shown: Sequence[bool]
    ) -> list[int]:
        """Read from the number of people whom a block adds up: all of its offices, or those shown."""
        whole = [int(office.block == block) for office in self.found.offices]
        shown_ones = [one * shown[at] for at, one in enumerate(whole)]
        assert isinstance(figure, Estimate)
        row = whole if figure.n == np.dot(whole, n) else shown_ones
        assert figure.n == np.dot(row, n)
        return row


def _into_first(merged: Sequence[int]) -> list[OfficeSuccession]:
    return [
        OfficeSuccession(
            office_id=old,
            successor_id=0,
            valid_from=TODAY,
            kind="merge",
            recorded_on=TODAY,
            done_by="hoa",
        )
        for old in merged
    ]


# Of the three of office 0, "land" with 0 and 1 tells on one day, and with 0 alone on the next.
MOVED = Province(full=[3, 8, 9, 9, 9], part=[0] * 5, levels=["commune"] * 5, blocks=[["land", "land", "", "", ""], ["tax", "land", "", "", ""], [""] * 5], merged=[])  # fmt: skip
# Levels hide 0 with 1 and 2 with 3; a block across them would tell 0 by itself, and so would one of 1.
CROSSED = Province(full=[3, 6, 4, 6, 9, 9], part=[0] * 6, levels=["province", "province", "commune", "commune", "province", "commune"], blocks=[["land", "tax", "land", "tax", "", ""], [""] * 6, [""] * 6], merged=[1])  # fmt: skip


@settings(max_examples=100)
@example(drawn=MOVED)
@example(drawn=CROSSED)
@given(drawn=provinces())
def test_no_office_of_a_few_people_can_be_worked_out_of_blocks_levels_and_mergers(
    result: WaveResult, drawn: Province
) -> None:
    days = [
        Reader(province_of(result, drawn, day), drawn["merged"]) for day in range(3)
    ]
    # The first question, that of everybody, and the index have different people.
    last_question = len(result.questionnaire.questions) - 1
    for measure in (0, last_question, result.index_position):
        n = [int(count) for count in days[0].found.indices.by_office.n[:, measure]]
        known = [row for reader in days for row in reader.equations(measure, n)]
        rank = np.linalg.matrix_rank(np.array([*known, [0] * len(n)]))
        for at, count in enumerate(n):
            one = [int(at == other) for other in range(len(n))]
            if 0 < count < 5:
                assert np.linalg.matrix_rank(np.array([*known, one])) > rank


def in_blocks(store: Store, blocks: dict[str, str]) -> WaveResult:
    with store.writing() as session:
        for code, block in blocks.items():
            office = office_by_code(session, code)
            assert office is not None
            office.block = block
    return result_of(store)


def figures_of(result: WaveResult, measure: int) -> dict[str, Figure]:
    found = unions_by_block(result, "reform_office")
    return {name: found.figures[at][measure] for at, name in enumerate(found.names)}


@pytest.mark.usefixtures("released_by_forms")
def test_a_block_adds_up_the_offices_that_are_shown(
    sqlite_store: Store, build: Build
) -> None:
    # All of S2 answer the second question, two the third; S3, the next smallest, is hidden with it.
    few: list[int | str] = ["-55---"] * 2 + ["-5----"] * 3
    build({"S1": [5, 1] * 20, "S2": few, "S3": [5] * 8, "S4": [1] * 10, "S5": [], "X1": [5] * 30})  # fmt: skip
    of_block = {"S3": "land", "X1": "", **dict.fromkeys(("S1", "S2", "S4", "S5"), "department")}  # fmt: skip
    result = in_blocks(sqlite_store, of_block)
    department = figures_of(result, 2)["department"]
    assert isinstance(department, Estimate)
    # 20 of 40 and 0 of 10 are satisfied.
    assert (department.n, department.share) == (50, 20 / 50)
    assert department.low < department.share < department.high
    # It is not too small: it is hidden beside another.
    assert figures_of(result, 2)["land"] is Withheld.COMPLEMENT
    # All three that answered stand in the index, the fourth did not answer; one alone has one interval.
    found = unions_by_block(result, "reform_office")
    last, x1 = result.index_position, result.position_of("X1")
    assert found.figures[2][last] == result.index_figures("reform_office")[x1 or 0]
    assert found.names == ("department", "land", "")
    assert (found.counted, found.offices) == ((3, 1, 1), (4, 1, 1))


def test_one_block_of_offices_all_shown_is_the_whole_wave(
    sqlite_store: Store, build: Build
) -> None:
    built = build({"S1": [5, 1] * 20, "S2": [5, 4, 1] * 10})
    found = unions_by_block(built, "reform_office")
    assert found.figures == (built.total_figures("reform_office"),)


@pytest.mark.parametrize("audience", ["unit_head", "public"])
def test_a_block_leaves_out_an_office_whose_share_is_withheld_from_its_reader(
    sqlite_store: Store, build: Build, audience: str
) -> None:
    build({"S1": [5, 1] * 20, "S2": [5] * 7})
    found = unions_by_block(in_blocks(sqlite_store, {}), audience)  # type: ignore[arg-type]
    assert found.counted == (1,)
