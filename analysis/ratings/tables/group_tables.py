"""tests_items.csv, tests_pooled.csv, dunn.csv and rao_scott.csv: do groups differ?"""

from collections.abc import Iterator

import numpy as np

from analysis.design import SurveyDesign
from analysis.questions import contingency, dunn, kruskal, satisfied_or_not
from analysis.rao_scott import rao_scott
from analysis.ratings.study import Study
from analysis.ratings.tables.files import FileTable, Value
from analysis.ratings.unit_index import group_residuals, group_sums
from analysis.ratings.units import Grouping
from analysis.scores import ScoreCounts
from analysis.shares import fisher_pvalue_simulated
from analysis.significance import adjust, compare_residuals

# Every run draws the same random tables.
SEED = 1
# Random tables of more groups would take longer than all the rest, and say no more.
MOST_GROUPS_DRAWN = 500


def tested_groups(study: Study) -> tuple[Grouping, ...]:
    """Return the columns that are tested: the unit, those of --by and the wave."""
    return (study.unit, *study.groups)


def large_counts(study: Study, group: Grouping) -> ScoreCounts:
    """Return counts by group and item, without groups that are too small for an item."""
    counts = study.tallies(group).score_counts(
        offices=group.values, questions=study.items
    )
    enough = counts.n >= max(1, study.request.min_n)
    return ScoreCounts.of(
        counts.counts * enough[:, :, None],
        offices=counts.offices,
        questions=counts.questions,
    )


def item_tests_table(study: Study) -> FileTable:
    """Return tests_items.csv."""
    return FileTable.of(
        "tests_items.csv",
        "group label n k kw_H kw_df kw_p eps2 eta2_H chi5 chi5_df chi5_p chi5_min_exp V5 "
        "chi2 chi2_df chi2_p chi2_min_exp V2 fisher2_sim_p kw_p_holm kw_p_bh",
        (row for group in tested_groups(study) for row in _item_rows(study, group)),
    )


def _item_rows(study: Study, group: Grouping) -> Iterator[tuple[Value, ...]]:
    if not group.values or not study.items:
        return
    counts = large_counts(study, group)
    ranks, all_levels = kruskal(counts), contingency(counts)
    two_levels = satisfied_or_not(counts, at_least=study.request.satisfied_from)
    two = contingency(two_levels)
    tested = ~np.isnan(ranks.pvalue)
    holm, bh = (
        adjust(ranks.pvalue, method="holm"),
        adjust(ranks.pvalue, method="bh"),
    )
    for at in np.flatnonzero(tested):
        yield (
            group.name,
            counts.questions[at],
            int(ranks.n[at]),
            int(ranks.k[at]),
            ranks.statistic[at],
            ranks.df[at],
            ranks.pvalue[at],
            ranks.epsilon_squared[at],
            ranks.eta_squared[at],
            all_levels.statistic[at],
            all_levels.df[at],
            all_levels.pvalue[at],
            all_levels.smallest_expected[at],
            all_levels.cramers_v[at],
            two.statistic[at],
            two.df[at],
            two.pvalue[at],
            two.smallest_expected[at],
            two.cramers_v[at],
            _fisher(two_levels, int(at)),
            holm[at],
            bh[at],
        )


def _fisher(counts: ScoreCounts, question: int) -> float:
    n = counts.n[:, question]
    if (n > 0).sum() > MOST_GROUPS_DRAWN:
        return float("nan")
    rng = np.random.default_rng(SEED)
    return fisher_pvalue_simulated(counts.counts[:, question, 1], n, rng=rng)


def pooled_tests_table(study: Study) -> FileTable:
    """Return tests_pooled.csv."""
    return FileTable.of(
        "tests_pooled.csv",
        "scale group n_resp k P bf_F bf_df1 bf_df2 bf_p anova_F anova_p "
        "welch_F welch_df2 welch_p",
        _pooled_rows(study),
    )


def _pooled_rows(study: Study) -> Iterator[tuple[Value, ...]]:
    smallest = max(2, study.request.min_n)
    for scale in study.scales:
        for group in tested_groups(study):
            residuals = group_residuals(study, group, scale)
            f_star, anova, welch = (
                compare_residuals(residuals, min_n=smallest, method=method)
                for method in ("brown-forsythe", "anova", "welch")
            )
            if f_star.used < 2:
                continue
            sums = group_sums(study, group)
            at = sums.measures.index(scale)
            yield (
                scale,
                group.name,
                f_star.n,
                f_star.used,
                sums.y[:, at].sum() / sums.m[:, at].sum(),
                f_star.statistic,
                *f_star.df,
                f_star.pvalue,
                anova.statistic,
                anova.pvalue,
                welch.statistic,
                welch.df[1],
                welch.pvalue,
            )


def dunn_table(study: Study) -> FileTable:
    """Return dunn.csv; z is the second group less the first, as rstatix has it."""
    return FileTable.of(
        "dunn.csv",
        "group item g1 g2 n1 n2 z p p_holm p_bh",
        (row for group in tested_groups(study) for row in _dunn_rows(study, group)),
    )


def _dunn_rows(study: Study, group: Grouping) -> Iterator[tuple[Value, ...]]:
    if not group.values or not study.items:
        return
    counts = large_counts(study, group)
    n = counts.n
    for question, item in enumerate(counts.questions):
        found = dunn(counts, question=question)
        bh = adjust(found.pvalue, method="bh")
        for at, (first, second) in enumerate(zip(found.first, found.second)):
            yield (
                group.name,
                item,
                counts.offices[first],
                counts.offices[second],
                int(n[first, question]),
                int(n[second, question]),
                -found.statistic[at],
                found.pvalue[at],
                found.pvalue_adjusted[at],
                bh[at],
            )


def rao_scott_table(study: Study) -> FileTable:
    """Return rao_scott.csv."""
    return FileTable.of(
        "rao_scott.csv",
        "scale group design weights naive_X2_unweighted naive_df naive_p zero_cells "
        "F ndf ddf p_F X2_scaled p_X2",
        _rao_scott_rows(study),
    )


def _rao_scott_rows(study: Study) -> Iterator[tuple[Value, ...]]:
    y, m = study.answers
    weights = [("unw", np.ones(study.n))]
    if study.request.weight:
        weights.append(("w", study.weighting.design.weight))
    for label, stratum in (
        ("strata", study.unit.codes),
        ("nostrata", np.zeros(study.n, np.int64)),
    ):
        for weight_label, weight in weights:
            design = SurveyDesign.of_respondents(stratum, weight=weight)
            for scale in study.scales:
                at = list(study.measures).index(scale)
                for group in tested_groups(study):
                    found = rao_scott(design, y[:, at], m[:, at], group=group.codes)
                    if not found.naive_df:
                        continue
                    yield (
                        scale,
                        group.name,
                        label,
                        weight_label,
                        found.naive_statistic,
                        found.naive_df,
                        found.naive_pvalue,
                        found.zero_cells,
                        found.statistic,
                        *found.df,
                        found.pvalue,
                        found.weighted_statistic,
                        found.first_order_pvalue,
                    )
