"""An independent check of the demo's newest campaign: most offices hold, two collect from the content ones."""

import hashlib
from collections import defaultdict
from datetime import date, timedelta

import numpy as np
from sqlmodel import Session, col, select

from analysis.arrays import FloatArray
from survey.demo.arrivals import KEY_BYTES, Campaign, write_submissions
from survey.store import rechecks
from survey.store.inbox import Submission
from survey.store.rechecks import DrawHead, Stratum
from survey.store.tables import Arrival, Batch, Counter, Instrument, Wave
from survey.store.tables.paper import TELEPHONE
from survey.store.waves import RECONTACTED

# The offices with the most answers; so many people on each list, drawn and heard.
OFFICES, LISTED, DRAWN, HEARD = 10, 400, 40, 26
# Of these who answered by themselves were the content ones.
PADDED = 2
# Why the others did not answer: refused, not reached, wrong number.
OUTCOMES = {"refused": 3, "no_answer": 6, "bad_number": 2}
# Days before today on which people were drawn, called, and can be called last.
DRAWN_BEFORE, CALLED_BEFORE, CALLED_UNTIL = 9, 6, 14
FEWEST = 5


def add_recheck(
    session: Session, rng: np.random.Generator, campaign: Campaign, *, today: date
) -> None:
    """Draw people of some offices and store what they said; the same generator gives the same rows."""
    answers = _answers(session, campaign)
    instrument = session.get_one(Instrument, campaign.instrument_id)
    check = rechecks.open_recheck(
        session,
        session.get_one(Wave, instrument.wave_id),
        closes_on=today + timedelta(days=CALLED_UNTIL),
        grace_days=7,
    )
    head = DrawHead(
        rule="share",
        share=0.1,
        fixed=None,
        margin=None,
        least=20,
        seed=int(rng.integers(2**31)),
        # No list stands behind a demo.
        file_hash=hashlib.sha256(b"demo").hexdigest(),
        drawn_on=today - timedelta(days=DRAWN_BEFORE),
    )
    strata = [Stratum(office_id, "", LISTED, DRAWN) for office_id in answers]
    rechecks.keep_draw(session, check.instrument_id, head, strata)
    told = {office_id: OUTCOMES for office_id in answers}
    rechecks.set_outcomes(session, check.instrument_id, told)
    called_on = _weekday(today - timedelta(days=CALLED_BEFORE))
    heard: list[Submission] = []
    for at, own in enumerate(answers.values()):
        batch = Batch(
            channel=TELEPHONE,
            counter_id=own[0].counter_id,
            instrument_id=check.instrument_id,
            language="vi",
            opened_on=called_on,
            gathered_on=called_on,
            stored=HEARD,
        )
        session.add(batch)
        session.flush()
        scores = [one.scores for one in own]
        chosen = rng.choice(len(scores), HEARD, p=_chances(scores, at < PADDED))
        heard += [
            Submission(
                key=rng.bytes(KEY_BYTES),
                counter_id=batch.counter_id,
                instrument_id=check.instrument_id,
                received_on=called_on,
                channel=RECONTACTED,
                scores=scores[place],
                batch_id=batch.id,
            )
            for place in chosen
        ]
    if heard:
        write_submissions(session, rng, heard)


def _answers(session: Session, campaign: Campaign) -> dict[int, list[Arrival]]:
    """Return the answers of the offices that have most of them, by office."""
    found: defaultdict[int, list[Arrival]] = defaultdict(list)
    rows = session.exec(
        select(Arrival, Counter.office_id)
        .join(Counter, col(Counter.id) == col(Arrival.counter_id))
        .where(Arrival.instrument_id == campaign.instrument_id)
        .order_by(col(Arrival.id))
    )
    for arrival, office_id in rows:
        found[office_id].append(arrival)
    most = sorted(found, key=lambda office_id: (-len(found[office_id]), office_id))
    chosen = [one for one in most[:OFFICES] if len(found[one]) >= FEWEST]
    return {office_id: found[office_id] for office_id in sorted(chosen)}


def _chances(scores: list[str], is_padded: bool) -> FloatArray:
    """Return how likely each answer is heard: all alike, or the discontent first."""
    weights = np.ones(len(scores))
    if is_padded:
        content = [sum(one in "45" for one in text) / len(text) for text in scores]
        weights = (1.05 - np.array(content)) ** 2
    return np.asarray(weights / weights.sum())


def _weekday(day: date) -> date:
    """Return the day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
