"""The list of what needs attention names offices that are hardly heard and counts what waits."""

from datetime import date, timedelta

from survey.reports.attention import Attention, build_attention
from survey.reports.wave_result import WaveResult
from survey.store import actions, installation, publications
from survey.store.actions import NewAction
from survey.store.engine import Store
from survey.store.places import office_by_code
from tests.fixtures.people import TODAY, make_office
from tests.reports.conftest import Build


def attention_of(store: Store, result: WaveResult, *, today: date = TODAY) -> Attention:
    with store.reading() as session:
        return build_attention(session, result, today=today)


def test_offices_that_are_hardly_heard_are_named(
    province_store: Store, result: WaveResult
) -> None:
    found = attention_of(province_store, result)
    assert found.few == ("Phường Phú Lâm",)
    assert found.none_shown == ("Xã An Nhơn", "Xã Đông Xuân")
    assert not found.is_unpublished and not found.is_empty


def test_what_waits_is_counted(sqlite_store: Store, build: Build) -> None:
    result = build({"A": ["444444"] * 40})
    assert attention_of(sqlite_store, result).is_empty
    with sqlite_store.writing() as session:
        office = office_by_code(session, "A") or make_office(session, "A")
        actions.add_action(
            session,
            NewAction(
                office_id=office.id or 0,
                what="Thêm ghế ở nơi chờ",
                owner="Phó Giám đốc Trung tâm",
                source="PAR Index 2025",
                effective_on=TODAY,
                due_on=TODAY + timedelta(days=3),
                expected_points=2.0,
                recorded_on=TODAY,
                recorded_by="hoa",
            ),
        )
        installation.note_silent_counters(session, 2)
    soon = attention_of(sqlite_store, result)
    assert (soon.late_actions, soon.silent_counters) == (0, 2)
    after = attention_of(sqlite_store, result, today=TODAY + timedelta(days=60))
    assert after.late_actions == 1
    assert after.is_unpublished


def test_a_wave_decided_about_waits_no_more(sqlite_store: Store, build: Build) -> None:
    result = build({"A": ["444444"] * 40})
    later = TODAY + timedelta(days=60)
    assert attention_of(sqlite_store, result, today=later).is_unpublished
    with sqlite_store.writing() as session:
        publications.withdraw(
            session,
            result.instrument.wave_id,
            today=later,
            reason="Chưa công bố",
            done_by="hoa",
        )
    assert not attention_of(sqlite_store, result, today=later).is_unpublished
