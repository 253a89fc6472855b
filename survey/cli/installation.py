"""Opens the installation in a directory, or says in one line why it cannot be used."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from survey.cli.errors import CommandError
from survey.settings import Settings, SettingsError, load_settings
from survey.store.engine import Store


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[tuple[Settings, Store]]:
    """Give the settings and the store of `--directory`. Raises CommandError."""
    settings = settings_of(arguments)
    store = Store(settings.database_url)
    try:
        yield settings, store
    finally:
        store.close()


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Return the settings of `--directory`. Raises CommandError naming every bad key."""
    try:
        return load_settings(arguments.directory)
    except SettingsError as error:
        raise CommandError(str(error)) from error
