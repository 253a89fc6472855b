"""The cheap faults in every run of the tests: one service on each engine, struck again and again.

The full form, with failing disks, power cuts and PostgreSQL's restarts, is `make faults`.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.blocked import held_lock
from tests.faults.drill import Report, settle
from tests.faults.killed import kill_workers, way_of
from tests.faults.personal import files_of, send_marked, traces
from tests.faults.phones import crowd
from tests.faults.repeats import (
    altered_counted,
    insist_over_a_bad_network,
    send_altered,
    send_at_once,
)
from tests.faults.stage import POSTGRES, SQLITE, Bench, Running, Stage, open_bench

PATIENCE_SECONDS = 30.0


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """Give what makes installations."""
    with open_bench() as made:
        yield made


@pytest.fixture(
    scope="module",
    params=[SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)],
)
def stage(request: pytest.FixtureRequest, bench: Bench) -> Iterator[Stage]:
    """Give a running service on each engine; its ledger goes on from test to test."""
    server = None
    if request.param == POSTGRES:
        server = request.getfixturevalue("postgres_server")
    with bench.stage(request.param, way_of(request.param), server=server) as made:
        yield made


def settled(stage: Stage) -> Report:
    """Compare ledger and database, send again what is open, and compare again."""
    return settle(stage, seen_again=5)


def test_fifty_taps_at_once_are_one_answer_with_one_receipt(stage: Stage) -> None:
    send_at_once(stage, forms=2)
    report = settled(stage)
    assert report.holds, report


def test_a_used_key_with_other_answers_keeps_the_first_and_is_counted(
    stage: Stage,
) -> None:
    sent = send_altered(stage, forms=5)
    assert altered_counted(stage.url) == sent
    report = settled(stage)
    assert report.holds, report


def test_everybody_gets_through_a_bad_network_once(stage: Stage) -> None:
    said = insist_over_a_bad_network(stage, citizens=16)
    assert said.startswith("0 gave up"), said
    report = settled(stage)
    assert report.holds, report


def test_people_wait_for_a_writer_and_are_not_refused(stage: Stage) -> None:
    engine = SQLITE if stage.url.startswith("sqlite") else POSTGRES
    unknown_before = settled(stage).after.unknown
    with crowd(stage.line, stage.ledger) as people:
        people.wait_for_more(5, within_seconds=PATIENCE_SECONDS)
        with held_lock(stage, engine):
            time.sleep(1)
        people.wait_for_more(5, within_seconds=PATIENCE_SECONDS)
    report = settled(stage)
    assert report.holds, report
    assert report.found.unknown == unknown_before == 0, report


def test_killed_workers_lose_nothing_and_are_replaced(stage: Stage) -> None:
    with crowd(stage.line, stage.ledger) as people:
        people.wait_for_more(5, within_seconds=PATIENCE_SECONDS)
        kill_workers(stage, people, times=1)
    report = settled(stage)
    assert report.holds, report


def test_a_killed_service_loses_nothing(stage: Stage) -> None:
    with crowd(stage.line, stage.ledger) as people:
        people.wait_for_more(10, within_seconds=PATIENCE_SECONDS)
        stage.kill()
    stage.start()
    report = settled(stage)
    assert report.holds, report


def test_nobody_can_be_found_on_the_disk(
    stage: Stage, request: pytest.FixtureRequest
) -> None:
    send_marked(stage, forms=30)
    others: tuple[Path, ...] = ()
    if stage.url.startswith("postgres"):
        others = (request.getfixturevalue("postgres_server").folder,)
    assert traces(stage, files_of(stage, *others)) == []
    report = settled(stage)
    assert report.holds, report


def test_without_the_key_the_check_fails(bench: Bench) -> None:
    with bench.stage(SQLITE, Running(mutation="no-key")) as broken:
        send_at_once(broken, forms=1, threads=10)
        found = settled(broken).found
    assert (found.duplicated, found.holds) == (9, False)
