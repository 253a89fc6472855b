"""The log tells what went wrong, and nothing about who was there."""

import logging
import sys

import pytest

from survey.access.logs import FORMAT, DiscreetFormatter


def logged(message: str, *arguments: object) -> str:
    record = logging.LogRecord(
        "gunicorn.error", logging.WARNING, __file__, 1, message, arguments, None
    )
    return DiscreetFormatter("%(message)s").format(record)


@pytest.mark.parametrize(
    "address",
    [
        "113.161.5.77",
        "2001:ee0:4f:1::2a",
        "2001:0ee0:004f:0001:0000:0000:0000:002a",
        "::1",
        "fe80::1c2:3d4e",
    ],
)
def test_no_address_is_written(address: str) -> None:
    assert logged("Invalid request from ip=%s: broken", address) == (
        "Invalid request from ip=…: broken"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/phieu/eyJjIjoiSzdRTTJYUEQ0ViJ9.aVeryLongSignature-of_27chars1",
        "/phieu/ImFiYyI.Z9xY.k3JfmQ0sT8vWq1Zr5Yx2Cb7Nd4M",
    ],
)
def test_no_token_is_written(path: str) -> None:
    text = logged("Exception on %s [GET]", path)
    assert path.rpartition("/")[2] not in text
    assert text.startswith("Exception on /phieu/…")


def test_no_query_is_written() -> None:
    assert logged("Error handling request %s", "/K/7K3M9P?lang=en&name=Lan") == (
        "Error handling request /K/7K3M9P?…"
    )


def test_no_answer_bound_to_sql_is_written_even_from_a_traceback() -> None:
    try:
        raise ValueError(
            "(sqlite3.IntegrityError) NOT NULL\n[SQL: INSERT INTO arrival VALUES (?)]\n"
            "[parameters: ('5544x', 'vi')]"
        )
    except ValueError:
        record = logging.LogRecord(
            "survey", logging.ERROR, __file__, 1, "failed", (), sys.exc_info()
        )
    text = DiscreetFormatter(FORMAT).format(record)
    assert "5544x" not in text
    assert "[parameters: …]" in text
    # Where it happened stays.
    assert "test_logs.py" in text and "INSERT INTO arrival" in text


def test_the_time_and_ordinary_words_stay() -> None:
    text = logged(
        "2026-11-25 09:30:15,123 closing the day failed: survey/trust/night.py"
    )
    assert text == (
        "2026-11-25 09:30:15,123 closing the day failed: survey/trust/night.py"
    )
