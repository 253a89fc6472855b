"""The release rule: nothing moves by fewer than five people, and totals are sums of what moved."""

from datetime import date, timedelta

import pytest

from survey.store import closing, releases
from survey.store.engine import Store
from survey.store.releases import TOTAL, Growth, Remainder
from survey.store.results import (
    released_breakdown,
    released_products,
    released_totals,
)
from survey.store.tables import Counter
from survey.store.waves import OpenInstrument
from survey.trust import sealing
from survey.trust.releasing import may_advance, release
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

DAY = timedelta(days=1)


@pytest.mark.parametrize("n, advances", [(1, False), (4, False), (5, True), (40, True)])
def test_an_office_advances_by_five(n: int, advances: bool) -> None:
    expected = {TOTAL: (7,)} if advances else {}
    assert may_advance([Growth(7, TOTAL, "", n, n)]) == expected


@pytest.mark.parametrize(
    "rated, advances", [(0, True), (1, False), (4, False), (5, True)]
)
def test_an_office_waits_while_few_of_those_who_came_tell_of_the_index(
    rated: int, advances: bool
) -> None:
    """Some answer the overall question alone: the index would move by the few others."""
    growth = [Growth(7, TOTAL, "", 9, rated), Growth(7, "stage", "ask", 9, rated)]
    expected = {TOTAL: (7,), "stage": (7,)} if advances else {}
    assert may_advance(growth) == expected


def test_a_breakdown_waits_for_who_tells_of_the_index_in_each_cell() -> None:
    growth = [
        Growth(1, TOTAL, "", 12, 8),
        Growth(1, "stage", "ask", 6, 5),
        Growth(1, "stage", "submit", 6, 3),
    ]
    assert may_advance(growth) == {TOTAL: (1,)}


def test_each_office_advances_for_itself() -> None:
    growth = [Growth(1, TOTAL, "", 4, 4), Growth(2, TOTAL, "", 5, 5)]
    assert may_advance(growth) == {TOTAL: (2,)}


def test_a_breakdown_advances_where_every_cell_grew_by_five_or_not_at_all() -> None:
    growth = [
        Growth(1, TOTAL, "", 11, 11),
        Growth(1, "stage", "submit", 5, 5),
        Growth(1, "stage", "receive", 6, 6),
        Growth(1, "language", "vi", 10, 10),
        Growth(1, "language", "en", 1, 1),
    ]
    assert may_advance(growth) == {TOTAL: (1,), "stage": (1,)}


def test_a_breakdown_waits_for_its_total() -> None:
    """Its sum would tell the total's growth since the last state."""
    growth = [Growth(1, TOTAL, "", 4, 4), Growth(1, "stage", "submit", 9, 9)]
    assert may_advance(growth) == {}


def test_nothing_new_advances_nothing() -> None:
    assert may_advance([]) == {}


class Wave:
    """One counter of one office, answered and sealed day after day."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.day = TODAY
        with store.writing() as session:
            self.counter: Counter = make_counter(session)
            self.instrument: OpenInstrument = make_wave(session)

    def answer(self, n: int, **how: str) -> None:
        """Store n answers of the day."""
        with self.store.writing() as session:
            make_responses(
                session,
                self.counter,
                self.instrument,
                scores=[5] * n,
                received_on=self.day,
                **how,
            )

    def seal(self) -> None:
        """Go on to the next day."""
        self.day += DAY
        sealing.seal(self.store, self.day)

    def released(self) -> tuple[int, date | None]:
        """Return the office's released n and day."""
        with self.store.reading() as session:
            totals = released_totals(session, self.instrument)
        return int(totals.tallies.n[0]), totals.offices[0].through

    def released_by(self, breakdown: str) -> dict[str, tuple[int, date]]:
        """Return released n and day by value."""
        with self.store.reading() as session:
            found = released_breakdown(session, self.instrument, breakdown)
        return {
            cell.value: (int(n), cell.through)
            for cell, n in zip(found.cells, found.tallies.n, strict=True)
        }


@pytest.fixture
def wave(store: Store) -> Wave:
    return Wave(store)


def test_an_office_stays_at_its_state_until_five_more_came(wave: Wave) -> None:
    seen = []
    for n in (4, 1, 4, 0, 1, 7):
        wave.answer(n)
        wave.seal()
        seen.append(wave.released())
    days = [TODAY + number * DAY for number in range(6)]
    assert seen == [
        (0, None),
        (5, days[1]),
        (5, days[1]),
        (5, days[1]),
        (10, days[4]),
        (17, days[5]),
    ]


def test_answers_to_the_overall_question_alone_wait_with_the_few_others(
    wave: Wave,
) -> None:
    with wave.store.writing() as session:
        make_responses(
            session,
            wave.counter,
            wave.instrument,
            scores=["5-----"] * 4 + ["555555"] * 3,
            received_on=TODAY,
        )
    wave.seal()
    assert wave.released() == (0, None)
    wave.answer(2)
    wave.seal()
    assert wave.released() == (9, TODAY + DAY)


def test_a_breakdown_keeps_its_state_and_date(wave: Wave) -> None:
    wave.answer(6, stage="submit")
    wave.answer(5, stage="receive")
    wave.seal()
    first = {"receive": (5, TODAY), "submit": (6, TODAY)}
    assert wave.released_by("stage") == first
    wave.answer(5, stage="submit")
    wave.answer(2, stage="receive")
    wave.seal()
    assert wave.released() == (18, TODAY + DAY)
    assert wave.released_by("stage") == first
    wave.answer(3, stage="receive")
    wave.answer(2, stage="submit")
    wave.seal()
    later = TODAY + 2 * DAY
    assert wave.released_by("stage") == {"receive": (10, later), "submit": (13, later)}


def test_a_state_of_a_breakdown_is_a_state_its_total_had(wave: Wave) -> None:
    """Else a total and the breakdown's sum would tell fewer than five people apart."""
    wave.answer(5, stage="submit")
    wave.seal()
    wave.answer(4, stage="submit")
    wave.seal()
    wave.answer(4, stage="submit")
    wave.seal()
    assert wave.released() == (13, TODAY + 2 * DAY)
    assert wave.released_by("stage") == {"submit": (13, TODAY + 2 * DAY)}


def test_classes_outside_the_headline_are_in_no_total(wave: Wave) -> None:
    wave.answer(5, channel="D")
    wave.answer(6, channel="F")
    wave.answer(7, channel="Z")
    wave.seal()
    assert wave.released() == (5, TODAY)
    assert wave.released_by("class") == {"D": (5, TODAY), "F": (6, TODAY)}
    assert wave.released_by("stage") == {"": (5, TODAY)}


def test_made_up_answers_are_in_no_total_whatever_a_wave_says(store: Store) -> None:
    with store.writing() as session:
        counter = make_counter(session)
        instrument = make_wave(session, headline_classes="DZ")
        make_responses(session, counter, instrument, scores=[5] * 5)
        make_responses(session, counter, instrument, scores=[1] * 9, channel="Z")
    sealing.seal(store, TODAY + DAY)
    with store.reading() as session:
        assert released_totals(session, instrument).tallies.n.tolist() == [5]
        # 6 questions, each answered by 5 people.
        products = released_products(session, instrument)[0]
        assert products.diagonal()[-6:].tolist() == [5] * 6


def test_answers_of_the_opt_in_part_are_never_counted(wave: Wave) -> None:
    wave.answer(5, part="opt-in")
    wave.seal()
    assert wave.released() == (0, None)


def test_each_counter_has_its_cell(wave: Wave) -> None:
    wave.answer(5)
    wave.seal()
    assert wave.released_by("counter") == {str(wave.counter.id): (5, TODAY)}


def test_a_late_remainder_is_listed_once_the_grace_is_over(wave: Wave) -> None:
    wave.answer(5)
    wave.seal()
    wave.answer(3)
    wave.seal()
    last_day = wave.instrument.last_day_with_grace
    with wave.store.reading() as session:
        assert releases.unreleased_remainders(session, last_day) == ()
        assert releases.unreleased_remainders(session, last_day + DAY) == (
            Remainder(wave.instrument.instrument_id, wave.counter.office_id, 3),
        )
    assert wave.released() == (5, TODAY)


def test_every_total_is_the_sum_of_released_states(store: Store) -> None:
    with store.writing() as session:
        instrument = make_wave(session)
        for code, n in (("a", 5), ("b", 4), ("c", 9)):
            counter = make_counter(session, make_office(session, code))
            make_responses(session, counter, instrument, scores=[4] * n)
    sealing.seal(store, TODAY + DAY)
    with store.reading() as session:
        totals = released_totals(session, instrument)
    assert [office.code for office in totals.offices] == ["a", "b", "c"]
    assert [office.through for office in totals.offices] == [TODAY, None, TODAY]
    assert totals.tallies.n.tolist() == [5, 0, 9]


def test_a_day_that_is_being_counted_is_not_released(wave: Wave) -> None:
    """The tallies hold a part of it, and the last sealed day is another."""
    wave.answer(5)
    wave.seal()
    wave.answer(6)
    run = sealing.steps(wave.store, wave.day + DAY)
    while not counted_but_not_sealed(wave):
        next(run)
    for _ in release(wave.store):
        pass
    assert wave.released() == (5, TODAY)
    for _ in run:
        pass
    assert wave.released() == (11, TODAY + DAY)


def counted_but_not_sealed(wave: Wave) -> bool:
    """Tell whether the tallies hold answers of a day that is not sealed."""
    with wave.store.reading() as session:
        instruments = releases.unreleased_instruments(session)
        return bool(instruments) and closing.is_under_way(session)
