"""Answers stay as they were received: tables times forbidden statements, after every migration."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from survey.store import guards, migrate
from survey.store.engine import Store
from tests.store.rows import fill_every_table

# Written out, not read from the guards: a guard that is taken away must fail here.
GUARDED = {
    "receipt": "UPDATE receipt SET code_hash = ''",
    "arrival": "UPDATE arrival SET scores = '111111'",
    "response": "UPDATE response SET scores = '111111'",
    "imported_answer": "UPDATE imported_answer SET scores = '111111'",
    "comment_arrival": "UPDATE comment_arrival SET text = 'x'",
    "comment": "UPDATE comment SET text = 'x'",
    "seal": "UPDATE seal SET n = n + 1",
    "questionnaire_version": "UPDATE questionnaire_version SET content = ''",
    "wave_event": "UPDATE wave_event SET reason = 'x'",
    "comment_batch": "UPDATE comment_batch SET n = n + 1",
    "released_comment": "UPDATE released_comment SET folded = 'x'",
    "urgent_outcome": "UPDATE urgent_outcome SET reason = 'x'",
    "comment_code": "UPDATE comment_code SET theme = 'x'",
    "code_settlement": "UPDATE code_settlement SET theme = 'x'",
    "reply": "UPDATE reply SET answer = 'x'",
    "reply_event": "UPDATE reply_event SET reason = 'x'",
    "audit_entry": "UPDATE audit_entry SET actor = 'x'",
    "action": "UPDATE action SET what = 'x'",
    "action_step": "UPDATE action_step SET reason = 'x'",
    "publication": "UPDATE publication SET content = 'x'",
    "published_office": "UPDATE published_office SET content = 'x'",
    "row_file_state": "UPDATE row_file_state SET class_through = through",
    "index_value": "UPDATE index_value SET value = '1'",
    "sampling_plan": "UPDATE sampling_plan SET seed = 1",
    "sampling_office": "UPDATE sampling_office SET is_drawn = NOT is_drawn",
    "sampling_cell": "UPDATE sampling_cell SET planned = 0",
    "recheck_draw": "UPDATE recheck_draw SET seed = 1",
    "recheck_stratum": "UPDATE recheck_stratum SET drawn = 0",
    "ddci_unit": "UPDATE ddci_unit SET block = 'x'",
    "ddci_range": "UPDATE ddci_range SET low = 0",
    "ddci_link": "UPDATE ddci_link SET kind = 'household'",
    "ddci_receipt": "UPDATE ddci_receipt SET round_id = round_id",
    "ddci_arrival": "UPDATE ddci_arrival SET scores = '11'",
    "ddci_answer": "UPDATE ddci_answer SET scores = '11'",
    "ddci_result": "UPDATE ddci_result SET content = 'x'",
}
# Made after the migration that another test goes back to.
YOUNGER = (
    "imported_answer",
    "seal",
    "comment",
    "wave_event",
    "audit_entry",
    "row_file_state",
    "index_value",
)
SAMPLING = ("sampling_plan", "sampling_office", "sampling_cell")
RECHECK = ("recheck_draw", "recheck_stratum")
RATING = (
    "ddci_unit",
    "ddci_range",
    "ddci_link",
    "ddci_receipt",
    "ddci_arrival",
    "ddci_answer",
    "ddci_result",
)
READ = ("released_comment", "urgent_outcome", "code_settlement", "reply")
FOLLOWING = ("action", "action_step", "publication", "published_office")
STATEMENTS: dict[str, Callable[[str], str]] = {
    "update": lambda table: GUARDED[table],
    "delete": lambda table: f"DELETE FROM {table}",
    "replace": lambda table: f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "truncate": lambda table: f"TRUNCATE {table} CASCADE",
}


def statements(store: Store) -> Iterator[str]:
    """Give every forbidden statement of an engine."""
    other_engine = "truncate" if store.is_sqlite else "replace"
    for table in GUARDED:
        for kind, statement in STATEMENTS.items():
            if kind != other_engine:
                yield statement(table)


def assert_refused(store: Store, statement: str) -> None:
    with pytest.raises(DBAPIError, match="is append-only"), store.writing() as session:
        session.connection().execute(text(statement))


def test_nothing_received_can_be_changed(store: Store) -> None:
    fill_every_table(store)
    for statement in statements(store):
        assert_refused(store, statement)


@pytest.mark.parametrize("revision", ["0001", "0002", "base"])
def test_nothing_can_be_changed_after_going_down_and_up(
    store: Store, revision: str
) -> None:
    migrate.downgrade(store, revision)
    migrate.upgrade(store)
    fill_every_table(store)
    for statement in statements(store):
        assert_refused(store, statement)


def test_nothing_can_be_changed_after_going_down(store: Store) -> None:
    fill_every_table(store)
    migrate.downgrade(store, "0002")
    for statement in statements(store):
        if not any(
            f" {table}" in statement
            for table in (*YOUNGER, *READ, *FOLLOWING, *SAMPLING, *RECHECK, *RATING)
        ):
            assert_refused(store, statement)


def test_an_arrival_may_go_once_it_is_a_response(store: Store) -> None:
    fill_every_table(store)
    with store.writing() as session:
        session.connection().execute(text("INSERT INTO response SELECT * FROM arrival"))
        session.connection().execute(text("DELETE FROM arrival"))
        left = session.connection().execute(text("SELECT count(*) FROM arrival"))
        assert left.scalar_one() == 0


def test_a_comment_may_go_once_it_can_be_read(store: Store) -> None:
    fill_every_table(store)
    with store.writing() as session:
        connection = session.connection()
        connection.execute(text("INSERT INTO comment SELECT * FROM comment_arrival"))
        connection.execute(text("DELETE FROM comment_arrival"))
        left = connection.execute(text("SELECT count(*) FROM comment_arrival"))
        assert left.scalar_one() == 0


def test_a_missing_guard_is_named(store: Store) -> None:
    with store.writing() as session:
        assert guards.missing_guards(session.connection()) == ()
        on = "" if store.is_sqlite else " ON response"
        session.connection().execute(text(f"DROP TRIGGER guard_response_update{on}"))
        found = guards.missing_guards(session.connection())
    assert found == ("guard_response_update",)
