"""Tables made consistent by chance, then with one slip planted: none is accused, each slip is found."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.published import Cell
from analysis.reconciliation import reconcile
from analysis.rounding import Rounding, rounded
from analysis.settlement import ON_TIME, ON_TIME_RATE, SETTLED, TOTAL, settlement_table
from analysis.slips import one_slip_variants

Table = dict[Cell, Decimal]


@st.composite
def consistent_tables(draw: st.DrawFn, *, rounding: Rounding) -> Table:
    """Draw three to six parts with counts, their totals and every rate."""
    counts: dict[str, tuple[int, int]] = {}
    for at in range(draw(st.integers(3, 6))):
        settled = draw(st.integers(1_000, 900_000))
        counts[f"part {at}"] = (settled, draw(st.integers(settled // 2, settled)))
    settled_in_all, on_time_in_all = map(sum, zip(*counts.values()))
    counts[TOTAL] = (settled_in_all, on_time_in_all)
    figures: Table = {}
    for part, (settled, on_time) in counts.items():
        rate = rounded(Fraction(100 * on_time, settled), decimals=2, rounding=rounding)
        figures[Cell(part, SETTLED)] = Decimal(settled)
        figures[Cell(part, ON_TIME)] = Decimal(on_time)
        figures[Cell(part, ON_TIME_RATE)] = rate
    return figures


@settings(deadline=None)
@given(st.data(), st.sampled_from(Rounding))
def test_a_consistent_table_gives_no_finding(
    data: st.DataObject, rounding: Rounding
) -> None:
    table = data.draw(consistent_tables(rounding=rounding))
    found = reconcile(settlement_table(table))
    assert (found.findings, found.corrections) == ((), ())
    assert rounding in found.roundings


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_planted_slip_is_found_and_its_correction_is_among_the_likeliest(
    data: st.DataObject,
) -> None:
    table = data.draw(consistent_tables(rounding=Rounding.HALF_UP))
    counts = [cell for cell in table if cell.column != ON_TIME_RATE]
    cell = data.draw(st.sampled_from(counts))
    slip = data.draw(st.sampled_from(sorted(one_slip_variants(table[cell]))))
    found = reconcile(settlement_table({**table, cell: slip}))
    assert not found.is_consistent
    assert (cell, table[cell]) in [
        (correction.cell, correction.proposed) for correction in found.corrections
    ]


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_wrong_leading_digit_has_one_explanation(
    data: st.DataObject,
) -> None:
    table = data.draw(consistent_tables(rounding=Rounding.HALF_UP))
    cell = data.draw(st.sampled_from([c for c in table if c.column == SETTLED]))
    # A leading digit moves the sum and the rate far, so nothing else can explain both.
    figure = str(table[cell])
    wrong = "9" if figure[0] != "9" else "8"
    slip = Decimal(wrong + figure[1:])
    found = reconcile(settlement_table({**table, cell: slip}))
    assert found.correction is not None
    assert (found.correction.cell, found.correction.proposed) == (cell, table[cell])
