"""The trail is one chain: nothing in it can be bent, and two at once do not make two of it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from survey.store import audit, guards
from survey.store.audit import Actor, Search
from survey.store.engine import Store
from survey.store.tables import AuditEntry

NOW = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
HOA = Actor("hoa", 1)


def note(session: Session, n: int = 0, actor: Actor = HOA) -> None:
    audit.note(
        session,
        at=NOW + timedelta(minutes=n),
        actor=actor,
        action="export",
        object=f"/tệp/{n}",
        details={"n": n},
    )


def verify(store: Store, *, head: str = "") -> audit.Chain:
    with store.reading() as session:
        return audit.verify(session, head=head)


def fill(store: Store, n: int = 5) -> None:
    with store.writing() as session:
        for number in range(n):
            note(session, number)


def bend(store: Store, number: int, **values: object) -> None:
    """Change an entry as someone with the database in hand would."""
    with store.writing() as session:
        guards.drop_guards(session.connection())
        session.connection().execute(
            update(AuditEntry).where(col(AuditEntry.number) == number).values(**values)
        )
        guards.create_guards(session.connection())


def test_an_empty_trail_is_whole(store: Store) -> None:
    chain = verify(store)
    assert (chain.n, chain.head, chain.is_whole) == (0, audit.BEGINNING, True)


def test_each_entry_holds_the_hash_of_the_one_before(store: Store) -> None:
    fill(store)
    with store.reading() as session:
        found = list(audit.all_entries(session, Search()))
    assert [entry.number for entry in found] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in found[1:]] == [
        entry.hash for entry in found[:-1]
    ]
    assert verify(store) == audit.Chain(5, found[-1].hash, None, True)


@pytest.mark.parametrize(
    "values",
    [
        {"actor": "minh"},
        {"reviewer_id": None},
        {"at": NOW},
        {"action": "sign_in"},
        {"object": "/tệp/9"},
        {"details": "{}"},
        {"hash": "f" * 64},
        {"previous": "f" * 64},
    ],
    ids=str,
)
def test_whatever_is_changed_breaks_the_chain_there(
    sqlite_store: Store, values: dict[str, object]
) -> None:
    fill(sqlite_store)
    bend(sqlite_store, 3, **values)
    assert verify(sqlite_store).broken_at in (3, 4)


def test_a_missing_entry_is_found(sqlite_store: Store) -> None:
    fill(sqlite_store)
    with sqlite_store.writing() as session:
        guards.drop_guards(session.connection())
        session.connection().execute(text("DELETE FROM audit_entry WHERE number = 2"))
    assert verify(sqlite_store).broken_at == 3


def test_a_cut_off_end_is_found_by_an_earlier_head_only(sqlite_store: Store) -> None:
    fill(sqlite_store)
    head = verify(sqlite_store).head
    with sqlite_store.writing() as session:
        note(session, 6)
    assert verify(sqlite_store, head=head).is_whole
    with sqlite_store.writing() as session:
        guards.drop_guards(session.connection())
        session.connection().execute(text("DELETE FROM audit_entry WHERE number > 4"))
    assert verify(sqlite_store).is_whole
    assert not verify(sqlite_store, head=head).is_whole


def test_many_at_once_make_one_chain(store: Store) -> None:
    others = [store, store, Store(store.engine.url.render_as_string(False))]
    failures: list[Exception] = []

    def write(own: Store) -> None:
        try:
            for number in range(10):
                with own.writing() as session:
                    note(session, number)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(own,)) for own in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    others[-1].close()
    assert failures == []
    chain = verify(store)
    assert (chain.n, chain.is_whole) == (30, True)


def test_the_database_refuses_a_fork(store: Store) -> None:
    fill(store, 2)
    with store.reading() as session:
        last = audit.entries(session, Search(), limit=1)[0]
    fork = {**last.model_dump(), "number": 3, "hash": "e" * 64}
    with pytest.raises(IntegrityError), store.writing() as session:
        session.add(AuditEntry(**fork))


def test_a_transaction_that_fails_leaves_no_entry(store: Store) -> None:
    with pytest.raises(RuntimeError), store.writing() as session:
        note(session)
        raise RuntimeError
    fill(store, 1)
    assert verify(store).n == 1


def test_an_unknown_action_is_refused(sqlite_store: Store) -> None:
    with pytest.raises(ValueError, match="got 'dance'"), sqlite_store.writing() as s:
        audit.note(s, at=NOW, actor=HOA, action="dance")


def test_a_person_is_found_as_actor_and_as_object(store: Store) -> None:
    with store.writing() as session:
        note(session, 1)
        audit.note(
            session,
            at=NOW,
            actor=audit.COMMAND_LINE,
            action="account_closed",
            object="hoa",
        )
        note(session, 2, Actor("minh", 2))
    with store.reading() as session:
        found = audit.entries(session, Search(person="hoa"), limit=9)
        assert [entry.number for entry in found] == [2, 1]
        by_action = audit.entries(session, Search(action="export"), limit=9)
        assert [entry.number for entry in by_action] == [3, 1]
        in_time = Search(
            since=NOW + timedelta(minutes=1), until=NOW + timedelta(minutes=2)
        )
        assert [entry.number for entry in audit.entries(session, in_time, limit=9)] == [
            1
        ]
        older = audit.entries(session, Search(), before=3, limit=1)
        assert [entry.number for entry in older] == [2]


def test_an_object_paints_no_terminal_and_has_an_end(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        audit.note(
            session,
            at=NOW,
            actor=HOA,
            action="refused",
            object="/\x00\x1b[2J\u202e" + "x" * 999,
        )
        (entry,) = audit.entries(session, Search(), limit=1)
    assert entry.object.startswith("/\ufffd\ufffd[2J\ufffdx")
    assert len(entry.object) == audit.LONGEST_OBJECT
