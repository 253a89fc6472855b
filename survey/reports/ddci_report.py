"""The result of a closed round as text, JSON, CSV and XLSX: always the same frozen figures."""

import json

from analysis.ddci_findings import Standing, UnitRating
from survey.reports.csv_files import CONFIDENTIAL, NOT_THERE, csv_text
from survey.reports.ddci_json import ddci_json
from survey.reports.ddci_rounds import closed_round, in_words_of, programme_of
from survey.reports.ddci_sheets import ddci_sheets
from survey.reports.ddci_wording import DdciWording
from survey.reports.workbook import workbook
from survey.store.tables import DdciResult, DdciRound

HEADER = (
    "block",
    "unit",
    "n",
    "total",
    "low",
    "high",
    "rank",
    "rank_low",
    "rank_high",
    "ranked",
)
# Points are on 100 with one decimal, components on 10 with two.
TOTAL_DECIMALS, COMPONENT_DECIMALS = 1, 2


def words_of(chosen: DdciRound, kept: DdciResult, language: str) -> DdciWording:
    """Return what a closed round says, in a language's words."""
    findings = closed_round(kept.content).findings
    named = in_words_of(findings, programme_of(chosen), language)
    return DdciWording(language, named, chosen.title)


def report_content(
    chosen: DdciRound, kept: DdciResult, *, kind: str, language: str
) -> bytes:
    """Return a file; `kind` is text, json, csv or xlsx."""
    words = words_of(chosen, kept, language)
    if kind == "xlsx":
        return workbook(ddci_sheets(words))
    if kind == "csv":
        return units_csv(words).encode()
    if kind == "json":
        # Indicators by their codes: programs know those.
        findings = closed_round(kept.content).findings
        found = ddci_json(findings, file=chosen.code)
        return f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()
    return ("\n".join(words.lines()) + "\n").encode()


def units_csv(words: DdciWording) -> str:
    """Return every unit with its total, ranks and components, in the order of the page."""
    names = [one.name for one in words.findings.scheme.components]
    rows = [_row(one, words) for one in words.findings.units]
    return csv_text([*HEADER, *names, "status"], rows)


def _row(one: UnitRating, words: DdciWording) -> list[str]:
    is_told = one.standing in (Standing.RANKED, Standing.FEW)
    missing = NOT_THERE if is_told else CONFIDENTIAL
    totals = (one.total, one.low, one.high)
    return [
        one.block,
        one.unit,
        str(one.n) if is_told else missing,
        *(_number(value, TOTAL_DECIMALS, missing) for value in totals),
        *(
            _number(value, 0, missing)
            for value in (one.rank, one.rank_low, one.rank_high)
        ),
        str(one.ranked) if one.ranked else missing,
        *(_number(value, COMPONENT_DECIMALS, missing) for value in one.components),
        words.standing(one) if is_told else words.estimate(one),
    ]


def _number(value: float, decimals: int, missing: str) -> str:
    return missing if value != value else f"{value:.{decimals}f}"
