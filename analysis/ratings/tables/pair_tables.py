"""pairs.csv and pairs_overall.csv: every two units beside each other."""

from collections.abc import Iterator

import numpy as np

from analysis.comparisons import compare_index_pairs
from analysis.intervals import Interval, difference_interval, wilson_interval
from analysis.questions import cliffs_delta, mann_whitney_pvalue
from analysis.ratings.study import Study
from analysis.ratings.tables.files import FileTable, Value
from analysis.ratings.tables.group_tables import large_counts
from analysis.ratings.unit_index import unit_indices
from analysis.shares import two_shares
from analysis.significance import adjust


def pairs_table(study: Study) -> FileTable:
    """Return pairs.csv: the overall index, differences in points."""
    return FileTable.of(
        "pairs.csv",
        "g1 g2 diff se t df p p_holm p_bh newcombe_lo newcombe_hi",
        _pairs_rows(study),
    )


def _pairs_rows(study: Study) -> Iterator[tuple[Value, ...]]:
    # The column names and their formulas are METHODS 2.6, so that two programs write the same.
    found = compare_index_pairs(
        unit_indices(study), method="protected-t", min_n=max(2, study.request.min_n)
    )
    bh = adjust(found.pvalue, method="bh")
    for at, (first, second) in enumerate(zip(found.first, found.second)):
        yield (
            study.unit.values[first],
            study.unit.values[second],
            100 * found.difference[at],
            100 * found.standard_error[at],
            found.statistic[at],
            found.df[at],
            found.pvalue[at],
            found.pvalue_adjusted[at],
            bh[at],
            100 * found.low[at],
            100 * found.high[at],
        )


def overall_pairs_table(study: Study) -> FileTable:
    """Return pairs_overall.csv: the overall question, as shares; a header without one."""
    return FileTable.of(
        "pairs_overall.csv",
        "g1 g2 y1 n1 y2 n2 diff chisq p p_yates p_fisher newcombe_lo newcombe_hi "
        "cohen_h cliffs_delta mw_p p_holm p_bh",
        _overall_rows(study) if study.request.overall else (),
    )


def _overall_rows(study: Study) -> Iterator[tuple[Value, ...]]:
    counts = large_counts(study, study.unit)
    question = len(study.questions)
    n = counts.n[:, question]
    y = counts.satisfied(at_least=study.request.satisfied_from)[:, question]
    filled = np.flatnonzero(n > 0)
    a, b = np.triu_indices(len(filled), k=1)
    i, j = filled[a], filled[b]
    found = two_shares(y[i], n[i], y[j], n[j])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = y / n
    own = wilson_interval(y, n, confidence_level=study.request.confidence)
    interval = difference_interval(
        share[i],
        Interval(own.low[i], own.high[i]),
        share[j],
        Interval(own.low[j], own.high[j]),
    )
    levels = counts.counts[:, question]
    delta = cliffs_delta(levels[i], levels[j])
    ranks = mann_whitney_pvalue(levels[i], levels[j])
    holm, bh = adjust(found.pvalue, method="holm"), adjust(found.pvalue, method="bh")
    for at, (first, second) in enumerate(zip(i, j)):
        yield (
            counts.offices[first],
            counts.offices[second],
            int(y[first]),
            int(n[first]),
            int(y[second]),
            int(n[second]),
            found.difference[at],
            found.statistic[at],
            found.pvalue[at],
            found.pvalue_yates[at],
            found.pvalue_fisher[at],
            interval.low[at],
            interval.high[at],
            found.cohens_h[at],
            delta[at],
            ranks[at],
            holm[at],
            bh[at],
        )
