"""One-time links of a DDCI: used once whatever happens, and joined to no answer."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from survey.store import ddci, ddci_links
from survey.store.ddci_links import (
    MOVED_TOGETHER,
    LinkNotOpen,
    LinkUnknown,
    grouped,
    read_key,
    spelled,
    use_link,
)
from survey.store.engine import Store
from survey.store.tables import (
    DdciAnswer,
    DdciArrival,
    DdciReceipt,
    DdciRound,
    DdciUnit,
)
from tests.fixtures.ddci import make_round
from tests.fixtures.people import TODAY

TAPS = 8
LAST_DAY = date(2026, 12, 10)


def given(session: Session, n: int, *, code: str = "ddci-2026") -> list[bytes]:
    """Begin a round where there is none, and give out links of firms."""
    chosen = ddci.round_by_code(session, code) or make_round(session, code)
    keys = [ddci_links.new_key() for _ in range(n)]
    ddci_links.give_links(session, chosen, keys, kind="firm")
    return keys


def unit_ids(session: Session) -> list[int]:
    return [unit.id or 0 for unit in session.exec(select(DdciUnit)).all()]


def stored(session: Session) -> tuple[int, int, int]:
    """Return how many receipts, waiting answers and moved answers there are."""
    receipts, arrivals, answers = (
        len(session.exec(select(table)).all())
        for table in (DdciReceipt, DdciArrival, DdciAnswer)
    )
    return receipts, arrivals, answers


def test_a_key_is_read_however_it_is_typed_and_a_slip_is_told() -> None:
    for _ in range(50):
        key = secrets.token_bytes(16)
        written = spelled(key)
        assert read_key(f" {grouped(written).lower()}\n") == key
        at = secrets.randbelow(28)
        other = "7" if written[at] != "7" else "8"
        assert read_key(written[:at] + other + written[at + 1 :]) != key
    # One in 4,096 slips passes as some other key, which no link has; most are told by the key itself.
    slips = [read_key(spelled(bytes(15) + bytes([n]))[:-1] + "Z") for n in range(200)]
    assert slips.count(None) > 180
    assert (
        read_key("") is None and read_key("ABCD") is None and read_key("Đ" * 28) is None
    )


def test_a_link_is_used_once_and_says_so(store: Store) -> None:
    with store.writing() as session:
        (key,) = given(session, 1)
        first, second, *_ = unit_ids(session)
    with store.writing() as session:
        assert use_link(session, key, {first: "A1", second: "-5"}, today=TODAY)
    with store.writing() as session:
        # Other answers by the same link: nothing is stored, nothing is replaced.
        assert not use_link(session, key, {first: "11"}, today=TODAY)
    with store.reading() as session:
        assert stored(session) == (1, 2, 0)
        found = ddci_links.find_link(session, key)
        assert found is not None and found.is_used and found.kind == "firm"
        kept = session.exec(select(DdciArrival)).all()
        assert {(one.unit_id, one.scores) for one in kept} == {
            (first, "A1"),
            (second, "-5"),
        }


def test_many_taps_at_once_store_one_set_of_answers(store: Store) -> None:
    with store.writing() as session:
        (key,) = given(session, 1)
        unit = unit_ids(session)[0]
    start = threading.Barrier(TAPS)

    def tap(_: int) -> bool:
        start.wait()
        with store.writing() as session:
            return use_link(session, key, {unit: "77"}, today=TODAY)

    with ThreadPoolExecutor(TAPS) as threads:
        new = list(threads.map(tap, range(TAPS)))
    assert new.count(True) == 1
    with store.reading() as session:
        assert stored(session) == (1, 1, 0)


def test_a_write_that_did_not_commit_leaves_the_link_unused(store: Store) -> None:
    with store.writing() as session:
        (key,) = given(session, 1)
        unit = unit_ids(session)[0]
    with pytest.raises(ConnectionError), store.writing() as session:
        assert use_link(session, key, {unit: "77"}, today=TODAY)
        raise ConnectionError("the power went off")
    with store.writing() as session:
        assert stored(session) == (0, 0, 0)
        assert use_link(session, key, {unit: "77"}, today=TODAY)


def test_unknown_early_and_late_links_are_refused(store: Store) -> None:
    with store.writing() as session:
        (key,) = given(session, 1)
        unit = unit_ids(session)[0]
    with pytest.raises(LinkUnknown), store.writing() as session:
        use_link(session, ddci_links.new_key(), {unit: "77"}, today=TODAY)
    for day in (date(2026, 10, 31), LAST_DAY + timedelta(days=2)):
        with pytest.raises(LinkNotOpen), store.writing() as session:
            use_link(session, key, {unit: "77"}, today=day)
    with store.writing() as session:
        # Opened on the last evening, sent after midnight.
        assert use_link(session, key, {unit: "77"}, today=LAST_DAY + timedelta(days=1))


def test_answers_move_many_together_by_their_random_ids_and_many_stay(
    store: Store,
) -> None:
    with store.writing() as session:
        keys = given(session, 2 * MOVED_TOGETHER)
        unit = unit_ids(session)[0]
        for key in keys[:-1]:
            use_link(session, key, {unit: "77"}, today=TODAY)
        assert stored(session) == (49, 49, 0)
        use_link(session, keys[-1], {unit: "77"}, today=TODAY)
        assert stored(session) == (50, 25, 25)
        # Not the oldest: ids are random.
        moved = session.exec(select(DdciAnswer.id)).all()
        assert max(moved) < min(session.exec(select(DdciArrival.id)).all())


def test_closing_keeps_answers_and_forgets_which_links_were_used(store: Store) -> None:
    with store.writing() as session:
        first, second = given(session, 2)
        (other,) = given(session, 1, code="ddci-2027")
        unit = unit_ids(session)[0]
        for key in (first, other):
            use_link(session, key, {unit: "77"}, today=TODAY)
    with store.writing() as session:
        close(session)
    with store.reading() as session:
        # The receipt and the answer of the other round stay as they are.
        assert stored(session) == (1, 1, 1)
        found = ddci_links.find_link(session, first)
        assert found is not None and found.is_closed and not found.is_used
    with pytest.raises(LinkNotOpen), store.writing() as session:
        use_link(session, second, {unit: "77"}, today=TODAY)
    with pytest.raises(ddci.RoundClosed), store.writing() as session:
        ddci.set_figures(session, of_code(session), {(unit, "ngay"): 3.0})
    with pytest.raises(ddci.RoundClosed), store.writing() as session:
        close(session)


def test_a_round_that_moved_on_is_not_closed_on_old_answers(store: Store) -> None:
    with store.writing() as session:
        (key,) = given(session, 1)
        unit = unit_ids(session)[0]
        before = ddci.answers_of(session, of_code(session).id or 0)
        use_link(session, key, {unit: "77"}, today=TODAY)
    with pytest.raises(ddci.RoundMovedOn), store.writing() as session:
        close(session, computed_from=before)
    with store.reading() as session:
        assert ddci.closed_rounds(session) == frozenset()


def test_weeks_are_counted_without_a_day(store: Store) -> None:
    with store.writing() as session:
        keys = given(session, 3)
        unit = unit_ids(session)[0]
        for key, day in zip(keys, (TODAY, TODAY, TODAY + timedelta(days=7))):
            use_link(session, key, {unit: "77"}, today=day)
        assert ddci.used_by_week(session, of_code(session).id or 0) == {
            date(2026, 11, 23): {"firm": 2},
            date(2026, 11, 30): {"firm": 1},
        }


def of_code(session: Session) -> DdciRound:
    chosen = ddci.round_by_code(session, "ddci-2026")
    assert chosen is not None
    return chosen


def close(
    session: Session, *, computed_from: ddci.AnswersOfRound | None = None
) -> None:
    chosen = of_code(session)
    assert chosen.id is not None
    ddci.close(
        session,
        chosen,
        computed_from=computed_from or ddci.answers_of(session, chosen.id),
        content="{}",
        today=TODAY,
        done_by="hoa",
    )
