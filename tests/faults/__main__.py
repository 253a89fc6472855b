"""Strike the real service with every fault, on both databases: python -m tests.faults [WORD ...].

One line for each fault: what was acknowledged, lost, duplicated, made up and recovered. With words, only the faults
whose line begins with one of them, such as R08, or names one. Ends with 1 if a promise is broken, or if a service
that was broken on purpose passes. What this machine does not allow is left out aloud.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pytest

from tests.faults import (
    blocked,
    browsing,
    canaries,
    clocks,
    disks,
    drifting,
    killed,
    many,
    personal,
    power,
    repeats,
    restarts,
    rules,
    slow,
    waiting,
)
from tests.faults.checking import Verdict
from tests.faults.drill import Report
from tests.faults.mounts import keep_mounts_private
from tests.faults.network import NotAllowed
from tests.faults.stage import ENGINES, POSTGRES, SQLITE, Bench, open_bench

Run = Callable[..., Report]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and the promise (TRUST 2.2) that it tries. `breaks`: the figure that must not be 0."""

    promise: str
    name: str
    run: Run
    engines: Sequence[str] = ENGINES
    breaks: str = ""


FAULTS = (
    Fault("R01", "kill -9 of the workers", killed.workers_killed),
    Fault("R01", "kill -9 of the master", killed.master_killed),
    Fault("R01", "kill -9 of everything", killed.everything_killed),
    Fault("R01", "killed inside fdatasync", disks.killed_in_sync, (SQLITE,)),
    Fault("R16", "asked to end under load", killed.asked_to_end),
    Fault("R07", "locked for 2.5 s", blocked.locked_briefly),
    Fault("R07", "locked for 10 s", blocked.locked_for_long),
    Fault("R08", "immediate restart", restarts.restarted, (POSTGRES,)),
    Fault("R08", "kill -9 of PostgreSQL", restarts.server_killed, (POSTGRES,)),
    Fault("R08", "sessions ended", restarts.sessions_ended, (POSTGRES,)),
    Fault("R10", "bad network", repeats.over_a_bad_network),
    Fault("R10", "bad network, TLS", repeats.over_a_bad_network_with_tls, (SQLITE,)),
    Fault("R10", "8 % of packets lost", repeats.among_losses),
    Fault("R10", "one form from 50 threads", repeats.fifty_at_once),
    Fault("R11", "same key, other answers", repeats.altered),
    Fault("R12", "no key, at every endpoint", rules.without_a_key),
    Fault("R13", "a browser's bad moments", browsing.bad_moments),
    Fault("R14", "browsers of all kinds", browsing.all_kinds),
    Fault("R15", "open for a week", waiting.a_week_later),
    Fault("R03", "settings drift", drifting.settings_drift),
    Fault("R31", "every answer by every channel", canaries.every_answer),
    Fault("R23", "midnights in all zones", waiting.midnights),
    Fault("R24", "two spellings", rules.spelled_in_two_ways),
    Fault("R25", "huge input", rules.huge_input),
    Fault("R26", "1,000 within a second", many.thousand_at_once),
    Fault("R28", "long readers", many.long_readers),
    Fault("R29", "soak", many.soak),
    Fault("R05", "disk full", disks.full_disk),
    Fault("R06", "read-only database", blocked.read_only),
    Fault("R04", "EIO from fdatasync", disks.sync_fails),
    Fault("R04", "ENOSPC from pwrite", disks.write_finds_no_space, (SQLITE,)),
    Fault("R02", "power cut, ext4", power.power_cut),
    Fault("R02", "power cut, xfs", partial(power.power_cut, kind="xfs")),
    Fault("R27", "300 slow connections", slow.slow_connections),
    Fault(
        "R27",
        "300 slow connections, TLS",
        partial(slow.slow_connections, has_tls=True),
        (SQLITE,),
    ),
    Fault("R09", "clock jumps", clocks.clock_jumps),
    Fault("R30", "nothing personal on disk", personal.nothing_personal),
    Fault(
        "R02",
        "mutation synchronous=NORMAL",
        partial(power.power_cut, mutation="synchronous-normal"),
        (SQLITE,),
        breaks="lost",
    ),
    Fault(
        "R02",
        "mutation synchronous_commit=off",
        partial(power.power_cut, mutation="any-postgres"),
        (POSTGRES,),
        breaks="lost",
    ),
    Fault(
        "R10",
        "mutation key dropped",
        partial(repeats.fifty_at_once, mutation="no-key"),
        breaks="duplicated",
    ),
    Fault(
        "R05",
        "mutation failed commit acknowledged",
        partial(disks.full_disk, mutation="careless"),
        (SQLITE,),
        breaks="lost",
    ),
)


def run(fault: Fault, bench: Bench, engine: str) -> str:
    """Run one fault; return how it ended."""
    begun = time.monotonic()
    try:
        report = fault.run(bench, engine)
    except NotAllowed as reason:
        return f"NOT RUN: {reason}"
    except pytest.skip.Exception as reason:
        return f"NOT RUN: {reason}"
    # A service that does not come back, or a bound that is not kept.
    except AssertionError as reason:
        return f"FAILED: {reason}"
    is_good = _has_broken(report.found, fault.breaks) if fault.breaks else report.holds
    outcome = "ok" if is_good else "FAILED"
    return f"{outcome}: {report}; {time.monotonic() - begun:.0f} s"


def _has_broken(found: Verdict, figure: str) -> bool:
    broken: int = getattr(found, figure)
    return broken > 0


def main() -> int:
    """Run the faults asked for; 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD")
    words = parser.parse_args().words
    outcomes = []
    keep_mounts_private()
    with open_bench() as bench:
        for fault in FAULTS:
            for engine in fault.engines:
                title = f"{fault.promise} {fault.name}, {engine}"
                if words and not any(word in title for word in words):
                    continue
                outcomes.append(run(fault, bench, engine))
                print(f"{title}: {outcomes[-1]}", flush=True)
    n = {
        word: sum(outcome.startswith(word) for outcome in outcomes)
        for word in ("ok", "FAILED", "NOT RUN")
    }
    print(f"{n['ok']} as promised, {n['FAILED']} failed, {n['NOT RUN']} not run")
    return 1 if n["FAILED"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
