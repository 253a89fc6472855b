"""The results of `sipas analyse` for programs."""

import math
from typing import TypeAlias

from analysis.ratings.findings import Estimate, Findings, UnitFinding
from analysis.ratings.study import Study

Json: TypeAlias = (
    "None | bool | int | float | str | list[Json] | tuple[Json, ...] | dict[str, Json]"
)


def findings_json(study: Study, findings: Findings) -> dict[str, Json]:
    """Return the findings as JSON, shares 0 to 1; null stands for what cannot be told."""
    request, omnibus = study.request, findings.omnibus
    return {
        "file": request.responses.name,
        "responses": findings.respondents,
        "index": request.index,
        "satisfied_from": request.satisfied_from,
        "levels": request.levels,
        "confidence": request.confidence,
        "overall": _estimate(findings.overall),
        "units": [_unit(one) for one in findings.units],
        "units_without_responses": list(findings.silent_units),
        "units_of_unknown_population": list(study.weighting.units_unknown),
        "units_fuller_than_their_population": list(study.weighting.units_overfull),
        "overall_test": {
            "method": "Brown-Forsythe F*",
            "statistic": _number(omnibus.statistic),
            "df1": _number(omnibus.df[0]),
            "df2": _number(omnibus.df[1]),
            "p": _number(omnibus.pvalue),
            "units": omnibus.used,
            "verdict": omnibus.verdict.value,
        },
        "pairs_compared": findings.pairs_compared,
        "pairs_clear": findings.pairs_clear,
        "pairs": [
            {
                "higher": pair.higher,
                "lower": pair.lower,
                "difference": pair.difference,
                "low": pair.low,
                "high": pair.high,
                "p_holm": pair.pvalue_adjusted,
            }
            for pair in findings.pairs
        ],
        "factors": [
            {"factor": one.factor, **_estimate(one.estimate)}
            for one in findings.factors
        ],
        "questions": [
            {
                "question": one.question,
                **_estimate(one.estimate),
                "missing": one.missing,
            }
            for one in findings.questions
        ],
    }


def _unit(finding: UnitFinding) -> dict[str, Json]:
    if finding.estimate is None:
        return {"unit": finding.unit, "withheld": True}
    beside = finding.difference
    return {
        "unit": finding.unit,
        "withheld": False,
        **_estimate(finding.estimate),
        "verdict": finding.verdict.value,
        "difference_from_others": None if beside is None else _number(beside.index),
        "difference_low": None if beside is None else _number(beside.low),
        "difference_high": None if beside is None else _number(beside.high),
    }


def _estimate(estimate: Estimate | None) -> dict[str, Json]:
    if estimate is None:
        nothing: dict[str, Json] = dict.fromkeys(("index", "low", "high", "n"))
        return {**nothing, "reason": "too few respondents to be shown"}
    found: dict[str, Json] = {
        "index": _number(estimate.index),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
        "n": estimate.n,
    }
    return found if estimate.n else {**found, "reason": "nobody answered"}


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
