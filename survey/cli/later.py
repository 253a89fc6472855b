"""A command's work, imported only when it is done: statistics bring SciPy along, which help need not wait for."""

import argparse
from collections.abc import Callable
from importlib import import_module


def run_later(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    """Return what runs an action of a module of this package."""

    def run(arguments: argparse.Namespace) -> int:
        found = import_module(f"survey.cli.{module}")
        action: Callable[[argparse.Namespace], int] = getattr(found, name)
        return action(arguments)

    return run
