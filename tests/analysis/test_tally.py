"""Packed responses become counts and sums: exact, additive, whatever the order."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.arrays import ByteArray, IntArray
from analysis.tally import (
    LEVEL_CHARACTERS,
    MISSING_CHARACTERS,
    Tallies,
    cross_products,
    pack,
    score_counts,
    score_sums,
    tally_scores,
)

QUESTIONS, LEVELS, SATISFIED_FROM = 3, 5, 4
MEASURES = [[0], [1], [2], [0, 1, 2], []]
CHARACTERS = LEVEL_CHARACTERS[:LEVELS] + MISSING_CHARACTERS

responses = st.lists(
    st.tuples(
        st.integers(0, 2), st.text(CHARACTERS, min_size=QUESTIONS, max_size=QUESTIONS)
    ),
    max_size=30,
)


def packed(rows: list[str]) -> ByteArray:
    joined = "".join(rows).encode()
    return np.frombuffer(joined, np.uint8).reshape(len(rows), -1 if rows else QUESTIONS)


def tally(rows: list[tuple[int, str]]) -> Tallies:
    return tally_scores(
        packed([row for _, row in rows]),
        [cell for cell, _ in rows],
        n_cells=3,
        levels=LEVELS,
        measures=MEASURES,
        satisfied_from=SATISFIED_FROM,
    )


def counted_one_by_one(rows: list[tuple[int, str]]) -> Tallies:
    """Do the same with a loop that nobody could get wrong."""
    n = np.zeros(3, np.int64)
    codes = np.zeros((3, QUESTIONS, LEVELS + 4), np.int64)
    sums = np.zeros((3, len(MEASURES), 6), np.int64)
    for cell, row in rows:
        n[cell] += 1
        for question, character in enumerate(row):
            codes[cell, question, CHARACTERS.index(character)] += 1
        for measure, questions in enumerate(MEASURES):
            valid = [int(row[q]) for q in questions if row[q] in LEVEL_CHARACTERS]
            y, m = sum(score >= SATISFIED_FROM for score in valid), len(valid)
            sums[cell, measure] += [m > 0, y, m, y * y, y * m, m * m]
    return Tallies(n, codes, sums)


def assert_same(one: Tallies, other: Tallies) -> None:
    np.testing.assert_array_equal(one.n, other.n)
    np.testing.assert_array_equal(one.codes, other.codes)
    np.testing.assert_array_equal(one.sums, other.sums)


@given(responses)
def test_the_tally_is_what_counting_one_by_one_gives(
    rows: list[tuple[int, str]],
) -> None:
    assert_same(tally(rows), counted_one_by_one(rows))


@given(responses, st.randoms())
def test_the_order_of_responses_does_not_matter(
    rows: list[tuple[int, str]], random: Random
) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)
    assert_same(tally(rows), tally(shuffled))


@given(responses, responses)
def test_tallies_of_two_parts_add_up_to_the_tally_of_all(
    first: list[tuple[int, str]], second: list[tuple[int, str]]
) -> None:
    assert_same(tally(first) + tally(second), tally(first + second))


def test_many_rows_are_counted_across_chunks() -> None:
    rng = np.random.default_rng(20)
    rows = rng.choice(np.frombuffer(CHARACTERS.encode(), np.uint8), (70_000, QUESTIONS))
    cells = rng.integers(0, 3, len(rows))

    def count(rows: ByteArray, cells: IntArray) -> Tallies:
        return tally_scores(
            rows,
            cells,
            n_cells=3,
            levels=LEVELS,
            measures=MEASURES,
            satisfied_from=SATISFIED_FROM,
        )

    halves = count(rows[:1], cells[:1]) + count(rows[1:], cells[1:])
    assert_same(count(rows, cells), halves)
    assert count(rows, cells).n.sum() == 70_000


def test_thirty_five_levels_are_counted() -> None:
    every_level = packed([LEVEL_CHARACTERS])
    tallies = tally_scores(
        every_level,
        [0],
        n_cells=1,
        levels=35,
        measures=[range(35)],
        satisfied_from=34,
    )
    np.testing.assert_array_equal(tallies.codes[0, :, :35], np.eye(35))
    assert tallies.sums[0, 0].tolist() == [1, 2, 35, 4, 70, 1225]


@given(responses)
def test_cross_products_are_the_products_of_each_response(
    rows: list[tuple[int, str]],
) -> None:
    expected = np.zeros((3, 3 * QUESTIONS, 3 * QUESTIONS), np.int64)
    for cell, row in rows:
        score = [int(c) if c in LEVEL_CHARACTERS else 0 for c in row]
        columns = np.array(
            [*score, *(s >= SATISFIED_FROM for s in score), *(s > 0 for s in score)],
            np.int64,
        )
        expected[cell] += np.outer(columns, columns)
    found = cross_products(
        packed([row for _, row in rows]),
        [cell for cell, _ in rows],
        n_cells=3,
        levels=LEVELS,
        satisfied_from=SATISFIED_FROM,
    )
    np.testing.assert_array_equal(found, expected)


@given(responses)
def test_cross_products_hold_the_sums_of_the_tally(
    rows: list[tuple[int, str]],
) -> None:
    products = cross_products(
        packed([row for _, row in rows]),
        [cell for cell, _ in rows],
        n_cells=3,
        levels=LEVELS,
        satisfied_from=SATISFIED_FROM,
    )
    satisfied, answered = products[:, 3:6, 3:6], products[:, 6:, 6:]
    sums = tally(rows).sums[:, 3]
    np.testing.assert_array_equal(satisfied.sum(axis=(1, 2)), sums[:, 3])
    np.testing.assert_array_equal(products[:, 3:6, 6:].sum(axis=(1, 2)), sums[:, 4])
    np.testing.assert_array_equal(answered.sum(axis=(1, 2)), sums[:, 5])


def test_a_level_off_the_scale_is_refused_by_place() -> None:
    with pytest.raises(
        ValueError,
        match=r"^answers must be levels 1 to 5 or one of \"x-\.\?\", got '6' "
        r"\(response 2, question 3\)$",
    ):
        tally([(0, "555"), (0, "556")])


def test_a_cell_out_of_range_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^cells must be 0 to 2, got 3 \(response 2\)$"
    ):
        tally([(0, "555"), (3, "555")])


def test_a_measure_of_unknown_questions_is_refused() -> None:
    with pytest.raises(
        ValueError, match="^measure 2 must name questions 0 to 2, got 3$"
    ):
        tally_scores(
            packed(["555"]),
            [0],
            n_cells=1,
            levels=5,
            measures=[[0], [3]],
            satisfied_from=4,
        )


def test_no_response_gives_a_tally_of_nothing() -> None:
    tallies = tally([])
    assert tallies.n.tolist() == [0, 0, 0]
    assert not tallies.codes.any() and not tallies.sums.any()


def test_counts_keep_every_reason_for_a_missing_answer() -> None:
    counts = tally([(0, "5x-"), (0, "4.?")]).score_counts()
    assert counts.counts[0, 0].tolist() == [0, 0, 0, 1, 1]
    assert counts.not_applicable[0].tolist() == [0, 1, 0]
    assert counts.not_answered[0].tolist() == [0, 0, 1]
    assert counts.not_asked[0].tolist() == [0, 1, 0]
    assert counts.unreadable[0].tolist() == [0, 0, 1]
    assert counts.satisfied(at_least=5)[0].tolist() == [1, 0, 0]


def test_scores_of_a_table_are_packed_and_counted() -> None:
    scores = [[5, 0], [3, 4], [0, 0]]
    counts = score_counts(scores, [0, 0, 1], n_offices=2)
    sums = score_sums(scores, [0, 0, 1], measures=[[0, 1]], n_offices=2)
    assert counts.n.tolist() == [[2, 1], [0, 0]]
    assert (sums.n.tolist(), sums.n_valid.tolist()) == ([2, 1], [[2], [0]])
    assert (sums.y[0, 0], sums.m[0, 0], sums.mm[0, 0]) == (2, 3, 5)


def test_a_score_off_the_scale_is_refused() -> None:
    with pytest.raises(
        ValueError,
        match=r"^score must be 1 to 5, or 0 for a missing answer, got 6 "
        r"\(response 1, question 2\)$",
    ):
        pack([[5, 6]], levels=5)
