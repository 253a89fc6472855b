"""The results of `sipas ddci` for programs."""

import math
from typing import TypeAlias

from analysis.ddci_findings import DdciFindings, Standing, UnitRating

Json: TypeAlias = (
    "None | bool | int | float | str | list[Json] | tuple[Json, ...] | dict[str, Json]"
)


def ddci_json(findings: DdciFindings, *, file: str) -> dict[str, Json]:
    """Return the findings as JSON, totals of 100 and components of 10; null stands for what is not told."""
    scheme = findings.scheme
    return {
        "file": file,
        "responses": findings.respondents,
        "confidence": findings.confidence_level,
        "min_n": findings.min_n,
        "seed": findings.seed,
        "draws": findings.draws,
        "rank_method": "Mogstad, Romano, Shaikh and Wilhelm, joint within a block",
        "components": [
            {"component": one.name, "weight": one.weight} for one in scheme.components
        ],
        "indicators": [
            {
                "indicator": one.name,
                "component": one.component,
                "kind": "soft" if one.is_soft else "hard",
                "direction": "positive" if one.is_positive else "negative",
                "weight": one.weight,
                "min": _number(used.low),
                "max": _number(used.high),
                "years": used.years or None,
                "outside": list(used.outside),
                "neutral": used.is_flat,
            }
            for one, used in zip(scheme.indicators, findings.ranges)
        ],
        "units": [_unit(one, findings) for one in findings.units],
    }


def _unit(one: UnitRating, findings: DdciFindings) -> dict[str, Json]:
    is_hidden = one.standing is Standing.HIDDEN
    names = [component.name for component in findings.scheme.components]
    return {
        "unit": one.unit,
        "block": one.block or None,
        "standing": one.standing.value,
        "n": None if is_hidden else one.n,
        "total": _number(one.total),
        "low": _number(one.low),
        "high": _number(one.high),
        "rank": _place(one.rank),
        "rank_low": _place(one.rank_low),
        "rank_high": _place(one.rank_high),
        "ranked": one.ranked or None,
        "components": dict(zip(names, map(_number, one.components))),
        "without": list(one.without),
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _place(value: float) -> int | None:
    return int(value) if math.isfinite(value) else None
