"""The demo in the store: what it holds, and that the same seed and day give the same rows."""

from collections import Counter as Count
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from forms.questionnaire import (
    check_choices,
    check_packed,
    read_choices,
    shipped_questionnaire,
)
from survey.store import (
    closing,
    fields,
    installation,
    places,
    posters,
    rechecks,
    waves,
)
from survey.store.codes import read_code
from survey.store.engine import Store
from survey.store.instruments import RESIDENTS
from survey.store.places import office_by_code
from survey.store.tables import (
    Arrival,
    Counter,
    Instrument,
    Office,
    Receipt,
    ReleaseState,
    Response,
    metadata,
)
from survey.store.volumes import By, known_months, volumes
from survey.trust import sealing
from tests.demo.conftest import PLAN, make_demo
from tests.fixtures.people import TODAY

# The salt of a password must be random.
RANDOM_COLUMNS = {"reviewer": {"password_hash"}}


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, sorted."""
    found = {}
    with store.reading() as session:
        for table in metadata.sorted_tables:
            left_out = RANDOM_COLUMNS.get(table.name, set())
            names = [f'"{c.name}"' for c in table.columns if c.name not in left_out]
            statement = text(f'SELECT {", ".join(names)} FROM "{table.name}"')
            found[table.name] = sorted(
                map(tuple, session.connection().execute(statement)), key=repr
            )
    return found


def test_the_same_seed_and_day_give_the_same_rows_ids_included(
    demo: Store, tmp_path: Path
) -> None:
    again = make_demo(tmp_path / "again.sqlite")
    first, second = rows(demo), rows(again)
    again.close()
    assert first["response"] and first["arrival"] and first["receipt"]
    assert [name for name in first if first[name] != second[name]] == []


def test_another_seed_gives_other_answers_and_codes(
    demo: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Answers are compared, not their totals.
    monkeypatch.setattr(sealing, "seal", lambda *_arguments, **_options: ())
    other = make_demo(tmp_path / "other.sqlite", replace(PLAN, seed=8, responses=60))
    first, second = rows(demo), rows(other)
    other.close()
    assert not set(first["response"]) & set(second["arrival"])
    for table in ("poster", "receipt"):
        assert not set(first[table]) & set(second[table])


def test_the_province_has_60_offices_with_180_counters_and_a_code_at_each(
    demo: Store,
) -> None:
    with demo.reading() as session:
        printed = posters.current_posters(session, TODAY)
        offices = places.offices(session)
    assert (len(offices), len(printed)) == (60, 180)
    assert all(read_code(poster.code) == poster.code for poster in printed)
    assert all(office.name_en and office.level for office in offices)
    names = [(poster.office.name, poster.counter.name) for poster in printed]
    assert len(set(names)) == len(names)


def test_three_campaigns_hold_all_answers_and_the_continuous_wave_none(
    demo: Store,
) -> None:
    with demo.reading() as session:
        answered = Count(session.exec(select(Response.instrument_id)))
        answered += Count(session.exec(select(Arrival.instrument_id)))
        counts = [
            (
                wave.kind,
                answered[waves.instrument_of_wave(session, wave.id or 0).instrument_id],
            )
            for wave in waves.waves(session, TODAY)
        ]
    assert [kind for kind, _ in counts] == ["continuous", *["campaign"] * 3]
    assert counts[0][1] == 0
    assert sum(n for _, n in counts) == PLAN.responses
    assert all(n > PLAN.responses / 4 for _, n in counts[1:])


def test_the_last_campaign_is_open_today_and_for_60_more_days(demo: Store) -> None:
    with demo.reading() as session:
        last = waves.waves(session, TODAY)[-1]
        for days in (0, 60):
            found = waves.open_instrument(session, TODAY + timedelta(days=days))
            assert found is not None and found.wave_code == last.code
    assert last.last_day == TODAY + timedelta(days=60)


def test_every_past_day_is_sealed_and_today_waits(demo: Store) -> None:
    with demo.reading() as session:
        assert closing.last_sealed_day(session) == TODAY - timedelta(days=1)
        waiting = set(session.exec(select(Arrival.received_on)))
        sealed = set(session.exec(select(Response.received_on)))
    assert waiting == {TODAY}
    assert max(sealed) < TODAY
    assert 6 not in {day.weekday() for day in sealed}


def test_each_answer_has_one_receipt_of_its_day(demo: Store) -> None:
    with demo.reading() as session:
        receipts = Count(session.exec(select(Receipt.received_on)))
        answers = Count(session.exec(select(Response.received_on)))
        answers += Count(session.exec(select(Arrival.received_on)))
    assert receipts == answers


def test_answers_fit_the_questionnaire(demo: Store) -> None:
    with demo.reading() as session:
        stored = session.exec(select(Response)).all()
        residents = set(
            session.exec(select(Instrument.id).where(Instrument.audience == RESIDENTS))
        )
    for response in stored:
        is_of_residents = response.instrument_id in residents
        questionnaire = shipped_questionnaire(
            "sipas-2023" if is_of_residents else "sipas-2017"
        )
        check_packed(questionnaire, response.scores)
        check_choices(questionnaire, response.choices)
        # Printed codes, and calls of the independent check.
        assert response.channel in "DF" and response.part == "core"
        assert bool(response.language_version) == (response.language == "en")


def released_offices(session: Session) -> set[int]:
    return set(
        session.exec(select(ReleaseState.office_id).where(ReleaseState.breakdown == ""))
    )


def test_offices_with_enough_answers_are_released(demo: Store) -> None:
    with demo.reading() as session:
        answered = Count(
            session.exec(
                select(Office.id, Response.instrument_id)
                .join(Counter, Counter.office_id == Office.id)  # type: ignore[arg-type]
                .join(Response, Response.counter_id == Counter.id)  # type: ignore[arg-type]
            )
        )
        enough = {office for (office, _), n in answered.items() if n >= 5}
        assert released_offices(session) == enough
    assert len(enough) > 20


def test_it_is_marked_as_a_demo_for_ever(demo: Store) -> None:
    with demo.reading() as session:
        assert installation.kind(session) == installation.DEMO
    with pytest.raises(installation.AlreadyMarked):
        with demo.writing() as session:
            installation.mark(session, installation.REAL)


def test_wards_ask_for_fields_and_only_their_visitors_name_one(demo: Store) -> None:
    with demo.reading() as session:
        named = {
            field.value: field.name
            for field in fields.fields_by_value(session).values()
        }
        served = fields.field_names_of_counters(session)
        responses = [*session.exec(select(Response)), *session.exec(select(Arrival))]
    answers = [(one.counter_id, named.get(one.field, "")) for one in responses]
    assert len(served) == 20
    chosen = Count(name for _, name in answers)
    assert chosen["Nhà ở và công sở"] == 0
    assert min(chosen[name] for name in ("Hộ tịch", "Đất đai", "Chứng thực")) > 0
    assert all(name in ("", *served.get(at, ())) for at, name in answers)


def test_the_newest_campaign_has_an_independent_check_apart_from_its_answers(
    demo: Store,
) -> None:
    with demo.reading() as session:
        last = waves.waves(session, TODAY)[-1]
        check = rechecks.recheck_instrument(session, last.id or 0)
        assert check is not None
        draw = rechecks.newest_draw(session, check.instrument_id)
        heard = session.exec(
            select(Response.channel, Response.batch_id).where(
                Response.instrument_id == check.instrument_id
            )
        ).all()
        answered = rechecks.answered(session, check.instrument_id)
    assert draw is not None and set(draw.drawn.values()) == {40}
    assert {channel for channel, _ in heard} == {"F"}
    assert all(batch for _, batch in heard)
    assert len(heard) == sum(answered.values()) > 0
    assert set(answered) <= set(draw.drawn)


def test_communes_receive_what_the_department_of_land_settles(demo: Store) -> None:
    with demo.reading() as session:
        months = known_months(session)
        received, competent = (
            {one.office_id: one for one in volumes(session, months[-1:], by=by)}
            for by in (By.RECEIVED, By.COMPETENT)
        )
        land = office_by_code(session, "S05")
        assert land is not None and land.id is not None
    assert competent[land.id].settled > received[land.id].settled
    # Whoever settles them, they are the same dossiers, and each is early, on the day or late.
    for found in (received, competent):
        assert all(
            (one.in_time or 0) + (one.late or 0) == one.settled
            for one in found.values()
        )
    assert sum(one.settled for one in received.values()) == sum(
        one.settled for one in competent.values()
    )


def test_residents_are_asked_apart_about_policies_and_what_they_expect(
    demo: Store,
) -> None:
    questionnaire = shipped_questionnaire("sipas-2023")
    with demo.reading() as session:
        newest = waves.waves(session, TODAY)[-1]
        asked = waves.instrument_of_wave(session, newest.id or 0, RESIDENTS)
        stored = session.exec(
            select(Response).where(Response.instrument_id == asked.instrument_id)
        ).all()
        at = {response.counter_id for response in stored}
        levels = session.exec(
            select(Office.level).join(Counter).where(col(Counter.id).in_(at))
        ).all()
    assert set(levels) == {"commune"}
    assert len(stored) == PLAN.responses // 40
    answered = Count(
        code
        for response in stored
        for code in read_choices(questionnaire.choice_questions, response.choices)
    )
    codes = {question.code for question in questionnaire.choice_questions}
    assert answered.keys() == codes
    assert all(n > len(stored) / 2 for n in answered.values())
