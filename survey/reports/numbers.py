"""How numbers are written: the one formatter of pages, figures and files."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import isnan

from babel.dates import format_date
from babel.numbers import format_decimal

RANGE = "–"
MINUS = "−"
SMALLEST_P = 0.001


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes numbers and dates as a language does; shares 0 to 1 become points 0 to 100."""

    language: str

    def count(self, n: int) -> str:
        """Write a whole number with thousands marked, as `12.345`."""
        return _in_language(Decimal(n), "#,##0", self.language)

    def points(self, share: float) -> str:
        """Write a share as points with one decimal, as `84,6`."""
        return self.decimal(100 * share, places=1)

    def interval(self, low: float, high: float) -> str:
        """Write limits, as `81,2–87,5`."""
        return f"{self.points(low)}{RANGE}{self.points(high)}"

    def estimate(self, share: float, low: float, high: float) -> str:
        """Write an index with its interval, as `84,6 (81,2–87,5)`."""
        return f"{self.points(share)} ({self.interval(low, high)})"

    def percent(self, share: float) -> str:
        """Write a share of a distribution, as `45,3%`."""
        return f"{self.points(share)}%"

    def difference(self, share: float) -> str:
        """Write a difference with its sign, as `+6,2` or `−6,2`."""
        rounded = _rounded(100 * share, places=1)
        sign = "" if not rounded else MINUS if rounded < 0 else "+"
        return sign + self.points(abs(share))

    def decimal(self, value: float, *, places: int) -> str:
        """Write any number with a fixed number of decimals."""
        pattern = "#,##0" + ("." + "0" * places if places else "")
        rounded = _rounded(value, places=places)
        return _in_language(rounded, pattern, self.language).replace("-", MINUS)

    def p_value(self, p: float) -> str:
        """Write a p-value with its sign, as `p = 0,030` or `p < 0,001`; never `p = 0,000`."""
        if p < SMALLEST_P:
            return f"p < {self.decimal(SMALLEST_P, places=3)}"
        return f"p = {self.decimal(p, places=3)}"

    def day(self, day: date) -> str:
        """Write a date, as `25/11/2026` or `25 November 2026`."""
        if self.language == "vi":
            return f"{day:%d/%m/%Y}"
        return format_date(day, "d MMMM yyyy", locale=self.language)

    def month(self, month: str) -> str:
        """Write a month such as 2026-10, as `10/2026` or `October 2026`."""
        day = date.fromisoformat(f"{month}-01")
        if self.language == "vi":
            return f"{day:%m/%Y}"
        return format_date(day, "MMMM yyyy", locale=self.language)


# Points with one decimal are a thousand numbers; a report of a thousand offices writes them thirty times.
@lru_cache(maxsize=16_384)
def _in_language(value: Decimal, pattern: str, language: str) -> str:
    return format_decimal(value, pattern, locale=language)


def plain_points(share: float) -> str:
    """Write a share as points with one decimal and a decimal point, for files that programs read."""
    return f"{_rounded(100 * share, places=1):f}"


def plain_decimal(value: float) -> str:
    """Write a number with two decimals and a decimal point, for files that programs read."""
    return f"{_rounded(value, places=2):f}"


def _rounded(value: float, *, places: int) -> Decimal:
    """Round half up, as people do by hand; binary fractions would round 84.65 down.

    Twelve digits are more than any figure of ours holds, and take the binary remainder away.
    """
    if isnan(value):
        raise ValueError("a figure that is not there cannot be written")
    exact = Decimal(f"{value:.12f}")
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    # No "-0.0".
    return rounded if rounded else abs(rounded)
