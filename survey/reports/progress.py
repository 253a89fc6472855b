"""How far a wave has come office by office, and how many answers it should want from each."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Literal

import numpy as np
from sqlmodel import Session

from analysis.more_answers import design_effect
from analysis.planning import sample_size, yamane
from analysis.settlement import SETTLED
from survey.reports.wave_result import WaveResult, office_name, wave_result
from survey.store import counts, dossiers, wave_targets, waves
from survey.store.dossiers import PrintedReport
from survey.store.results import RatedOffice
from survey.store.wave_targets import Target
from survey.trust.disclosure import shown_cells

Formula = Literal["yamane", "design"]
FORMULAS: tuple[Formula, ...] = ("yamane", "design")

# The margin that Yamane's rule is usually quoted with.
USUAL_MARGIN = 0.05
# A design effect of fewer answers would itself be a guess.
ENOUGH_FOR_EFFECT = 100
# Older waves asked other people, and each costs a few queries.
WAVES_BACK = 4


@dataclass(frozen=True, slots=True)
class OfficeProgress:
    """An office's released answers beside its target. `n` is None under the floor."""

    code: str
    name: str
    n: int | None
    through: date | None
    target: Target | None

    @property
    def share(self) -> float | None:
        """The share of the target that was reached; None where either is not known."""
        if self.n is None or self.target is None:
            return None
        return self.n / self.target.n


@dataclass(frozen=True, slots=True)
class WaveProgress:
    """All offices of a wave, their total, and what came today."""

    offices: tuple[OfficeProgress, ...]
    total: int | None
    received_today: int

    @property
    def target(self) -> int:
        """What all offices with a target are to reach together."""
        return sum(row.target.n for row in self.offices if row.target)

    @property
    def reached(self) -> int:
        """How many offices have reached their target."""
        return sum(row.share is not None and row.share >= 1 for row in self.offices)

    @property
    def with_target(self) -> int:
        return sum(row.target is not None for row in self.offices)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an office of so many served people should want by the two formulas."""

    population: int
    yamane: int
    by_design: int

    def of(self, formula: Formula | None) -> int:
        """Return what a formula proposes; Yamane's where none is named."""
        return self.by_design if formula == "design" else self.yamane


@dataclass(frozen=True, slots=True)
class MeasuredEffect:
    """A design effect and the wave it was measured in; 1 where none has enough answers."""

    value: float
    wave_title: str


@dataclass(frozen=True, slots=True)
class Population:
    """How many people an office served, and where that is printed."""

    n: int
    source: str


def build_progress(
    session: Session, result: WaveResult, *, today: date
) -> WaveProgress:
    """Return how far a wave has come, from released states and bare counts only. Two queries."""
    wave_id = result.instrument.wave_id
    targets = wave_targets.targets(session, wave_id)
    n = [int(count) for count in result.tallies.n]
    total = sum(n)
    return WaveProgress(
        offices=tuple(
            OfficeProgress(
                code=office.code,
                name=office_name(office, result.language),
                n=count if is_shown else None,
                through=office.through,
                target=targets.get(office.office_id),
            )
            for office, count, is_shown in zip(
                result.offices, n, shown_cells(n), strict=True
            )
        ),
        total=total if any(shown_cells([total])) else None,
        received_today=counts.received_on(session, today).get(wave_id, 0),
    )


def propose(population: int, *, margin: float, effect: float) -> Proposal:
    """Return Yamane's number and the one that takes the design into account, rounded up."""
    return Proposal(
        population=population,
        yamane=ceil(yamane(population, margin) - 1e-9),
        by_design=sample_size(margin=margin, population=population, deff=effect).n,
    )


def effect_for(session: Session, result: WaveResult, *, today: date) -> MeasuredEffect:
    """Return the design effect of this wave or of the newest before it that has enough answers."""
    own = _effect(result)
    if own is not None:
        return MeasuredEffect(own, result.head.title)
    earlier = [
        wave
        for wave in waves.waves(session, today)
        if wave.opens_on < result.head.opens_on
    ]
    for wave in sorted(earlier, key=lambda wave: wave.opens_on, reverse=True)[
        :WAVES_BACK
    ]:
        found = _effect(
            wave_result(session, wave, language=result.language, today=today)
        )
        if found is not None:
            return MeasuredEffect(found, wave.title)
    return MeasuredEffect(1.0, "")


def _effect(result: WaveResult) -> float | None:
    """Return the variance of a respondent's index against that of one answer; None with too few answers.

    Below 1 in the usual case: somebody who answers many questions says more than one answer does.
    """
    sums = result.tallies.score_sums(
        offices=[office.code for office in result.offices],
        measures=[measure.code for measure in result.measures],
    )
    effects = design_effect(sums, measure=result.index_position)
    n = sums.n_valid[:, result.index_position]
    used = np.isfinite(effects)
    if n[used].sum() < ENOUGH_FOR_EFFECT:
        return None
    return float(np.average(effects[used], weights=n[used]))


def populations(
    session: Session, offices: Sequence[RatedOffice]
) -> Mapping[str, Population]:
    """Return how many dossiers each office settled, by its code, from the newest report that names it."""
    found: dict[str, Population] = {}
    for report in dossiers.reports(session):
        printed = _settled(report)
        for office in offices:
            n = printed.get(_plain(office.name), printed.get(_plain(office.code)))
            if n:
                found[office.code] = Population(n, f"{report.title}, {report.period}")
    return found


def _settled(report: PrintedReport) -> dict[str, int]:
    return {
        _plain(figure.part): int(Decimal(figure.printed))
        for figure in report.figures
        if figure.measure == SETTLED
    }


def _plain(name: str) -> str:
    """Return a name as it compares: tables and lists differ in capitals and spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
