"""What a file of ratings says of its units: the plain results, before any wording."""

from dataclasses import dataclass

import numpy as np

from analysis.comparable import OfficeIndices
from analysis.groups import MIN_N_TO_GROUP, compare_indices_with_others
from analysis.index_intervals import wilson_effective_interval
from analysis.intervals import (
    Interval,
    difference_interval,
    interval_of_index,
    wilson_interval,
)
from analysis.many_pairs import StrongestPairs, strongest_pairs
from analysis.ratings.study import OVERALL_INDEX, Study
from analysis.ratings.tables.index_table import whole_index
from analysis.ratings.unit_index import unit_indices
from analysis.ratings.withholding import withheld
from analysis.significance import OmnibusResult, compare_residuals
from analysis.verdicts import Difference


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its interval, and how many respondents it rests on; NaN where nobody answered."""

    index: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """One unit; without estimate where it has too few respondents to be shown."""

    unit: str
    estimate: Estimate | None
    verdict: Difference
    difference: Estimate | None


@dataclass(frozen=True, slots=True)
class PairFinding:
    """Two units that differ clearly, the higher one first, with the difference and its interval."""

    higher: str
    lower: str
    difference: float
    low: float
    high: float
    pvalue_adjusted: float


@dataclass(frozen=True, slots=True)
class FactorFinding:
    """One factor over all units; without estimate where too few answered it to be shown."""

    factor: str
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class QuestionFinding:
    """One question over all units, with the answers that are in no denominator.

    Without either where too few answered it to be shown: what is missing would tell how many.
    """

    question: str
    estimate: Estimate | None
    missing: int | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What the file says.

    Parameters
    ----------
    respondents
        Rows of the file.
    overall
        The index of all units together; None where too few answered to be shown.
    units
        In code-point order.
    omnibus
        Whether any unit differs.
    pairs, pairs_clear, pairs_compared
        The clearest ten thousand pairs that differ clearly, how many do, and how many were compared.
    factors, questions
        In the order of their files.
    silent_units
        Units of the units file that nobody answered about.
    """

    respondents: int
    overall: Estimate | None
    units: tuple[UnitFinding, ...]
    omnibus: OmnibusResult
    pairs: tuple[PairFinding, ...]
    pairs_clear: int
    pairs_compared: int
    factors: tuple[FactorFinding, ...]
    questions: tuple[QuestionFinding, ...]
    silent_units: tuple[str, ...]


def find(study: Study) -> Findings:
    """Compare the units of a study and sum up its questions."""
    request = study.request
    offices = unit_indices(study)
    alpha = 1 - request.confidence
    smallest = max(2, request.min_n)
    whole = _whole(study)
    strongest = strongest_pairs(offices.residuals, min_n=smallest, alpha=alpha)
    pairs = _pairs(offices, strongest)
    return Findings(
        respondents=study.n,
        overall=whole[OVERALL_INDEX],
        units=_units(study, offices, alpha=alpha),
        omnibus=compare_residuals(offices.residuals, min_n=smallest, alpha=alpha),
        pairs=pairs,
        pairs_clear=strongest.clear - (len(strongest.first) - len(pairs)),
        pairs_compared=strongest.compared,
        factors=tuple(FactorFinding(name, whole[name]) for name in study.factors),
        questions=_questions(study),
        silent_units=study.silent_units,
    )


def _whole(study: Study) -> dict[str, Estimate | None]:
    """Give the index of all by measure, under the design that was asked for."""
    found = whole_index(study)
    level = study.request.confidence
    shown = interval_of_index(found, confidence_level=level)
    designed = wilson_effective_interval(found, confidence_level=level)
    # Weights and clusters leave fewer degrees of freedom than respondents.
    usable = study.request.is_designed & ~np.isnan(designed.low[0])
    low = np.where(usable, designed.low[0], shown.low[0])
    high = np.where(usable, designed.high[0], shown.high[0])
    return {
        measure: _shown(
            study,
            Estimate(
                float(found.index[0, at]),
                float(low[at]),
                float(high[at]),
                int(found.n[0, at]),
            ),
        )
        for at, measure in enumerate(found.measures)
    }


def _shown(study: Study, estimate: Estimate) -> Estimate | None:
    """Return an estimate over all units, None where it rests on too few respondents."""
    is_hidden = withheld([estimate.n], minimum=study.request.min_n)[0]
    return None if is_hidden else estimate


def _units(
    study: Study, offices: OfficeIndices, *, alpha: float
) -> tuple[UnitFinding, ...]:
    n = offices.residuals.n.astype(np.int64)
    hidden = withheld(n.tolist(), minimum=study.request.min_n)
    groups = compare_indices_with_others(
        offices, min_n=max(MIN_N_TO_GROUP, study.request.min_n), alpha=alpha
    )
    found = []
    for at, unit in enumerate(offices.offices):
        if hidden[at]:
            found.append(UnitFinding(unit, None, Difference.TOO_FEW, None))
            continue
        found.append(
            UnitFinding(
                unit,
                Estimate(
                    float(offices.index[at]),
                    float(offices.interval.low[at]),
                    float(offices.interval.high[at]),
                    int(n[at]),
                ),
                groups.verdicts[at],
                Estimate(
                    float(groups.difference[at]),
                    float(groups.low[at]),
                    float(groups.high[at]),
                    int(n[at]),
                ),
            )
        )
    return tuple(found)


def _pairs(offices: OfficeIndices, found: StrongestPairs) -> tuple[PairFinding, ...]:
    """Return the clear pairs whose interval leaves out 0, the higher office first."""
    is_first = found.statistic > 0
    higher = np.where(is_first, found.first, found.second)
    lower = np.where(is_first, found.second, found.first)
    index, interval = offices.index, offices.interval
    limits = difference_interval(
        index[higher],
        Interval(interval.low[higher], interval.high[higher]),
        index[lower],
        Interval(interval.low[lower], interval.high[lower]),
    )
    return tuple(
        PairFinding(
            offices.offices[higher[at]],
            offices.offices[lower[at]],
            difference=float(index[higher[at]] - index[lower[at]]),
            low=float(limits.low[at]),
            high=float(limits.high[at]),
            pvalue_adjusted=float(found.pvalue_adjusted[at]),
        )
        for at in np.flatnonzero(limits.low > 0)
    )


def _questions(study: Study) -> tuple[QuestionFinding, ...]:
    scores = study.scores
    valid = (scores > 0).sum(axis=0)
    satisfied = (scores >= study.request.satisfied_from).sum(axis=0)
    interval = wilson_interval(
        satisfied, valid, confidence_level=study.request.confidence
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        share = satisfied / valid
    found = []
    for at, question in enumerate(study.items):
        estimate = _shown(
            study,
            Estimate(
                float(share[at]),
                float(interval.low[at]),
                float(interval.high[at]),
                int(valid[at]),
            ),
        )
        missing = None if estimate is None else int(study.n - valid[at])
        found.append(QuestionFinding(question, estimate, missing))
    return tuple(found)
