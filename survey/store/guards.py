"""Triggers that keep answers as they were received, on both engines.

Alembic's batch mode drops triggers silently, so every migration ends with `create_guards`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text


@dataclass(frozen=True, slots=True)
class Guard:
    """One forbidden statement; with `moved_to` a delete is allowed once the row stands there.

    `given_up` is a condition in SQL under which it is allowed, too.
    """

    table: str
    action: str
    moved_to: str = ""
    given_up: str = ""

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.action.lower()}"

    @property
    def message(self) -> str:
        return f"{self.table} is append-only: {self.action} refused"


# What a file brought in may be thrown away until its import is accepted as a whole.
IMPORT_GIVEN_UP = "EXISTS (SELECT 1 FROM answer_import WHERE id = OLD.import_id AND state <> 'accepted')"
# Which links were used is forgotten once a round is closed (docs/decisions/0032).
ROUND_CLOSED = "EXISTS (SELECT 1 FROM ddci_result WHERE round_id = OLD.round_id)"
GUARDS = (
    Guard("receipt", "UPDATE"),
    Guard("receipt", "DELETE"),
    Guard("arrival", "UPDATE"),
    Guard("arrival", "DELETE", moved_to="response"),
    Guard("response", "UPDATE"),
    Guard("response", "DELETE"),
    Guard("imported_answer", "UPDATE"),
    Guard("imported_answer", "DELETE", moved_to="response", given_up=IMPORT_GIVEN_UP),
    Guard("comment_arrival", "UPDATE"),
    Guard("comment_arrival", "DELETE", moved_to="comment"),
    Guard("comment", "UPDATE"),
    Guard("comment", "DELETE"),
    Guard("seal", "UPDATE"),
    Guard("seal", "DELETE"),
    Guard("questionnaire_version", "UPDATE"),
    Guard("questionnaire_version", "DELETE"),
    Guard("audit_entry", "UPDATE"),
    Guard("audit_entry", "DELETE"),
    Guard("wave_event", "UPDATE"),
    Guard("wave_event", "DELETE"),
    Guard("action", "UPDATE"),
    Guard("action", "DELETE"),
    Guard("action_step", "UPDATE"),
    Guard("action_step", "DELETE"),
    Guard("publication", "UPDATE"),
    Guard("publication", "DELETE"),
    Guard("published_office", "UPDATE"),
    Guard("published_office", "DELETE"),
    Guard("row_file_state", "UPDATE"),
    Guard("row_file_state", "DELETE"),
    Guard("comment_batch", "UPDATE"),
    Guard("comment_batch", "DELETE"),
    Guard("released_comment", "UPDATE"),
    Guard("released_comment", "DELETE"),
    Guard("urgent_outcome", "UPDATE"),
    Guard("urgent_outcome", "DELETE"),
    Guard("comment_code", "UPDATE"),
    Guard("comment_code", "DELETE"),
    Guard("code_settlement", "UPDATE"),
    Guard("code_settlement", "DELETE"),
    Guard("reply", "UPDATE"),
    Guard("reply", "DELETE"),
    Guard("reply_event", "UPDATE"),
    Guard("reply_event", "DELETE"),
    Guard("index_value", "UPDATE"),
    Guard("index_value", "DELETE"),
    Guard("sampling_plan", "UPDATE"),
    Guard("sampling_plan", "DELETE"),
    Guard("sampling_office", "UPDATE"),
    Guard("sampling_office", "DELETE"),
    Guard("sampling_cell", "UPDATE"),
    Guard("sampling_cell", "DELETE"),
    Guard("recheck_draw", "UPDATE"),
    Guard("recheck_draw", "DELETE"),
    Guard("recheck_stratum", "UPDATE"),
    Guard("recheck_stratum", "DELETE"),
    Guard("office_succession", "UPDATE"),
    Guard("office_succession", "DELETE"),
    Guard("counter_succession", "UPDATE"),
    Guard("counter_succession", "DELETE"),
    Guard("ddci_round", "DELETE"),
    Guard("ddci_unit", "UPDATE"),
    Guard("ddci_unit", "DELETE"),
    Guard("ddci_range", "UPDATE"),
    Guard("ddci_range", "DELETE"),
    Guard("ddci_link", "UPDATE"),
    Guard("ddci_link", "DELETE"),
    Guard("ddci_receipt", "UPDATE"),
    Guard("ddci_receipt", "DELETE", given_up=ROUND_CLOSED),
    Guard("ddci_arrival", "UPDATE"),
    Guard("ddci_arrival", "DELETE", moved_to="ddci_answer"),
    Guard("ddci_answer", "UPDATE"),
    Guard("ddci_answer", "DELETE"),
    Guard("ddci_result", "UPDATE"),
    Guard("ddci_result", "DELETE"),
)


def missing_guards(connection: Connection) -> tuple[str, ...]:
    """Return the names of guards that the database should have and has not."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    found = {str(row[0]) for row in connection.execute(text(catalogue))}
    return tuple(guard.name for guard in GUARDS if guard.name not in found)


def create_guards(connection: Connection) -> None:
    """Create every guard anew, on those tables that this revision of the schema has."""
    drop_guards(connection)
    tables = set(inspect(connection).get_table_names())
    guards = [guard for guard in GUARDS if guard.table in tables]
    is_sqlite = connection.dialect.name == "sqlite"
    for statement in (
        _sqlite_statements(guards) if is_sqlite else _postgres_statements(guards)
    ):
        connection.execute(text(statement))


def drop_guards(connection: Connection) -> None:
    """Drop every guard; only a migration may, before it creates them anew."""
    if connection.dialect.name == "sqlite":
        for guard in GUARDS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {guard.name}"))
        return
    # Dropping the functions takes their triggers along, whether or not the tables are still there.
    for guard in GUARDS:
        connection.execute(text(f"DROP FUNCTION IF EXISTS {guard.name}() CASCADE"))
    connection.execute(text("DROP FUNCTION IF EXISTS guard_truncate() CASCADE"))


def _sqlite_statements(guards: Sequence[Guard]) -> list[str]:
    return [
        f"CREATE TRIGGER {guard.name} BEFORE {guard.action} ON {guard.table} "
        f"{_unless_moved(guard, 'WHEN NOT ({0})')} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        for guard in guards
    ]


def _postgres_statements(guards: Sequence[Guard]) -> list[str]:
    statements = [
        "CREATE FUNCTION guard_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only: TRUNCATE refused', TG_TABLE_NAME; END $$"
    ]
    for guard in guards:
        condition = _unless_moved(guard, "IF {0} THEN RETURN OLD; END IF;")
        statements += [
            f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {condition} "
            f"RAISE EXCEPTION '{guard.message}'; END $$",
            f"CREATE TRIGGER {guard.name} BEFORE {guard.action} ON {guard.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
        ]
    statements += [
        f"CREATE TRIGGER guard_{table}_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION guard_truncate()"
        for table in dict.fromkeys(guard.table for guard in guards)
    ]
    return statements


def _unless_moved(guard: Guard, clause: str) -> str:
    allowed = [guard.given_up] if guard.given_up else []
    if guard.moved_to:
        allowed.append(f"EXISTS (SELECT 1 FROM {guard.moved_to} WHERE id = OLD.id)")
    return clause.format(" OR ".join(allowed)) if allowed else ""
