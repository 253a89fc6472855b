"""Published tables checked against themselves: the article, and others with known answers.

The figures are printed ones; each test names its source. The answers were worked out by hand.
"""

from decimal import Decimal

import pytest

from analysis.published import Cell, Claim, Coverage, Mean, PublishedTable, Rate, Sum
from analysis.reconciliation import FindingKind, Reconciliation, reconcile
from analysis.rounding import Rounding
from analysis.settlement import (
    LATE,
    LATE_RATE,
    ON_TIME,
    ON_TIME_RATE,
    PROCEDURES,
    SETTLED,
    TOTAL,
    procedures_table,
    settlement_table,
)

HALF = (Rounding.HALF_UP, Rounding.HALF_EVEN)
COUNT, PERCENT = "count", "percent"


def article(**changed: str) -> dict[Cell, Decimal]:
    """Return the settlement report of 2023 as a newspaper of 28/02/2024 printed it."""
    rows = {
        "province": ("75537", "75361", "99.77"),
        "district": (changed.get("district", "112835"), "92392", "75.22"),
        "commune": ("364562", "344917", "94.61"),
        TOTAL: ("562934", "512670", "91.07"),
    }
    figures = {
        Cell(part, column): Decimal(printed)
        for part, row in rows.items()
        for column, printed in zip((SETTLED, ON_TIME, ON_TIME_RATE), row, strict=True)
    }
    figures[Cell(TOTAL, LATE)] = Decimal("50264")
    figures[Cell(TOTAL, LATE_RATE)] = Decimal("8.9")
    return figures


def answers(
    rows: dict[str, tuple[str, str]], *, base: str, coverage: Coverage = Coverage.WHOLE
) -> PublishedTable:
    """Return counts with percentages of one base, by answer."""
    whole = Cell(TOTAL, COUNT)
    figures = {whole: Decimal(base)}
    claims: list[Claim] = [
        Sum(whole, tuple(Cell(part, COUNT) for part in rows), coverage)
    ]
    for part, (count, percent) in rows.items():
        figures[Cell(part, COUNT)] = Decimal(count)
        figures[Cell(part, PERCENT)] = Decimal(percent)
        claims.append(Rate(Cell(part, PERCENT), Cell(part, COUNT), whole))
    return PublishedTable(figures, tuple(claims))


def points(
    scores: dict[str, str], *, total: str, coverage: Coverage = Coverage.WHOLE
) -> PublishedTable:
    """Return printed scores with their printed total."""
    figures = {Cell(part, COUNT): Decimal(score) for part, score in scores.items()}
    claim = Sum(Cell(TOTAL, COUNT), tuple(figures), coverage)
    return PublishedTable({**figures, Cell(TOTAL, COUNT): Decimal(total)}, (claim,))


def said(found: Reconciliation) -> list[tuple[FindingKind, str, str, str]]:
    """Return kind, part, printed and computed of each finding."""
    return [
        (finding.kind, finding.cell.part, str(finding.printed), str(finding.computed))
        for finding in found.findings
    ]


def proposals(found: Reconciliation) -> list[tuple[str, str, str, str]]:
    """Return part, column, printed and proposed of each correction."""
    return [
        (made.cell.part, made.cell.column, str(made.printed), str(made.proposed))
        for made in found.corrections
    ]


def test_the_article_contradicts_itself_in_a_rate_and_in_a_total() -> None:
    assert said(reconcile(settlement_table(article()))) == [
        (FindingKind.PARTS_DIFFER, TOTAL, "562934", "552934"),
        (FindingKind.RATE_DIFFERS, "district", "75.22", "81.88"),
    ]


def test_one_digit_at_district_level_explains_the_whole_article() -> None:
    found = reconcile(settlement_table(article()))
    assert found.correction is not None
    assert proposals(found) == [("district", SETTLED, "112835", "122835")]
    assert found.correction.explains == found.findings
    assert (found.correction.edits, found.correction.upsets) == (1, ())


def test_the_corrected_article_is_consistent() -> None:
    found = reconcile(settlement_table(article(district="122835")))
    assert found == Reconciliation(roundings=HALF, findings=(), corrections=())


def test_checking_changes_no_figure() -> None:
    table = settlement_table(article())
    reconcile(table)
    assert table.figures == article()


def test_levels_of_procedures_may_overlap_and_are_not_called_wrong() -> None:
    # The same article: 1,464 + 314 + 167 = 1,945 procedures by level, 1,836 in all.
    printed = {"province": 1464, "district": 314, "commune": 167, TOTAL: 1836}
    figures = {Cell(part, PROCEDURES): Decimal(n) for part, n in printed.items()}
    found = reconcile(procedures_table(figures))
    assert said(found) == [(FindingKind.MAY_OVERLAP, TOTAL, "1836", "1945")]
    assert found.is_consistent
    assert found.corrections == ()


def test_levels_that_fall_short_of_the_procedures_are_a_fault() -> None:
    printed = {"province": 900, "district": 314, TOTAL: 1836}
    figures = {Cell(part, PROCEDURES): Decimal(n) for part, n in printed.items()}
    found = reconcile(procedures_table(figures))
    assert said(found) == [(FindingKind.PARTS_DIFFER, TOTAL, "1836", "1214")]


# Five wards of Huế, 170 households (123docz.net, extract 4658364, table 2.6): all 25 follow.
HUE_WARDS = {
    "ward": "39 22.9; 16 9.4; 45 26.5; 44 25.9; 26 15.3",
    "age": "18 10.6; 43 25.3; 44 25.9; 31 18.2; 34 20",
    "sex": "73 42.9; 97 57.1",
    "education": "10 5.9; 21 12.4; 33 19.4; 26 15.3; 79 46.5; 1 0.6",
    "job": "5 2.9; 78 45.9; 62 36.5; 25 14.7",
    "place": "100 58.8; 44 25.9; 26 15.3",
}


@pytest.mark.parametrize("item", HUE_WARDS)
def test_the_wards_of_hue_are_consistent(item: str) -> None:
    rows = {
        str(at): (count, percent)
        for at, row in enumerate(HUE_WARDS[item].split("; "))
        for count, percent in (row.split(),)
    }
    found = reconcile(answers(rows, base="170"))
    assert found.findings == ()
    assert Rounding.HALF_UP in found.roundings


# The portal of Thừa Thiên Huế: shares of processed dossiers, some of which are in no class.
PORTAL = {
    "levels 1 and 2": ("257141", "124907 48.6; 102770 40; 19852 7.7", "9612"),
    "level 3": ("61827", "43434 70.3; 11795 19.1; 4331 7", "2267"),
    "level 4": ("1611", "952 59.1; 388 24.1; 268 16.6", "3"),
}


@pytest.mark.parametrize("level", PORTAL)
def test_the_portal_of_hue_leaves_a_remainder_that_is_no_fault(level: str) -> None:
    processed, printed, remainder = PORTAL[level]
    rows = {
        part: (count, percent)
        for part, row in zip(("early", "on time", "late"), printed.split("; "))
        for count, percent in (row.split(),)
    }
    found = reconcile(answers(rows, base=processed, coverage=Coverage.INCOMPLETE))
    assert [finding.kind for finding in found.findings] == [FindingKind.REMAINDER]
    assert found.findings[0].difference == -Decimal(remainder)
    assert found.is_consistent and found.corrections == ()


def test_a_survey_of_250_with_two_sexes_is_consistent() -> None:
    # 123docz extract 859637: 123 men and 127 women.
    found = reconcile(
        answers({"men": ("123", "49.2"), "women": ("127", "50.8")}, base="250")
    )
    assert found.findings == ()


def test_31_forms_of_ba_ria_vung_tau_are_consistent() -> None:
    # sotnmt.baria-vungtau.gov.vn fid=19145, 2022.
    rows = {
        "very satisfied": ("10", "32.3"),
        "satisfied": ("16", "51.6"),
        "normal": ("5", "16.1"),
    }
    assert reconcile(answers(rows, base="31")).findings == ()


# The administrative centre of Huế city, first quarter of 2019 (report 02/BC-TTHCC): 4,215 forms.
HUE_CENTRE = {
    "reception": "2063 48.94; 2137 50.6; 150 3.55",
    "guidance": "1983 47.04; 2128 50.4; 104 2.46",
    "attitude": "1886 44.74; 2232 52.95; 97 2.3",
    "time": "1991 47.23; 2135 50.65; 89 2.11",
    "papers": "1825 43.29; 2281 54.11; 99 2.34",
}


def hue_centre() -> PublishedTable:
    forms = Cell("forms", COUNT)
    figures = {forms: Decimal(4215)}
    claims: list[Claim] = []
    for question, printed in HUE_CENTRE.items():
        counts = []
        for at, row in enumerate(printed.split("; "), start=1):
            count, percent = Cell(f"answer {at}", COUNT, question), Cell(
                f"answer {at}", PERCENT, question
            )
            figures[count], figures[percent] = map(Decimal, row.split())
            claims.append(Rate(percent, count, forms))
            counts.append(count)
        claims.append(Sum(forms, tuple(counts), Coverage.INCOMPLETE))
    return PublishedTable(figures, tuple(claims))


def test_the_centre_of_hue_counts_more_answers_than_forms_and_loses_ten() -> None:
    assert [
        (finding.kind, finding.computed) for finding in reconcile(hue_centre()).findings
    ] == [(FindingKind.PARTS_EXCEED, 4350), (FindingKind.REMAINDER, 4205)]


def test_the_centre_of_hue_cuts_its_percentages_off() -> None:
    assert reconcile(hue_centre()).roundings == (Rounding.TRUNCATED,)


def test_150_answers_at_the_centre_of_hue_must_be_15() -> None:
    correction = reconcile(hue_centre()).correction
    assert correction is not None
    assert correction.cell == Cell("answer 3", COUNT, "reception")
    assert (correction.printed, correction.proposed) == (150, 15)


def test_the_percentage_that_followed_the_slip_is_named() -> None:
    correction = reconcile(hue_centre()).correction
    assert correction is not None
    upset = [claim.printed for claim in correction.upsets]
    assert upset == [Cell("answer 3", PERCENT, "reception")]


def test_bac_ninh_rounds_halves_to_even() -> None:
    # Scores of one week: 19.45 of 20 is 97.25 %, printed 97.2; 15.82 of 18 is not cut off.
    scores = {
        "transparency": ("15.82", "18", "87.9"),
        "progress": ("19.45", "20", "97.2"),
        "services": ("8.53", "12", "71.1"),
        "payment": ("10", "10", "100"),
        "satisfaction": ("17.86", "18", "99.2"),
        "digitisation": ("21.17", "22", "96.2"),
    }
    figures: dict[Cell, Decimal] = {}
    claims: list[Claim] = []
    for part, row in scores.items():
        score, most, percent = (Cell(part, name) for name in ("score", "most", PERCENT))
        figures |= zip((score, most, percent), map(Decimal, row))
        claims.append(Rate(percent, score, most))
    found = reconcile(PublishedTable(figures, tuple(claims)))
    assert (found.roundings, found.findings) == ((Rounding.HALF_EVEN,), ())


def test_the_total_of_son_la_does_not_follow_and_no_single_slip_explains_it() -> None:
    scores = {"a": "15.3", "b": "16.39", "c": "14.31", "d": "17.88", "e": "19.75"}
    found = reconcile(points(scores, total="86.94"))
    assert said(found) == [(FindingKind.PARTS_DIFFER, TOTAL, "86.94", "83.63")]
    assert found.corrections == ()


def test_shares_of_ho_chi_minh_city_leave_nine_hundredths_unexplained() -> None:
    shares = {"satisfied": "50.78", "normal": "43.24", "dissatisfied": "5.89"}
    found = reconcile(points(shares, total="100", coverage=Coverage.INCOMPLETE))
    assert said(found) == [(FindingKind.REMAINDER, TOTAL, "100", "99.91")]


def test_experience_of_harassment_in_2024_adds_to_a_hundred() -> None:
    shares = {"none": "90.06", "some": "8.98", "many": "0.96"}
    assert reconcile(points(shares, total="100.00")).findings == ()


def test_blocks_of_the_2015_pilot_are_means_and_the_overall_is_not() -> None:
    # Thừa Thiên Huế (sngv.thuathienhue.gov.vn tc=2003): 94.84 is the mean of the seven units.
    printed = {
        "planning": "95.1",
        "resources": "88.9",
        "construction": "98.3",
        "province": "94.1",
        "Hương Thủy": "95.8",
        "Hương Trà": "98.8",
        "Phú Lộc": "95.3",
        "Huế": "91.7",
        "local": "95.4",
        "overall": "94.41",
    }
    figures = {Cell(part, PERCENT): Decimal(value) for part, value in printed.items()}
    cells = list(figures)
    claims = (
        Mean(cells[3], tuple(cells[:3])),
        Mean(cells[8], tuple(cells[4:8])),
        Mean(cells[9], (*cells[:3], *cells[4:8])),
    )
    found = reconcile(PublishedTable(figures, claims))
    assert said(found) == [(FindingKind.MEAN_DIFFERS, "overall", "94.41", "94.84")]


def test_a_rate_that_is_only_rounded_otherwise_says_so() -> None:
    # 2/3 and 1/6 round up; 8/9 = 88.888… was cut off.
    rows = {
        "a": ("2", "3", "66.67"),
        "b": ("1", "6", "16.67"),
        "c": ("8", "9", "88.88"),
    }
    figures: dict[Cell, Decimal] = {}
    claims: list[Claim] = []
    for part, row in rows.items():
        cells = Cell(part, PERCENT), Cell(part, ON_TIME), Cell(part, SETTLED)
        figures |= zip((cells[1], cells[2], cells[0]), map(Decimal, row))
        claims.append(Rate(*cells))
    (finding,) = reconcile(PublishedTable(figures, tuple(claims))).findings
    assert (finding.cell.part, finding.computed) == ("c", Decimal("88.89"))
    assert finding.other_roundings == (Rounding.TRUNCATED,)


def test_more_on_time_than_settled_is_a_fault() -> None:
    figures = {Cell("a", SETTLED): Decimal(90), Cell("a", ON_TIME): Decimal(91)}
    (finding,) = reconcile(settlement_table(figures)).findings
    assert finding.kind is FindingKind.PARTS_EXCEED


def test_a_rate_of_nothing_settled_is_left_alone() -> None:
    figures = {
        Cell("a", SETTLED): Decimal(0),
        Cell("a", ON_TIME): Decimal(0),
        Cell("a", ON_TIME_RATE): Decimal(100),
    }
    assert reconcile(settlement_table(figures)).findings == ()


def test_a_total_without_all_its_parts_is_not_checked() -> None:
    figures = article()
    del figures[Cell("commune", SETTLED)]
    found = reconcile(settlement_table(figures))
    assert [finding.kind for finding in found.findings] == [FindingKind.RATE_DIFFERS]


def test_an_empty_table_is_consistent() -> None:
    assert reconcile(settlement_table({})).is_consistent


def test_a_lone_wrong_total_could_be_several_slips() -> None:
    # Ten short: any tens digit may be the one.
    found = reconcile(points({"a": "120", "b": "130"}, total="260"))
    assert proposals(found) == [
        ("a", COUNT, "120", "130"),
        ("b", COUNT, "130", "140"),
        (TOTAL, COUNT, "260", "250"),
    ]
    assert found.correction is None


def test_a_lone_wrong_rate_is_computed_anew() -> None:
    figures = article(district="122835") | {Cell(TOTAL, ON_TIME_RATE): Decimal("93.80")}
    assert proposals(reconcile(settlement_table(figures))) == [
        (TOTAL, ON_TIME_RATE, "93.80", "91.07")
    ]


def test_one_wrong_digit_is_likelier_than_a_rate_wrong_altogether() -> None:
    figures = {c: value for c, value in article().items() if c.part == "district"}
    assert proposals(reconcile(settlement_table(figures))) == [
        ("district", SETTLED, "112835", "122835")
    ]


def test_a_negative_figure_is_refused() -> None:
    cell = Cell("a", SETTLED)
    with pytest.raises(ValueError) as error:
        PublishedTable({cell: Decimal(-1)}, ())
    assert str(error.value) == f"a figure must be 0 or more, got -1 at {cell}"


def test_a_claim_about_nothing_printed_is_refused() -> None:
    cell = Cell("a", SETTLED)
    with pytest.raises(ValueError) as error:
        PublishedTable({}, (Sum(cell, ()),))
    assert str(error.value) == f"no figure is printed at {cell}"
