"""An installation with a few answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from survey.settings import load_settings
from survey.store.engine import Store
from tests.fixtures.people import make_counter, make_responses, make_wave


@contextmanager
def store_of(directory: Path) -> Iterator[Store]:
    """Open the store of an installation."""
    store = Store(load_settings(directory, {}).database_url)
    yield store
    store.close()


def fill(directory: Path, *, received_on: date) -> None:
    """Store three answers of a day."""
    with store_of(directory) as store, store.writing() as session:
        counter, instrument = make_counter(session), make_wave(session)
        make_responses(session, counter, instrument, received_on=received_on)
