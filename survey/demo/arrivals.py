"""Dates the demo's answers, places them at counters and writes them as the inbox does, but many at once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np
from sqlmodel import Session, insert

from forms.questionnaire import Questionnaire, translate
from survey.demo.answers import (
    Drawn,
    FloatArray,
    IntArray,
    draw_answers,
    draw_office_effects,
)
from survey.demo.fields import FieldsOfVisits
from survey.language import TRANSLATIONS
from survey.settings import derive_key
from survey.store.engine import Store
from survey.store.inbox import Submission, content_tag, receipt_code
from survey.store.tables import metadata

SATURDAY, SUNDAY = 5, 6
SHARE_OF_A_DAY = {SATURDAY: 0.15, SUNDAY: 0.0}
# Arrivals of today are a morning's.
SHARE_OF_TODAY = 0.4
# The last communes are small and show what is suppressed: under 30 answers, and under 5.
SMALL_OFFICES = (0.2, 0.15, 0.12, 0.02)
OFFICE_SPREAD, QUESTION_SPREAD = 0.45, 0.25
# The rows must not depend on a directory's own secret.
RECEIPT_KEY = derive_key("demo", "receipt")
KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Campaign:
    """A demo campaign that is in the store; `lift` says how much better people were served."""

    instrument_id: int
    opens_on: date
    last_answered: date
    n: int
    lift: float


def add_arrivals(
    store: Store,
    rng: np.random.Generator,
    questionnaire: Questionnaire,
    *,
    counters: Sequence[Sequence[int]],
    campaigns: Sequence[Campaign],
    today: date,
    fields: FieldsOfVisits,
) -> None:
    """Draw and write every campaign's answers; `counters` holds the counters' ids by office."""
    n_offices = len(counters)
    effects = draw_office_effects(
        rng, n_offices=n_offices, n_factors=len(questionnaire.factors)
    )
    weights = rng.lognormal(0, OFFICE_SPREAD, n_offices)
    weights[-len(SMALL_OFFICES) :] = SMALL_OFFICES
    difficulty = rng.normal(0, QUESTION_SPREAD, len(questionnaire.questions))
    for campaign in campaigns:
        offices = rng.choice(n_offices, campaign.n, p=weights / weights.sum())
        drawn = draw_answers(
            rng,
            questionnaire,
            offices=offices,
            effects=effects,
            difficulty=difficulty,
            lift=campaign.lift,
        )
        at = [_any(rng, counters[office]) for office in offices]
        submissions = _submissions(
            rng,
            questionnaire,
            campaign,
            drawn,
            counters=at,
            fields=[fields.draw(counter) for counter in at],
            days=_days(rng, campaign, today),
        )
        with store.writing() as session:
            write_submissions(session, rng, submissions)


def _any(rng: np.random.Generator, counters: Sequence[int]) -> int:
    return counters[int(rng.integers(len(counters)))]


def _days(rng: np.random.Generator, campaign: Campaign, today: date) -> list[date]:
    """Return the day of each answer: working days, a few on Saturdays, none on Sundays."""
    length = (campaign.last_answered - campaign.opens_on).days + 1
    days = [campaign.opens_on + timedelta(days=count) for count in range(length)]
    shares: FloatArray = np.array(
        [
            SHARE_OF_A_DAY.get(day.weekday(), 1.0)
            * (SHARE_OF_TODAY if day == today else 1.0)
            for day in days
        ]
    )
    chosen: IntArray = rng.choice(length, campaign.n, p=shares / shares.sum())
    return [days[place] for place in chosen]


def _submissions(
    rng: np.random.Generator,
    questionnaire: Questionnaire,
    campaign: Campaign,
    drawn: Drawn,
    *,
    counters: Sequence[int],
    fields: Sequence[str],
    days: Sequence[date],
) -> list[Submission]:
    versions = {"vi": "", "en": _translation_version(questionnaire, "en")}
    return [
        Submission(
            key=rng.bytes(KEY_BYTES),
            counter_id=counters[place],
            instrument_id=campaign.instrument_id,
            received_on=days[place],
            # The printed code: the only way in that the demo has.
            channel="D",
            scores=drawn.scores[place],
            stage=drawn.stages[place],
            choices=drawn.choices[place],
            field=fields[place],
            language=drawn.languages[place],
            language_version=versions[drawn.languages[place]],
        )
        for place in range(campaign.n)
    ]


def _translation_version(questionnaire: Questionnaire, language: str) -> str:
    file = TRANSLATIONS / language / f"{questionnaire.code}.toml"
    translated = translate(questionnaire, file.read_text("utf-8"), source=file.name)
    return translated.language_version


def write_submissions(
    session: Session, rng: np.random.Generator, submissions: Sequence[Submission]
) -> None:
    """Write receipts and arrivals; one by one through the inbox would take a minute."""
    connection = session.connection()
    connection.execute(
        insert(metadata.tables["receipt"]), [_receipt(sent) for sent in submissions]
    )
    connection.execute(
        insert(metadata.tables["arrival"]),
        [
            {
                "id": UUID(bytes=rng.bytes(16), version=4),
                "counter_id": sent.counter_id,
                "instrument_id": sent.instrument_id,
                "received_on": sent.received_on,
                "class": sent.channel,
                "stage": sent.stage,
                "part": sent.part,
                "scores": sent.scores,
                "choices": sent.choices,
                "field": sent.field,
                "language": sent.language,
                "language_version": sent.language_version,
                "batch_id": sent.batch_id,
            }
            for sent in submissions
        ],
    )


def _receipt(sent: Submission) -> dict[str, object]:
    code = receipt_code(sent.key, receipt_key=RECEIPT_KEY)
    return {
        "key_hash": hashlib.sha256(sent.key).hexdigest(),
        "code_hash": hashlib.sha256(code.encode()).hexdigest(),
        "content_tag": content_tag(sent),
        "received_on": sent.received_on,
    }
