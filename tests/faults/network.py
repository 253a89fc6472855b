"""A bad mobile network: a relay that swallows answers, cuts them, resets or delays, and packets that get lost."""

import ctypes
import os
import random
import shutil
import socket
import struct
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")

CLONE_NEWNET = 0x40000000
LOST_PERCENT = 8
# Per connection, as likely as TRUST 2.1 has it; what is left over passes.
FATES = {"swallowed": 20, "reset": 10, "slow": 20, "cut": 10, "passed": 40}
ALL_OF_IT = 1 << 20


class NotAllowed(Exception):
    """This machine does not let us make the fault; the reason is told aloud."""


@dataclass(slots=True)
class Weather:
    """What the relay did to connections so far."""

    port: int
    fates: Counter[str] = field(default_factory=Counter)


@contextmanager
def bad_network(port: int, *, seed: int) -> Iterator[Weather]:
    """Give a relay to a port of this machine. It looks at no content, so it relays TLS as well."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        weather = Weather(listener.getsockname()[1])
        accepting = threading.Thread(
            target=_accept, args=(listener, port, weather, random.Random(seed))
        )
        accepting.start()
        try:
            yield weather
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join()


def _accept(
    listener: socket.socket, port: int, weather: Weather, rng: random.Random
) -> None:
    while True:
        try:
            phone, _ = listener.accept()
        except OSError:
            return
        fate = rng.choices(list(FATES), list(FATES.values()))[0]
        weather.fates[fate] += 1
        threading.Thread(
            target=_relay, args=(phone, port, fate, rng.random()), daemon=True
        ).start()


def _relay(phone: socket.socket, port: int, fate: str, chance: float) -> None:
    """Carry one connection to the end that fate has in mind."""
    try:
        with phone, socket.create_connection(("127.0.0.1", port)) as server:
            if fate == "slow":
                time.sleep(0.3 + chance)
            if fate == "reset":
                # In the middle of a request, or of the handshake before it.
                chunk = phone.recv(65536)
                server.sendall(chunk[: int(len(chunk) * chance)])
                _reset_on_close(phone)
                _reset_on_close(server)
                return
            up = threading.Thread(target=_carry_to_the_end, args=(phone, server))
            up.start()
            if fate == "swallowed":
                # The server does its work and answers; the phone never hears of it.
                _carry(server, None)
            else:
                limit = int(20 + 150 * chance) if fate == "cut" else ALL_OF_IT
                _carry(server, phone, limit=limit)
            if fate in ("swallowed", "cut"):
                _reset_on_close(phone)
                _reset_on_close(server)
            # Wakes the other direction, which may still wait for the phone.
            phone.shutdown(socket.SHUT_RD)
            up.join()
    except OSError:
        # Either end may have gone; that is what this network is for.
        return


def _carry(
    source: socket.socket, sink: socket.socket | None, *, limit: int = ALL_OF_IT
) -> None:
    """Carry bytes until the source ends or the limit is reached."""
    try:
        while limit > 0 and (chunk := source.recv(min(limit, 65536))):
            limit -= len(chunk)
            if sink is not None:
                sink.sendall(chunk)
    except OSError:
        return


def _carry_to_the_end(source: socket.socket, sink: socket.socket) -> None:
    """Carry bytes, and the end of them: the service must not wait for a phone that hung up."""
    _carry(source, sink)
    try:
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return


def _reset_on_close(end: socket.socket) -> None:
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def among_lost_packets(work: Callable[[], T]) -> T:
    """Run in a network of its own that loses packets. Raises NotAllowed.

    Only the thread moves there, and what it starts: threads and processes alike.
    """
    results: list[T] = []
    failures: list[BaseException] = []

    def move_and_work() -> None:
        try:
            _move_into_own_network()
            results.append(work())
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=move_and_work)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
    return results[0]


def _move_into_own_network() -> None:
    if shutil.which("nft") is None or shutil.which("ip") is None:
        raise NotAllowed("no nft or ip on this machine")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET):
        raise NotAllowed(f"unshare: {os.strerror(ctypes.get_errno())}")
    rules = (
        "add table inet lossy\n"
        "add chain inet lossy input { type filter hook input priority 0; }\n"
        "add rule inet lossy input meta l4proto tcp "
        f"numgen random mod 100 < {LOST_PERCENT} drop\n"
    )
    for command in (["ip", "link", "set", "lo", "up"], ["nft", rules]):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise NotAllowed(f"{command[0]}: {done.stderr.strip()}")
