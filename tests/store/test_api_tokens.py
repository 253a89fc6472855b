"""Tokens of programs, on both engines: good until their moment, for accounts that are open."""

from datetime import UTC, datetime, timedelta

import pytest

from survey.store import api_tokens, reviewers
from survey.store.engine import Store
from tests.fixtures.people import TODAY

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
HASH = "0" * 64


@pytest.fixture
def kept(store: Store) -> Store:
    """Give a store with Hoa's token, which works for an hour."""
    with store.writing() as session:
        hoa = reviewers.add_reviewer(
            session, "hoa", password_hash="!", role="reform_office"
        )
        session.flush()
        assert hoa.id is not None
        api_tokens.add_token(
            session,
            hoa.id,
            name="portal",
            token_hash=HASH,
            today=TODAY,
            expires_at=NOW + timedelta(hours=1),
        )
    return store


def opens(store: Store, *, minutes: int = 0, token_hash: str = HASH) -> bool:
    with store.reading() as session:
        now = NOW + timedelta(minutes=minutes)
        return api_tokens.token_by_hash(session, token_hash, now=now) is not None


def test_a_token_works_until_its_moment(kept: Store) -> None:
    found = [opens(kept, minutes=minutes) for minutes in (0, 59, 60, 61)]
    assert found == [True, True, False, False]
    assert not opens(kept, token_hash="1" * 64)


def test_a_closed_account_keeps_no_token_even_when_opened_again(kept: Store) -> None:
    with kept.writing() as session:
        reviewers.deactivate(session, "hoa")
        reviewers.reactivate(session, "hoa")
    assert not opens(kept)


def test_use_is_kept_by_day_and_revoking_works_once(kept: Store) -> None:
    with kept.writing() as session:
        api_tokens.note_use(session, HASH, today=TODAY)
        api_tokens.note_use(session, HASH, today=TODAY + timedelta(days=1))
        ((token, account),) = api_tokens.tokens(session)
        assert (account.name, token.used_on) == ("hoa", TODAY + timedelta(days=1))
        assert token.id is not None
        assert api_tokens.revoke(session, token.id, today=TODAY) is token
        assert api_tokens.revoke(session, token.id, today=TODAY) is None
    assert not opens(kept)
