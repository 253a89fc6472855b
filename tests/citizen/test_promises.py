"""Every promise made to citizens hangs on a test that fails when it stops being true."""

import ast
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from flask_babel.speaklater import LazyString
from sqlalchemy import inspect

from forms import messages
from survey.store.engine import Store
from survey.store.results import released_totals
from survey.trust.sealing import seal
from tests.fixtures.lan import Lan
from tests.fixtures.people import TODAY, make_counter, make_responses, make_wave

HERE = "citizen/test_promises.py"
FORM = "citizen/test_form.py"
# What makes each promise true, by file and test.
KEPT_BY = {
    "PROMISE_NO_NAME": [
        (
            FORM,
            "test_nothing_but_buttons_the_comment_a_tick_and_the_token_can_be_filled_in",
        )
    ],
    "PROMISE_SHORT": [
        (
            FORM,
            "test_nothing_but_buttons_the_comment_a_tick_and_the_token_can_be_filled_in",
        ),
        (FORM, "test_the_promise_of_a_minute_is_made_for_a_short_form_only"),
    ],
    "PROMISE_HOW": [
        ("store/test_inbox.py", "test_nothing_joins_a_receipt_to_its_answer"),
        ("store/test_inbox.py", "test_neither_table_keeps_the_order_of_arrival"),
        ("store/test_inbox.py", "test_of_the_key_only_its_hash_reaches_the_disk"),
        (HERE, "test_the_office_sees_nothing_of_fewer_than_five"),
    ],
    "PROMISE_SUMMARY": [(HERE, "test_what_is_kept_can_be_read_before_sending")],
    "PROMISE_KEPT": [
        (HERE, "test_what_is_kept_of_an_answer_is_what_the_page_says"),
        (HERE, "test_neither_time_nor_address_nor_phone_is_kept"),
    ],
    "PROMISE_BESIDE": [(HERE, "test_what_is_kept_can_be_read_before_sending")],
    "PROMISE_COMMENT_APART": [
        (HERE, "test_what_is_kept_of_a_comment_is_what_the_page_says"),
        (
            "store/test_inbox.py",
            "test_nothing_joins_a_comment_to_an_answer_or_a_receipt",
        ),
        ("store/test_inbox.py", "test_neither_table_keeps_the_order_of_arrival"),
    ],
    "PROMISE_COMMENT": [
        ("forms/test_masking.py", "test_an_honest_sentence_stays_as_it_was"),
        (HERE, "test_what_is_kept_can_be_read_before_sending"),
    ],
    "COMMENT_MASKED": [
        (
            "citizen/test_comments.py",
            "test_a_phone_number_is_covered_before_it_reaches_the_disk_and_the_writer_is_told",
        )
    ],
    "ERR_LONG": [
        (
            "citizen/test_comments.py",
            "test_a_comment_that_is_too_long_comes_back_whole_with_its_excess",
        )
    ],
    "PROMISE_FURTHER": [
        (
            "citizen/test_blocks.py",
            "test_further_answers_are_a_record_and_a_receipt_of_their_own",
        ),
        ("store/test_inbox.py", "test_nothing_joins_a_receipt_to_its_answer"),
    ],
    "THANKS_PUBLISHED": [
        (
            "public/test_pages.py",
            "test_who_follows_the_receipt_finds_the_results_of_each_office",
        )
    ],
    "THANKS_REPLIES": [
        (
            "citizen/test_receipts.py",
            "test_it_leads_to_the_replies_of_its_office_and_month",
        ),
        (
            "store/test_replies.py",
            "test_a_proposed_reply_is_public_once_it_is_published",
        ),
    ],
    "RECEIPT_TELLS_NOTHING": [
        (HERE, "test_a_receipt_is_the_same_whatever_was_answered")
    ],
    "ALREADY": [
        (
            "citizen/test_answering.py",
            "test_the_same_page_sent_twice_counts_once_and_shows_the_same_receipt",
        )
    ],
    "UNCONFIRMED": [
        (
            "citizen/test_answering.py",
            "test_a_failed_write_is_never_called_lost_or_received_and_can_be_sent_again",
        )
    ],
    "SERVER_DOWN": [
        (
            "citizen/test_answering.py",
            "test_a_busy_store_gives_the_filled_form_back",
        )
    ],
}
# Sentences of the script, by what makes each of them true.
KEPT_BY |= {
    name: [("browser/test_citizen_unsent.py", test)]
    for name, test in {
        "UNSENT_KEPT": "test_offline_an_answer_is_kept_and_goes_by_itself_when_the_network_is_back",
        "UNSENT_OPEN": "test_where_nothing_can_be_kept_the_page_asks_to_stay_open",
        "DISCARD_ASK": "test_a_citizen_can_take_the_answer_off_the_phone",
        "DISCARDED": "test_a_citizen_can_take_the_answer_off_the_phone",
        "RECEIVED_EARLIER": "test_the_receipt_is_kept_for_a_day_and_nothing_else_is",
    }.items()
}
KEPT_BY["SEND_NOW"] = [("browser/test_citizen_sending.py", "test_send_now_sends_once")]
# Sentences of the kiosk.
KEPT_BY |= {
    name: [("browser/test_kiosk_kept.py", test)]
    for name, test in {
        "KIOSK_KEPT": "test_answers_outlive_a_killed_server_and_a_power_cut_and_count_once_each",
        "KIOSK_READY": "test_answers_outlive_a_killed_server_and_a_power_cut_and_count_once_each",
        "KIOSK_NOT_ENROLLED": "test_a_revoked_kiosk_takes_nothing_tells_staff_and_keeps_what_waits",
    }.items()
}
KEPT_BY |= {
    name: [("browser/test_kiosk.py", test)]
    for name, test in {
        "KIOSK_IDLE": "test_who_walks_away_is_asked_once_and_then_wiped",
        "KIOSK_RETURNS": "test_an_answer_goes_from_the_first_screen_to_the_receipt_and_leaves_nothing",
    }.items()
}
# Columns by the words of the promise; the rest is random or says which round and wording it was.
KEPT = {
    "câu trả lời": {"scores", "choices", "stage", "part", "profile"},
    "nơi": {"counter_id", "field"},
    "ngày": {"received_on"},
    "ngôn ngữ": {"language", "language_version"},
    "cách trả lời": {"class", "helped"},
}
# The batch is of papers and calls that staff typed in; an answer from a phone has none.
RANDOM_OR_ROUND = {"id", "instrument_id", "batch_id"}


def test_every_promise_hangs_on_a_test_that_is_there() -> None:
    promises = {name for name in dir(messages) if name.startswith("PROMISE_")}
    assert promises <= set(KEPT_BY)
    for name, tests in KEPT_BY.items():
        assert isinstance(getattr(messages, name), LazyString)
        for file, test in tests:
            assert test in functions_in(file)


def functions_in(file: str) -> set[str]:
    tree = ast.parse((Path(__file__).parents[1] / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_what_is_kept_of_an_answer_is_what_the_page_says(
    store: Store, reading_lan: Lan
) -> None:
    page = reading_lan.open().text
    assert f"Được giữ: {', '.join(KEPT)}." in page
    promised = set.union(RANDOM_OR_ROUND, *KEPT.values())
    for table in ("arrival", "response"):
        columns = inspect(store.engine).get_columns(table)
        assert {column["name"] for column in columns} == promised


def test_what_is_kept_of_a_comment_is_what_the_page_says(
    store: Store, reading_lan: Lan
) -> None:
    page = reading_lan.open().text
    said = "Góp ý được giữ riêng, chỉ kèm đơn vị, tháng và ngôn ngữ"
    assert said in page
    for table in ("comment_arrival", "comment"):
        columns = {
            column["name"] for column in inspect(store.engine).get_columns(table)
        }
        # `urgent` is told from the text alone.
        promised = {"id", "text", "office_id", "month", "language"}
        assert columns == promised | {"urgent"}


def test_neither_time_nor_address_nor_phone_is_kept(
    sqlite_lan: Lan, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sent = sqlite_lan.send(
        headers={"User-Agent": "Phone of Lan 12", "X-Forwarded-For": "203.0.113.77"},
        environ_overrides={"REMOTE_ADDR": "198.51.100.23"},
    )
    assert sent.status_code == 303
    with sqlite_lan.store.reading() as session:
        for table in ("arrival", "receipt"):
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}")
            assert not any(":" in str(value) for row in rows for value in row)
    written = b"".join(file.read_bytes() for file in tmp_path.glob("survey.sqlite*"))
    assert b"2026-11-25" in written
    for trace in ("Phone of Lan", "203.0.113.77", "198.51.100.23"):
        assert trace.encode() not in written
        assert trace not in caplog.text


def test_the_office_sees_nothing_of_fewer_than_five(store: Store) -> None:
    with store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        make_responses(session, counter, instrument, scores=[5] * 4)
    seen = []
    for day in (TODAY, TODAY + timedelta(days=1)):
        seal(store, day + timedelta(days=1))
        with store.reading() as session:
            seen.append(int(released_totals(session, instrument).tallies.n.sum()))
        with store.writing() as session:
            make_responses(
                session,
                counter,
                instrument,
                scores=[1],
                received_on=day + timedelta(days=1),
            )
    assert seen == [0, 5]


def test_what_is_kept_can_be_read_before_sending(reading_lan: Lan) -> None:
    page = reading_lan.open().text
    before, _, after = page.partition("<summary>Điều gì được giữ?</summary>")
    assert "Người đứng cạnh có thể nhìn thấy màn hình." in after
    assert "Lời góp ý có thể cho biết người viết là ai" in after
    assert after.index("màn hình") < after.index("Gửi đánh giá")


def test_a_receipt_is_the_same_whatever_was_answered(
    sqlite_lan: Lan, sqlite_store: Store
) -> None:
    token = sqlite_lan.token()
    first = sqlite_lan.send({"overall": "1"}, token=token).headers["Location"]
    again = sqlite_lan.send({"overall": "5"}, token=token).headers["Location"]
    code = slice(len("/phieu/"), len("/phieu/") + 10)
    assert first[code] == again[code]
