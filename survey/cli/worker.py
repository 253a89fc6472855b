"""A worker of the web server: one thread reads whole requests and never waits for anyone, others answer them.

gunicorn starts, watches and ends the worker; Tornado speaks TLS and HTTP. Whoever is slow, silent or greedy costs a
connection for some seconds and never a thread (docs/decisions/0013).
"""

import asyncio
import logging
import os
import resource
import signal
import ssl
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from gunicorn.sock import ssl_context
from gunicorn.workers.base import Worker
from tornado.http1connection import HTTP1Connection
from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerRequest,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import IOStream
from tornado.wsgi import WSGIContainer
from werkzeug.wrappers import Response

from survey.access.policy import LARGEST_UPLOADS
from survey.web import LARGEST_REQUEST

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# For a handshake and a request's head, also while a connection is kept for the next one.
HEAD_SECONDS = 20.0
# A full form takes 16 KiB: less than 1 KiB in a second is no connection to answer on.
BODY_SECONDS = 30.0
ANSWER_SECONDS = 60.0
LARGEST_HEAD = 16 * 1024
READ_AHEAD = LARGEST_REQUEST + LARGEST_HEAD
# A page that takes files lies in memory as a whole until it is known who sends it, so only a few do at a time.
UPLOAD_PATHS = ("/manage/imports",)
LARGEST_UPLOAD = max(LARGEST_UPLOADS.values())
MOST_UPLOADS = 2
UPLOAD_SECONDS = 300.0
# A thousand citizens in one second, and as many who only hold a connection.
MOST_CONNECTIONS = 2000
OTHER_FILES = 200
GRACEFUL_SECONDS = 30.0
# How long an end waits for connections on which no whole request has come yet.
LINGER_SECONDS = 2.0
HEARTBEAT_SECONDS = 1.0
# Statuses whose answers have no body and no length.
_BARE = (204, 304)

log = logging.getLogger(__name__)


class BufferingWorker(Worker):  # type: ignore[misc]  # gunicorn carries no types
    """Serves until it is told to stop or its master is gone."""

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        # In the loop, and not in a signal's handler: a handler that takes a lock may wait for its own thread.
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        threads = ThreadPoolExecutor(self.cfg.threads, thread_name_prefix="answer")
        reception = Reception(
            Answering(self.wsgi, threads),
            ssl_options=ssl_context(self.cfg) if self.cfg.is_ssl else None,
        )
        reception.add_sockets(self.sockets)
        # A signal that came while the app was loading has met gunicorn's own handler.
        while self.alive and not ended.is_set() and os.getppid() == self.ppid:
            self.notify()
            try:
                await asyncio.wait_for(ended.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                continue
        await reception.end(beat=self.notify)
        threads.shutdown(wait=False, cancel_futures=True)


class Reception(HTTPServer):
    """Takes connections, and gives up those that are slow; `end` lets everybody finish first."""

    def initialize(  # type: ignore[override]  # less than Tornado's, on purpose
        self, answering: "Answering", *, ssl_options: ssl.SSLContext | None
    ) -> None:
        super().initialize(
            answering,
            ssl_options=ssl_options,
            idle_connection_timeout=HEAD_SECONDS,
            body_timeout=BODY_SECONDS,
            max_header_size=LARGEST_HEAD,
            max_body_size=LARGEST_REQUEST,
            max_buffer_size=READ_AHEAD,
        )
        self._answering = answering
        self._most = allow_connections()
        self._n_open = 0
        self.n_uploads = 0

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        if self._n_open >= self._most:
            stream.close()
            return
        self._n_open += 1
        super().handle_stream(stream, address)

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        delegate = super().start_request(server_conn, request_conn)
        return Sized(self, delegate, request_conn)

    def on_close(self, server_conn: object) -> None:
        self._n_open -= 1
        super().on_close(server_conn)

    async def end(self, *, beat: Callable[[], None]) -> None:
        """Take no more connections, answer what was asked or is being asked, then close."""
        self.stop()
        self._answering.is_ending = True
        self.conn_params.no_keep_alive = True
        begun = time.monotonic()
        while self._n_open:
            waited = time.monotonic() - begun
            limit = GRACEFUL_SECONDS if self._answering.tasks else LINGER_SECONDS
            if waited > limit:
                break
            beat()
            await asyncio.sleep(0.05)
        await self.close_all_connections()


class Sized(HTTPMessageDelegate):
    """Lets a request to a page that takes files be larger than others, a few at a time."""

    def __init__(
        self,
        reception: Reception,
        delegate: HTTPMessageDelegate,
        connection: HTTPConnection,
    ) -> None:
        self._reception, self._delegate = reception, delegate
        self._connection, self._is_upload = connection, False

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        if (
            isinstance(start_line, RequestStartLine)
            and start_line.method == "POST"
            and start_line.path.partition("?")[0] in UPLOAD_PATHS
            and self._reception.n_uploads < MOST_UPLOADS
        ):
            assert isinstance(self._connection, HTTP1Connection)
            self._is_upload = True
            self._reception.n_uploads += 1
            self._connection.set_max_body_size(LARGEST_UPLOAD)
            self._connection.set_body_timeout(UPLOAD_SECONDS)
        return self._delegate.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self._delegate.data_received(chunk)

    def finish(self) -> None:
        self._end()
        self._delegate.finish()

    def on_connection_close(self) -> None:
        self._end()
        self._delegate.on_connection_close()

    def _end(self) -> None:
        if self._is_upload:
            self._reception.n_uploads -= 1
            self._is_upload = False


class Answering(WSGIContainer):
    """Runs the app in a thread for each whole request, and sends what it answers."""

    def __init__(self, app: "WSGIApplication", threads: Executor) -> None:
        super().__init__(app, threads)
        self.tasks: set[asyncio.Task[None]] = set()
        self.is_ending = False

    def __call__(self, request: HTTPServerRequest) -> None:
        task = asyncio.get_running_loop().create_task(self.handle_request(request))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def handle_request(self, request: HTTPServerRequest) -> None:
        """Answer one request. Tornado's own goes back to a thread for each piece of an answer."""
        connection = request.connection
        assert isinstance(connection, HTTP1Connection)
        loop = asyncio.get_running_loop()
        environ = self.environ(request)
        try:
            answer = await loop.run_in_executor(self.executor, self._run, environ)
        except Exception:
            log.exception("a request could not be answered")
            answer = Response(status=500)
        body = answer.get_data()
        headers = HTTPHeaders(Date=formatdate(usegmt=True))
        for name, value in answer.headers:
            headers.add(name, value)
        if request.method != "HEAD" and answer.status_code not in _BARE:
            headers["Content-Length"] = str(len(body))
        if self.is_ending:
            headers["Connection"] = "close"
        line = ResponseStartLine("HTTP/1.1", answer.status_code, answer.status[4:])
        sent = connection.write_headers(line, headers, chunk=body)
        connection.finish()
        overdue = loop.call_later(ANSWER_SECONDS, connection.close)
        sent.add_done_callback(lambda _: overdue.cancel())

    def environ(self, request: HTTPServerRequest) -> dict[str, Any]:
        """Return what WSGI asks for; what could pass for another header or another length is left out."""
        for name in [name for name in request.headers if "_" in name]:
            del request.headers[name]
        request.headers.pop("Transfer-Encoding", None)
        request.headers["Content-Length"] = str(len(request.body))
        return super().environ(request)

    def _run(self, environ: dict[str, Any]) -> Response:
        return Response.from_app(self.wsgi_application, environ, buffered=True)


def allow_connections() -> int:
    """Let this process open as many files as it may, and return how many connections it takes."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(most, MOST_CONNECTIONS + OTHER_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return wanted - OTHER_FILES
