"""A reply is read by anyone once the reform office has published it, and not before."""

import pytest

from survey.store import replies
from survey.store.engine import Store
from survey.store.replies import (
    NewReply,
    PublishedReply,
    Refusal,
    ReplyRefused,
    Step,
    published_replies,
)
from survey.store.tables.replies import PROPOSED, PUBLISHED, RETURNED, WITHDRAWN
from tests.fixtures.people import TODAY, make_office

MINH, HOA = Step("minh", TODAY), Step("hoa", TODAY)
WHY = Step("hoa", TODAY, "Viết rõ hơn")
SEATS = NewReply("2026-11", "Thiếu ghế chờ", "Đã thêm 20 ghế")
FANS = NewReply("2026-10", "Sảnh nóng", "Đã lắp quạt")


@pytest.fixture
def office(store: Store) -> Store:
    """Give a store with two offices."""
    with store.writing() as session:
        for code in ("a", "b"):
            make_office(session, code)
    return store


def write(store: Store, new: NewReply = SEATS, *, state: str = PROPOSED) -> int:
    with store.writing() as session:
        reply = replies.add_reply(session, "a", new, MINH, state=state)
        assert reply.id is not None
        return reply.id


def decide(store: Store, reply_id: int, state: str, step: Step = WHY) -> str:
    """Take a step and return the state before it."""
    with store.writing() as session:
        return replies.decide(session, reply_id, state, step).state


def published(store: Store) -> tuple[PublishedReply, ...]:
    with store.reading() as session:
        return published_replies(session, "a")


def test_a_proposed_reply_is_public_once_it_is_published(office: Store) -> None:
    reply_id = write(office)
    assert published(office) == ()
    assert decide(office, reply_id, PUBLISHED, HOA) == PROPOSED
    assert published(office) == (
        PublishedReply("2026-11", "Thiếu ghế chờ", "Đã thêm 20 ghế"),
    )
    with office.reading() as session:
        assert published_replies(session, "b") == ()
        assert published_replies(session, "no-such-office") == ()


def test_what_is_withdrawn_is_public_no_more(office: Store) -> None:
    reply_id = write(office, state=PUBLISHED)
    assert decide(office, reply_id, WITHDRAWN) == PUBLISHED
    assert published(office) == ()


def test_only_what_may_follow_is_decided(office: Store) -> None:
    for steps, refused in (
        ([], WITHDRAWN),
        ([RETURNED], PUBLISHED),
        ([PUBLISHED], RETURNED),
        ([PUBLISHED], PUBLISHED),
        ([PUBLISHED, WITHDRAWN], PUBLISHED),
    ):
        reply_id = write(office)
        for state in steps:
            decide(office, reply_id, state)
        with pytest.raises(ReplyRefused) as error:
            decide(office, reply_id, refused)
        assert error.value.why is Refusal.DECIDED, (steps, refused)
    with pytest.raises(ReplyRefused) as error:
        decide(office, 999, PUBLISHED)
    assert error.value.why is Refusal.UNKNOWN


def test_the_newest_month_comes_first_and_what_waits_before_it(office: Store) -> None:
    for new in (FANS, SEATS):
        write(office, new, state=PUBLISHED)
    write(office, FANS)
    assert [reply.month for reply in published(office)] == ["2026-11", "2026-10"]
    with office.reading() as session:
        found = replies.replies(session, limit=9)
        assert [(each.month, each.state) for each in found] == [
            ("2026-10", PROPOSED),
            ("2026-11", PUBLISHED),
            ("2026-10", PUBLISHED),
        ]
        assert replies.replies(session, office_code="b", limit=9) == ()


def test_a_reply_belongs_to_an_office_that_is_there(office: Store) -> None:
    with pytest.raises(KeyError), office.writing() as session:
        replies.add_reply(session, "c", SEATS, HOA, state=PUBLISHED)
