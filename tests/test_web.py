"""The app factory: headers, trusted proxies, health, and a list of who may see what."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request

from survey.access.policy import RULES
from survey.settings import load_settings
from survey.web import FRONTS, create_app

SETTINGS = {
    "SIPAS_SECRET_KEY": "s" * 32,
    "SIPAS_BASE_URL": "https://danhgia.example.vn",
    "SIPAS_TRUSTED_PROXIES": "127.0.0.1",
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Give the whole app over an empty database."""
    app = create_app(load_settings(tmp_path, SETTINGS))
    yield app
    app.extensions["sipas"].store.close()


def test_every_address_has_a_line_that_says_who_may_see_it(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(RULES)


def test_an_address_without_a_line_does_not_exist(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert app.test_client().get("/forgotten").status_code == 404


def test_an_unknown_address_is_not_found(app: Flask) -> None:
    assert app.test_client().get("/nothing/here").status_code == 404


@pytest.mark.parametrize("front", FRONTS)
def test_each_front_can_be_served_alone(tmp_path: Path, front: str) -> None:
    app = create_app(load_settings(tmp_path, SETTINGS), fronts=(front,))
    assert {rule.endpoint.split(".")[0] for rule in app.url_map.iter_rules()} == {
        "static",
        "healthz",
        "readyz",
        front,
    }
    app.extensions["sipas"].store.close()


def test_it_says_that_it_is_healthy(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_a_page_may_load_only_what_is_ours_and_no_inline_script(app: Flask) -> None:
    policy = app.test_client().get("/healthz").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert "unsafe" not in policy and "http" not in policy


def test_a_browser_is_told_little_and_keeps_nothing(app: Flask) -> None:
    headers = app.test_client().get("/healthz").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    ("peer", "scheme"), [("127.0.0.1", "https"), ("192.0.2.7", "http")]
)
def test_only_a_trusted_proxy_is_believed(app: Flask, peer: str, scheme: str) -> None:
    seen = []
    app.before_request_funcs.setdefault(None, []).insert(
        0, lambda: seen.append((request.scheme, request.remote_addr))
    )
    app.test_client().get(
        "/healthz",
        headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"},
        environ_overrides={"REMOTE_ADDR": peer},
    )
    believed = "203.0.113.5" if peer == "127.0.0.1" else peer
    assert seen == [(scheme, believed)]
