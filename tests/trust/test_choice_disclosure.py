"""Who reads the options of every office and of all together works out no count of one to four people."""

from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from survey.trust.choice_disclosure import (
    shown_alone,
    shown_in_total,
    shown_parts,
)

Shown = Sequence[Sequence[bool]]


def told_exactly(
    cells: Sequence[Sequence[int]],
    answered: Sequence[int],
    shown: Shown,
    total: Sequence[bool],
    *,
    are_parts: bool,
) -> Iterator[int]:
    """Give the hidden cells that the others leave no choice: the least they can be is the most."""
    hidden = [
        (office, at)
        for office, of_office in enumerate(shown)
        for at, is_shown in enumerate(of_office)
        if not is_shown
    ]
    if not hidden:
        return
    sums = []
    if are_parts:
        sums += [
            ([one[0] == office for one in hidden], answered[office], cells[office], shown[office])
            for office in range(len(cells))
        ]  # fmt: skip
    for at, is_shown in enumerate(total):
        column = [of_office[at] for of_office in cells]
        if is_shown:
            sums.append(
                (
                    [one[1] == at for one in hidden],
                    sum(column),
                    column,
                    [of_office[at] for of_office in shown],
                )
            )
    wholes = [
        whole - sum(n for n, is_known in zip(parts, known) if is_known)
        for _, whole, parts, known in sums
    ]
    rows = np.array([row for row, *_ in sums], float).reshape(-1, len(hidden))
    bounds = [(0, answered[office]) for office, _ in hidden]
    for position, (office, at) in enumerate(hidden):
        wanted = np.eye(len(hidden))[position]
        least, most = (
            linprog(sign * wanted, A_eq=rows, b_eq=wholes, bounds=bounds).fun
            for sign in (1, -1)
        )
        assert least is not None and most is not None
        if -most - least < 1e-6:
            yield cells[office][at]


@st.composite
def one_answer_each(draw: st.DrawFn) -> list[list[int]]:
    options = draw(st.integers(2, 4))
    n = st.sampled_from((0, 0, 1, 2, 3, 5, 6, 7, 8))
    offices = draw(
        st.lists(st.lists(n, min_size=options, max_size=options), max_size=4)
    )
    return [cells for cells in offices if sum(cells) >= 5]


@settings(max_examples=60)
@given(one_answer_each())
# All of the second office are shown, so its other options are known to be nobody's.
@example([[5, 7, 2, 5], [0, 7, 5, 0]])
def test_where_each_person_gave_one_answer_no_small_count_follows(
    cells: list[list[int]],
) -> None:
    if not cells:
        return
    answered = [sum(of_office) for of_office in cells]
    shown = [shown_parts(of_office) for of_office in cells]
    totals = [sum(column) for column in zip(*cells, strict=True)]
    total = shown_in_total(
        cells,
        shown,
        answered=answered,
        of_total=shown_parts(totals),
        are_parts=True,
    )
    found = told_exactly(cells, answered, shown, total, are_parts=True)
    assert [n for n in found if 0 < n < 5] == []


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(5, 16), st.integers(0, 16), st.integers(0, 16)),
        min_size=1,
        max_size=4,
    )
)
def test_where_people_chose_several_no_few_that_did_or_did_not_follow(
    offices: list[tuple[int, int, int]],
) -> None:
    answered = [n for n, *_ in offices]
    cells = [[min(n, one) for one in chosen] for n, *chosen in offices]
    shown = [
        shown_alone(of_office, answered=n) for of_office, n in zip(cells, answered)
    ]
    totals = [sum(column) for column in zip(*cells, strict=True)]
    total = shown_in_total(
        cells,
        shown,
        answered=answered,
        of_total=shown_alone(totals, answered=sum(answered)),
        are_parts=False,
    )
    for at in range(2):
        column = [[of_office[at]] for of_office in cells]
        found = told_exactly(
            column,
            answered,
            [[of_office[at]] for of_office in shown],
            [total[at]],
            are_parts=False,
        )
        assert [n for n in found if 0 < n < 5] == []
