"""Residents asked about policies and services in the newest campaign, with what they perceive and expect."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from sqlmodel import Session

from forms.questionnaire import (
    ChoiceQuestion,
    Questionnaire,
    pack_choices,
    shipped_questionnaire,
)
from forms.questionnaire.choices import COUNT
from survey.demo.answers import draw_answers, draw_office_effects
from survey.demo.arrivals import KEY_BYTES, Campaign, write_submissions
from survey.store import instruments
from survey.store.inbox import Submission
from survey.store.tables import Instrument, QuestionnaireVersion, Wave

QUESTIONNAIRE = "sipas-2023"
# Communes whose residents are asked, and the part of all answers that theirs are beside them.
COMMUNES, SHARE = 12, 1 / 40
SHARE_OPEN, SHARE_ALONE = 0.08, 0.05
QUESTION_SPREAD = 0.25
# How often people come once more; each further option is chosen about half as often as the one before.
COMES_AGAIN, EACH_FURTHER = 0.8, 0.5
DAYS, SUNDAY = 5, 6


def add_residents(
    session: Session,
    rng: np.random.Generator,
    campaign: Campaign,
    version: QuestionnaireVersion,
    *,
    counters: Sequence[Sequence[int]],
    today: date,
    responses: int,
) -> None:
    """Let the campaign ask residents, too, and store their answers; `counters` by commune."""
    own = session.get_one(Instrument, campaign.instrument_id)
    wave = session.get_one(Wave, own.wave_id)
    instrument = instruments.add_instrument(
        session,
        wave.code,
        audience=instruments.RESIDENTS,
        questionnaire=version,
        today=today,
        full=True,
    )
    questionnaire = shipped_questionnaire(QUESTIONNAIRE)
    chosen = counters[:COMMUNES]
    n = int(responses * SHARE)
    offices = rng.integers(len(chosen), size=n)
    drawn = draw_answers(
        rng,
        questionnaire,
        offices=offices,
        effects=draw_office_effects(
            rng, n_offices=len(chosen), n_factors=len(questionnaire.factors)
        ),
        difficulty=rng.normal(0, QUESTION_SPREAD, len(questionnaire.questions)),
        lift=campaign.lift,
    )
    days = _days(campaign.opens_on, today)
    shares = {one.code: _shares(rng, one) for one in questionnaire.choice_questions}
    write_submissions(
        session,
        rng,
        [
            Submission(
                key=rng.bytes(KEY_BYTES),
                counter_id=chosen[offices[at]][0],
                instrument_id=instrument.instrument_id,
                received_on=days[int(rng.integers(len(days)))],
                channel="D",
                scores=drawn.scores[at],
                choices=_choices(rng, questionnaire, drawn.choices[at], shares),
            )
            for at in range(n)
        ],
    )


def _days(first: date, today: date) -> list[date]:
    """Return the days before today on which people were asked: one round of a week, early in the campaign."""
    days = [first + timedelta(days=count) for count in range((today - first).days)]
    return [day for day in days if day.weekday() != SUNDAY][:DAYS]


def _shares(rng: np.random.Generator, question: ChoiceQuestion) -> list[float]:
    """Return how likely each option is: of one answer the first most, of several in an order of chance."""
    n = sum(not option.excludes for option in question.options)
    likely = EACH_FURTHER ** np.arange(n)
    if question.most:
        likely = rng.permutation(0.3 + likely)
    return [float(share) for share in likely / likely.sum()] if n else []


def _choices(
    rng: np.random.Generator,
    questionnaire: Questionnaire,
    filters: str,
    shares: dict[str, list[float]],
) -> str:
    """Return a person's choices beside the answered filters, packed as the store keeps them."""
    answers: dict[str, object] = json.loads(filters) if filters else {}
    for question in questionnaire.choice_questions:
        if rng.random() >= SHARE_OPEN:
            answers[question.code] = _answer(rng, question, shares[question.code])
    return pack_choices(questionnaire, answers)


def _answer(
    rng: np.random.Generator, question: ChoiceQuestion, shares: Sequence[float]
) -> object:
    if question.kind == COUNT:
        return min(question.most, 1 + int(rng.poisson(COMES_AGAIN)))
    alone = [option.code for option in question.options if option.excludes]
    if alone and rng.random() < SHARE_ALONE:
        return alone[:1]
    together = [option.code for option in question.options if not option.excludes]
    most = min(question.most, 3)
    n = int(rng.integers(1, most + 1)) if question.most else 1
    chosen = rng.choice(len(together), n, replace=False, p=shares)
    codes = [together[int(at)] for at in chosen]
    return codes if question.most else codes[0]
