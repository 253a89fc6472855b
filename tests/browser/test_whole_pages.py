"""A click in a browser test returns when the next page is whole, however slowly it comes."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep

import pytest
from playwright.sync_api import Page

HALVES = (b"<!doctype html><title>Slow</title><p>one</p>", b"<p>two</p>")


class Slow(BaseHTTPRequestHandler):
    """Sends a link, and behind it a page of which the second half comes late."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.path == "/":
            self.wfile.write(
                b"<!doctype html><title>Link</title><a href=/next>Next</a>"
            )
            return
        # Chromium shows what it has once a first packet is long enough.
        self.wfile.write(HALVES[0] + b" " * 4096)
        self.wfile.flush()
        sleep(0.5)
        self.wfile.write(HALVES[1])

    def log_message(self, *_: object) -> None:
        """Say nothing: the test speaks."""


@pytest.fixture
def slow_site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("by_locator", [False, True])
def test_a_click_waits_for_the_whole_page(
    phone: Page, slow_site: str, by_locator: bool
) -> None:
    phone.goto(slow_site)
    if by_locator:
        phone.locator("a").click()
    else:
        phone.click("a")
    assert phone.locator("p").count() == 2
