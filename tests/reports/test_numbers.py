"""Numbers are written one way everywhere: as each language writes them."""

from datetime import date

import pytest

from survey.reports.numbers import Numbers, plain_points

VI, EN = Numbers("vi"), Numbers("en")


def test_an_index_stands_with_its_interval() -> None:
    assert VI.estimate(0.846, 0.812, 0.875) == "84,6 (81,2–87,5)"
    assert EN.estimate(0.846, 0.812, 0.875) == "84.6 (81.2–87.5)"


def test_thousands_are_marked() -> None:
    assert (VI.count(1234567), EN.count(1234567)) == ("1.234.567", "1,234,567")
    assert (VI.count(412), EN.count(412)) == ("412", "412")


@pytest.mark.parametrize(
    "share, written", [(0.8465, "84,7"), (0.00049, "0,0"), (1.0, "100,0"), (0, "0,0")]
)
def test_points_are_rounded_half_up(share: float, written: str) -> None:
    assert VI.points(share) == written


def test_a_difference_has_its_sign_and_none_when_it_rounds_to_nothing() -> None:
    differences = [VI.difference(d) for d in (0.0621, -0.0621, 0.0001, -0.0001)]
    assert differences == ["+6,2", "−6,2", "0,0", "0,0"]


@pytest.mark.parametrize(
    "p, vietnamese, english",
    [
        (0.00099, "p < 0,001", "p < 0.001"),
        (0.001, "p = 0,001", "p = 0.001"),
        (0.03, "p = 0,030", "p = 0.030"),
        (1.0, "p = 1,000", "p = 1.000"),
    ],
)
def test_a_p_value_is_never_zero(p: float, vietnamese: str, english: str) -> None:
    assert (VI.p_value(p), EN.p_value(p)) == (vietnamese, english)


def test_dates_are_written_as_people_read_them() -> None:
    day = date(2026, 11, 5)
    assert (VI.day(day), EN.day(day)) == ("05/11/2026", "5 November 2026")


def test_files_for_programs_hold_the_same_figure_with_a_decimal_point() -> None:
    for share in (0.8465, 0.1, 0.99951, 0.0004):
        assert plain_points(share) == EN.points(share)
        assert plain_points(share).replace(".", ",") == VI.points(share)


def test_a_figure_that_is_not_there_is_not_written() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        VI.points(float("nan"))
