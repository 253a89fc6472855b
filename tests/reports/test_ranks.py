"""Ranks come with their range, for offices with enough answers only."""

import numpy as np
import pytest

from analysis.tally import score_sums
from survey.reports import ranks
from survey.reports.index_rules import pooled_indices
from survey.reports.office_table import build_office_table
from survey.reports.ranks import RankRange, rank_ranges
from survey.reports.wave_result import WaveResult
from survey.reports.wording import Wording
from tests.fixtures.bureau import OTHER, OWN
from tests.reports.conftest import Build


def ranges_by_office(result: WaveResult) -> dict[str, RankRange | None]:
    found = rank_ranges(result, "reform_office")
    return {
        office.code: rank for office, rank in zip(result.offices, found, strict=True)
    }


def test_offices_with_thirty_answers_have_a_rank_with_its_range(
    result: WaveResult,
) -> None:
    found = ranges_by_office(result)
    assert {code for code, rank in found.items() if rank} == {OWN, OTHER, "HT-03"}
    # Bắc Hà is clearly high and Hòa Thắng clearly low.
    assert found[OWN] == RankRange(rank=1, low=1, high=1, ranked=3)
    assert found["HT-03"] == RankRange(rank=3, low=3, high=3, ranked=3)


def test_offices_that_are_alike_have_no_rank_yet(build: Build) -> None:
    alike = ["555555"] * 20 + ["444444"] * 10 + ["222222"] * 5
    result = build({code: alike for code in ("A", "B", "C", "D")})
    found = ranges_by_office(result)
    assert set(found.values()) == {RankRange(rank=1, low=1, high=4, ranked=4)}


def test_two_offices_have_no_ranks(build: Build) -> None:
    result = build({"A": ["555555"] * 20 + ["222222"] * 20, "B": ["444444"] * 40})
    assert rank_ranges(result, "reform_office") == (None, None)


def test_the_same_answers_give_the_same_ranks(result: WaveResult) -> None:
    assert rank_ranges(result, "reform_office") == rank_ranges(result, "reform_office")


def test_many_offices_are_ranked_by_intervals_that_hold_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    generator = np.random.default_rng(20261125)
    offices = np.repeat(np.arange(8), 60)
    satisfied = generator.random(len(offices)) < np.linspace(0.55, 0.95, 8)[offices]
    sums = score_sums(
        np.where(satisfied, 5, 1)[:, None].tolist(),
        offices.tolist(),
        measures=[[0]],
        n_offices=8,
    )
    headline = pooled_indices(sums).headline
    everyone = np.ones(8, dtype=bool)
    simulated = ranks._sets(headline, everyone)
    monkeypatch.setattr(ranks, "MOST_SIMULATED", 3)
    together = ranks._sets(headline, everyone)
    assert together.rank.tolist() == simulated.rank.tolist()
    # Bounds from intervals are wider, and hold every simulated set but for a step of chance.
    assert np.all(together.low <= simulated.low)
    assert np.all(together.high >= simulated.high)
    assert together.low[7] < together.low[0]


def test_ranks_are_said_with_their_range() -> None:
    vi, en = Wording("vi"), Wording("en")
    seventh = RankRange(rank=7, low=3, high=14, ranked=30)
    assert vi.rank(seventh) == "Hạng 7 (có thể từ 3 đến 14 trong 30)"
    assert en.rank(seventh) == "Rank 7 (could be 3 to 14 of 30)"
    assert vi.rank(RankRange(2, 1, 9, 9)) == "Chưa thể xếp hạng (có thể từ 1 đến 9)"
    assert vi.rank(RankRange(1, 1, 1, 9)) == "Hạng 1 trong 9"


def test_the_table_counts_who_is_ranked(result: WaveResult) -> None:
    assert build_office_table(result, audience="reform_office").ranked == 3
