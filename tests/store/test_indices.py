"""The register of indices: nothing is overwritten, nothing doubled, and corrections say why."""

from dataclasses import replace

import pytest

from survey.store import indices
from survey.store.engine import Store
from survey.store.indices import IndexChanges, IndexRow, ReasonNeeded

NATION = IndexRow("sipas", "2024", "Cả nước", value="83.94", source="báo")
POLICY = replace(NATION, component="Chính sách", value="83.84")


def take_in(store: Store, *rows: IndexRow, reason: str = "") -> IndexChanges:
    with store.writing() as session:
        return indices.take_in(session, rows, reason=reason)


def current(store: Store) -> tuple[IndexRow, ...]:
    with store.reading() as session:
        return indices.current_rows(session)


def test_the_same_rows_a_second_time_change_nothing(store: Store) -> None:
    assert take_in(store, NATION, POLICY) == IndexChanges(2, 0, 0)
    assert take_in(store, NATION, POLICY) == IndexChanges(0, 0, 2)
    assert current(store) == (NATION, POLICY)


def test_a_correction_stands_and_what_it_corrects_is_kept(store: Store) -> None:
    corrected = replace(NATION, value="83.95")
    take_in(store, NATION)
    assert take_in(store, corrected, reason="đính chính") == IndexChanges(0, 1, 0)
    assert current(store) == (corrected,)
    with store.reading() as session:
        kept = indices.versions(session)
    assert [(each.row.value, each.version, each.reason) for each in kept] == [
        ("83.94", 1, ""),
        ("83.95", 2, "đính chính"),
    ]


def test_a_correction_without_a_reason_changes_nothing(sqlite_store: Store) -> None:
    take_in(sqlite_store, NATION)
    with pytest.raises(ReasonNeeded) as refused:
        take_in(sqlite_store, POLICY, replace(NATION, value="83.95"))
    assert refused.value.keys == (NATION.key,)
    assert current(sqlite_store) == (NATION,)


def test_a_row_without_value_and_place_takes_a_value_back(sqlite_store: Store) -> None:
    take_in(sqlite_store, NATION, POLICY)
    take_in(sqlite_store, replace(NATION, value=""), reason="nhầm năm")
    assert current(sqlite_store) == (POLICY,)
    take_in(sqlite_store, NATION, reason="đúng năm")
    assert set(current(sqlite_store)) == {NATION, POLICY}


def test_what_takes_nothing_back_is_not_kept(sqlite_store: Store) -> None:
    assert take_in(sqlite_store, replace(NATION, value="")) == IndexChanges(0, 0, 1)
    assert current(sqlite_store) == ()


def test_an_index_is_read_by_itself(sqlite_store: Store) -> None:
    other = replace(NATION, index_code="papi", value="42.5")
    take_in(sqlite_store, NATION, other)
    with sqlite_store.reading() as session:
        assert indices.current_rows(session, "papi") == (other,)
