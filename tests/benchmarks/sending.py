"""Citizens for benchmarks: many connections in one thread, so that measuring takes little of what is measured."""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PATIENCE_SECONDS = 60.0
SENDERS = 32
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a service answered: requests per second, and waits in seconds, sorted."""

    rate: float
    waits: list[float]
    failed: int = 0

    @property
    def median(self) -> float:
        return self.waits[len(self.waits) // 2]

    @property
    def p99(self) -> float:
        return self.waits[int(0.99 * len(self.waits))]


def request_of(method: str, address: str, body: bytes = b"") -> bytes:
    """Return a request as a phone sends it."""
    head = f"{method} {address} HTTP/1.1\r\nHost: localhost\r\n"
    if body:
        head += "Content-Type: application/x-www-form-urlencoded\r\n"
        head += f"Content-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


class Sender:
    """One connection, kept from request to request."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> "Sender":
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self._port
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.transport.abort()

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Return status and body."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await self._reader.readexactly(int(length[1]) if length else 0)
        return int(head[9:12]), body


def send_for(seconds: float, port: int, make: Callable[[], bytes]) -> Pace:
    """Send from 32 connections, each again as soon as it is answered."""
    waits: list[float] = []

    async def one(until: float) -> None:
        async with Sender(port) as sender:
            while (begun := time.monotonic()) < until:
                status, _ = await sender.ask(make())
                assert status == 303, status
                waits.append(time.monotonic() - begun)

    async def all_of_them() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(one(until) for _ in range(SENDERS)))

    begun = time.monotonic()
    asyncio.run(all_of_them())
    return Pace(len(waits) / (time.monotonic() - begun), sorted(waits))


def send_within_a_second(n: int, port: int, make: Callable[[], bytes]) -> Pace:
    """Let `n` citizens send within one second, each on a connection of its own."""
    requests = [make() for _ in range(n)]

    async def one(place: int, begun: float) -> float | None:
        await asyncio.sleep(max(begun + place / n - time.monotonic(), 0))
        sent = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), Sender(port) as sender:
                status, _ = await sender.ask(requests[place])
        except (OSError, EOFError, TimeoutError):
            return None
        return time.monotonic() - sent if status == 303 else None

    async def all_of_them() -> list[float | None]:
        begun = time.monotonic()
        return await asyncio.gather(*(one(place, begun) for place in range(n)))

    begun = time.monotonic()
    found = asyncio.run(all_of_them())
    waits = sorted(wait for wait in found if wait is not None)
    return Pace(n / (time.monotonic() - begun), waits, failed=n - len(waits))


def alternate(
    asked: Sequence[tuple[int, Callable[[], bytes]]], *, times: int
) -> list[list[float]]:
    """Ask several services in turn, one request at a time; return the sorted waits of each."""
    waits: list[list[float]] = [[] for _ in asked]

    async def ask_each() -> None:
        for _ in range(times):
            for place, (port, make) in enumerate(asked):
                request = make()
                async with Sender(port) as sender:
                    begun = time.monotonic()
                    status, _ = await sender.ask(request)
                    waits[place].append(time.monotonic() - begun)
                assert status in (200, 303), status

    asyncio.run(ask_each())
    return [sorted(of_one) for of_one in waits]
