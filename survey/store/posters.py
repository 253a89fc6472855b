"""Queries about printed posters: codes, batches that replace one another, and who looked after them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy
from sqlalchemy import func
from sqlmodel import Session, col, select

from survey.store.codes import new_code
from survey.store.places import has_come, is_open, offices, open_counters
from survey.store.tables import (
    Counter,
    DayCount,
    Office,
    Placement,
    Poster,
    PosterCheck,
)
from survey.store.tables.answers import CANARY
from survey.store.tables.places import AT_COUNTER, ONLINE

# A replaced poster may hang in a corner that nobody thought of, or stand on a slip in a drawer.
GRACE_DAYS = 30
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PrintedCounter:
    """A counter with its office and the poster that hangs there, or will once it is printed."""

    office: Office
    counter: Counter
    poster: Poster

    @property
    def code(self) -> str:
        return self.poster.code

    @property
    def printed_on(self) -> date:
        return self.poster.printed_on

    @property
    def serial(self) -> str:
        """The counter's code and the number of the batch, as the sheet's foot names it."""
        return f"{self.counter.code}/{self.poster.number}"


def current_posters(
    session: Session, today: date, *, office_code: str = "", kind: str = AT_COUNTER
) -> tuple[PrintedCounter, ...]:
    """Return each open counter with its newest poster in use; a counter without one is left out."""
    newest = {
        counter_id: posters[-1]
        for counter_id, posters in posters_in_use(session, today).items()
    }
    return tuple(
        PrintedCounter(office, counter, newest[counter.id])
        for office, counter in open_counters(
            session, today, office_code=office_code, kind=kind
        )
        if counter.id in newest
    )


def posters_in_use(session: Session, today: date) -> Mapping[int, Sequence[Poster]]:
    """Return the posters that lead to a form, by counter, the newest last."""
    counter_of: dict[int, int] = {}
    by_id: dict[int, Poster] = {}
    for poster, placement in session.exec(
        select(Poster, Placement)
        .join(Placement, col(Placement.poster_id) == col(Poster.id))
        .where(col(Placement.valid_from) <= today)
        .order_by(col(Poster.printed_on), col(Poster.id), col(Placement.valid_from))
    ):
        if not has_come(poster.retired_on, today):
            by_id[placement.poster_id] = poster
            # The latest placement counts.
            counter_of[placement.poster_id] = placement.counter_id
    found: dict[int, list[Poster]] = defaultdict(list)
    for poster_id, counter_id in counter_of.items():
        found[counter_id].append(by_id[poster_id])
    return found


def give_posters(
    session: Session, today: date, *, office_code: str = "", kind: str = AT_COUNTER
) -> int:
    """Give each open counter that has no poster in use a new code; return how many were given."""
    has_one = posters_in_use(session, today)
    missing = [
        counter
        for _, counter in open_counters(
            session, today, office_code=office_code, kind=kind
        )
        if counter.id not in has_one
    ]
    _add_posters(session, missing, today)
    return len(missing)


def begin_batch(
    session: Session,
    today: date,
    *,
    office_code: str = "",
    counter_code: str = "",
    grace_days: int = GRACE_DAYS,
) -> int:
    """Give counters a new code each; the codes that hang there go on working for the grace.

    Returns how many counters got one.
    """
    counters = [
        counter
        for _, counter in open_counters(session, today, office_code=office_code)
        if counter_code in ("", counter.code)
    ]
    in_use = posters_in_use(session, today)
    ends_on = today + timedelta(days=grace_days)
    for counter in counters:
        for poster in in_use.get(counter.id or 0, ()):
            # What an earlier batch has ended already does not live longer by this one.
            poster.retired_on = min(poster.retired_on or ends_on, ends_on)
    _add_posters(session, counters, today)
    return len(counters)


def give_links(session: Session, today: date, *, office_code: str = "") -> int:
    """Give each open office a code for online filers; return how many were given."""
    has_place = {
        office.id
        for office, _ in open_counters(
            session, today, office_code=office_code, kind=ONLINE
        )
    }
    taken = set(session.exec(select(Counter.code)))
    for office in offices(session):
        if office_code not in ("", office.code):
            continue
        if office.id in has_place or not is_open(office, today):
            continue
        assert office.id is not None
        code = next(
            code
            for n in range(len(taken) + 1)
            if (code := f"{office.code}-online{n or ''}") not in taken
        )
        session.add(
            Counter(
                office_id=office.id,
                code=code,
                name="Nộp hồ sơ trực tuyến",
                name_en="Online filing",
                kind=ONLINE,
            )
        )
    session.flush()
    return give_posters(session, today, office_code=office_code, kind=ONLINE)


def week_of(day: date) -> date:
    """Return the Monday that begins the week of a day."""
    return day - timedelta(days=day.weekday())


def note_checks(
    session: Session, poster_ids: Iterable[int], *, week: date, reviewer_id: int
) -> int:
    """Keep that posters were seen in a week, once each; return how many were new."""
    known = set(
        session.exec(select(PosterCheck.poster_id).where(PosterCheck.week == week))
    )
    new = sorted(set(poster_ids) - known)
    for poster_id in new:
        session.add(
            PosterCheck(poster_id=poster_id, week=week, reviewer_id=reviewer_id)
        )
    session.flush()
    return len(new)


def last_checks(session: Session) -> dict[int, date]:
    """Return the week of each poster's last check, by poster."""
    rows = session.exec(
        select(PosterCheck.poster_id, func.max(PosterCheck.week)).group_by(
            col(PosterCheck.poster_id)
        )
    )
    return dict(rows.all())


def received_in_weeks(
    session: Session, weeks: Sequence[date]
) -> dict[tuple[int, date], int]:
    """Return the core answers of closed days by counter and week, whatever their wave or class.

    A bare n for the floor to be held against; canaries are not counted.
    """
    if not weeks:
        return {}
    rows = session.connection().execute(
        sqlalchemy.select(
            col(DayCount.counter_id), col(DayCount.day), func.sum(DayCount.n)
        )
        .where(
            col(DayCount.day) >= min(weeks),
            col(DayCount.day) < max(weeks) + WEEK,
            col(DayCount.channel) != CANARY,
        )
        .group_by(col(DayCount.counter_id), col(DayCount.day))
    )
    counts: dict[tuple[int, date], int] = defaultdict(int)
    for counter_id, day, n in rows:
        counts[counter_id, week_of(day)] += int(n)
    return dict(counts)


def _add_posters(session: Session, counters: Sequence[Counter], today: date) -> None:
    """Give counters a code each that was never printed, numbered after their last."""
    taken = set(session.exec(select(Poster.code)))
    last_numbers: dict[int, int] = dict(
        session.exec(
            select(Placement.counter_id, func.max(Poster.number))
            .join(Poster, col(Poster.id) == col(Placement.poster_id))
            .group_by(col(Placement.counter_id))
        ).all()
    )
    for counter in counters:
        code = new_code()
        while code in taken:
            code = new_code()
        taken.add(code)
        assert counter.id is not None
        number = last_numbers.get(counter.id, 0) + 1
        poster = Poster(code=code, printed_on=today, number=number)
        session.add(poster)
        session.flush()
        assert poster.id is not None
        session.add(
            Placement(poster_id=poster.id, valid_from=today, counter_id=counter.id)
        )
    session.flush()
