"""An index by any rule as if it were pooled: sums of linearised values, for tests that know only those."""

from collections.abc import Sequence

import numpy as np

from analysis.rules import IndexRule, RuleSums, rule_index
from analysis.scores import ScoreSums


def linearised_sums(
    sums: RuleSums,
    rule: IndexRule,
    *,
    groups: Sequence[int] | None = None,
    names: Sequence[str] = (),
) -> ScoreSums:
    """Return sums whose pooled index and variance are those of an index by a rule.

    A respondent of an office with the index I and n respondents gets the value I + n u, u being the
    influence of `rules.rule_index`, and counts as one answer. The values have the mean I, because u
    adds up to 0, and the variance of their mean is that of the index. So whatever is known of
    pooled sums within an office holds for them: an index over waves, a change, an interval.

    Offices are not to be pooled with each other from these: a union weighs answers and these weigh
    respondents. Name the unions here.

    Parameters
    ----------
    sums
        Cross products by office.
    rule
        Which questions make the groups, and their weights.
    groups, names
        As in `rules.rule_index`: the union of each office; left out means each office by itself.

    Returns
    -------
    ScoreSums with the one measure "index". An office without an answer in some group has none here.

    References
    ----------
    Deville (1999), Variance estimation for complex statistics and estimators: linearization and
    residual techniques, Survey Methodology 25, 193-203.

    Examples
    --------
    >>> from analysis.indices import satisfaction_index
    >>> from analysis.rules import mean_of_criteria
    >>> from analysis.tally import cross_products, pack
    >>> packed = pack([[5, 1], [5, 5], [1, 0]], levels=5)
    >>> products = cross_products(packed, [0, 0, 0], n_cells=1, levels=5, satisfied_from=4)
    >>> sums = RuleSums(products, np.array([3]), np.array([3]), ("a",))
    >>> rule = mean_of_criteria([0, 1])
    >>> found, pooled = rule_index(sums, rule), satisfaction_index(linearised_sums(sums, rule))
    >>> bool(np.allclose([pooled.index, pooled.variance], [found.index, found.variance]))
    True
    """
    of_valid = RuleSums(sums.products, sums.n_valid, sums.n_valid, sums.offices)
    found = rule_index(of_valid, rule, groups=groups, names=names)
    complete = ~np.isnan(found.index[:, 0])
    n = np.where(complete, found.n[:, 0], 0).astype(np.int64)
    index = np.where(complete, found.index[:, 0], 0.0)
    variance = np.nan_to_num(found.variance[:, 0])
    # The variance of `rule_index` is n/(n-1) times the sum of u^2; one respondent alone varies in nothing.
    squares = np.where(n > 1, variance * n * np.maximum(n - 1, 0), 0.0)
    column = n.astype(np.float64)
    return ScoreSums(
        n=n,
        n_valid=n[:, None],
        y=(column * index)[:, None],
        m=column[:, None],
        yy=(column * index**2 + squares)[:, None],
        ym=(column * index)[:, None],
        mm=column[:, None],
        offices=found.domains,
        measures=("index",),
    )
