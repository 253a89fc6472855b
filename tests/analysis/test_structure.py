"""Reliability and structure: equal to R's psych, NaN where too few answered everything."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.arrays import FloatArray
from analysis.covariances import Covariances, complete_covariance, pairwise_covariance
from analysis.reasons import Reason
from analysis.structure import cronbach_alpha, factorability, omega_total
from analysis.tally import cross_products, pack
from tests.fixtures.reference import expected, expected_json, reference_set

SETS = ("a_small", "d_weighted")


def complete(name: str, scale: str) -> Covariances:
    """Return the covariances of one scale of a reference set."""
    a_set = reference_set(name)
    columns = [a_set.questions.index(item) for item in a_set.measures[scale]]
    return complete_covariance(a_set.scores[:, columns])


def one_factor(loading: float, *, questions: int) -> FloatArray:
    """Return correlations of questions that load alike on one factor."""
    r = np.full((questions, questions), loading**2)
    np.fill_diagonal(r, 1)
    return r


@pytest.mark.parametrize("name", SETS)
def test_alpha_is_psychs(name: str) -> None:
    for row in expected(name, "alpha.csv"):
        found = complete(name, row["scale"])
        alpha = cronbach_alpha(found.matrix, found.n)
        assert alpha.n == int(row["n_complete"])
        assert alpha.questions == int(row["k"])
        assert alpha.raw == pytest.approx(float(row["alpha_raw"]), abs=1e-10)
        assert alpha.standardised == pytest.approx(float(row["alpha_std"]), abs=1e-10)


@pytest.mark.parametrize("name", SETS)
def test_factorability_is_psychs(name: str) -> None:
    found, values = complete(name, "SIPAS"), expected_json(name, "factorability.json")
    ours = factorability(found.correlation, found.n)
    assert ours.n == values["n_complete"]
    assert ours.kmo == pytest.approx(values["KMO"], abs=1e-9)
    assert ours.msa == pytest.approx(list(values["MSA"].values()), abs=1e-9)
    assert ours.chisquare == pytest.approx(values["bartlett_chisq"], rel=1e-9)
    assert ours.df == values["bartlett_df"]
    assert ours.pvalue == pytest.approx(values["bartlett_p"], rel=1e-9)
    assert ours.eigenvalues == pytest.approx(values["eigenvalues"], abs=1e-9)


@pytest.mark.parametrize("name", SETS)
def test_omega_is_psychs(name: str) -> None:
    a_set, found = reference_set(name), complete(name, "SIPAS")
    values = expected_json(name, "factorability.json")["omega_total_1factor_ml"]
    for factor, value in values.items():
        at = [a_set.questions.index(item) for item in a_set.measures[factor]]
        ours = omega_total(found.correlation[np.ix_(at, at)])
        assert ours == pytest.approx(value, abs=1e-5)


def test_a_high_alpha_on_few_complete_rows_is_said_to_be_no_praise() -> None:
    # METHODS trap 18: .984 rests on 52 of 240 rows.
    found = complete("a_small", "SIPAS")
    alpha = cronbach_alpha(found.matrix, found.n)
    assert (found.n, found.asked) == (52, 240)
    assert "thường do chọn cùng một mức cho mọi câu" in str(alpha.sentence)
    assert "alpha = 0,98, 52 phiếu" in str(alpha.sentence)


def test_feldts_interval_covers_as_often_as_stated() -> None:
    # Five normal questions that load .7: alpha = 5 * .49 / (1 + 4 * .49) = .8277; 4,000 samples of 40.
    rng = np.random.default_rng(20_265)
    root = np.linalg.cholesky(one_factor(0.7, questions=5))
    covered = 0
    for _ in range(4_000):
        rows = rng.standard_normal((40, 5)) @ root.T
        found = cronbach_alpha(np.cov(rows, rowvar=False), 40)
        covered += found.low <= 5 * 0.49 / (1 + 4 * 0.49) <= found.high
    assert covered / 4_000 == pytest.approx(0.95, abs=0.01)


@given(st.floats(0.2, 0.95), st.integers(3, 9))
@settings(max_examples=25, deadline=None)
def test_equal_loadings_have_a_closed_form(loading: float, questions: int) -> None:
    r, k, square = one_factor(loading, questions=questions), questions, loading**2
    closed = k * square / (k * square + 1 - square)
    assert omega_total(r) == pytest.approx(closed, abs=1e-6)
    assert cronbach_alpha(r, 50).raw == pytest.approx(closed, abs=1e-12)


@given(st.integers(0, 2**31))
@settings(max_examples=15, deadline=None)
def test_order_and_reversal_of_the_scale_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = np.clip(rng.integers(1, 5, (60, 1)) + rng.integers(-1, 2, (60, 4)), 1, 5)
    found, turned = complete_covariance(scores), complete_covariance(6 - scores)
    shuffled = complete_covariance(scores[rng.permutation(60)][:, [2, 0, 3, 1]])
    for other in (turned, shuffled):
        assert cronbach_alpha(other.matrix, 60).raw == pytest.approx(
            cronbach_alpha(found.matrix, 60).raw
        )
        assert factorability(other.correlation, 60).kmo == pytest.approx(
            factorability(found.correlation, 60).kmo
        )


def test_stored_cross_products_give_the_same_as_rows() -> None:
    rng = np.random.default_rng(4)
    scores = rng.integers(1, 6, (80, 5))
    cells = cross_products(
        pack(scores, levels=5), np.arange(80) % 3, n_cells=3, levels=5, satisfied_from=4
    )
    stored = pairwise_covariance(cells.sum(axis=0), asked=80)
    assert stored.matrix == pytest.approx(complete_covariance(scores).matrix)
    assert stored.n == 80


def test_pairs_of_questions_use_who_answered_both() -> None:
    scores = np.array([[5, 4, 0], [3, 2, 1], [4, 0, 5], [1, 1, 2]])
    products = cross_products(
        pack(scores, levels=5), [0] * 4, n_cells=1, levels=5, satisfied_from=4
    )[0]
    found = pairwise_covariance(products, asked=4)
    both = scores[[1, 2, 3]][:, [0, 2]]
    assert found.matrix[0, 2] == pytest.approx(np.cov(both, rowvar=False)[0, 1])
    assert found.n == 2


@pytest.mark.parametrize(
    "scores, reason",
    [
        ([[5, 4], [3, 0], [0, 2], [4, 4]], Reason.TOO_FEW_ANSWERS),
        ([[5], [3], [2], [4]], Reason.TOO_FEW_ANSWERS),
        ([[5, 4], [5, 3], [5, 2]], Reason.NO_VARIATION),
    ],
)
def test_too_little_for_alpha_is_a_reason(
    scores: list[list[int]], reason: Reason
) -> None:
    found = complete_covariance(scores)
    alpha = cronbach_alpha(found.matrix, found.n)
    assert np.isnan(alpha.raw) and alpha.reason is reason
    assert str(alpha.sentence).startswith("Chưa đủ phiếu")


@pytest.mark.parametrize(
    "scores",
    [
        [[5, 4, 3], [3, 3, 1], [2, 4, 4]],
        [[a, a, b] for a in (1, 3, 5) for b in (2, 4)],
        [[5, a, b] for a in (1, 3, 5) for b in (2, 4)],
    ],
)
def test_singular_correlations_are_a_reason(scores: list[list[int]]) -> None:
    found = complete_covariance(scores)
    ours = factorability(found.correlation, found.n)
    assert np.isnan(ours.kmo) and ours.reason is Reason.SINGULAR
    assert np.isnan(omega_total(found.correlation))
    assert str(ours.sentence).startswith("Chưa đủ phiếu")


def test_questions_without_any_correlation_share_nothing() -> None:
    found = factorability(np.eye(3), 50)
    assert found.kmo == 0 and found.msa.tolist() == [0, 0, 0]
    assert found.pvalue == 1


def test_two_questions_have_no_omega() -> None:
    assert np.isnan(omega_total([[1, 0.5], [0.5, 1]]))


def test_results_read_as_sentences() -> None:
    good = cronbach_alpha(one_factor(0.7, questions=4), 90)
    poor = cronbach_alpha(one_factor(0.3, questions=4), 90)
    assert str(good.sentence) == (
        "4 câu đo cùng một nội dung khá nhất quán (alpha = 0,79, 90 phiếu trả lời trọn vẹn)."
    )
    assert "chưa nhất quán với nhau (alpha = 0,28" in str(poor.sentence)
    # By hand: r = .49, partial r = .49 / (1 + 4 * .49) = .166, KMO = .2401 / (.2401 + .0274).
    fit = factorability(one_factor(0.7, questions=6), 90)
    assert "phần chung đủ lớn để phân tích nhân tố (KMO = 0,90, n = 90)" in str(
        fit.sentence
    )
    assert "quá ít phần chung" in str(
        factorability(np.eye(3) + 0.01 - 0.01 * np.eye(3), 90).sentence
    )


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: cronbach_alpha([[1.0, 0.5]], 9),
            r"covariance must be square, got shape \(1, 2\)",
        ),
        (lambda: factorability(np.eye(2), 0), "n must be 1 or more, got 0"),
        (
            lambda: complete_covariance([1, 2]),
            r"scores must be 0 or more, of shape \(respondents, questions\), got shape \(2,\)",
        ),
        (
            lambda: pairwise_covariance(np.eye(4), asked=3),
            r"products must have the shape \(3 questions, 3 questions\), got \(4, 4\)",
        ),
        (
            lambda: pairwise_covariance(-np.eye(3), asked=3),
            "products must be 0 or more, got -1",
        ),
    ],
)
def test_impossible_input_is_named(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()


def test_opposite_questions_have_no_standardised_alpha() -> None:
    # Correlation -1, different variances: the raw value exists, the standardised one divides by 0.
    found = cronbach_alpha([[1.0, -2.0], [-2.0, 4.0]], 10)
    assert found.raw == -8
    assert np.isnan(found.standardised)


def test_questions_that_cancel_each_other_have_no_alpha() -> None:
    found = cronbach_alpha([[1.0, -1.0], [-1.0, 1.0]], 10)
    assert np.isnan(found.raw) and found.reason is Reason.NO_VARIATION
