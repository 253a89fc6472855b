"""Dates and months as forms and spreadsheets write them."""

import re
from collections.abc import Iterable
from datetime import date

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ,].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ ,].*)?")
# The time may stand first, as in "14:05 12/3/2025" or "14:05:09 12/3/2025".
_TIME_FIRST = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?,? (.*)")
_MONTH = re.compile(r"(?:tháng\s*)?(\d{1,2})\s*[-/.]\s*(\d{4})", re.IGNORECASE)


def read_date(text: str, *, day_first: bool) -> date | None:
    """Return the day of a date or moment, the first of a month; None for what is neither.

    Examples
    --------
    >>> read_date("25/11/2025 14:05:09", day_first=True)
    datetime.date(2025, 11, 25)
    >>> read_date("Tháng 3/2025", day_first=True), read_date("hôm qua", day_first=True)
    (datetime.date(2025, 3, 1), None)
    """
    if found := _TIME_FIRST.fullmatch(text):
        text = found[1]
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(found[1], found[2], found[3] or "1")
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = found.groups()
        day, month = (first, second) if day_first else (second, first)
        return _date(year, month, day)
    if found := _MONTH.fullmatch(text):
        return _date(found[2], found[1], "1")
    return None


def is_day_first(texts: Iterable[str]) -> bool:
    """Tell whether the day stands before the month, as it does in Viet Nam where nothing shows otherwise."""
    texts = list(texts)
    as_day_first = sum(read_date(text, day_first=True) is not None for text in texts)
    as_month_first = sum(read_date(text, day_first=False) is not None for text in texts)
    return as_day_first >= as_month_first


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
