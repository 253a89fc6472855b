"""Urgent comments are flagged on arrival, read after the seal, kept from units and dealt with once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from forms.urgent import KINDS
from survey.store import urgent
from survey.store.comments import CommentSearch, count_released
from survey.store.engine import Store
from survey.store.tables import Comment, CommentArrival
from survey.store.tables.answers import URGENT_KINDS
from survey.store.tables.comments import HANDLED, ORDINARY
from survey.store.urgent import Outcome
from survey.trust import sealing
from tests.fixtures import comments
from tests.fixtures.comments import URGENT, write_comments
from tests.fixtures.people import TODAY, make_counter, make_wave

NOVEMBER = CommentSearch("2026-11", "2026-11")
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def flagged(store: Store) -> Store:
    """Give a store on each engine with four usual comments and an urgent one, not sealed yet."""
    return with_flagged(store)


@pytest.fixture
def sqlite_flagged(sqlite_store: Store) -> Store:
    """Give the same where the engine does not matter."""
    return with_flagged(sqlite_store)


def with_flagged(store: Store) -> Store:
    with store.writing() as session:
        written = [*comments.ORDINARY[:4], URGENT]
        write_comments(session, make_counter(session), make_wave(session), written)
    return store


def test_the_kinds_are_those_of_the_word_list() -> None:
    assert URGENT_KINDS == ("", *KINDS)


def test_a_word_is_flagged_on_arrival_and_read_after_the_seal(flagged: Store) -> None:
    with flagged.reading() as session:
        kinds = {
            row.text: row.urgent for row in session.scalars(select(CommentArrival))
        }
        assert kinds == {text: "" for text in comments.ORDINARY[:4]} | {URGENT: "bribe"}
        assert urgent.urgent_comments(session, is_open=True, limit=9) == ()
    sealing.seal(flagged, TOMORROW)
    with flagged.reading() as session:
        (found,) = urgent.urgent_comments(session, is_open=True, limit=9)
        assert (found.text, found.kind, found.month) == (URGENT, "bribe", "2026-11")
        assert urgent.open_urgent(session) == 1
        assert list(urgent.comments_by_office(session).values()) == [5]


def test_an_urgent_comment_makes_no_batch_and_is_in_none(sqlite_flagged: Store) -> None:
    sealing.seal(sqlite_flagged, TOMORROW)
    with sqlite_flagged.reading() as session:
        assert count_released(session, NOVEMBER) == 0


def test_what_was_dealt_with_stays_with_the_reform_office(
    sqlite_flagged: Store,
) -> None:
    deal_with_all(sqlite_flagged, HANDLED)
    assert seal_again(sqlite_flagged) == 0


def test_what_was_found_ordinary_goes_among_the_others_at_the_next_seal(
    sqlite_flagged: Store,
) -> None:
    deal_with_all(sqlite_flagged, ORDINARY)
    with sqlite_flagged.reading() as session:
        assert count_released(session, NOVEMBER) == 0
    assert seal_again(sqlite_flagged) == 5


def test_a_comment_is_dealt_with_once(flagged: Store) -> None:
    sealing.seal(flagged, TOMORROW)
    outcome = Outcome(HANDLED, "Đã báo thanh tra", "hoa", TODAY)
    with flagged.writing() as session:
        (found,) = urgent.urgent_comments(session, is_open=True, limit=9)
        usual = next(c.id for c in session.scalars(select(Comment)) if not c.urgent)
        asked = (found.comment_id, found.comment_id, usual, uuid4())
        taken = [urgent.deal_with(session, each, outcome) for each in asked]
        assert taken == [True, False, False, False]
        assert urgent.open_urgent(session) == 0
        (done,) = urgent.urgent_comments(session, is_open=False, limit=9)
    assert (done.outcome, done.reason, done.done_by) == (HANDLED, outcome.reason, "hoa")


def deal_with_all(store: Store, outcome: str) -> None:
    sealing.seal(store, TOMORROW)
    with store.writing() as session:
        for found in urgent.urgent_comments(session, is_open=True, limit=9):
            decided = Outcome(outcome, "Đã xem", "hoa", TODAY)
            assert urgent.deal_with(session, found.comment_id, decided)


def seal_again(store: Store) -> int:
    """Seal a further day and return how many comments are released."""
    sealing.seal(store, TOMORROW + timedelta(days=1))
    with store.reading() as session:
        return count_released(session, NOVEMBER)
