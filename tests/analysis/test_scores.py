"""The exchange types refuse what cannot be and add up."""

import numpy as np
import pytest

from analysis.scores import ScoreCounts, ScoreSums


def sums_of(y: list[int], m: list[int], *, n: int | None = None) -> ScoreSums:
    """Return one office's sums from its respondents' y and m."""
    a, b = np.array(y, float), np.array(m, float)
    values = [np.array([[v]]) for v in (a.sum(), b.sum(), a @ a, a @ b, b @ b)]
    return ScoreSums(
        np.array([len(y) if n is None else n]),
        np.array([[int((b > 0).sum())]]),
        *values,
        offices=("BH-01",),
        measures=("SIPAS",),
    )


def test_a_negative_count_is_named_by_office_and_question() -> None:
    with pytest.raises(
        ValueError,
        match='^counts must be non-negative integers, got -1 at office "BH-01", question "q03"$',
    ):
        ScoreCounts.of([[[1, -1]]], offices=["BH-01"], questions=["q03"])


def test_counts_that_are_not_whole_are_refused() -> None:
    with pytest.raises(
        ValueError, match="^counts must be non-negative integers, got float64$"
    ):
        ScoreCounts(
            np.array([[[0.5, 1]]]),  # type: ignore[arg-type]
            np.zeros((1, 1), np.int64),
            ("a",),
            ("q",),
        )


def test_a_wrong_shape_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^not_applicable must have the shape \(1, 1\), got \(1, 2\)$"
    ):
        ScoreCounts(
            np.ones((1, 1, 2), np.int64), np.ones((1, 2), np.int64), ("a",), ("q",)
        )


def test_a_scale_of_one_level_is_refused() -> None:
    with pytest.raises(ValueError, match="^counts must have the shape"):
        ScoreCounts.of([[[1]]])


def test_counts_of_two_waves_add_up() -> None:
    one = ScoreCounts.of([[[1, 0, 2]]])
    assert (one + one).counts.tolist() == [[[2, 0, 4]]]
    assert (one + one).n.tolist() == [[6]]


def test_counts_of_different_offices_do_not_add() -> None:
    with pytest.raises(ValueError, match="^only the same offices in the same order"):
        ScoreCounts.of([[[1, 0]]]) + ScoreCounts.of([[[1, 0]]], offices=["other"])


@pytest.mark.parametrize(
    "name, value, rule",
    [
        ("n_valid", 3, "n_valid <= n"),
        ("n_valid", -1, "n_valid >= 0"),
        ("y", 45.0, "0 <= y <= m"),
        ("y", -1.0, "0 <= y <= m"),
        ("yy", 1.0, "yy >= y*y/n_valid"),
        ("mm", 1.0, "mm >= m*m/n_valid"),
        ("ym", 5000.0, "ym*ym <= yy*mm"),
        ("m", 1.0, "n_valid <= m"),
    ],
)
def test_sums_that_contradict_each_other_are_refused(
    name: str, value: float, rule: str
) -> None:
    good = sums_of([22, 0], [22, 22])
    values = {
        field: getattr(good, field) for field in ("n", "n_valid", "y", "m", "yy", "ym")
    }
    values["mm"] = good.mm
    values[name] = np.array([[value]]).astype(values[name].dtype)
    with pytest.raises(ValueError) as refused:
        ScoreSums(**values, offices=("BH-01",), measures=("SIPAS",))
    assert (
        str(refused.value)
        == f'sums must keep {rule}, and do not at office "BH-01", measure "SIPAS"'
    )


def test_a_respondent_without_a_valid_answer_counts_in_n_only() -> None:
    sums = sums_of([2, 0], [3, 0])
    assert (sums.n[0], sums.n_valid[0, 0], sums.mm[0, 0]) == (2, 1, 9)


def test_sums_of_two_waves_add_up() -> None:
    both = sums_of([2, 1], [3, 3]) + sums_of([4], [4])
    expected = sums_of([2, 1, 4], [3, 3, 4])
    for name in ("n", "n_valid", "y", "m", "yy", "ym", "mm"):
        np.testing.assert_array_equal(getattr(both, name), getattr(expected, name))


def test_offices_merge_into_groups() -> None:
    a, b = sums_of([2, 1], [3, 3]), sums_of([4], [4])
    two = ScoreSums(
        *(
            np.concatenate([getattr(a, name), getattr(b, name)])
            for name in ("n", "n_valid", "y", "m", "yy", "ym", "mm")
        ),
        offices=("a", "b"),
        measures=("SIPAS",),
    )
    merged = two.merged([0, 0], names=["province"])
    assert merged.offices == ("province",)
    assert (merged.n[0], merged.y[0, 0], merged.ym[0, 0]) == (3, 7, 25)
    assert two.of_offices([1]).y.tolist() == [[4]]
