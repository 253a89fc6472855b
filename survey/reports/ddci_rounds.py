"""A DDCI's round from its rows to a result that is computed once, kept as JSON and only read from then on."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from analysis.arrays import FloatArray
from analysis.ddci import Component, Indicator, Scheme
from analysis.ddci_files import Programme, StoredRanges
from analysis.ddci_findings import (
    DRAWS,
    DdciFindings,
    Standing,
    UnitRating,
    UsedRange,
    rate_units,
)
from forms.ddci import DdciProgramme, load_programme
from forms.ddci.packing import levels
from forms.ddci.programme import digest_of
from survey.store.ddci import AnswersOfRound
from survey.store.tables import DdciRange, DdciRound, DdciUnit
from survey.store.tables.ddci import RESPONDENTS
from survey.trust.disclosure import may_be_shown, shown_cells

_TOLD = (Standing.RANKED, Standing.FEW)


@dataclass(frozen=True, slots=True)
class LinksOfKind:
    """Links of one kind of respondents: given out, and used; None where that may not be shown."""

    kind: str
    given: int
    used: int | None


@dataclass(frozen=True, slots=True)
class ClosedRound:
    """What may be shown of a closed round. `digest` names the programme that it rests on.

    `observed` are the ranges over its own ranked units, for rounds of later years.
    """

    findings: DdciFindings
    links: tuple[LinksOfKind, ...]
    digest: str
    observed: tuple[UsedRange, ...]


@dataclass(frozen=True, slots=True)
class UsedInWeeks:
    """How many links were used in weeks that follow each other, named by their Mondays."""

    first: date
    last: date
    n: int


def programme_of(chosen: DdciRound) -> DdciProgramme:
    """Return what a round asks and weighs."""
    return load_programme(chosen.programme, source=chosen.code)


def scheme_of(programme: DdciProgramme) -> Scheme:
    """Return what the calculation weighs; indicators are named by their codes."""
    return Scheme(
        tuple(Component(one.name.vi, one.weight) for one in programme.components),
        tuple(
            Indicator(one.code, part.name.vi, one.is_soft, one.is_positive, one.weight)
            for part in programme.components
            for one in part.indicators
        ),
    )


def computed(
    chosen: DdciRound,
    units: Sequence[DdciUnit],
    ranges: Sequence[DdciRange],
    found: AnswersOfRound,
    *,
    draws: int = DRAWS,
) -> DdciFindings:
    """Rate a round's units. Takes seconds; the same rows give the same result."""
    programme = programme_of(chosen)
    place = {one.id: at for at, one in enumerate(units)}
    scheme = scheme_of(programme)
    soft = np.flatnonzero(scheme.is_soft)
    answers = np.full((len(found.answers), len(scheme.indicators)), np.nan)
    for row, (_, _, scores) in enumerate(found.answers):
        answers[row, soft] = [
            np.nan if level is None else level for level in levels(scores)
        ]
    figures = np.full((len(units), len(scheme.indicators)), np.nan)
    column = {one.name: at for at, one in enumerate(scheme.indicators)}
    for (unit_id, indicator), value in found.figures.items():
        figures[place[unit_id], column[indicator]] = value
    return rate_units(
        Programme(
            scheme=scheme,
            units=tuple(one.name for one in units),
            blocks=tuple(one.block for one in units),
            answers=answers,
            unit_of=np.array([place[unit] for _, unit, _ in found.answers], np.int64),
            figures=figures,
            stored=_stored(ranges, column),
        ),
        seed=chosen.seed,
        draws=draws,
    )


def observed_ranges(
    chosen: DdciRound, units: Sequence[DdciUnit], found: AnswersOfRound
) -> tuple[UsedRange, ...]:
    """Return the lowest and highest value of ranked units at each indicator, whatever range is stored."""
    return computed(chosen, units, (), found, draws=1).ranges


def frozen(
    chosen: DdciRound,
    findings: DdciFindings,
    *,
    observed: Sequence[UsedRange],
    given: Mapping[str, int],
    used: Mapping[str, int],
) -> str:
    """Return as JSON what may be shown for good; what is under a floor is not in it."""
    units = [_told(one) for one in findings.units]
    kinds = [kind for kind in RESPONDENTS if given.get(kind)]
    shown = shown_cells([used.get(kind, 0) for kind in kinds])
    return json.dumps(
        {
            "digest": digest_of(chosen.programme),
            "components": [
                {"name": one.name, "weight": one.weight}
                for one in findings.scheme.components
            ],
            "indicators": [_fields(one) for one in findings.scheme.indicators],
            "units": [_fields(one) for one in units],
            "ranges": [_fields(one) for one in findings.ranges],
            # Years and units outside are of stored ranges only.
            "observed": [_fields(one) for one in observed],
            # Of units that are told: what is left of a total would give those away that are not.
            "respondents": sum(one.n for one in units),
            "min_n": findings.min_n,
            "confidence_level": findings.confidence_level,
            "seed": findings.seed,
            "draws": findings.draws,
            "links": [
                {
                    "kind": kind,
                    "given": given[kind],
                    "used": used.get(kind, 0) if is_shown else None,
                }
                for kind, is_shown in zip(kinds, shown, strict=True)
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def closed_round(content: str) -> ClosedRound:
    """Return what `frozen` kept."""
    kept: dict[str, Any] = json.loads(content)
    findings = DdciFindings(
        scheme=Scheme(
            tuple(Component(**one) for one in kept["components"]),
            tuple(Indicator(**one) for one in kept["indicators"]),
        ),
        units=tuple(_unit(one) for one in kept["units"]),
        ranges=_ranges(kept["ranges"]),
        respondents=kept["respondents"],
        min_n=kept["min_n"],
        confidence_level=kept["confidence_level"],
        seed=kept["seed"],
        draws=kept["draws"],
    )
    links = tuple(LinksOfKind(**one) for one in kept["links"])
    return ClosedRound(findings, links, kept["digest"], _ranges(kept["observed"]))


def in_words_of(
    findings: DdciFindings, programme: DdciProgramme, language: str
) -> DdciFindings:
    """Return findings with components and indicators named as a language says them."""
    text = {one.code: one.text.said_in(language) for one in programme.indicators}
    name = {one.name.vi: one.name.said_in(language) for one in programme.components}
    scheme = findings.scheme
    return replace(
        findings,
        scheme=Scheme(
            tuple(replace(one, name=name[one.name]) for one in scheme.components),
            tuple(
                replace(one, name=text[one.name], component=name[one.component])
                for one in scheme.indicators
            ),
        ),
        units=tuple(
            replace(one, without=tuple(text[code] for code in one.without))
            for one in findings.units
        ),
        ranges=tuple(
            replace(one, indicator=text[one.indicator]) for one in findings.ranges
        ),
    )


def weeks_shown(
    used: Mapping[date, Mapping[str, int]], *, this_monday: date
) -> tuple[UsedInWeeks, ...]:
    """Return weeks that are over, each with as many weeks before it as it takes to be five links.

    What the last weeks have under five stays out, and so nobody sees it come.

    >>> [one.n for one in weeks_shown({date(2026, 11, 2): {"firm": 3}, date(2026, 11, 9): {"firm": 4},
    ...     date(2026, 11, 16): {"firm": 2}}, this_monday=date(2026, 11, 23))]
    [7]
    """
    found, first, n = [], None, 0
    for monday in sorted(used):
        if monday >= this_monday:
            break
        first = first or monday
        n += sum(used[monday].values())
        if may_be_shown(n):
            found.append(UsedInWeeks(first, monday, n))
            first, n = None, 0
    return tuple(found)


def _stored(ranges: Sequence[DdciRange], column: Mapping[str, int]) -> StoredRanges:
    low: FloatArray = np.full(len(column), np.nan)
    high, years = low.copy(), [""] * len(column)
    for one in ranges:
        at = column[one.indicator]
        low[at], high[at], years[at] = one.low, one.high, one.years
    return StoredRanges(low, high, tuple(years))


def _told(one: UnitRating) -> UnitRating:
    return one if one.standing in _TOLD else replace(one, n=0)


def _fields(one: Any) -> dict[str, Any]:
    """Return a dataclass's fields; what is not a number in its numbers becomes null."""
    return {field.name: _plain(getattr(one, field.name)) for field in fields(one)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    is_none = isinstance(value, float) and not math.isfinite(value)
    return None if is_none else value


def _ranges(kept: Sequence[Mapping[str, Any]]) -> tuple[UsedRange, ...]:
    return tuple(
        UsedRange(
            one["indicator"],
            _number(one["low"]),
            _number(one["high"]),
            one["years"],
            tuple(one["outside"]),
        )
        for one in kept
    )


def _unit(kept: Mapping[str, Any]) -> UnitRating:
    numbers = {
        name: _number(kept[name])
        for name in ("total", "low", "high", "rank", "rank_low", "rank_high")
    }
    return UnitRating(
        unit=kept["unit"],
        block=kept["block"],
        standing=Standing(kept["standing"]),
        n=kept["n"],
        components=tuple(map(_number, kept["components"])),
        ranked=kept["ranked"],
        without=tuple(kept["without"]),
        **numbers,
    )


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
