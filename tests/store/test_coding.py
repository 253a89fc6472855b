"""Two people sort each comment, neither twice nor with a third, and what differs is settled once."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest

from survey.store import coding, comments, reviewers
from survey.store.coding import Settled, ThemeCount
from survey.store.comments import CommentSearch
from survey.store.engine import Store
from survey.trust import sealing
from tests.fixtures.comments import CODEBOOK, ORDINARY, code_all, write_comments
from tests.fixtures.people import TODAY, make_counter, make_wave

MONTHS = {"first_month": "2026-11", "last_month": "2026-11"}
SETTLED = Settled("place", "Ý chính là chỗ ngồi", "hoa", TODAY)


@dataclass(frozen=True, slots=True)
class Coders:
    """A store with one batch, its office, and three people of the reform office."""

    store: Store
    office_id: int
    hoa: int
    van: int
    yen: int

    def code_all(self, reviewer_id: int, theme: str) -> int:
        with self.store.writing() as session:
            return code_all(session, reviewer_id, theme=theme)

    def code_next(self, reviewer_id: int, theme: str) -> None:
        with self.store.writing() as session:
            found = coding.next_to_code(session, reviewer_id)
            assert found is not None
            assert coding.record_code(
                session,
                found.comment_id,
                reviewer_id=reviewer_id,
                theme=theme,
                codebook=CODEBOOK,
            )

    def themes(self) -> dict[str, int]:
        with self.store.reading() as session:
            counts = coding.theme_counts(session, **MONTHS)
        return {count.theme: count.n for count in counts}


def make_coders(store: Store) -> Coders:
    with store.writing() as session:
        counter = make_counter(session)
        write_comments(session, counter, make_wave(session))
        people = []
        for name in ("hoa", "van", "yen"):
            reviewer = reviewers.add_reviewer(
                session, name, password_hash="$argon2id$", role="reform_office"
            )
            session.flush()
            assert reviewer.id is not None
            people.append(reviewer.id)
        office_id = counter.office_id
    sealing.seal(store, TODAY + timedelta(days=1))
    return Coders(store, office_id, *people)


@pytest.fixture
def coders(sqlite_store: Store) -> Coders:
    return make_coders(sqlite_store)


def test_each_of_two_people_sorts_every_comment_once(store: Store) -> None:
    coders = make_coders(store)
    assert coders.code_all(coders.hoa, "waiting") == 5
    assert coders.code_all(coders.hoa, "waiting") == 0
    assert coders.code_all(coders.van, "waiting") == 5
    # Nothing is left for a third.
    assert coders.code_all(coders.yen, "waiting") == 0
    with store.reading() as session:
        assert coding.left_to_code(session, coders.yen) == 0
        (pair,) = coding.coded_pairs(session)
    assert pair.names == ("hoa", "van")
    assert pair.counts == {("waiting", "waiting"): 5}


def test_a_second_code_of_one_person_or_a_third_person_s_is_refused(
    store: Store,
) -> None:
    coders = make_coders(store)
    with store.writing() as session:
        found = coding.next_to_code(session, coders.hoa)
        assert found is not None
        taken = [
            coding.record_code(
                session,
                found.comment_id,
                reviewer_id=reviewer_id,
                theme="waiting",
                codebook=CODEBOOK,
            )
            for reviewer_id in (coders.hoa, coders.hoa, coders.van, coders.yen)
        ]
        assert taken == [True, False, True, False]
        assert not coding.record_code(
            session, uuid4(), reviewer_id=coders.hoa, theme="fees", codebook=CODEBOOK
        )


def test_a_person_is_told_a_comment_s_text_and_nothing_of_the_other_s_theme(
    coders: Coders,
) -> None:
    with coders.store.reading() as session:
        before = coding.next_to_code(session, coders.van)
    coders.code_all(coders.hoa, "waiting")
    with coders.store.reading() as session:
        assert coding.next_to_code(session, coders.van) == before
        assert coding.left_to_code(session, coders.van) == 5
        assert coding.disagreements(session, limit=9) == ()
    assert coders.themes() == {}


def test_what_differs_is_named_and_settled_once_with_its_reason(store: Store) -> None:
    coders = make_coders(store)
    coders.code_all(coders.hoa, "waiting")
    coders.code_next(coders.van, "place")
    coders.code_all(coders.van, "waiting")
    with store.writing() as session:
        (found,) = coding.disagreements(session, limit=9)
        assert found.text in ORDINARY
        assert (found.names, found.themes) == (("hoa", "van"), ("waiting", "place"))
        assert coding.settle(session, found.comment_id, SETTLED)
        assert not coding.settle(session, found.comment_id, SETTLED)
        assert coding.disagreements(session, limit=9) == ()
    assert coders.themes() == {"waiting": 4, "place": 1}
    with store.reading() as session:
        search = CommentSearch("2026-11", "2026-11", theme="place")
        (shown,) = comments.released_comments(session, search, limit=9)
        (pair,) = coding.coded_pairs(session)
    assert shown.text == found.text
    # Agreement is that of before they talked.
    assert pair.counts == {("waiting", "waiting"): 4, ("waiting", "place"): 1}


def test_what_two_people_agree_on_cannot_be_settled_otherwise(coders: Coders) -> None:
    coders.code_all(coders.hoa, "waiting")
    with coders.store.writing() as session:
        search = CommentSearch("2026-11", "2026-11")
        found = comments.released_comments(session, search, limit=1)[0].comment_id
        assert not coding.settle(session, found, SETTLED)
    coders.code_all(coders.van, "waiting")
    with coders.store.writing() as session:
        assert not coding.settle(session, found, SETTLED)
        assert not coding.settle(session, uuid4(), SETTLED)


def test_a_theme_counts_only_once_its_whole_batch_is_sorted(coders: Coders) -> None:
    coders.code_all(coders.hoa, "waiting")
    for _ in range(4):
        coders.code_next(coders.van, "waiting")
        assert coders.themes() == {}
    coders.code_next(coders.van, "waiting")
    with coders.store.reading() as session:
        counts = coding.theme_counts(session, **MONTHS)
        assert coding.theme_counts(session, **MONTHS, office_id=999) == ()
    assert counts == (ThemeCount(coders.office_id, "waiting", 5),)


def test_who_was_first_does_not_make_another_pair(coders: Coders) -> None:
    coders.code_next(coders.van, "place")
    coders.code_all(coders.hoa, "waiting")
    coders.code_all(coders.van, "waiting")
    with coders.store.reading() as session:
        (pair,) = coding.coded_pairs(session)
    assert pair.names == ("hoa", "van")
    assert pair.counts == {("waiting", "waiting"): 4, ("waiting", "place"): 1}
