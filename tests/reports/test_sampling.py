"""Samples drawn from a frame: chances by level, the same whatever order the database gives, weights that fit."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analysis.sampling import response_weights
from survey.reports.sampling import EmptyFrame, WrongOffices, draw
from survey.store.sampling import FrameCell, PlanHead

HEAD = PlanHead(
    code="m1",
    title="Mẫu thử",
    wave_id=None,
    first_month="2026-01",
    last_month="2026-02",
    rule="fixed",
    scope="office",
    margin=0.05,
    design_effect=1.0,
    fixed=20,
    offices=None,
    seed=7,
    drawn_on=date(2026, 11, 25),
)
# Twelve communes and four departments, each with two fields in two months.
SIZES = {f"X{at:02}": 50 * at for at in range(1, 13)} | {
    f"S{at:02}": 400 * at for at in range(1, 5)
}
LEVELS = {"X": "commune", "S": "province"}


def frame() -> list[FrameCell]:
    return [
        FrameCell(at, code, LEVELS[code[0]], field, month, n // part)
        for at, (code, n) in enumerate(SIZES.items())
        for field, part in (("Đất đai", 10), ("Hộ tịch", 5))
        for month in ("2026-01", "2026-02")
    ]


def test_every_office_is_asked_where_none_are_drawn() -> None:
    drawn = draw(frame(), HEAD)
    assert {(each.probability, each.is_drawn) for each in drawn.offices} == {(1, True)}
    assert drawn.planned == 20 * len(SIZES)


def test_offices_are_shared_over_levels_and_chances_add_to_them() -> None:
    drawn = draw(frame(), replace(HEAD, offices=8))
    chances: defaultdict[str, float] = defaultdict(float)
    taken: defaultdict[str, int] = defaultdict(int)
    for office in drawn.offices:
        chances[office.stratum] += office.probability
        taken[office.stratum] += office.is_drawn
    # One each, and six more over 11 and 3 that are left.
    assert taken == {"commune": 6, "province": 2}
    assert chances == pytest.approx(taken)
    assert {cell.office_id for cell in drawn.cells} == {
        office.office_id for office in drawn.offices if office.is_drawn
    }


def test_a_fixed_number_after_a_proportional_draw_weighs_every_dossier_alike() -> None:
    drawn = draw(frame(), replace(HEAD, offices=8))
    weights: defaultdict[str, list[float]] = defaultdict(list)
    for office in drawn.offices:
        if office.is_drawn and office.probability < 1:
            weight = response_weights(office.population, 20, office.probability)
            weights[office.stratum].append(float(weight))
    assert all(np.ptp(found) < 1e-9 for found in weights.values()) and weights


def test_the_order_of_the_database_changes_nothing() -> None:
    head = replace(HEAD, offices=8)
    cells = frame()
    shuffled = [cells[at] for at in np.random.default_rng(1).permutation(len(cells))]
    first, second = draw(cells, head), draw(shuffled, head)
    assert set(first.offices) == set(second.offices)
    assert set(first.cells) == set(second.cells)


def test_another_seed_draws_other_offices() -> None:
    def drawn(seed: int) -> set[int]:
        found = draw(frame(), replace(HEAD, offices=8, seed=seed)).offices
        return {office.office_id for office in found if office.is_drawn}

    assert len({frozenset(drawn(seed)) for seed in range(5)}) > 1
    assert drawn(3) == drawn(3)


def test_no_cell_is_asked_about_more_than_it_has() -> None:
    drawn = draw(frame(), replace(HEAD, rule="bands", fixed=None))
    assert all(0 <= cell.planned <= cell.population for cell in drawn.cells)
    by_office: defaultdict[int, int] = defaultdict(int)
    for cell in drawn.cells:
        by_office[cell.office_id] += cell.planned
    # X01 has 30 dossiers, S04 960: all, and 30 % of them.
    assert (by_office[0], by_office[15]) == (30, 288)


@pytest.mark.parametrize("offices", [1, 17])
def test_an_impossible_number_of_offices_is_refused_with_its_bounds(
    offices: int,
) -> None:
    with pytest.raises(WrongOffices) as refused:
        draw(frame(), replace(HEAD, offices=offices))
    assert (refused.value.least, refused.value.most) == (2, 16)


def test_nothing_is_drawn_from_nothing() -> None:
    with pytest.raises(EmptyFrame):
        draw([], HEAD)
