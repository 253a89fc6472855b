"""The independent check for programs and spreadsheets: the same figures, rounding and floors as its page."""

from collections.abc import Mapping

from analysis.before_after import Shift
from survey.reports.csv_files import CONFIDENTIAL, NOT_THERE, CsvFile, csv_text
from survey.reports.figures import Estimate, Figure
from survey.reports.numbers import plain_points
from survey.reports.recheck_wording import RecheckWording
from survey.reports.rechecks import Reached, RecheckResult, RecheckStatus
from survey.reports.wording import Wording

GAP = ("gap", "gap_low", "gap_high", "p")
FIGURE = ("n", "index", "low", "high")


def recheck_file(result: RecheckResult, language: str) -> CsvFile:
    """Return the offices as a table, the gap of all together last."""
    say, wording = RecheckWording(language), Wording(language)
    columns = wording.columns()
    header = [
        columns.office_code,
        columns.office,
        *(f"own_{name}" for name in FIGURE),
        *(f"independent_{name}" for name in FIGURE),
        *GAP,
        "finding",
    ]
    rows = [
        [
            row.code,
            row.name,
            *_figure(row.own),
            *_figure(row.heard),
            *_gap(row.gap),
            say.verdict(row.verdict),
        ]
        for row in result.rows
    ]
    if result.overall is not None:
        rows.append(
            [
                "",
                say.together(),
                *(str(result.own_n), plain_points(result.own), NOT_THERE, NOT_THERE),
                *(
                    str(result.heard_n),
                    plain_points(result.heard),
                    NOT_THERE,
                    NOT_THERE,
                ),
                *_gap(result.overall),
                say.verdict(result.overall.verdict),
            ]
        )
    return CsvFile(
        f"phuc-tra-{result.head.code}-chenh-lech.csv", csv_text(header, rows)
    )


def as_json(result: RecheckResult) -> dict[str, object]:
    """Return the gaps for programs, as shares."""
    return {
        "wave": result.head.code,
        "through": None if result.through is None else result.through.isoformat(),
        "compared": result.compared,
        "listed": result.listed,
        "weight_compared": result.weight_compared,
        "overall": (
            None
            if result.overall is None
            else {
                "own": result.own,
                "own_n": result.own_n,
                "independent": result.heard,
                "independent_n": result.heard_n,
                **_gap_values(result.overall),
            }
        ),
        "offices": [
            {
                "office": row.code,
                "own": _figure_values(row.own),
                "independent": _figure_values(row.heard),
                "gap": None if row.gap is None else _gap_values(row.gap),
                "finding": str(row.verdict),
            }
            for row in result.rows
        ],
    }


def status_as_json(status: RecheckStatus) -> dict[str, object]:
    """Return how far people were reached, for programs."""
    head = status.head
    return {
        "rule": head.rule,
        "seed": head.seed,
        "file_sha256": head.file_hash,
        "drawn_on": head.drawn_on.isoformat(),
        "last_day": status.last_day.isoformat(),
        "total": _reached(status.total),
        "offices": [
            {
                "office": office.code,
                "population": office.population,
                **_reached(office.reached),
            }
            for office in status.offices
        ],
    }


def _reached(reached: Reached) -> Mapping[str, object]:
    return {
        "drawn": reached.drawn,
        "answered": reached.answered,
        "outcomes": dict(reached.outcomes),
        "left": reached.left,
    }


def _figure(figure: Figure) -> tuple[str, ...]:
    if not isinstance(figure, Estimate):
        return (CONFIDENTIAL,) * len(FIGURE)
    shares = (figure.share, figure.low, figure.high)
    return (str(figure.n), *map(plain_points, shares))


def _gap(gap: Shift | None) -> tuple[str, ...]:
    if gap is None:
        return (NOT_THERE,) * len(GAP)
    shares = (gap.value, gap.low, gap.high)
    p = NOT_THERE if gap.pvalue != gap.pvalue else f"{gap.pvalue:.4f}"
    return (*map(plain_points, shares), p)


def _figure_values(figure: Figure) -> dict[str, object] | None:
    if not isinstance(figure, Estimate):
        return None
    return {
        "n": figure.n,
        "index": figure.share,
        "low": figure.low,
        "high": figure.high,
    }


def _gap_values(gap: Shift) -> dict[str, object]:
    p = None if gap.pvalue != gap.pvalue else gap.pvalue
    return {"gap": gap.value, "low": gap.low, "high": gap.high, "p": p}
