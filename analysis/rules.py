"""Index rules other than pooling: a mean of criteria, factors or parts with weights, means of levels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.indices import CANCELLATION, Index
from analysis.residuals import ResidualSums


@dataclass(frozen=True, slots=True)
class IndexRule:
    """An index as a weighted mean of the pooled indices of groups of questions.

    Parameters
    ----------
    groups
        Questions of each group, by position; within a group answers are pooled.
    weights
        Weight of each group, positive; they are divided by their sum.
    highest_level
        0 counts satisfied answers. Otherwise an answer adds its level divided by this highest one,
        so that the index is a mean level on the scale from 1/k to 1.

    Raises
    ------
    ValueError
        If a group is empty, a weight is missing or not positive, or the highest level is negative.
    """

    groups: tuple[tuple[int, ...], ...]
    weights: tuple[float, ...]
    highest_level: int = 0

    def __post_init__(self) -> None:
        if not self.groups or not all(self.groups):
            raise ValueError("an index rule must have groups with questions")
        if len(self.weights) != len(self.groups) or min(self.weights) <= 0:
            raise ValueError(
                f"weights must be {len(self.groups)} positive numbers, got {self.weights}"
            )
        if self.highest_level < 0:
            raise ValueError(
                f"highest_level must be 0 or a level, got {self.highest_level}"
            )

    @property
    def lowest(self) -> float:
        """The index where everybody gives the lowest answer."""
        return 1 / self.highest_level if self.highest_level else 0.0

    @property
    def shares(self) -> FloatArray:
        """Weights that add up to 1."""
        weights = np.array(self.weights)
        return np.asarray(weights / weights.sum())


@dataclass(frozen=True, slots=True, eq=False)
class RuleSums:
    """What an index rule needs of each office, all additive.

    Parameters
    ----------
    products
        Cross products of `tally.cross_products`, shape (offices, 3Q, 3Q).
    n
        Respondents, those without a valid answer included, shape (offices,).
    n_valid
        Respondents with a valid answer to a question of the rule, shape (offices,).
    offices
        Names.
    """

    products: IntArray
    n: IntArray
    n_valid: IntArray
    offices: tuple[str, ...]

    def __post_init__(self) -> None:
        offices, width = len(self.offices), self.products.shape[-1]
        if self.products.shape != (offices, width, width) or width % 3:
            raise ValueError(
                f"products must have the shape ({offices}, 3Q, 3Q), got {self.products.shape}"
            )
        if np.any((self.n_valid < 0) | (self.n_valid > self.n)):
            raise ValueError("n_valid must be 0 to n in every office")

    def __add__(self, other: "RuleSums") -> "RuleSums":
        """Add another shard or wave of the same offices."""
        if self.offices != other.offices or self.products.shape != other.products.shape:
            raise ValueError("only the same offices and questions can be added")
        return RuleSums(
            self.products + other.products,
            self.n + other.n,
            self.n_valid + other.n_valid,
            self.offices,
        )

    def values(self, rule: IndexRule) -> FloatArray:
        """Products of what an answer adds to the index and of answered, shape (offices, 2Q, 2Q)."""
        width = self.products.shape[-1]
        questions = width // 3
        first = 0 if rule.highest_level else questions
        at = np.r_[first : first + questions, 2 * questions : width]
        chosen = self.products[:, at[:, None], at].astype(np.float64)
        if rule.highest_level:
            scale = np.r_[
                np.full(questions, 1 / rule.highest_level), np.ones(questions)
            ]
            chosen *= scale[:, None] * scale
        return chosen


def pooled_rule(questions: Sequence[int], *, highest_level: int = 0) -> IndexRule:
    """Return the rule of the pooled index: every valid answer weighs the same."""
    return IndexRule((tuple(questions),), (1.0,), highest_level)


def mean_of_criteria(questions: Sequence[int], *, highest_level: int = 0) -> IndexRule:
    """Return the rule that every question weighs the same, however many answered it."""
    groups = tuple((q,) for q in questions)
    return IndexRule(groups, (1.0,) * len(groups), highest_level)


def fixed_weights(
    groups: Sequence[Sequence[int]],
    weights: Sequence[float],
    *,
    highest_level: int = 0,
) -> IndexRule:
    """Return the rule that every factor, or part, has its weight, and pools its answers."""
    return IndexRule(
        tuple(tuple(group) for group in groups), tuple(weights), highest_level
    )


def rule_index(
    sums: RuleSums,
    rule: IndexRule,
    *,
    groups: Sequence[int] | None = None,
    names: Sequence[str] = (),
) -> Index:
    """Give an index by any rule with its linearised variance, for offices or unions of them.

    index = sum over groups g of w_g p_g, p_g = Y_g / M_g. The influence of a respondent is
    u = sum of w_g (y_g - p_g m_g) / M_g, and the variance is that of a total of u over the
    offices as strata: n/(n-1) (sum of u^2 - (sum of u)^2 / n). All products of u come from the
    cross products, so no respondent is needed.

    Parameters
    ----------
    sums
        Cross products by office.
    rule
        Which questions make the groups, and their weights.
    groups, names
        Union of each office, 0 to len(names)-1; left out means each office by itself.

    Returns
    -------
    Index of shape (unions, 1). NaN where a group has no answer: a missing part is never made up for
    by the others, because the index would then have another meaning.

    References
    ----------
    Särndal, Swensson and Wretman (1992), on linearisation. With one group equal to
    `indices.domain_index`.

    Examples
    --------
    >>> from analysis.tally import cross_products, pack
    >>> packed = pack([[5, 1], [5, 5], [1, 0]], levels=5)
    >>> products = cross_products(packed, [0, 0, 0], n_cells=1, levels=5, satisfied_from=4)
    >>> sums = RuleSums(products, np.array([3]), np.array([3]), ("a",))
    >>> rule_index(sums, mean_of_criteria([0, 1])).index.round(4)
    array([[0.5833]])
    """
    each = range(len(sums.n)) if groups is None else groups
    union = np.array(each, dtype=np.int64).reshape(-1)
    domains = tuple(names) if groups is not None else sums.offices
    y, m = _group_totals(sums, rule)
    all_y, all_m = _added(y, union, len(domains)), _added(m, union, len(domains))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = all_y / all_m
        influence = np.where(all_m > 0, rule.shares / all_m, 0.0)
    coefficients = _coefficients(sums, rule, influence[union], np.nan_to_num(p)[union])
    squares, total, parts = _quadratic(sums.values(rule), coefficients)
    n = sums.n.astype(np.float64)
    lonely = n <= 1
    factor = np.where(lonely, 1.0, n / np.maximum(n - 1, 1))
    centred = squares - np.where(lonely, 0.0, total**2 / np.maximum(n, 1))
    exact = np.where(centred > CANCELLATION * parts, centred, 0.0)
    index = p @ rule.shares
    variance = _added(factor * exact, union, len(domains))
    valid = sums.n_valid.astype(np.float64)
    n_valid = _added(valid, union, len(domains))
    touched = _added((valid > 0).astype(np.float64), union, len(domains))
    return Index(
        index=index[:, None],
        variance=np.where(np.isnan(index), np.nan, variance)[:, None],
        df=(n_valid - touched)[:, None],
        units=_added(n, union, len(domains))[:, None],
        n=n_valid[:, None],
        m=all_m.sum(axis=1)[:, None],
        fpc_applied=np.zeros(len(domains), np.bool_),
        domains=domains,
        measures=("index",),
    )


def rule_residuals(sums: RuleSums, rule: IndexRule) -> ResidualSums:
    """Sum e, whose mean in an office is its index less that of all offices together.

    e = sum of w_g (y_g - P_g m_g) / (M_g / n) with P_g of all offices and M_g / n of the office,
    so that offices with other patterns of missing answers are compared by their indices. An office
    without an answer in some group has no index and gets n = 0.
    """
    y, m = _group_totals(sums, rule)
    n = sums.n_valid.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        common = y.sum(axis=0) / m.sum(axis=0)
        influence = np.where(m > 0, rule.shares * n[:, None] / m, 0.0)
    complete = (m > 0).all(axis=1)
    p = np.broadcast_to(np.nan_to_num(common), m.shape)
    squares, total, _ = _quadratic(
        sums.values(rule), _coefficients(sums, rule, influence, p)
    )
    return ResidualSums(
        n=np.where(complete, n, 0.0),
        total=np.where(complete, total, 0.0),
        squares=np.where(complete, squares, 0.0),
        answers_per_head=np.ones_like(n),
        offices=sums.offices,
    )


def index_of_others(sums: RuleSums, rule: IndexRule) -> FloatArray:
    """Give the index of all other offices together, for each office; shape (offices,)."""
    y, m = _group_totals(sums, rule)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(((y.sum(axis=0) - y) / (m.sum(axis=0) - m)) @ rule.shares)


def _group_totals(sums: RuleSums, rule: IndexRule) -> tuple[FloatArray, FloatArray]:
    """Return what the answers add and how many are valid, by office and group."""
    totals = _totals(sums.values(rule))
    questions = totals.shape[1] // 2
    satisfied, answered = totals[:, :questions], totals[:, questions:]
    member = np.zeros((questions, len(rule.groups)))
    for number, group in enumerate(rule.groups):
        if max(group) >= questions or min(group) < 0:
            raise ValueError(
                f"a rule must name questions 0 to {questions - 1}, got {group}"
            )
        member[list(group), number] = 1
    return satisfied @ member, answered @ member


def _totals(values: FloatArray) -> FloatArray:
    """Return sums over respondents, shape (offices, 2Q): the product of anything with answered is itself."""
    questions = values.shape[-1] // 2
    return np.asarray(
        np.diagonal(
            values[:, :, np.r_[questions : 2 * questions, questions : 2 * questions]],
            axis1=1,
            axis2=2,
        )
    )


def _coefficients(
    sums: RuleSums, rule: IndexRule, influence: FloatArray, p: FloatArray
) -> FloatArray:
    """Return the weight of each indicator in a respondent's u, shape (offices, 2Q)."""
    questions = sums.products.shape[-1] // 3
    coefficients = np.zeros((len(sums.n), 2 * questions))
    for number, group in enumerate(rule.groups):
        for question in group:
            coefficients[:, question] += influence[:, number]
            coefficients[:, questions + question] -= influence[:, number] * p[:, number]
    return coefficients


def _quadratic(
    values: FloatArray, coefficients: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return sums of u^2 and of u by office, and the size of the parts of the first."""
    squares = np.einsum("oi,oij,oj->o", coefficients, values, coefficients)
    parts = np.einsum(
        "oi,oij,oj->o", np.abs(coefficients), values, np.abs(coefficients)
    )
    return squares, (coefficients * _totals(values)).sum(axis=1), parts


def _added(values: FloatArray, union: IntArray, count: int) -> FloatArray:
    added = np.zeros((count, *values.shape[1:]))
    np.add.at(added, union, values)
    return added
