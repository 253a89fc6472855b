"""Mergers and splits: who closes, which counter stands for which, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from survey.store import (
    fields,
    kiosks,
    office_changes,
    places,
    posters,
    reviewers,
    waves,
)
from survey.store.engine import Store
from survey.store.office_change_faults import Why
from survey.store.office_changes import ChangesRefused, Kind, OfficeChange, Plan
from survey.store.office_changes_carried import carry_out
from survey.store.office_changes_done import changes_are_done
from survey.store.office_state import Left
from survey.store.tables import Counter, Office, Placement, Poster
from survey.store.wave_targets import Target, set_targets
from survey.trust.sealing import seal
from tests.fixtures.actions import make_action
from tests.fixtures.lan import queries
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.store.rows import NOW
from tests.store.test_places import hang

DAY = timedelta(days=1)
TOMORROW = TODAY + DAY
CODE, OTHER_CODE = "73K3MM", "22222A"
MERGER = OfficeChange(2, "a", "c", TOMORROW, name="Xã Mới", name_en="Moi Commune")


def plan(session: Session, *changes: OfficeChange) -> Plan:
    return office_changes.plan_changes(session, changes, today=TODAY)


def change(session: Session, *changes: OfficeChange) -> Plan:
    """Do what changes say."""
    office_changes.begin(session)
    found = plan(session, *changes)
    carry_out(session, found, today=TODAY, done_by="hoa")
    return found


def faults(session: Session, *changes: OfficeChange) -> list[tuple[int, Why]]:
    with pytest.raises(ChangesRefused) as refusal:
        plan(session, *changes)
    return [(fault.line, fault.why) for fault in refusal.value.faults]


def make_two(session: Session) -> tuple[Counter, Counter]:
    """Add two communes with a counter each."""
    first, second = (
        make_counter(session, make_office(session, code, name=f"Xã {code.upper()}"))
        for code in "ab"
    )
    return first, second


def office(session: Session, code: str) -> Office:
    found = places.office_by_code(session, code)
    assert found is not None
    return found


def test_a_merger_closes_the_old_offices_and_opens_the_new_one(store: Store) -> None:
    with store.writing() as session:
        make_two(session)
        done = change(session, MERGER, replace(MERGER, line=3, office="b"))
        new, old = office(session, "c"), office(session, "a")
        kept = [
            (session.get(Office, row.office_id), row.kind, row.valid_from, row.done_by)
            for row in office_changes.successions(session)
        ]
        assert [one.kind for one in done.closed] == [Kind.MERGE, Kind.MERGE]
        assert (new.name, new.level, new.opened_on) == (
            "Xã Mới",
            "department",
            TOMORROW,
        )
        assert (old.closed_on, new.closed_on) == (TOMORROW, None)
        assert kept == [
            (office(session, code), "merge", TOMORROW, "hoa") for code in "ab"
        ]


def test_answers_wait_no_longer_for_many_offices_than_for_few(
    sqlite_store: Store,
) -> None:
    sent = []
    with sqlite_store.writing() as session:
        for n in (2, 12):
            changes = []
            for at in range(n):
                old = make_office(session, f"{n}-{at}", name=f"Xã {n} {at}")
                counter = make_counter(session, old)
                hang(session, counter, f"{n:02}{at:02}22")
                assert counter.id is not None
                fields.set_fields(session, {counter.id: ["Đất đai", "Hộ tịch"]}, {})
                to = replace(MERGER, line=at + 2, office=old.code, successor=f"{n}-new")
                changes.append(to)
            with queries(sqlite_store) as found:
                change(session, *changes)
            sent.append(len(found))
            assert len(codes_led_to(session, f"{n}-new")) == n
    assert sent[0] == sent[1] < 40


def codes_led_to(session: Session, office_code: str) -> list[str]:
    """Return the printed codes that lead to an office tomorrow."""
    rows = session.exec(
        select(Poster.code)
        .join(Placement, col(Placement.poster_id) == col(Poster.id))
        .join(Counter, col(Counter.id) == col(Placement.counter_id))
        .where(
            Counter.office_id == office(session, office_code).id,
            Placement.valid_from == TOMORROW,
        )
    )
    return list(rows)


def test_a_counter_s_successor_stands_at_its_reception_point(
    sqlite_store: Store,
) -> None:
    with sqlite_store.writing() as session:
        first, _ = make_two(session)
        first.point = "Điểm Chợ Mới"
        (moved,) = change(session, MERGER).counters
        successor = session.exec(
            select(Counter).where(Counter.code == moved.successor)
        ).one()
    assert successor.point == "Điểm Chợ Mới"


def test_old_codes_lead_to_the_successor_from_the_day_on(store: Store) -> None:
    with store.writing() as session:
        first, second = make_two(session)
        hang(session, first, CODE)
        hang(session, second, OTHER_CODE)
        change(session, MERGER, replace(MERGER, line=3, office="b"))
        led = {
            (code, day): places.place_of_code(session, code, day)
            for code in (CODE, OTHER_CODE)
            for day in (TODAY, TOMORROW)
        }
    found = {
        key: (place.office_code, place.counter_name, place.is_closed)
        for key, place in led.items()
        if place
    }
    assert found == {
        (CODE, TODAY): ("a", "Quầy số 1", False),
        (CODE, TOMORROW): ("c", "Quầy số 1 (Xã A cũ)", False),
        (OTHER_CODE, TODAY): ("b", "Quầy số 1", False),
        (OTHER_CODE, TOMORROW): ("c", "Quầy số 1 (Xã B cũ)", False),
    }


def test_a_counter_that_opens_tomorrow_gets_no_poster_today(
    sqlite_store: Store,
) -> None:
    with sqlite_store.writing() as session:
        make_two(session)
        posters.give_posters(session, TODAY)
        change(session, replace(MERGER, successor="b", name=""))
        assert posters.give_posters(session, TODAY) == 0
        assert len(places.open_counters(session, TODAY)) == 2
        hangs = posters.current_posters(session, TOMORROW)
    assert [each.counter.code for each in hangs] == ["b-1", "b-a-1"]


def test_online_filers_of_all_predecessors_come_to_one_place(
    sqlite_store: Store,
) -> None:
    with sqlite_store.writing() as session:
        make_two(session)
        posters.give_links(session, TODAY)
        change(session, MERGER, replace(MERGER, line=3, office="b"))
        online = places.open_counters(session, TOMORROW, kind="online")
        in_use = posters.posters_in_use(session, TOMORROW)
        assert posters.give_links(session, TOMORROW) == 0
    ((new, counter),) = online
    assert new.code == "c" and counter.id is not None
    assert len(in_use[counter.id]) == 2


def test_a_split_sends_each_counter_to_the_successor_named(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        whole = make_office(session, "a", name="Huyện A")
        for code in ("a-1", "a-2", "a-3"):
            make_counter(session, whole, code=code)
        done = change(
            session,
            OfficeChange(2, "a", "x", TOMORROW, name="Xã X"),
            OfficeChange(3, "a", "y", TOMORROW, name="Xã Y", counter="a-2"),
        )
        goes = {
            counter.code: new.code
            for new, counter in places.open_counters(session, TOMORROW)
        }
    assert done.closed[0].kind is Kind.SPLIT
    assert goes == {"x-a-1": "x", "x-a-3": "x", "y-a-2": "y"}


def test_an_office_that_only_closes_leaves_its_codes_closed(
    sqlite_store: Store,
) -> None:
    with sqlite_store.writing() as session:
        first, _ = make_two(session)
        hang(session, first, CODE)
        change(session, OfficeChange(2, "a", "", TOMORROW))
        place = places.place_of_code(session, CODE, TOMORROW)
        assert office_changes.successions(session) == ()
    assert place is not None and (place.office_code, place.is_closed) == ("a", True)


def test_names_and_codes_of_successors_do_not_collide(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        make_two(session)
        long = make_office(session, "long", name="Xã Dài")
        make_counter(session, long, code="q" * 40)
        make_counter(session, office(session, "b"), code="b-a-1")
        change(
            session,
            replace(MERGER, successor="b"),
            OfficeChange(3, "long", "b", TOMORROW),
        )
        counters = places.open_counters(session, TOMORROW, office_code="b")
    names = [counter.name for _, counter in counters]
    # b-a-1 is taken, and b- before forty letters is too long.
    assert [counter.code for _, counter in counters] == ["b-1", "b-2", "b-3", "b-a-1"]
    assert sorted(names) == [
        "Quầy số 1",
        "Quầy số 1",
        "Quầy số 1 (Xã A cũ)",
        "Quầy số 1 (Xã Dài cũ)",
    ]


def test_what_people_have_to_look_at_is_told(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        first, _ = make_two(session)
        wave = make_wave(session)
        assert first.id is not None
        set_targets(session, wave.wave_id, {first.office_id: Target(300)})
        make_action(session, first.office_id)
        reviewers.add_reviewer(
            session,
            "minh",
            password_hash="!",
            role="unit_head",
            office_id=first.office_id,
        )
        kiosks.add_kiosk(
            session, first.id, code_hash="0" * 64, code_expires_at=NOW, today=TODAY
        )
        left = plan(session, MERGER).state.left
    assert left == (Left("a", ("minh",), ("2026-dot-2",), (1,), 1),)


@pytest.mark.parametrize(
    "rows, why",
    [
        ([replace(MERGER, office="nobody")], Why.UNKNOWN_OFFICE),
        ([replace(MERGER, office="~canary")], Why.UNKNOWN_OFFICE),
        ([replace(MERGER, name="")], Why.UNKNOWN_SUCCESSOR),
        ([replace(MERGER, successor="B")], Why.OTHER_SPELLING),
        ([replace(MERGER, successor="a")], Why.BOTH),
        ([replace(MERGER, on=TODAY - DAY)], Why.TOO_EARLY),
        ([MERGER, replace(MERGER, line=2)], Why.TWICE),
        ([MERGER, replace(MERGER, line=2, on=TODAY)], Why.OTHER_DAY),
        ([MERGER, replace(MERGER, line=2, successor="b")], Why.TWO_DEFAULTS),
        ([MERGER, replace(MERGER, line=2, successor="")], Why.CLOSES_AND_GOES),
        ([MERGER, replace(MERGER, line=2, office="b", name="X")], Why.OTHER_NAME),
        ([replace(MERGER, counter="b-1")], Why.UNKNOWN_COUNTER),
        ([replace(MERGER, counter="a-1")], Why.LEFT_OVER),
    ],
    ids=lambda value: value.name if isinstance(value, Why) else "",
)
def test_a_list_that_cannot_be_done_is_refused(
    sqlite_store: Store, rows: list[OfficeChange], why: Why
) -> None:
    with sqlite_store.writing() as session:
        first, _ = make_two(session)
        make_counter(session, office(session, "a"), code="a-2")
        hang(session, first, CODE)
        assert (2, why) in faults(session, *rows)


def test_offices_that_take_each_other_over_are_refused(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        make_two(session)
        circle = (
            OfficeChange(2, "a", "b", TOMORROW),
            OfficeChange(3, "b", "a", TOMORROW),
        )
        assert faults(session, *circle) == [(2, Why.BOTH), (3, Why.BOTH)]


def test_what_was_done_is_not_done_again_or_backwards(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        make_two(session)
        change(session, replace(MERGER, successor="b"))
        for other, why in (
            (replace(MERGER, successor="b"), Why.CLOSED),
            (OfficeChange(2, "b", "a", TOMORROW + DAY), Why.SUCCESSOR_CLOSED),
            (OfficeChange(2, "b", "c", TOMORROW, name="Xã C"), Why.TAKES_OVER_LATER),
        ):
            assert (2, why) in faults(session, other)
        # Later on it may go into another office with all that it took over.
        change(session, OfficeChange(2, "b", "c", TOMORROW + DAY, name="Xã C"))
        assert len(office_changes.successions(session)) == 2
        assert [each.code for each, _ in places.open_counters(session, TOMORROW)] == [
            "b",
            "b",
        ]
        assert [
            each.code for each, _ in places.open_counters(session, TOMORROW + DAY)
        ] == ["c", "c"]


def test_a_day_whose_answers_are_counted_is_refused(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        first, _ = make_two(session)
        make_responses(session, first, make_wave(session))
    seal(sqlite_store, TODAY + DAY)
    with sqlite_store.writing() as session:
        assert faults(session, replace(MERGER, on=TODAY)) == [(2, Why.TOO_EARLY)]
        assert plan(session, MERGER).closed


def test_the_past_is_written_down_where_nobody_could_answer(
    sqlite_store: Store,
) -> None:
    long_ago = replace(MERGER, on=TODAY - 500 * DAY)
    with sqlite_store.writing() as session:
        _, second = make_two(session)
        hang(session, second, CODE)
        assert not changes_are_done(session, [long_ago])
        change(session, long_ago)
        assert [one.code for one, _ in places.open_counters(session, TODAY)] == [
            "b",
            "c",
        ]
        early = OfficeChange(2, "b", "c", TODAY - DAY)
        assert faults(session, early) == [(2, Why.TOO_EARLY)]


def test_what_was_done_is_told_from_what_looks_like_it(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        first, _ = make_two(session)
        make_counter(session, office(session, "a"), code="a-2")
        split = (
            replace(MERGER, counter="a-2"),
            replace(MERGER, successor="b", name="", name_en=""),
        )
        change(session, *split)
        assert changes_are_done(session, split)
        for other in (
            split[:1],
            (replace(split[0], on=TODAY), split[1]),
            (split[0], replace(split[1], successor="d", name="Xã D")),
            (replace(split[0], counter=first.code), split[1]),
            (*split, OfficeChange(4, "b", "", TOMORROW)),
        ):
            assert not changes_are_done(session, other)


def test_a_refused_list_changes_nothing(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        make_two(session)
        faults(session, MERGER, OfficeChange(3, "nobody", "c", TOMORROW))
        assert not session.new and not session.dirty
        assert len(session.exec(select(Office)).all()) == 2
        assert waves.waves(session, date.max) == ()
