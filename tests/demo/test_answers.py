"""The generator of answers: people and offices differ as they do in life."""

import json
from functools import cache

import numpy as np
import pytest

from forms.questionnaire import check_packed, pack_choices, shipped_questionnaire
from survey.demo.answers import (
    STAGES,
    Drawn,
    OfficeEffects,
    draw_answers,
    draw_office_effects,
)

QUESTIONNAIRE = shipped_questionnaire("sipas-2017")
N = 20_000
OFFICES = 60
FEEDBACK = [
    place
    for place, question in enumerate(QUESTIONNAIRE.questions)
    if QUESTIONNAIRE.filter_of(question)
]
RESULT = [
    place
    for place, question in enumerate(QUESTIONNAIRE.questions)
    if question.factor == "result"
]


@cache
def drawn() -> tuple[Drawn, np.ndarray, OfficeEffects]:
    """Return many answers, the office of each, and how offices differ."""
    rng = np.random.default_rng(20261125)
    factors, questions = QUESTIONNAIRE.factors, QUESTIONNAIRE.questions
    effects = draw_office_effects(rng, n_offices=OFFICES, n_factors=len(factors))
    offices = rng.integers(0, OFFICES, N)
    answers = draw_answers(
        rng,
        QUESTIONNAIRE,
        offices=offices,
        effects=effects,
        difficulty=np.zeros(len(questions)),
        lift=0.0,
    )
    return answers, offices, effects


@cache
def characters() -> np.ndarray:
    """Return the answers one character a cell, shape (people, questions)."""
    return np.array([list(row) for row in drawn()[0].scores])


def test_every_answer_fits_the_questionnaire() -> None:
    for scores in set(drawn()[0].scores):
        check_packed(QUESTIONNAIRE, scores)


def test_every_person_answered_something() -> None:
    assert np.isin(characters()[:, 0], list("12345")).all()


def test_answers_of_one_person_go_together() -> None:
    satisfied = np.isin(characters(), ["4", "5"])
    first, last = satisfied[:, 0], satisfied[:, 14]
    # With independent answers both shares would be alike.
    assert last[first].mean() - last[~first].mean() > 0.2


def test_one_office_in_ten_is_clearly_better_and_one_clearly_worse() -> None:
    _, offices, effects = drawn()
    satisfied = np.isin(characters(), ["4", "5"]).mean(axis=1)
    by_office = np.array(
        [satisfied[offices == place].mean() for place in range(OFFICES)]
    )
    order = np.argsort(effects.overall)
    worst, middle, best = order[:6], order[6:-6], order[-6:]
    assert by_office[worst].max() < by_office[middle].mean() < by_office[best].min()
    assert np.ptp(effects.overall[middle]) < 0.4


def test_about_four_answers_in_five_are_satisfied() -> None:
    answered = np.isin(characters(), list("12345"))
    satisfied = np.isin(characters(), ["4", "5"])
    assert satisfied.sum() / answered.sum() == pytest.approx(0.8, abs=0.05)


def test_some_tick_straight_down() -> None:
    asked = np.delete(characters(), FEEDBACK, axis=1)
    straight = [len(set(row) & set("12345")) == 1 for row in asked]
    # Those who do, and those whose answers happen to be alike.
    assert 0.06 < np.mean(straight) < 0.25


def test_some_stop_half_way_and_answer_nothing_after() -> None:
    asked = np.delete(characters(), FEEDBACK, axis=1)
    breaks = [row[-1] == row[-2] == row[-3] == "-" for row in asked]
    assert 0.02 < np.mean(breaks) < 0.08


def test_after_no_the_dependent_questions_count_as_not_asked() -> None:
    answers = drawn()[0]
    said = [
        json.loads(choice)["gave_feedback"] if choice else ""
        for choice in answers.choices
    ]
    dependent = characters()[:, FEEDBACK]
    assert (dependent[np.array(said) == "no"] == ".").all()
    assert not (dependent[np.array(said) != "no"] == ".").any()
    assert set(said) == {"yes", "no", ""}


def test_choices_are_written_as_the_form_writes_them() -> None:
    for choice in set(drawn()[0].choices):
        read = json.loads(choice) if choice else {}
        assert pack_choices(QUESTIONNAIRE, read) == choice


def test_who_has_no_result_yet_says_so_and_who_collects_one_does_not() -> None:
    stage = np.array(drawn()[0].stages)
    without = characters()[:, RESULT[0]] == "x"
    assert without[stage == "submit"].mean() > 0.6
    assert without[stage == "receive"].mean() < 0.05
    assert set(stage) == set(STAGES)
