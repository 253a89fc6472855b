"""alpha.csv, factorability.json, drivers.json and trend.csv: how questions hang together and move."""

from collections.abc import Iterator

import numpy as np

from analysis.covariances import complete_covariance
from analysis.drivers import factor_means, find_drivers
from analysis.ordinal import proportional_odds
from analysis.ratings.study import Study
from analysis.ratings.tables.files import FileObject, FileTable, Json, Value
from analysis.reasons import Reason
from analysis.structure import cronbach_alpha, factorability, omega_total
from analysis.trend import cochran_armitage, jonckheere

SEED = 7
FACTORABILITY = (
    "KMO MSA bartlett_chisq bartlett_df bartlett_p eigenvalues omega_total_1factor_ml"
)
DRIVERS = "r2 lmg ols polr_coef polr_se polr_thresholds polr_logLik spearman"


def alpha_table(study: Study) -> FileTable:
    """Return alpha.csv, from respondents who answered all questions of a scale."""
    rows = []
    for name, questions in study.scales.items():
        found = complete_covariance(study.scores[:, list(questions)])
        alpha = cronbach_alpha(found.matrix, found.n)
        rows.append(
            (name, len(questions), found.n, alpha.raw, alpha.standardised),
        )
    return FileTable.of("alpha.csv", "scale k n_complete alpha_raw alpha_std", rows)


def factorability_file(study: Study) -> FileObject:
    """Return factorability.json, from respondents who answered every question."""
    scores = study.scores[:, : len(study.questions)]
    found = complete_covariance(scores)
    if not found.n:
        return _no_factorability(0, Reason.NO_ANSWERS)
    result = factorability(found.correlation, found.n)
    if result.reason is not Reason.NONE:
        return _no_factorability(found.n, result.reason)
    omega = {
        name: omega_total(found.correlation[np.ix_(questions, questions)])
        for name, questions in study.factors.items()
    }
    return FileObject(
        "factorability.json",
        {
            "n_complete": found.n,
            "KMO": result.kmo,
            "MSA": dict(zip(study.questions, result.msa.tolist())),
            "bartlett_chisq": result.chisquare,
            "bartlett_df": result.df,
            "bartlett_p": result.pvalue,
            "eigenvalues": result.eigenvalues.tolist(),
            "omega_total_1factor_ml": omega,
        },
    )


def _no_factorability(n: int, reason: Reason) -> FileObject:
    empty: dict[str, Json] = dict.fromkeys(FACTORABILITY.split(), None)
    return FileObject(
        "factorability.json", {"n_complete": n, **empty, "reason": reason.value}
    )


def drivers_file(study: Study) -> FileObject:
    """Return drivers.json: the overall question on the factors' mean scores."""
    if not study.request.overall or not study.factors:
        return _no_drivers(0, "an overall question and factors are needed")
    names = tuple(study.factors)
    overall = study.scores[:, len(study.questions)].astype(np.float64)
    means = factor_means(study.scores, list(study.factors.values()))
    rng = np.random.default_rng(SEED)
    found = find_drivers(overall, means, factors=names, rng=rng)
    if found.reason is not Reason.NONE:
        return _no_drivers(found.n, found.reason.value)
    complete = np.isfinite(means).all(axis=1) & (overall > 0)
    odds = proportional_odds(means[complete], overall[complete], predictors=names)
    levels = [f"{level:g}" for level in odds.levels]
    value: dict[str, Json] = {
        "n": found.n,
        "r2": found.r2,
        "lmg": dict(zip(names, found.importance.tolist())),
        "ols": {
            "(Intercept)": found.intercept,
            **dict(zip(names, found.slope.tolist())),
        },
        "polr_coef": dict(zip(names, odds.coef.tolist())),
        "polr_se": dict(zip(names, odds.standard_error.tolist())),
        "polr_thresholds": {
            f"{low}|{high}": threshold
            for low, high, threshold in zip(
                levels, levels[1:], odds.thresholds.tolist()
            )
        },
        "polr_logLik": odds.loglik,
        "spearman": dict(zip(names, found.spearman.tolist())),
    }
    if odds.reason is not Reason.NONE:
        value["reason"] = odds.reason.value
    return FileObject("drivers.json", value)


def _no_drivers(n: int, reason: str) -> FileObject:
    return FileObject(
        "drivers.json",
        {"n": n, **dict.fromkeys(DRIVERS.split(), None), "reason": reason},
    )


def trend_table(study: Study) -> FileTable:
    """Return trend.csv: every question over the waves, in order of their text."""
    return FileTable.of(
        "trend.csv",
        "item periods ca_chisq ca_p kendall_z kendall_p tau_b",
        _trend_rows(study) if study.request.wave else (),
    )


def _trend_rows(study: Study) -> Iterator[tuple[Value, ...]]:
    columns = (study.unit, *study.groups)
    wave = next(one for one in columns if one.name == study.request.wave)
    counts = study.tallies(wave).score_counts(
        offices=wave.values, questions=study.items
    )
    satisfied = counts.satisfied(at_least=study.request.satisfied_from)
    for at, item in enumerate(counts.questions):
        n = counts.n[:, at]
        share = cochran_armitage(satisfied[:, at][n > 0], n[n > 0])
        if share.reason is not Reason.NONE:
            continue
        levels = jonckheere(counts.counts[:, at])
        yield (
            item,
            int((n > 0).sum()),
            share.chisquare,
            share.pvalue,
            levels.statistic,
            levels.pvalue,
            levels.tau,
        )


def weights_table(study: Study) -> FileTable:
    """Return weights.csv: the weight of each response, before and after known totals."""
    weighting, request = study.weighting, study.request
    base = weighting.design.weight
    return FileTable.of(
        "weights.csv",
        "response_id w_base w_poststrat w_rake",
        (
            (
                name,
                base[at],
                weighting.weights[at] if request.poststratify else None,
                weighting.weights[at] if request.rake else None,
            )
            for at, name in enumerate(study.ids)
        ),
    )
