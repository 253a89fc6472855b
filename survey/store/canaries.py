"""The canary: a made-up office whose made-up ratings show that every way in takes every answer.

What it stores is of class Z, and its office is in no list and no total.
"""

from collections import Counter as Multiset
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import select
from sqlmodel import Session, col

from analysis.arrays import IntArray
from analysis.tally import LEVEL_CHARACTERS, MISSING_CHARACTERS
from forms.questionnaire import Questionnaire
from survey.store import closing, posters
from survey.store.questionnaires import stored_questionnaire
from survey.store.releases import TOTAL
from survey.store.tables import Arrival, Counter, Office, Response, Tally
from survey.store.tables.answers import CANARY, CORE
from survey.store.tables.places import CANARY_COUNTER, CANARY_OFFICE
from survey.store.tallies import stored_cells
from survey.store.waves import OpenInstrument


@dataclass(frozen=True, slots=True)
class Canary:
    """The canary's counter and the code that leads to it."""

    counter_id: int
    code: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as the store has it, less what nobody chose."""

    channel: str
    part: str
    stage: str
    scores: str
    choices: str


@dataclass(frozen=True, slots=True)
class TallyCheck:
    """The canary's answers of a month up to the last sealed day, and whether the tallies have them all."""

    n: int
    through: date
    agrees: bool


def give_canary(session: Session, today: date, *, kind: str = CANARY_COUNTER) -> Canary:
    """Return the canary's counter of a kind, made where it is not there yet."""
    counter_code = f"{CANARY_OFFICE}-{kind}"
    counter = session.scalars(
        select(Counter).where(col(Counter.code) == counter_code)
    ).first()
    if counter is None:
        counter = Counter(
            office_id=_office_id(session),
            code=counter_code,
            name="Phiếu thử tự động",
            name_en="Automatic test",
            kind=kind,
        )
        session.add(counter)
        session.flush()
    assert counter.id is not None
    posters.give_posters(session, today, office_code=CANARY_OFFICE, kind=kind)
    code = posters.posters_in_use(session, today)[counter.id][-1].code
    return Canary(counter.id, code)


def _office_id(session: Session) -> int:
    office = session.scalars(
        select(Office).where(col(Office.code) == CANARY_OFFICE)
    ).first()
    if office is None:
        office = Office(
            code=CANARY_OFFICE,
            name="Đơn vị thử đường truyền",
            name_en="Test of the way in",
            level="canary",
        )
        session.add(office)
        session.flush()
    assert office.id is not None
    return office.id


def stored_answers(
    session: Session, canary: Canary, *, since: date
) -> Multiset[StoredAnswer]:
    """Return what is stored of the canary since a day, sealed or not, each with how often."""
    found: Multiset[StoredAnswer] = Multiset()
    for table in (Arrival, Response):
        rows = session.connection().execute(
            select(
                col(table.channel),
                col(table.part),
                col(table.stage),
                col(table.scores),
                col(table.choices),
            ).where(
                col(table.received_on) >= since,
                col(table.counter_id) == canary.counter_id,
            )
        )
        found.update(StoredAnswer(*row) for row in rows)
    return found


def check_tallies(
    session: Session, counters: Sequence[Canary], instrument: OpenInstrument
) -> TallyCheck | None:
    """Count the canary's answers of the last sealed month anew and compare them with the tallies.

    None before the first seal, and while a day is being sealed.
    """
    through = closing.last_sealed_day(session)
    if through is None or closing.is_under_way(session):
        return None
    counter_ids = [canary.counter_id for canary in counters]
    questionnaire = stored_questionnaire(instrument.digest, instrument.content)
    rows = session.scalars(
        select(col(Response.scores)).where(
            col(Response.received_on) >= through.replace(day=1),
            col(Response.received_on) <= through,
            col(Response.counter_id).in_(counter_ids),
            col(Response.instrument_id) == instrument.instrument_id,
            col(Response.part) == CORE,
        )
    ).all()
    cells = stored_cells(
        session,
        col(Tally.instrument_id) == instrument.instrument_id,
        col(Tally.counter_id).in_(counter_ids),
        col(Tally.month) == f"{through:%Y-%m}",
        col(Tally.channel) == CANARY,
        col(Tally.part) == CORE,
        col(Tally.breakdown) == TOTAL,
    )
    counted = _characters(rows, questionnaire)
    tallied = sum((cell.codes for cell in cells), np.zeros_like(counted))
    agrees = len(rows) == sum(cell.n for cell in cells) and bool(
        (counted == tallied).all()
    )
    return TallyCheck(len(rows), through, agrees)


def _characters(rows: Sequence[str], questionnaire: Questionnaire) -> IntArray:
    """Count characters by question one by one: another way than the one that made the tallies."""
    characters = LEVEL_CHARACTERS[: questionnaire.scale.levels] + MISSING_CHARACTERS
    return np.array(
        [
            sum(scores[position] == character for scores in rows)
            for position in range(len(questionnaire.questions))
            for character in characters
        ],
        np.int64,
    )
