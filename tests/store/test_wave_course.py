"""What happens to a wave after it was opened: paused, resumed, extended, closed, and what is kept of it."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from survey.store import wave_course, wave_targets, waves
from survey.store.engine import Store
from survey.store.wave_course import CourseRefused, Decision, Refusal
from survey.store.wave_targets import Target
from survey.store.waves import NearestWaves
from tests.fixtures.people import TODAY, keep_questionnaire, make_office, make_wave

DAY = timedelta(days=1)
WAVE, SERIES = "2026-dot-2", "tx"
LAST = date(2026, 12, 31)
GRACE = 7 * DAY


def decided(today: date = TODAY) -> Decision:
    return Decision(today, done_by="hoa", reason="Bão số 9")


def add_series(session: Session) -> None:
    waves.add_continuous(
        session,
        SERIES,
        title="Thường xuyên",
        opens_on=date(2026, 10, 1),
        questionnaire=keep_questionnaire(session),
        full=False,
    )


def met(session: Session, day: date) -> str | None:
    found = waves.open_instrument(session, day)
    return None if found is None else found.wave_code


def refusal(error: pytest.ExceptionInfo[CourseRefused]) -> Refusal:
    return error.value.why


def test_a_paused_campaign_issues_no_form_until_its_pause_is_over(store: Store) -> None:
    with store.writing() as session:
        make_wave(session, WAVE)
        wave_course.pause(session, WAVE, decided(), until=TODAY + 2 * DAY)
        days = [TODAY - DAY, TODAY, TODAY + 2 * DAY, TODAY + 3 * DAY]
        assert [met(session, day) for day in days] == [WAVE, None, None, WAVE]
        assert waves.nearest_waves(session, TODAY) == NearestWaves(
            last_day=None,
            next_day=None,
            is_paused=True,
            resumes_on=TODAY + 3 * DAY,
        )


def test_a_pause_without_an_end_lasts_until_it_is_resumed(store: Store) -> None:
    with store.writing() as session:
        make_wave(session, WAVE)
        wave_course.pause(session, WAVE, decided())
        assert met(session, LAST) is None
        assert waves.nearest_waves(session, LAST).resumes_on is None
        wave_course.resume(session, WAVE, decided(TODAY + 9 * DAY))
        assert met(session, TODAY + 9 * DAY) == WAVE


def test_a_pause_to_the_last_day_promises_no_day_to_go_on(store: Store) -> None:
    with store.writing() as session:
        make_wave(session, WAVE)
        wave_course.pause(session, WAVE, decided(), until=LAST)
        assert waves.nearest_waves(session, TODAY).resumes_on is None


def test_visitors_of_a_paused_campaign_meet_the_continuous_wave(store: Store) -> None:
    with store.writing() as session:
        add_series(session)
        make_wave(session, WAVE)
        wave_course.pause(session, WAVE, decided())
        assert met(session, TODAY) == f"{SERIES}-2026Q4"


def test_a_paused_series_stays_paused_in_its_next_quarter(store: Store) -> None:
    with store.writing() as session:
        add_series(session)
        wave_course.pause(session, SERIES, decided())
        waves.roll_over(session, LAST)
        assert met(session, LAST + DAY) is None
        # The quarter that has begun is named; its successor goes on with it.
        wave_course.resume(session, f"{SERIES}-2027Q1", decided(LAST + DAY))
        assert met(session, LAST + DAY) == f"{SERIES}-2027Q1"


@pytest.mark.parametrize("today", [TODAY, LAST, LAST + GRACE])
def test_a_campaign_is_extended_while_it_runs_and_within_its_grace(
    store: Store, today: date
) -> None:
    with store.writing() as session:
        made = make_wave(session, WAVE)
        to = LAST + 20 * DAY
        wave_course.extend(session, WAVE, decided(today), to=to)
        assert [met(session, day) for day in (to, to + DAY)] == [WAVE, None]
        again = waves.instrument(session, made.instrument_id)
        assert again is not None and again.last_day_with_grace == to + GRACE


def test_nothing_is_extended_after_the_grace(store: Store) -> None:
    with store.writing() as session:
        make_wave(session, WAVE)
        with pytest.raises(CourseRefused) as error:
            wave_course.extend(
                session, WAVE, decided(LAST + GRACE + DAY), to=LAST + 90 * DAY
            )
        assert refusal(error) is Refusal.GRACE_IS_OVER
        assert met(session, LAST + 30 * DAY) is None


def test_a_campaign_that_was_closed_early_can_be_extended(store: Store) -> None:
    with store.writing() as session:
        make_wave(session, WAVE)
        wave_course.close(session, WAVE, decided())
        assert met(session, TODAY + DAY) is None
        wave_course.extend(session, WAVE, decided(TODAY + DAY), to=TODAY + 5 * DAY)
        assert [met(session, TODAY + n * DAY) for n in (1, 5, 6)] == [WAVE, WAVE, None]


@pytest.mark.parametrize("to", [LAST - DAY, LAST, LAST + 2 * DAY])
def test_a_last_day_is_moved_only_forward_and_not_into_the_past(
    store: Store, to: date
) -> None:
    with store.writing() as session:
        make_wave(session, WAVE)
        with pytest.raises(CourseRefused) as error:
            wave_course.extend(session, WAVE, decided(LAST + 3 * DAY), to=to)
        assert refusal(error) is Refusal.NOT_LATER


def test_a_wave_that_was_called_off_never_opens(store: Store) -> None:
    with store.writing() as session:
        make_wave(session, WAVE, opens_on=TODAY + 5 * DAY)
        wave_course.close(session, WAVE, decided())
        assert met(session, TODAY + 5 * DAY) is None


def test_what_cannot_be_done_is_refused_with_its_reason(store: Store) -> None:
    found = []
    with store.writing() as session:
        add_series(session)
        make_wave(session, WAVE)
        make_wave(session, "later", opens_on=TODAY + DAY)
        ended = LAST + DAY
        tries = (
            lambda: wave_course.pause(session, "none", decided()),
            lambda: wave_course.pause(session, "later", decided()),
            lambda: wave_course.pause(session, WAVE, decided(ended)),
            lambda: wave_course.pause(session, WAVE, decided(), until=TODAY - DAY),
            lambda: wave_course.resume(session, WAVE, decided()),
            lambda: wave_course.extend(session, "none", decided(), to=ended),
            lambda: wave_course.extend(
                session, f"{SERIES}-2026Q4", decided(), to=ended
            ),
            lambda: wave_course.close(session, WAVE, decided(ended)),
        )
        for attempt in tries:
            with pytest.raises(CourseRefused) as error:
                attempt()
            found.append(refusal(error))
        wave_course.pause(session, WAVE, decided())
        with pytest.raises(CourseRefused) as error:
            wave_course.pause(session, WAVE, decided())
        found.append(refusal(error))
    assert found == [
        Refusal.UNKNOWN,
        Refusal.NOT_YET_OPEN,
        Refusal.HAS_ENDED,
        Refusal.PAUSE_HAS_ENDED,
        Refusal.NOT_PAUSED,
        Refusal.UNKNOWN,
        Refusal.CONTINUOUS,
        Refusal.HAS_ENDED,
        Refusal.PAUSED_ALREADY,
    ]


def test_every_decision_is_kept_with_who_and_why(store: Store) -> None:
    with store.writing() as session:
        wave = make_wave(session, WAVE)
        wave_course.pause(session, WAVE, decided(), until=TODAY + DAY)
        wave_course.resume(session, WAVE, decided(TODAY + DAY))
        wave_course.extend(session, WAVE, decided(), to=LAST + DAY)
        wave_course.close(session, WAVE, decided())
        kept = wave_course.events(session, wave.wave_id)
    assert [(event.action, event.day, event.day_before) for event in kept] == [
        ("close", TODAY, LAST + DAY),
        ("extend", LAST + DAY, LAST),
        ("resume", None, None),
        ("pause", TODAY + DAY, None),
    ]
    assert {(event.reason, event.done_by) for event in kept} == {("Bão số 9", "hoa")}


def test_targets_are_set_changed_and_taken_away(store: Store) -> None:
    with store.writing() as session:
        wave_id = make_wave(session).wave_id
        first, second = (make_office(session, code).id for code in ("a", "b"))
        assert first is not None and second is not None
        wanted = {first: Target(300, 1200), second: Target(50)}
        assert wave_targets.set_targets(session, wave_id, wanted) == 2
        assert wave_targets.set_targets(session, wave_id, wanted) == 0
        assert wave_targets.set_targets(session, wave_id, {first: None}) == 1
        assert wave_targets.targets(session, wave_id) == {second: Target(50)}


def test_the_next_quarter_begins_with_the_targets_of_the_last(store: Store) -> None:
    with store.writing() as session:
        add_series(session)
        quarter = waves.wave_by_code(session, f"{SERIES}-2026Q4")
        office_id = make_office(session).id
        assert quarter is not None and quarter.id is not None and office_id is not None
        wave_targets.set_targets(session, quarter.id, {office_id: Target(300)})
        (following,) = waves.roll_over(session, LAST)
        assert following.id is not None
        assert wave_targets.targets(session, following.id) == {office_id: Target(300)}
