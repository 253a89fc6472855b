"""What waits is counted alike on both engines."""

from datetime import timedelta

from survey.store import installation
from survey.store.engine import Store
from survey.store.waiting import waiting
from tests.fixtures.people import TODAY
from tests.store.rows import fill_every_table


def test_what_waits_is_counted_in_one_query_on_each_engine(store: Store) -> None:
    fill_every_table(store)
    with store.writing() as session:
        installation.note_silent_counters(session, 3)
        installation.note_silent_counters(session, 2)
        found = waiting(session, TODAY + timedelta(days=400))
    assert found.silent_counters == 2
    assert (found.late_actions, found.proposed_replies) == (0, 0)
    assert found.decided_waves
