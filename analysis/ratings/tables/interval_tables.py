"""wilson_shrunk.csv and binomial_ci.csv: the intervals of units."""

from collections.abc import Iterator

import numpy as np

from analysis.arrays import BoolArray
from analysis.intervals import (
    clopper_pearson_interval,
    interval_of_index,
    jeffreys_interval,
    wilson_interval,
)
from analysis.ratings.study import Study
from analysis.ratings.tables.files import FileTable, Value
from analysis.ratings.unit_index import group_sums, unit_index
from analysis.ratings.withholding import withheld


def hidden_units(study: Study) -> BoolArray:
    """Tell which units are withheld, by their respondents."""
    n = np.bincount(study.unit.codes, minlength=len(study.unit.values))
    return withheld(n.tolist(), minimum=study.request.min_n)


def displayed_table(study: Study) -> FileTable:
    """Return wilson_shrunk.csv, in points."""
    return FileTable.of(
        "wilson_shrunk.csv",
        "measure office_code n n_valid y m deff_pool deff_own n_own n_shrunk lo hi",
        _displayed_rows(study),
    )


def _displayed_rows(study: Study) -> Iterator[tuple[Value, ...]]:
    sums = group_sums(study, study.unit)
    shown = interval_of_index(
        unit_index(study), confidence_level=study.request.confidence
    )
    hidden = hidden_units(study)
    for name in study.scales:
        measure = sums.measures.index(name)
        for at, unit in enumerate(sums.offices):
            if hidden[at] or not sums.m[at, measure]:
                continue
            yield (
                name,
                unit,
                int(sums.n[at]),
                int(sums.n_valid[at, measure]),
                sums.y[at, measure],
                sums.m[at, measure],
                shown.deff_pooled[measure],
                shown.deff_own[at, measure],
                shown.n_own[at, measure],
                shown.n_shrunk[at, measure],
                100 * shown.low[at, measure],
                100 * shown.high[at, measure],
            )


def binomial_table(study: Study) -> FileTable:
    """Return binomial_ci.csv, as shares."""
    return FileTable.of(
        "binomial_ci.csv",
        "office_code item n y wilson_lo wilson_hi cp_lo cp_hi jeff_lo jeff_hi",
        _binomial_rows(study),
    )


def _binomial_rows(study: Study) -> Iterator[tuple[Value, ...]]:
    counts = study.tallies(study.unit).score_counts(
        offices=study.unit.values, questions=study.items
    )
    n, y = counts.n, counts.satisfied(at_least=study.request.satisfied_from)
    level = study.request.confidence
    intervals = [
        interval(y, n, confidence_level=level)
        for interval in (wilson_interval, clopper_pearson_interval, jeffreys_interval)
    ]
    hidden = hidden_units(study)
    for at, unit in enumerate(counts.offices):
        if hidden[at]:
            continue
        for question, name in enumerate(counts.questions):
            limits = [
                limit[at, question]
                for one in intervals
                for limit in (one.low, one.high)
            ]
            yield (unit, name, int(n[at, question]), int(y[at, question]), *limits)
