"""One small demo for all tests here: loading it takes seconds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from survey.demo.loading import Plan, load_demo
from survey.store import migrate
from survey.store.engine import Store
from tests.fixtures.people import TODAY

PLAN = Plan(seed=7, responses=600, today=TODAY)


def make_demo(file: Path, plan: Plan = PLAN) -> Store:
    """Return a store with a demo in a new file."""
    store = Store(f"sqlite:///{file}")
    migrate.upgrade(store)
    load_demo(store, plan, password="mật khẩu của demo", progress=lambda _day: None)
    return store


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give the demo, to be read only."""
    store = make_demo(tmp_path_factory.mktemp("demo") / "demo.sqlite")
    yield store
    store.close()
