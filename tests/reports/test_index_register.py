"""Published indices: what follows from the printed figures, held against what was printed with them.

The figures and their sources stand in `survey/demo/indices.csv`.
"""

from dataclasses import replace
from decimal import Decimal
from importlib.resources import files

import pytest

from survey.reports.index_chart import index_chart
from survey.reports.index_definitions import NATION, index_definition
from survey.reports.index_file import rows_of
from survey.reports.index_register import (
    Fault,
    Register,
    Standing,
    build_register,
)
from survey.reports.index_wording import IndexWording
from survey.store.indices import IndexRow

SHIPPED = rows_of(
    files("survey.demo").joinpath("indices.csv").read_bytes(), "indices.csv", str
)
SAY = IndexWording("vi")


def register_of(code: str, rows: tuple[IndexRow, ...] = SHIPPED) -> Register:
    definition = index_definition(code, "vi")
    assert definition is not None
    return build_register(definition, [row for row in rows if row.index_code == code])


def at(register: Register, unit: str, period: str, component: str = "") -> Standing:
    (found,) = (
        each
        for each in register.standings
        if (each.row.unit, each.row.period, each.row.component)
        == (unit, period, component)
    )
    return found


def row(period: str, value: str, unit: str = "X01", **fields: object) -> IndexRow:
    made = IndexRow("sipas", period, unit, value=value, source="test")
    return replace(made, **fields)  # type: ignore[arg-type]


def parts(*printed: tuple[str, str], total: str = "") -> tuple[IndexRow, ...]:
    """Return the parts of one 766 index with their maxima, and a typed total if there is one."""
    made = [
        IndexRow("766", "2025", "X01", f"Nhóm {at}", value=value, maximum=maximum)
        for at, (value, maximum) in enumerate(printed)
    ]
    whole = [IndexRow("766", "2025", "X01", value=total)] if total else []
    return (*made, *whole)


# Bắc Ninh, one week: online services and payment are printed apart, 12 + 10 of the 22.
BAC_NINH = (
    ("15.82", "18"),
    ("19.45", "20"),
    ("8.53", "12"),
    ("10", "10"),
    ("17.86", "18"),
    ("21.17", "22"),
)


def test_the_country_rose_in_2023_by_the_points_printed() -> None:
    found = at(register_of("sipas"), NATION, "2023")
    assert found.change == Decimal("2.58") == Decimal(found.row.change)


def test_2021_and_2022_are_never_compared() -> None:
    register = register_of("sipas")
    broken = [each for each in register.standings if each.broken]
    assert at(register, NATION, "2022") in broken
    assert at(register, "Quảng Ninh", "2022") in broken
    assert {each.change for each in broken} == {None}
    assert {each.change_in_places for each in broken} == {None}
    # A series that skips the year of the break is broken too.
    assert at(register, "Hải Dương", "2023").broken


def test_the_chart_draws_the_break_and_no_line_across_it() -> None:
    chart = index_chart(register_of("sipas"), NATION)
    labels = [mark.label for mark in chart.marks]
    assert labels == [str(year) for year in range(2017, 2025)]
    before, after = chart.marks[labels.index("2021")], chart.marks[labels.index("2022")]
    assert [before.x < x < after.x for x in chart.breaks] == [True]
    assert after.joined_to is None
    assert chart.marks[-1].joined_to == (chart.marks[-2].x, chart.marks[-2].y)


def test_what_nobody_verified_is_hollow_and_nothing_is_computed_from_it() -> None:
    register = register_of("sipas")
    found = at(register, NATION, "2021")
    assert (found.is_doubtful, found.change, found.gap) == (True, None, None)
    marks = {mark.label: mark for mark in index_chart(register, NATION).marks}
    assert marks["2021"].is_doubtful and marks["2021"].joined_to is None


def test_no_line_leads_to_or_from_what_nobody_verified() -> None:
    rows = (
        row("2018", "80"),
        row("2019", "81", status="unverified"),
        row("2020", "82"),
        row("2021", "83"),
    )
    marks = index_chart(register_of("sipas", rows), "X01").marks
    assert [mark.joined_to is None for mark in marks] == [True, True, True, False]


@pytest.mark.parametrize("years, first", [(5, "2020"), (6, "20")])
def test_a_few_periods_keep_their_century_on_a_phone(years: int, first: str) -> None:
    rows = tuple(row(f"{2020 + year}", "80") for year in range(years))
    marks = index_chart(register_of("sipas", rows), "X01").marks
    assert marks[0].label == "2020" and marks[0].short_label == first


def test_targets_are_lines_of_the_unit_and_of_the_country() -> None:
    register = register_of("sipas")
    lines = {
        unit: [line.value for line in index_chart(register, unit).targets]
        for unit in (NATION, "Bình Thuận")
    }
    assert lines == {NATION: [80, 90], "Bình Thuận": [80, 85, 90]}
    heights = [line.y for line in index_chart(register, "Bình Thuận").targets]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize(
    ("unit", "period", "gap"),
    [("Quảng Nam", "2023", "-4.22"), ("Long An", "2024", "-1.23")],
)
def test_the_gap_to_the_country_is_as_printed(unit: str, period: str, gap: str) -> None:
    # Quảng Nam: "4.22 below the national value" (vrviet.vn, 17/04/2024); Long An: 82.71 - 83.94.
    assert at(register_of("sipas"), unit, period).gap == Decimal(gap)


def test_long_an_rose_in_points_and_places_as_printed() -> None:
    found = at(register_of("sipas"), "Long An", "2024")
    assert (found.change, found.change_in_places) == (Decimal("4.05"), 16)
    assert SAY.change(found) == "+4,05 điểm, tăng 16 bậc"
    assert found.findings == ()


def test_a_printed_change_stands_where_the_value_before_is_not_there() -> None:
    register = register_of("sipas")
    assert SAY.change(at(register, "Khánh Hòa", "2024")) == (
        "+2,57 điểm, tăng 13 bậc (nguồn ghi)"
    )
    assert SAY.change(at(register, "Gia Lai", "2023")) == "giảm 3 bậc (nguồn ghi)"


def test_a_contradicting_change_is_named_and_changes_nothing() -> None:
    # Khánh Hòa 2024: 30th of 63; one paper prints 13 places up, another 10.
    rows = (
        row("2023", "81.09", place_low=43, place_high=43, ranked=63),
        row(
            "2024",
            "83.66",
            place_low=30,
            place_high=30,
            ranked=63,
            change="2.57",
            change_in_places=10,
        ),
    )
    register = register_of("sipas", rows)
    assert [SAY.finding(found) for found in register.findings] == [
        "X01, 2024: nguồn ghi tăng 10 bậc, nhưng theo hai thứ hạng đã công bố là tăng 13 bậc."
    ]
    assert at(register, "X01", "2024").findings == (1,)


@pytest.mark.parametrize(
    ("printed", "is_found"),
    [("2.58", False), ("2.59", False), ("2.6", False), ("2.85", True)],
)
def test_a_change_may_be_off_by_rounding_and_no_more(
    printed: str, is_found: bool
) -> None:
    rows = row("2022", "80.08"), row("2023", "82.66", change=printed)
    faults = [found.fault for found in register_of("sipas", rows).findings]
    assert faults == ([Fault.CHANGE] if is_found else [])


def test_a_period_that_was_left_out_is_said() -> None:
    rows = row("2022", "77.37"), row("2024", "83.84")
    found = at(register_of("sipas", rows), "X01", "2024")
    assert SAY.change(found) == "+6,47 điểm, so với 2022"


def test_months_are_compared_with_months_and_years_with_years() -> None:
    rows = (
        row("2023", "80"),
        row("2024", "82"),
        row("2024-02", "70"),
        row("2024-03", "71"),
    )
    register = register_of("sipas", rows)
    assert at(register, "X01", "2024").change == 2
    assert at(register, "X01", "2024-03").change == 1
    assert at(register, "X01", "2024-02").change is None


def test_son_la_is_the_sum_of_its_parts_and_the_typed_total_is_named() -> None:
    register = register_of("766")
    found = at(register, "Sơn La", "2025")
    assert (found.value, found.is_sum) == (Decimal("83.63"), True)
    assert [SAY.finding(each) for each in register.findings] == [
        "Sơn La, 2025: nguồn ghi tổng 86,94, nhưng các phần cộng lại được 83,63. "
        "Trang này dùng số cộng lại."
    ]


def test_bac_ninhs_total_is_added_from_its_six_parts() -> None:
    register = register_of("766", parts(*BAC_NINH))
    found = at(register, "X01", "2025")
    assert (found.value, found.row.value) == (Decimal("92.83"), "")


def test_bac_ninhs_shares_are_as_printed_but_the_one_that_was_not_rounded_half_up() -> (
    None
):
    register = register_of("766", parts(*BAC_NINH))
    shares = [SAY.of_maximum(each) for each in register.components_of("X01")]
    # Printed: 87.9, 97.2, 71.1, 100, 99.2, 96.2; 19.45 of 20 is 97.25.
    assert shares == ["87,9%", "97,3%", "71,1%", "100,0%", "99,2%", "96,2%"]


def test_parts_that_are_not_all_there_are_not_added() -> None:
    # Minh Ngọc, October 2025: four groups of five were printed.
    register = register_of("766")
    units = [each.row.unit for each in register.totals()]
    assert "Xã Minh Ngọc (Tuyên Quang)" not in units
    assert register.findings[0].row.unit == "Sơn La" and len(register.findings) == 1


def test_a_total_that_follows_from_its_parts_is_no_finding() -> None:
    register = register_of("766", parts(*BAC_NINH, total="92.83"))
    assert register.findings == ()


def test_weighted_parts_are_never_added() -> None:
    # Ten sub-indices of 10 points each have weights in the PCI: their sum is not the index.
    rows = tuple(
        IndexRow("pci", "2024", "X01", f"Thành phần {at}", value="7", maximum="10")
        for at in range(10)
    ) + (
        IndexRow("pci", "2024", "X01", value="65.5"),
    )
    register = register_of("pci", rows)
    assert (at(register, "X01", "2024").value, register.findings) == (
        Decimal("65.5"),
        (),
    )


def test_a_part_above_its_maximum_is_named() -> None:
    register = register_of("766", parts(("81.6", "18")))
    assert [found.fault for found in register.findings] == [Fault.OVERFULL]


def test_places_are_counted_where_all_that_were_ranked_are_there() -> None:
    blocks = (
        ("Sở, ngành", "89.29", "82.17", "82.17"),
        ("Địa phương", "89.56", "72.64"),
    )
    rows = tuple(
        IndexRow(
            "ddci",
            "2023",
            f"{block} {at}",
            value=value,
            block=block,
            ranked=len(values),
        )
        for block, *values in blocks
        for at, value in enumerate(values)
    )
    register = register_of("ddci", rows)
    found = {each.row.unit: str(each.place) for each in register.standings}
    assert found == {
        "Sở, ngành 0": "1",
        "Sở, ngành 1": "2–3",
        "Sở, ngành 2": "2–3",
        "Địa phương 0": "1",
        "Địa phương 1": "2",
    }
    assert all(each.is_place_counted for each in register.standings)
    fewer = register_of("ddci", rows[1:])
    assert [each.place for each in fewer.totals() if "Sở" in each.row.unit] == [
        None
    ] * 2


def test_a_printed_place_that_the_values_contradict_is_named() -> None:
    rows = (
        row("2024", "90", "A", ranked=2, place_low=2, place_high=2),
        row("2024", "80", "B", ranked=2),
    )
    assert [SAY.finding(found) for found in register_of("sipas", rows).findings] == [
        "A, 2024: nguồn ghi hạng 2, nhưng theo các giá trị trong sổ là hạng 1."
    ]


def test_the_weakest_component_is_the_one_furthest_from_its_maximum() -> None:
    register = register_of("766", parts(*BAC_NINH))
    assert [each.row.component for each in register.weakest_of("X01")] == ["Nhóm 2"]
    # Nobody verified Sơn La's figures.
    assert register_of("766").weakest_of("Sơn La") == ()


def test_nothing_that_is_shipped_is_called_official() -> None:
    # None was read in its publisher's own document.
    assert {each.status for each in SHIPPED} == {"reported", "unverified"}
    remembered = {
        (each.period, each.unit) for each in SHIPPED if each.status == "unverified"
    }
    assert remembered == {("2021", NATION), ("2025", NATION), ("2025", "Sơn La")}
