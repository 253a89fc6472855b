"""Three hundred connections that are slow, silent or greedy, while an honest citizen posts (TRUST R27)."""

import asyncio
import random
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from tests.faults.drill import Report, settle
from tests.faults.killed import way_of
from tests.faults.ledger import ACKNOWLEDGED
from tests.faults.phones import Line, NoFormShown
from tests.faults.stage import Bench, Stage
from tests.fixtures.certificate import make_certificate
from tests.fixtures.lan import ADDRESS

CONNECTIONS = 300
LASTS_SECONDS = 10.0
POSTS_EACH_SECONDS = 0.2
SLOWEST_SECONDS = 1.0
# A byte each few seconds: each connection would need hours.
DRIP_SECONDS = 3.0
# So that the siege itself, in this process, does not slow the honest citizen down.
BREATH_SECONDS = 0.5

Hold = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HEAD = f"POST {ADDRESS} HTTP/1.1\r\nHost: localhost\r\n".encode()


async def _drip(writer: asyncio.StreamWriter) -> None:
    """Send a byte now and then until the server has enough of it."""
    while True:
        writer.write(b"a")
        await writer.drain()
        await _pause()


async def _pause() -> None:
    """Wait for about as long as between two bytes, each connection in its own rhythm."""
    await asyncio.sleep(DRIP_SECONDS * random.uniform(0.5, 1.5))


async def slow_heads(
    _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Begin a request whose head never ends."""
    writer.write(HEAD)
    await _drip(writer)


async def slow_bodies(
    _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Announce a form and send it byte by byte."""
    writer.write(
        HEAD + b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 8192\r\n\r\n"
    )
    await _drip(writer)


async def huge_bodies(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Announce a gigabyte in pieces and send on, whatever the server says."""
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while not reader.at_eof():
        writer.write(b"4000\r\n" + bytes(0x4000) + b"\r\n")
        await writer.drain()
        await asyncio.sleep(BREATH_SECONDS)


async def silence(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Never say anything."""
    await reader.read()


async def idle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ask once and keep the connection for nothing."""
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.read()


async def unread_answers(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Ask for page after page and read none."""
    reader._transport.pause_reading()  # type: ignore[attr-defined]
    for _ in range(200):
        writer.write(f"GET {ADDRESS} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        await writer.drain()
        await _pause()


async def half_handshakes(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Begin to agree on keys and say no more."""
    hello = _client_hello()
    writer.write(hello[: len(hello) // 2])
    await reader.read()


KINDS: Mapping[str, Hold] = {
    "slow heads": slow_heads,
    "slow bodies": slow_bodies,
    "huge bodies": huge_bodies,
    "silence": silence,
    "idle": idle,
    "unread answers": unread_answers,
    "half handshakes": half_handshakes,
}


def _client_hello() -> bytes:
    context = ssl.create_default_context()
    outgoing = ssl.MemoryBIO()
    client = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


@contextmanager
def besieged(line: Line, hold: Hold, *, connections: int) -> Iterator[None]:
    """Keep connections of a kind open as long as the block runs; what the server closes comes anew."""
    ready = threading.Event()
    over: asyncio.Event | None = None
    loop = asyncio.new_event_loop()
    context = None
    if line.ca_file is not None and hold is not half_handshakes:
        context = ssl.create_default_context(cafile=str(line.ca_file))

    async def one() -> None:
        while True:
            writer = None
            try:
                reader, writer = await asyncio.open_connection(
                    "localhost", line.port, ssl=context
                )
                await hold(reader, writer)
            except (OSError, ssl.SSLError):
                pass
            finally:
                if writer is not None:
                    writer.transport.abort()
            await asyncio.sleep(BREATH_SECONDS)

    async def siege() -> None:
        nonlocal over
        over = asyncio.Event()
        # One after the other, as their handshakes cost this process, too.
        holding = []
        for _ in range(connections):
            holding.append(asyncio.create_task(one()))
            await asyncio.sleep(0.002)
        ready.set()
        await over.wait()
        for task in holding:
            task.cancel()
        await asyncio.gather(*holding, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(siege(),))
    thread.start()
    try:
        ready.wait()
        yield
    finally:
        assert over is not None
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


@dataclass(frozen=True, slots=True)
class Honest:
    """How honest citizens fared. `slowest` is the wait below which 99 of a hundred requests stayed."""

    n: int
    failed: int
    slowest: float

    @property
    def holds(self) -> bool:
        return not self.failed and self.slowest < SLOWEST_SECONDS

    def __str__(self) -> str:
        return f"{self.failed} of {self.n} failed, p99 {self.slowest:.2f} s"


def honest_posts(stage: Stage, *, seconds: float) -> Honest:
    """Fetch, fill in and send a form each 200 ms, however long the earlier ones take."""
    line = stage.line

    def one(number: int) -> tuple[bool, float]:
        begun = time.monotonic()
        try:
            form = line.open_form(random.Random(number))
        except NoFormShown:
            return False, time.monotonic() - begun
        fetched = time.monotonic() - begun
        sent = line.send(form)
        stage.ledger.note(sent)
        # A citizen waits for the form as for the receipt: the longer of the two counts.
        return sent.kind == ACKNOWLEDGED, max(sent.seconds, fetched)

    n = int(seconds / POSTS_EACH_SECONDS)
    begun = time.monotonic()
    with ThreadPoolExecutor(n) as threads:
        sending = []
        for number in range(n):
            time.sleep(max(begun + number * POSTS_EACH_SECONDS - time.monotonic(), 0))
            sending.append(threads.submit(one, number))
        fates = [one_sent.result() for one_sent in sending]
    waits = sorted(wait for _, wait in fates)
    failed = sum(not is_received for is_received, _ in fates)
    return Honest(n, failed, waits[int(0.99 * n)])


def slow_connections(bench: Bench, engine: str, *, has_tls: bool = False) -> Report:
    """Besiege a service with each kind of connection in turn; none may keep the citizen waiting."""
    how = way_of(engine)
    kinds = dict(KINDS)
    if has_tls:
        how = way_of(engine, certificate=make_certificate(bench.folder))
    else:
        del kinds["half handshakes"]
    found = {}
    with bench.stage(engine, how) as stage:
        for kind, hold in kinds.items():
            with besieged(stage.line, hold, connections=CONNECTIONS):
                found[kind] = honest_posts(stage, seconds=LASTS_SECONDS)
        said = ", ".join(f"{kind}: {honest}" for kind, honest in found.items())
        assert all(honest.holds for honest in found.values()), said
        return settle(stage, note=said)
