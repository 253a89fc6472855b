"""Rotating blocks: every set once, each question as often as any other."""

from collections import Counter
from itertools import combinations

import pytest

from forms.questionnaire import (
    Questionnaire,
    block_count,
    drawn_positions,
    pack_asked,
    shipped_questionnaire,
)
from forms.response import further_form, response_form
from tests.forms.conftest import Fill


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_blocks_are_all_sets_of_their_size(sipas: Questionnaire, size: int) -> None:
    count = block_count(sipas, size=size)
    drawn = [
        drawn_positions(sipas, size=size, block=block) for block in range(1, count + 1)
    ]
    assert drawn == list(combinations(sipas.rest_positions, size))
    times = Counter(position for positions in drawn for position in positions)
    assert set(times) == set(sipas.rest_positions) and len(set(times.values())) == 1


def test_no_block_is_no_question(sipas: Questionnaire) -> None:
    assert drawn_positions(sipas, size=2, block=0) == ()


@pytest.mark.parametrize("block", [-1, 137, 65_535])
def test_a_number_that_no_block_has_is_refused(
    sipas: Questionnaire, block: int
) -> None:
    with pytest.raises(ValueError, match=f"^block must be 0 to 136, got {block}$"):
        drawn_positions(sipas, size=2, block=block)


def test_a_questionnaire_of_core_questions_has_nothing_to_draw() -> None:
    assert block_count(shipped_questionnaire("quick"), size=2) == 0


def test_drawn_questions_come_after_what_everyone_is_asked(
    sipas: Questionnaire, fill: Fill
) -> None:
    drawn = drawn_positions(sipas, size=2, block=1)
    names = [sipas.questions[position].code for position in drawn]
    fields = response_form(sipas, full=False, drawn=drawn)
    form = fill(sipas, {}, form=fields)
    assert [field.name for field in form.asked_fields][-2:] == names
    core = {q.code for q in sipas.as_asked(full=False)}
    assert core < {field.name for field in form.asked_fields}


def test_asked_and_left_open_is_stored_apart_from_not_asked(
    sipas: Questionnaire, fill: Fill
) -> None:
    first, second = drawn_positions(sipas, size=2, block=1)
    fields = response_form(sipas, full=False, drawn=(first, second))
    form = fill(sipas, {sipas.questions[first].code: "2"}, form=fields)
    assert form.validate()
    scores = form.answers().scores
    assert (scores[first], scores[second]) == ("2", "-")
    for position in set(sipas.rest_positions) - {first, second}:
        assert scores[position] == "."


def test_an_answer_to_a_question_that_was_not_drawn_is_ignored(
    sipas: Questionnaire, fill: Fill
) -> None:
    drawn = drawn_positions(sipas, size=2, block=1)
    other = next(p for p in sipas.rest_positions if p not in drawn)
    core = sipas.questions[sipas.core_positions[0]].code
    form = fill(
        sipas,
        {sipas.questions[other].code: "1", core: "4"},
        form=response_form(sipas, full=False, drawn=drawn),
    )
    assert form.validate()
    assert form.answers().scores[other] == "."


def test_further_questions_are_the_rest_without_those_asked_before(
    sipas: Questionnaire, fill: Fill
) -> None:
    drawn = drawn_positions(sipas, size=3, block=680)
    form = fill(sipas, {}, form=further_form(sipas, asked_before=drawn))
    expected = [p for p in sipas.rest_positions if p not in drawn]
    assert form.positions == tuple(expected)
    assert "stage" not in form and "comment" not in form and "helped" not in form
    first, *_ = expected
    form = fill(
        sipas,
        {sipas.questions[first].code: "3"},
        form=further_form(sipas, asked_before=drawn),
    )
    assert form.validate()
    scores = form.answers().scores
    assert scores[first] == "3" and set(scores) == {"3", "-", "."}
    assert {scores[position] for position in sipas.core_positions} == {"."}


def test_packing_refuses_a_question_that_was_not_asked(sipas: Questionnaire) -> None:
    code = sipas.questions[sipas.rest_positions[0]].code
    with pytest.raises(ValueError, match=f'^"{code}" is not asked by questionnaire'):
        pack_asked(sipas, {code: 1}, asked=sipas.core_positions)
