"""Closing a round of a DDCI: its result is computed once, outside the write lock, and kept for good."""

from collections import Counter
from datetime import date, timedelta

from survey.access.administration import Note
from survey.reports.ddci_rounds import (
    ClosedRound,
    closed_round,
    computed,
    frozen,
    observed_ranges,
)
from survey.store import ddci
from survey.store.ddci_links import GRACE_DAYS
from survey.store.engine import Store
from survey.store.tables import DdciRound

# What the audit trail calls everything that is done to a round.
ACTION = "ddci_changed"


class RoundStillOpen(Exception):
    """Links can still be used; the round may be closed from `first_day` on."""

    def __init__(self, first_day: date) -> None:
        super().__init__(first_day.isoformat())
        self.first_day = first_day


def closable_from(chosen: DdciRound) -> date:
    """Return the first day on which a round may be closed: its last links have come by then."""
    return chosen.last_day + timedelta(days=GRACE_DAYS + 1)


def close_round(
    store: Store, chosen: DdciRound, *, today: date, done_by: str, note: Note
) -> ClosedRound:
    """Compute and keep a round's result, once.

    Raises RoundStillOpen, RoundClosed, and RoundMovedOn where someone changed figures meanwhile.
    """
    assert chosen.id is not None
    if today < closable_from(chosen):
        raise RoundStillOpen(closable_from(chosen))
    with store.reading() as session:
        if ddci.result(session, chosen.id) is not None:
            raise ddci.RoundClosed(chosen.code)
        units, ranges = ddci.units(session, chosen.id), ddci.ranges(session, chosen.id)
        found = ddci.answers_of(session, chosen.id)
        given = ddci.links_given(session, chosen.id)
        weeks = ddci.used_by_week(session, chosen.id)
    used: Counter[str] = Counter()
    for kinds in weeks.values():
        used.update(kinds)
    findings = computed(chosen, units, ranges, found)
    observed = observed_ranges(chosen, units, found)
    content = frozen(chosen, findings, observed=observed, given=given, used=used)
    with store.writing() as session:
        ddci.close(
            session,
            chosen,
            computed_from=found,
            content=content,
            today=today,
            done_by=done_by,
        )
        note(session, ACTION, object=chosen.code, what="close")
    # Answers that waited have moved, and which links were used is gone: from the disk, too.
    store.checkpoint()
    return closed_round(content)
