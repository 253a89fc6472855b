"""Bad inputs at the form: never a failure of the server, never half an answer, and honest ones still go through."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.fixtures.lan import ADDRESS, Lan

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "multipart/form-data; boundary=x"


def part(name: str, value: str, *, head: str = "") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"{head}'
    return f"--x\r\n{disposition}\r\n\r\n{value}\r\n".encode()


def parts(token: str, number: int) -> bytes:
    return part("form_token", token) + part("overall", "4") * number + b"--x--\r\n"


def urlencoded(token: str, **fields: str) -> bytes:
    return urlencode({"form_token": token, "overall": "4", **fields}).encode()


# Name: what is sent with a valid token, and the status it gets.
Body = Callable[[str], tuple[Any, str]]
BAD: dict[str, tuple[Body, int]] = {
    "nothing": (lambda token: (b"", FORM), 400),
    "no content type": (lambda token: (urlencoded(token), ""), 400),
    "plain text": (lambda token: (urlencoded(token), "text/plain"), 400),
    "JSON": (lambda token: (b'{"overall":5}', "application/json"), 400),
    "nested JSON": (lambda token: (b"[" * 60_000, "application/json"), 400),
    "not a number in JSON": (lambda token: (b"NaN", "application/json"), 400),
    "UTF-16": (lambda token: (urlencoded(token).decode().encode("utf-16"), FORM), 400),
    "gzip that is none": (lambda token: (b"\x1f\x8b\x08" + b"\0" * 99, FORM), 400),
    "too long a token": (lambda token: (urlencoded(token * 500), FORM), 400),
    "a token sent twice": (
        lambda token: (urlencoded(token) + b"&form_token=" + token.encode(), FORM),
        400,
    ),
    "only a token": (lambda token: (b"form_token=" + token.encode(), FORM), 422),
    "an endless number": (
        lambda token: (urlencoded(token, q_access="9" * 5_000), FORM),
        422,
    ),
    "a lone surrogate": (
        lambda token: (urlencoded(token) + b"&q_access=%ED%A0%80", FORM),
        422,
    ),
    "overlong UTF-8": (lambda token: (urlencoded(token) + b"&stage=%c0%ae", FORM), 422),
    "Windows-1258": (lambda token: (urlencoded(token) + b"&stage=h%F0i", FORM), 422),
    "NUL": (lambda token: (urlencoded(token, stage="a\0b"), FORM), 422),
    "a script": (lambda token: (urlencoded(token, stage="<script>"), FORM), 422),
    "SQL": (lambda token: (urlencoded(token, q_access="' OR 1=1--"), FORM), 422),
    "a template": (lambda token: (urlencoded(token, q_access="{{7*7}}"), FORM), 422),
    "a comment sent twice": (
        lambda token: (urlencoded(token, comment="a") + b"&comment=b", FORM),
        422,
    ),
    "an endless comment": (
        lambda token: (urlencoded(token, comment="a" * 60_000), FORM),
        422,
    ),
    "a question of elsewhere": (
        lambda token: (urlencoded(token, overall="yes"), FORM),
        422,
    ),
    "a file for an answer": (
        lambda token: (
            part("form_token", token)
            + part("overall", "4", head='; filename="4.txt"')
            + b"--x--\r\n",
            BOUNDARY,
        ),
        422,
    ),
    "many answers to one question": (lambda token: (parts(token, 20), BOUNDARY), 422),
    "5,000 parts": (lambda token: (parts(token, 5_000), BOUNDARY), 413),
    "a large part": (
        lambda token: (
            part("form_token", token) + part("overall", "4" * 65_537),
            BOUNDARY,
        ),
        413,
    ),
    "a large part's head": (
        lambda token: (part("overall", "4", head="; a=" + "a" * 1_000_000), BOUNDARY),
        413,
    ),
    "a cut multipart": (lambda token: (part("form_token", token)[:-9], BOUNDARY), 400),
    "a long boundary": (
        lambda token: (b"a", "multipart/form-data; boundary=" + "b" * 70_000),
        400,
    ),
    "a large form": (lambda token: (urlencoded(token, stage="a" * 65_537), FORM), 413),
}


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_whole_and_the_honest_answer_still_goes_through(
    sqlite_lan: Lan, name: str
) -> None:
    make_body, status = BAD[name]
    token = sqlite_lan.token()
    body, content_type = make_body(token)
    refused = sqlite_lan.phone.post(ADDRESS, data=body, content_type=content_type)
    assert refused.status_code == status
    assert '<html lang="vi">' in refused.text and "<script>" not in refused.text
    assert (sqlite_lan.stored(), sqlite_lan.receipts()) == ([], [])
    assert sqlite_lan.send(token=token).status_code == 303
    assert [answer.scores for answer in sqlite_lan.stored()] == ["4-----"]


def test_fields_that_the_form_lacks_change_nothing(lan: Lan) -> None:
    extra = {"unit_id": "2", "class": "A", "is_admin": "1", "id": "1", "q99": "5"}
    assert (
        lan.send({"overall": "4", "created": "2020-01-01", **extra}).status_code == 303
    )
    (stored,) = lan.stored()
    assert (stored.scores, stored.channel, stored.counter_id) == ("4-----", "D", 1)


def test_a_body_of_unknown_length_is_limited_too(sqlite_lan: Lan) -> None:
    answer = sqlite_lan.phone.post(
        ADDRESS,
        input_stream=BytesIO(b"overall=" + b"4" * 200_000),
        content_type=FORM,
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413
    assert sqlite_lan.stored() == []
