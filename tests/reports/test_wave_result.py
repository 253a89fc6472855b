"""The figures of a wave are those of its answers, and small ones stay hidden."""

import numpy as np
import pytest

from analysis.intervals import displayed_interval
from analysis.tally import tally_scores
from survey.reports.figures import Estimate, Figure, Withheld
from survey.reports.wave_result import WaveResult
from tests.fixtures.bureau import OFFICES, OTHER, OWN
from tests.reports.conftest import Build

# Positions in `quick`: overall is 0, the index is made of 1 to 5.
INDEX = range(1, 6)


def figure(result: WaveResult, code: str, measure: str = "index") -> Figure:
    """Return an office's figure of a measure, as the reform office sees it."""
    at = [each.code for each in result.measures].index(measure)
    office = result.position_of(code)
    assert office is not None
    return result.office_figures("reform_office")[office][at]


@pytest.mark.parametrize(
    "code, satisfied, answers, n",
    [
        # 30 x 5 and 8 x 5 of 5, 2 x 3 of 5.
        (OWN, 196, 200, 40),
        # 24 x 5 of 5, 8 x 2 of 5, 4 x 0 of 5.
        (OTHER, 136, 180, 36),
        # 15 x 5 of 5, 25 x 0 of 5, 5 x 0 of 1.
        ("HT-03", 75, 205, 45),
        # 9 x 4 of 4, 3 x 0 of 5.
        ("PL-04", 36, 51, 12),
    ],
)
def test_an_index_is_satisfied_answers_over_valid_ones(
    result: WaveResult, code: str, satisfied: int, answers: int, n: int
) -> None:
    found = figure(result, code)
    assert isinstance(found, Estimate)
    assert found.n == n
    assert found.share == pytest.approx(satisfied / answers)


def test_the_total_is_the_sum_of_the_offices(result: WaveResult) -> None:
    total = result.total_figures("reform_office")[result.index_position]
    assert isinstance(total, Estimate)
    assert total.n == 40 + 36 + 45 + 12
    assert total.share == pytest.approx((196 + 136 + 75 + 36) / (200 + 180 + 205 + 51))


def test_intervals_are_those_of_the_answers_themselves(result: WaveResult) -> None:
    released = [code for code in OFFICES if code not in ("DX-05", "AN-06")]
    answers = [
        (at, text) for at, code in enumerate(released) for text in OFFICES[code][1]
    ]
    packed = np.frombuffer("".join(text for _, text in answers).encode(), np.uint8)
    sums = tally_scores(
        packed.reshape(-1, 6),
        [at for at, _ in answers],
        n_cells=len(released),
        levels=5,
        measures=[INDEX],
        satisfied_from=4,
    ).score_sums()
    expected = displayed_interval(sums)
    for at, code in enumerate(released):
        found = figure(result, code)
        assert isinstance(found, Estimate)
        assert (found.low, found.high) == pytest.approx(
            (expected.low[at, 0], expected.high[at, 0])
        )


def test_under_five_answers_show_nothing(result: WaveResult) -> None:
    assert figure(result, "DX-05") is Withheld.TOO_FEW
    assert figure(result, "AN-06") is Withheld.TOO_FEW


def test_a_small_figure_takes_the_next_smallest_with_it(result: WaveResult) -> None:
    # Phú Lâm has 3 answers about the result. The total less the others would give them away.
    assert figure(result, "PL-04", "result") is Withheld.TOO_FEW
    assert figure(result, OTHER, "result") is Withheld.COMPLEMENT
    shown = figure(result, OWN, "result")
    assert isinstance(shown, Estimate) and shown.n == 40


def test_what_is_hidden_cannot_be_worked_out(result: WaveResult) -> None:
    by_office = result.office_figures("reform_office")
    for at, total in enumerate(result.total_figures("reform_office")):
        assert isinstance(total, Estimate)
        shown = [row[at] for row in by_office if isinstance(row[at], Estimate)]
        left = total.n - sum(each.n for each in shown)
        assert left == 0 or left >= 5


def test_a_unit_head_is_not_shown_that_a_few_people_all_agree(build: Build) -> None:
    result = build({"A": [5] * 9, "B": [5, 1] * 10})
    (for_head, _), (for_reform, _) = (
        [row[result.index_position] for row in result.office_figures(audience)]
        for audience in ("unit_head", "reform_office")
    )
    assert for_head is Withheld.COMPLEMENT
    assert isinstance(for_reform, Estimate) and for_reform.share == 1


def test_a_wave_without_answers_has_no_figures(build: Build) -> None:
    result = build({"A": [], "B": []})
    assert set(result.total_figures("reform_office")) == {Withheld.TOO_FEW}


def test_a_province_without_offices_has_no_figures(build: Build) -> None:
    result = build({})
    assert result.office_figures("reform_office") == ()
    assert set(result.total_figures("reform_office")) == {Withheld.TOO_FEW}
