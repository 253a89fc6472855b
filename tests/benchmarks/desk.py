"""The first pages of a wave of 1,000 offices, beside filling their table from memory.

Run with `python -m tests.benchmarks.desk [--offices N]`; `make bench` runs it, too.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask, template_rendered
from flask.testing import FlaskClient

from survey.access import passwords
from survey.store import migrate
from survey.store.engine import Store
from tests.benchmarks.reporting import FILE, OFFICES, WAVE, fill
from tests.fixtures.bureau import HOA, Bureau, make_bureau, make_people
from tests.fixtures.lan import queries
from tests.fixtures.people import make_office

ROUNDS = 7
MOST_TIMES = 3.0
MOST_QUERIES = 10
OVERVIEW = f"/review/waves/{WAVE}"
TABLE = f"{OVERVIEW}/offices"
PAGES = {"overview": OVERVIEW, "offices": TABLE}


def opened(folder: Path, *, offices: int) -> tuple[Bureau, FlaskClient]:
    """Return a bureau over a filled wave, with the reform office signed in."""
    store = Store(f"sqlite:///{folder / FILE}")
    migrate.upgrade(store)
    fill(store, offices=offices)
    with store.writing() as session:
        make_office(session, "BH-01", name="Xã Bắc Hà")
        make_people(session)
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    bureau = make_bureau(store)
    return bureau, bureau.signed_in(HOA)


def finished(app: Flask, client: FlaskClient, address: str) -> Callable[[], str]:
    """Return what fills the page's template again with everything it was filled with."""
    kept: list[tuple[Any, dict[str, Any]]] = []

    def keep(_: Flask, template: Any, context: dict[str, Any], **__: Any) -> None:
        kept.append((template, context))

    with template_rendered.connected_to(keep, app):
        client.get(address)
    template, context = kept[0]
    return lambda: str(template.render(context))


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def measured(folder: Path, *, offices: int) -> bool:
    """Print the pages' times beside that of their finished table; tell whether they meet the bar."""
    bureau, client = opened(folder, offices=offices)
    again = finished(bureau.app, client, TABLE)
    times: dict[str, list[float]] = {address: [] for address in (*PAGES.values(), "")}
    for _ in range(ROUNDS):
        for address in PAGES.values():
            times[address].append(seconds(partial(client.get, address)))
        with bureau.app.test_request_context(TABLE):
            times[""].append(seconds(again))
    table = statistics.median(times[""])
    is_met = True
    for name, address in PAGES.items():
        with queries(bureau.store) as asked:
            client.get(address)
        page = statistics.median(times[address])
        meets = page <= MOST_TIMES * table and len(asked) <= MOST_QUERIES
        print(
            f"{name} of {offices:,} offices: {1000 * page:.0f} ms, filling their table from memory "
            f"{1000 * table:.0f} ms, ratio {page / table:.2f}, {len(asked)} queries "
            f"(bar ≤ {MOST_TIMES:.0f}, ≤ {MOST_QUERIES} queries): {'met' if meets else 'MISSED'}"
        )
        is_met = is_met and meets
    bureau.store.close()
    return is_met


def main() -> int:
    """Measure; 1 if the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=OFFICES, metavar="N")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sipas-") as folder:
        return 0 if measured(Path(folder), offices=chosen.offices) else 1


if __name__ == "__main__":
    raise SystemExit(main())
