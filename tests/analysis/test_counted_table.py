"""Tables of counts and percentages: which denominator they have, and what they claim.

The figures are printed ones; each names its source. The answers were worked out by hand.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.counted_table import (
    BASE,
    COUNT,
    TOTAL,
    CountedTable,
    Denominator,
    Row,
    counted_table,
)
from analysis.published import Cell
from analysis.reconciliation import FindingKind, reconcile
from analysis.rounding import Rounding, rounded


def read(text: str, *, base: int | None = None) -> CountedTable:
    """Return the table of rows `group|part|count|percent`; a number left out was not printed."""
    rows = []
    for line in text.strip().splitlines():
        group, part, count, percent = (cell.strip() for cell in line.split("|"))
        rows.append(Row(group, part, number(count), number(percent)))
    return counted_table(rows, base=None if base is None else Decimal(base))


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def said(table: CountedTable) -> list[tuple[FindingKind, str, str, str, str]]:
    """Return kind, place, printed and computed of each finding."""
    return [
        (f.kind, f.cell.group, f.cell.part, str(f.printed), str(f.computed))
        for f in reconcile(table.table).findings
    ]


# A newspaper of 28/02/2024 on a province's settled dossiers of 2023.
ARTICLE = """
province | on time | 75361 | 99.77
province | =total | 75537 |
district | on time | 92392 | 75.22
district | =total | 112835 |
commune | on time | 344917 | 94.61
commune | =total | 364562 |
=total | on time | 512670 | 91.07
=total | late | 50264 | 8.9
=total | =total | 562934 |
"""


def test_the_article_s_rates_are_of_each_level_s_own_total() -> None:
    table = read(ARTICLE)
    assert table.denominator is Denominator.GROUP_TOTAL
    faults = [one for one in said(table) if one[0] is not FindingKind.REMAINDER]
    assert faults == [
        (FindingKind.PARTS_DIFFER, TOTAL, TOTAL, "562934", "552934"),
        (FindingKind.RATE_DIFFERS, "district", "on time", "75.22", "81.88"),
    ]


def test_one_digit_explains_the_article() -> None:
    correction = reconcile(read(ARTICLE).table).correction
    assert correction is not None
    assert correction.cell == Cell(TOTAL, COUNT, "district")
    assert (correction.printed, correction.proposed) == (112835, 122835)


# The administrative centre of Huế city, first quarter of 2019 (report 02/BC-TTHCC): 4,215 forms.
HUE_CENTRE = """
reception | very satisfied | 2063 | 48.94
reception | satisfied | 2137 | 50.6
reception | dissatisfied | 150 | 3.55
guidance | very satisfied | 1983 | 47.04
guidance | satisfied | 2128 | 50.4
guidance | dissatisfied | 104 | 2.46
attitude | very satisfied | 1886 | 44.74
attitude | satisfied | 2232 | 52.95
attitude | dissatisfied | 97 | 2.3
time | on time | 1991 | 47.23
time | late but acceptable | 2135 | 50.65
time | late | 89 | 2.11
papers | simple | 1825 | 43.29
papers | too many | 2281 | 54.11
papers | complicated | 99 | 2.34
"""


@pytest.mark.parametrize(
    "base, denominator, fitted",
    [(4215, Denominator.BASE, None), (None, Denominator.FITTED, 4215)],
)
def test_the_centre_of_hue_is_read_with_its_forms_printed_or_not(
    base: int | None, denominator: Denominator, fitted: int | None
) -> None:
    table = read(HUE_CENTRE, base=base)
    assert (table.denominator, table.fitted) == (denominator, fitted)
    found = reconcile(table.table)
    assert found.roundings == (Rounding.TRUNCATED,)
    assert [(f.kind, f.printed, f.computed) for f in found.findings] == [
        (FindingKind.PARTS_EXCEED, 4215, 4350),
        (FindingKind.REMAINDER, 4215, 4205),
    ]
    assert found.correction is not None
    assert found.correction.cell == Cell("dissatisfied", COUNT, "reception")
    assert (found.correction.printed, found.correction.proposed) == (150, 15)


def test_31_forms_of_ba_ria_vung_tau_follow_from_their_own_sum() -> None:
    # sotnmt.baria-vungtau.gov.vn fid=19145, 2022.
    table = read("""
        all | very satisfied | 10 | 32.3
        all | satisfied | 16 | 51.6
        all | normal | 5 | 16.1
        all | dissatisfied | 0 | 0
    """)
    assert table.denominator is Denominator.PARTS
    assert said(table) == []


def test_the_portal_of_hue_leaves_remainders_that_are_no_fault() -> None:
    table = read("""
        levels 1 and 2 | early | 124907 | 48.6
        levels 1 and 2 | on time | 102770 | 40
        levels 1 and 2 | late | 19852 | 7.7
        levels 1 and 2 | =total | 257141 |
        level 3 | early | 43434 | 70.3
        level 3 | on time | 11795 | 19.1
        level 3 | late | 4331 | 7
        level 3 | =total | 61827 |
    """)
    found = reconcile(table.table)
    assert found.is_consistent
    assert [f.difference for f in found.findings] == [-9612, -2267]


def test_a_response_rate_is_a_share_of_the_forms() -> None:
    # City survey, 123docz extract 859637: 250 valid of 300 handed out.
    table = read(
        "sex | men | 123 | 49.2\nsex | women | 127 | 50.8\nsex | =total | 250 | 83.3",
        base=300,
    )
    assert table.denominator is Denominator.GROUP_TOTAL
    assert said(table) == []


def test_points_that_do_not_add_to_their_total_are_a_fault() -> None:
    # The 766 index of Sơn La (en.baosonla.org.vn): points are no counts, so none can be missing.
    table = read("""
        766 | a | 15.3 |
        766 | b | 16.39 |
        766 | c | 14.31 |
        766 | d | 17.88 |
        766 | e | 19.75 |
        766 | =total | 86.94 |
    """)
    assert said(table) == [(FindingKind.PARTS_DIFFER, "766", TOTAL, "86.94", "83.63")]


def test_blocks_of_the_2015_pilot_are_means_and_the_overall_is_not() -> None:
    # Thừa Thiên Huế (sngv.thuathienhue.gov.vn tc=2003).
    table = read("""
        province | planning | | 95.1
        province | resources | | 88.9
        province | construction | | 98.3
        province | =total | | 94.1
        local | Hương Thủy | | 95.8
        local | Hương Trà | | 98.8
        local | Phú Lộc | | 95.3
        local | Huế | | 91.7
        local | =total | | 95.4
        =total | =total | | 94.41
    """)
    assert said(table) == [(FindingKind.MEAN_DIFFERS, TOTAL, TOTAL, "94.41", "94.75")]


def test_an_overall_mean_of_all_parts_is_none_of_the_groups_and_yet_follows() -> None:
    table = read("""
        a | x | | 90
        a | y | | 80
        a | =total | | 85
        b | z | | 60
        b | w | | 61
        b | v | | 62
        b | =total | | 61
        =total | =total | | 70.6
    """)
    assert said(table) == []


def test_shares_of_ho_chi_minh_city_leave_nine_hundredths_unexplained() -> None:
    # cand.com.vn, the first year.
    shares = (
        "all | satisfied || 50.78\nall | normal || 43.24\nall | dissatisfied || 5.89"
    )
    assert said(read(shares)) == [(FindingKind.REMAINDER, "all", TOTAL, "100", "99.91")]


def test_shares_that_rounding_takes_past_a_hundred_are_no_fault() -> None:
    # 170 households of Huế (123docz.net, extract 4658364): 100.1.
    shares = "5.9 12.4 19.4 15.3 46.5 0.6".split()
    rows = "\n".join(f"education | {at} || {share}" for at, share in enumerate(shares))
    assert said(read(rows)) == []


def test_satisfaction_rates_of_units_are_not_taken_for_parts_of_a_whole() -> None:
    assert said(read("units | a || 92.1\nunits | b || 88.4")) == []


def test_forms_spread_over_offices_must_add_to_the_forms() -> None:
    offices = (
        "a | yes | 30 | 75\na | =total | 40 |\nb | yes | 45 | 75\nb | =total | 60 |"
    )
    assert not [f for f in said(read(offices, base=100)) if f[2] == BASE.part]
    (fault,) = (f for f in said(read(offices, base=101)) if f[2] == BASE.part)
    assert fault[3:] == ("101", "100")


def test_a_question_answered_more_often_than_there_are_forms_is_a_fault() -> None:
    questions = "p | yes | 50 |\np | =total | 90 |\nq | yes | 70 |\nq | =total | 110 |"
    faults = [f for f in said(read(questions, base=100)) if f[2] == BASE.part]
    assert faults == [(FindingKind.PARTS_EXCEED, "", BASE.part, "100", "110")]


def test_a_wrong_total_is_told_by_percentages_of_the_parts() -> None:
    table = read("g | a | 10 | 20\ng | b | 15 | 30\ng | c | 25 | 50\ng | =total | 60 |")
    assert said(table) == [(FindingKind.PARTS_DIFFER, "g", TOTAL, "60", "50")]
    correction = reconcile(table.table).correction
    assert correction is not None
    assert (correction.cell.part, correction.proposed) == (TOTAL, 50)


def test_shares_of_the_grand_total_are_seen() -> None:
    table = read("""
        a | on time | 30 | 15.0
        a | =total | 40 |
        b | on time | 130 | 65.0
        b | =total | 160 |
        =total | =total | 200 |
    """)
    assert table.denominator is Denominator.GRAND_TOTAL
    assert reconcile(table.table).is_consistent


def test_a_row_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="'a' is there twice in 'g'"):
        read("g | a | 1 |\ng | a | 2 |")


def test_a_table_without_numbers_claims_nothing() -> None:
    table = read("g | a | |\ng | =total | |")
    assert (table.table.claims, table.denominator) == ((), None)


@given(
    counts=st.lists(
        st.lists(st.integers(1, 5000), min_size=2, max_size=5), min_size=1, max_size=4
    ),
    decimals=st.integers(1, 2),
    rounding=st.sampled_from(Rounding),
    has_totals=st.booleans(),
)
def test_a_table_made_by_the_rules_is_consistent(
    counts: list[list[int]], decimals: int, rounding: Rounding, has_totals: bool
) -> None:
    rows = []
    for group, parts in enumerate(counts):
        whole = sum(parts)
        for part, count in enumerate(parts):
            share = rounded(
                100 * Fraction(count, whole), decimals=decimals, rounding=rounding
            )
            rows.append(Row(str(group), str(part), Decimal(count), share))
        if has_totals:
            rows.append(Row(str(group), TOTAL, Decimal(whole), None))
    assert reconcile(counted_table(rows).table).findings == ()
