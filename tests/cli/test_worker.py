"""The web server's worker: what cannot be seen from outside each time."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tornado.netutil import bind_sockets

from survey.cli.worker import Answering, BufferingWorker, Reception

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def test_who_was_told_to_end_while_the_app_was_loading_ends() -> None:
    worker = BufferingWorker.__new__(BufferingWorker)
    worker.cfg = SimpleNamespace(threads=1, is_ssl=False)
    worker.wsgi = None
    worker.sockets = []
    worker.ppid = os.getppid()
    worker.notify = _still_serving
    worker.alive = False
    worker.run()


def _still_serving() -> None:
    message = "it goes on serving"
    raise AssertionError(message)


def _length(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["CONTENT_LENGTH"].encode()]


@contextmanager
def _served() -> Iterator[tuple[Reception, int]]:
    """Give a reception in this process, and its port."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    found: list[tuple[Reception, int]] = []

    async def serve() -> None:
        reception = Reception(Answering(_length, threads), ssl_options=None)
        sockets = bind_sockets(0, "127.0.0.1")
        reception.add_sockets(sockets)
        found.append((reception, sockets[0].getsockname()[1]))
        ready.set()
        await ended.wait()
        await reception.end(beat=lambda: None)

    with ThreadPoolExecutor(2) as threads:
        ended = asyncio.Event()
        thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
        thread.start()
        ready.wait()
        yield found[0]
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


def _post(
    port: int, path: str, size: int, *, sent: int | None = None
) -> HTTPConnection:
    """Begin to post so many bytes, and send as many of them as is said."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", str(size))
    connection.endheaders()
    with suppress(ConnectionError):
        connection.send(b"x" * (size if sent is None else sent))
    return connection


def _status(port: int, path: str, size: int) -> int | None:
    """Return the status of a post, None where its connection was cut."""
    with closing(_post(port, path, size)) as connection:
        try:
            with connection.getresponse() as answer:
                return answer.status
        except (ConnectionError, HTTPException):
            return None


def test_only_the_page_that_takes_files_takes_large_bodies_and_few_at_a_time() -> None:
    size = 3_000_000
    with _served() as (reception, port):
        assert _status(port, "/manage/imports", size) == 200
        for path in ("/manage/waves", "/manage/imports/1/columns", "/K/7K3M9P"):
            assert _status(port, path, size) != 200
        # Two that never end, and a third one has no place; a small one has.
        waiting = [_post(port, "/manage/imports", size, sent=9) for _ in range(2)]
        _until(lambda: reception.n_uploads == 2)
        assert _status(port, "/manage/imports", size) != 200
        assert _status(port, "/manage/imports", 9) == 200
        for connection in waiting:
            connection.close()
        _until(lambda: reception.n_uploads == 0)
        assert _status(port, "/manage/imports", size) == 200


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
