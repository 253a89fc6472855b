"""The path of one answer: a scanned code, the form, the store, the receipt."""

from urllib.parse import urlsplit

import pytest

from tests.fixtures.lan import ADDRESS, CODE, Lan, token_in
from tests.fixtures.people import TODAY


def test_an_answer_is_stored_and_leads_to_its_receipt(lan: Lan) -> None:
    sent = lan.send({"overall": "4", "q_result": "x", "stage": "receive"})
    assert sent.status_code == 303
    receipt = lan.open(sent.headers["Location"])
    assert receipt.status_code == 200
    assert "Đã nhận đánh giá. Cảm ơn Ông/Bà." in receipt.text
    (stored,) = lan.stored()
    assert (stored.scores, stored.stage, stored.channel) == ("4---x-", "receive", "D")
    assert (stored.received_on, stored.language, stored.part) == (TODAY, "vi", "core")
