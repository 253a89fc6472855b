"""Actions and publications in the store: written down once, only followed, on both engines."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from survey.store import actions, publications, waves
from survey.store.actions import Refusal, Step, StepRefused
from survey.store.engine import Store
from survey.store.tables import Wave
from tests.fixtures.actions import make_action
from tests.fixtures.people import TODAY, make_office, make_wave

MONTH = timedelta(days=30)


def office_in(session: Session, code: str = "snv") -> int:
    office_id = make_office(session, code).id
    assert office_id is not None
    return office_id


def wave_in(session: Session, code: str, opens_on: date) -> Wave:
    make_wave(session, code, opens_on=opens_on, closes_on=opens_on + MONTH)
    found = waves.wave_by_code(session, code)
    assert found is not None
    return found


def test_each_office_counts_its_own_actions(store: Store) -> None:
    with store.writing() as session:
        first, second = (office_in(session, code) for code in ("a", "b"))
        numbers = [
            make_action(session, office_id).number
            for office_id in (first, second, first)
        ]
        found = actions.action_by_number(session, "a", 2)
    assert numbers == [1, 1, 2]
    assert found is not None and found.office.code == "a"
    assert actions.action_by_number(session, "b", 2) is None


def test_the_newest_step_says_how_an_action_stands(store: Store) -> None:
    with store.writing() as session:
        make_action(session, office_in(session))
        (planned,) = actions.actions(session)
        later = TODAY + MONTH
        actions.take_step(session, planned, Step(TODAY, "minh", "Bão", due_on=later))
        (moved,) = actions.actions(session)
        actions.take_step(session, moved, Step(later, "minh", "Xong", state="done"))
        (done,) = actions.actions(session)
    assert (planned.state, moved.state, done.state) == ("planned", "planned", "done")
    assert planned.is_late(TODAY + timedelta(days=1))
    assert not moved.is_late(later) and not done.is_late(later + MONTH)
    assert [step.reason for step in done.steps] == ["Bão", "Xong"]
    assert done.settled_on == later


def test_a_step_that_changes_nothing_is_refused(store: Store) -> None:
    with store.writing() as session:
        make_action(session, office_in(session))
        (found,) = actions.actions(session)
        with pytest.raises(StepRefused) as refused:
            actions.take_step(session, found, Step(TODAY, "minh", "x", state="planned"))
    assert refused.value.why is Refusal.NOTHING_NEW


def test_what_was_dropped_is_public_no_more_and_stays_dropped(store: Store) -> None:
    with store.writing() as session:
        office_id = office_in(session)
        make_action(session, office_id)
        for step in (
            Step(TODAY, "hoa", "Cho dân biết", is_public=True),
            Step(TODAY, "minh", "Không có kinh phí", state="dropped"),
        ):
            (found,) = actions.actions(session)
            actions.take_step(session, found, step)
        assert actions.public_actions(session, office_id) == ()
        (found,) = actions.actions(session)
        with pytest.raises(StepRefused) as refused:
            actions.take_step(session, found, Step(TODAY, "minh", "x", state="done"))
    assert refused.value.why is Refusal.DROPPED


def test_promises_of_a_wave_were_made_before_it_and_not_settled_long_ago(
    store: Store,
) -> None:
    with store.writing() as session:
        office_id = office_in(session)
        wave_in(session, "first", TODAY - 6 * MONTH)
        second = wave_in(session, "second", TODAY)
        for what, recorded_on in (
            ("long ago", TODAY - 9 * MONTH),
            ("between", TODAY - 3 * MONTH),
            ("too late", TODAY),
        ):
            make_action(session, office_id, what=what, recorded_on=recorded_on)
        promised = actions.promises_of(session, office_id, second)
        assert [promise.what for promise in promised] == ["long ago", "between"]
        oldest = actions.actions(session)[-1]
        done_on = TODAY - 8 * MONTH
        actions.take_step(session, oldest, Step(done_on, "minh", "Xong", state="done"))
        promised = actions.promises_of(session, office_id, second)
    assert [(promise.what, promise.state) for promise in promised] == [
        ("between", "planned")
    ]


def test_offices_that_acted_are_those_whose_measure_took_effect_then(
    store: Store,
) -> None:
    with store.writing() as session:
        first, second, third = (office_in(session, code) for code in "abc")
        make_action(session, first, effective_on=TODAY)
        make_action(session, second, effective_on=TODAY + MONTH)
        make_action(session, third, effective_on=TODAY)
        dropped = actions.action_by_number(session, "c", 1)
        assert dropped is not None
        step = Step(TODAY, "minh", "Không làm", state="dropped")
        actions.take_step(session, dropped, step)
        everything = actions.actions(session)
        found = actions.offices_that_acted(everything, TODAY - MONTH, TODAY)
    assert found == {first}


def test_only_the_newest_decision_about_a_wave_counts(store: Store) -> None:
    with store.writing() as session:
        office_id = office_in(session)
        wave = wave_in(session, "first", TODAY)
        assert wave.id is not None

        def publish(content: str) -> None:
            assert wave.id is not None
            publications.publish(
                session,
                wave.id,
                today=TODAY,
                done_by="hoa",
                content=content,
                offices={office_id: f"{content} of office"},
            )

        def shown() -> list[str]:
            found = publications.published_of_office(session, "snv")
            assert len(publications.published_waves(session)) == len(found)
            return [each.office for each in found]

        publish("first")
        assert shown() == ["first of office"]
        publications.withdraw(
            session, wave.id, today=TODAY, done_by="hoa", reason="Nhầm đợt"
        )
        assert shown() == []
        publish("second")
        assert shown() == ["second of office"]
        kept = publications.history(session, wave.id)
    assert [one.action for one in kept] == ["publish", "withdraw", "publish"]
