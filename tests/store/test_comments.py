"""Released comments are found by office, months, words and theme, and never fewer than a batch."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from survey.store import comments
from survey.store.comments import CommentSearch, count_released, released_comments
from survey.store.engine import Store
from survey.store.tables import Comment, CommentBatch, ReleasedComment
from survey.store.tables.comments import SMALLEST_BATCH
from survey.store.tables.places import CANARY_OFFICE
from survey.trust import sealing
from survey.trust.disclosure import FLOOR
from tests.fixtures.comments import ORDINARY, write_comments
from tests.fixtures.people import TODAY, make_counter, make_office, make_wave

NOVEMBER = CommentSearch("2026-11", "2026-11")


def texts(session: Session, search: CommentSearch, limit: int = 99) -> set[str]:
    return {found.text for found in released_comments(session, search, limit=limit)}


def release(store: Store, *written: str, received_on: date = TODAY) -> None:
    """Write comments at one office and seal their day."""
    with store.writing() as session:
        write_comments(
            session,
            make_counter(session),
            make_wave(session),
            written or ORDINARY,
            received_on=received_on,
        )
    sealing.seal(store, received_on + timedelta(days=1))


def test_the_table_s_floor_is_the_one_of_disclosure() -> None:
    assert SMALLEST_BATCH == FLOOR


def test_a_batch_holds_all_that_waited_at_one_office(store: Store) -> None:
    release(store)
    with store.reading() as session:
        (batch,) = session.scalars(select(CommentBatch))
        found = released_comments(session, NOVEMBER, limit=99)
    assert (batch.n, batch.first_month, batch.last_month) == (5, "2026-11", "2026-11")
    assert {each.text for each in found} == set(ORDINARY)
    # In the order of random ids, which no clock gave out.
    assert [each.comment_id for each in found] == sorted(e.comment_id for e in found)


def test_four_comments_wait(store: Store) -> None:
    release(store, *ORDINARY[:4])
    with store.reading() as session:
        assert count_released(session, NOVEMBER) == 0
        assert session.scalars(select(CommentBatch)).all() == []


def test_the_canary_s_comments_stay_where_they_are(store: Store) -> None:
    with store.writing() as session:
        canary = make_office(session, CANARY_OFFICE)
        write_comments(session, make_counter(session, canary), make_wave(session))
    sealing.seal(store, TODAY + timedelta(days=1))
    with store.reading() as session:
        assert len(session.scalars(select(Comment)).all()) == 5
        assert session.scalars(select(ReleasedComment)).all() == []


def test_words_are_found_without_marks_and_capitals(sqlite_store: Store) -> None:
    release(sqlite_store)
    found = {
        "CHO LAU": {"Chờ lâu quá, gần hai giờ"},
        "giờ   chờ": {"Chờ lâu quá, gần hai giờ"},
        "di lai": {"Phải đi lại ba lần vì thiếu giấy"},
        "chờ sảnh": set(),
        "100%": set(),
        "_": set(),
        "\\": set(),
        "": set(ORDINARY),
    }
    with sqlite_store.reading() as session:
        for words, expected in found.items():
            search = CommentSearch("2026-11", "2026-11", words=words)
            assert texts(session, search) == expected, words
            assert count_released(session, search) == len(expected)


def test_signs_of_a_search_mean_themselves_on_both_engines(store: Store) -> None:
    release(store, *ORDINARY, "Giảm 100% thời gian", "Mẫu TK_01\\b, đơn ĐK")
    with store.reading() as session:
        for words, n in (("100%", 1), ("0%t", 0), ("tk_0", 1), ("1\\b", 1), ("dk", 1)):
            search = CommentSearch("2026-11", "2026-11", words=words)
            assert count_released(session, search) == n, words


def test_a_batch_is_shown_whole_in_every_month_it_touches(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        counter, wave = make_counter(session), make_wave(session)
        write_comments(session, counter, wave, ORDINARY[:3], received_on=TODAY)
    sealing.seal(sqlite_store, TODAY + timedelta(days=1))
    december = date(2026, 12, 2)
    with sqlite_store.writing() as session:
        write_comments(session, counter, wave, ORDINARY[3:], received_on=december)
    sealing.seal(sqlite_store, december + timedelta(days=1))
    with sqlite_store.reading() as session:
        for month in ("2026-11", "2026-12"):
            assert texts(session, CommentSearch(month, month)) == set(ORDINARY)
        assert texts(session, CommentSearch("2026-10", "2026-10")) == set()
        assert texts(session, CommentSearch("2027-01", "2027-01")) == set()


def test_pages_leave_nothing_out_and_show_nothing_twice(sqlite_store: Store) -> None:
    written = [f"góp ý thứ {number}" for number in range(23)]
    release(sqlite_store, *written)
    with sqlite_store.reading() as session:
        pages = [
            released_comments(session, NOVEMBER, offset=start, limit=10)
            for start in (0, 10, 20)
        ]
    assert [len(page) for page in pages] == [10, 10, 3]
    assert sorted(each.text for page in pages for each in page) == sorted(written)


def test_an_office_is_named_only_with_a_batch(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        wave = make_wave(session)
        many, few = (make_office(session, code) for code in ("a", "b"))
        write_comments(session, make_counter(session, many), wave)
        write_comments(session, make_counter(session, few), wave, ORDINARY[:4])
    sealing.seal(sqlite_store, TODAY + timedelta(days=1))
    with sqlite_store.reading() as session:
        months = {"first_month": "2026-11", "last_month": "2026-11"}
        named = comments.offices_with_batches(session, **months)
        assert named == {many.id}
        search = CommentSearch("2026-11", "2026-11", office_id=few.id)
        assert texts(session, search) == set()
        assert len(texts(session, CommentSearch("2026-11", "2026-11"))) == 5


def test_what_stands_in_a_batch_is_not_released_again(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        counter, wave = make_counter(session), make_wave(session)
        write_comments(session, counter, wave)
    sealing.seal(sqlite_store, TODAY + timedelta(days=1))
    tomorrow = TODAY + timedelta(days=1)
    with sqlite_store.writing() as session:
        more = [f"thêm {number}" for number in range(4)]
        write_comments(session, counter, wave, more, received_on=tomorrow)
    sealing.seal(sqlite_store, tomorrow + timedelta(days=1))
    with sqlite_store.reading() as session:
        assert texts(session, NOVEMBER) == set(ORDINARY)
        assert session.scalars(select(col(CommentBatch.n))).all() == [5]
