"""funnel.csv, funnel.json and rank_cs.csv: how units stand to the common index and to each other."""

from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray
from analysis.funnel import effective_sizes, funnel, protected_index_variance
from analysis.intervals import interval_of_index, wilson_of_share
from analysis.ranking import RankSets, individual_level, rank_bounds, rank_sets
from analysis.ratings.study import OVERALL_INDEX, Study
from analysis.ratings.tables.files import FileObject, FileTable
from analysis.ratings.tables.interval_tables import hidden_units
from analysis.ratings.unit_index import unit_index
from analysis.shrinkage import between_variance, shrink
from analysis.significance import adjust

# Simulated rank sets take units squared times draws; above this the sets need no simulation.
MOST_UNITS_DRAWN = 500
SEED = 11


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """Overall indices of the units with answers, with variances that are never 0."""

    units: tuple[str, ...]
    index: FloatArray
    variance: FloatArray
    n_effective: FloatArray
    target: float


def _standing(study: Study) -> _Standing:
    found = unit_index(study)
    at = found.measures.index(OVERALL_INDEX)
    shown = interval_of_index(found)
    kept = np.flatnonzero(np.isfinite(found.index[:, at]) & ~hidden_units(study))
    own = found.variance[:, at]
    usable = (own >= 1e-15) & (found.index[:, at] > 0) & (found.index[:, at] < 1)
    variance = np.where(usable, own, protected_index_variance(found, shown, measure=at))
    answers = found.m[:, at].sum()
    satisfied = np.nansum(found.index[:, at] * found.m[:, at])
    return _Standing(
        tuple(found.domains[unit] for unit in kept),
        found.index[kept, at],
        variance[kept],
        effective_sizes(found, shown, measure=at)[kept],
        float(satisfied / answers) if answers else float("nan"),
    )


def funnel_files(study: Study) -> tuple[FileTable, FileObject]:
    """Return funnel.csv and funnel.json, as shares."""
    columns = "office_code index v n_eff z_arcsine z_adjusted p_two p_bh eb_dl eb_dl_se"
    standing = _standing(study)
    if len(standing.units) < 2 or not 0 < standing.target < 1:
        reason = "at least two units with answers that differ are needed"
        return FileTable.of("funnel.csv", columns, ()), _no_funnel(reason)
    drawn = funnel(
        standing.index,
        standing.n_effective,
        target=standing.target,
        units=standing.units,
    )
    shrunk = shrink(standing.index, standing.variance, units=standing.units)
    bh = adjust(drawn.pvalue, method="bh")
    table = FileTable.of(
        "funnel.csv",
        columns,
        [
            (
                unit,
                standing.index[at],
                standing.variance[at],
                standing.n_effective[at],
                drawn.z[at],
                drawn.z_adjusted[at],
                drawn.pvalue[at],
                bh[at],
                shrunk.estimate[at],
                shrunk.standard_error[at],
            )
            for at, unit in enumerate(standing.units)
        ],
    )
    spread = {
        method: between_variance(standing.index, standing.variance, method=method)
        for method in ("pm", "reml")
    }
    return table, FileObject(
        "funnel.json",
        {
            "target": standing.target,
            "phi_winsor10": drawn.phi,
            "tau2_arcsine": drawn.tau2,
            "q10": drawn.z_low,
            "q90": drawn.z_high,
            "DL_tau2": shrunk.tau2,
            "PM_tau2": spread["pm"],
            "REML_tau2": spread["reml"],
            "Q": shrunk.q,
            "Qp": shrunk.pvalue,
            "I2": shrunk.i2,
            "mu_DL": shrunk.mean,
        },
    )


def _no_funnel(reason: str) -> FileObject:
    names = "target phi_winsor10 tau2_arcsine q10 q90 DL_tau2 PM_tau2 REML_tau2 Q Qp I2 mu_DL"
    return FileObject(
        "funnel.json", {**dict.fromkeys(names.split(), None), "reason": reason}
    )


def rank_table(study: Study) -> FileTable:
    """Return rank_cs.csv: ranks and the ranks that remain possible, jointly and for one unit."""
    standing = _standing(study)
    rows = []
    if len(standing.units) >= 2:
        joint, marginal = _rank_sets(standing, confidence=study.request.confidence)
        rows = [
            (
                unit,
                joint.rank[at],
                joint.low[at],
                joint.high[at],
                marginal.low[at],
                marginal.high[at],
            )
            for at, unit in enumerate(standing.units)
        ]
    return FileTable.of(
        "rank_cs.csv", "office_code rank simul_lo simul_hi marg_lo marg_hi", rows
    )


def _rank_sets(standing: _Standing, *, confidence: float) -> tuple[RankSets, RankSets]:
    """Return joint and marginal sets; of many units the joint ones come from their intervals."""
    index, variance = standing.index, standing.variance
    marginal = rank_sets(index, variance, joint=False, confidence_level=confidence)
    if len(index) <= MOST_UNITS_DRAWN:
        rng = np.random.default_rng(SEED)
        return (
            rank_sets(index, variance, rng=rng, confidence_level=confidence),
            marginal,
        )
    level = individual_level(len(index), confidence_level=confidence)
    limits = wilson_of_share(index, standing.n_effective, level)
    bounds = rank_bounds(index, limits.low, limits.high, confidence_level=confidence)
    return bounds, marginal
