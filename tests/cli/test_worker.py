"""The web server's worker: what cannot be seen from outside each time."""

import os
from types import SimpleNamespace

from survey.cli.worker import BufferingWorker


def test_who_was_told_to_end_while_the_app_was_loading_ends() -> None:
    worker = BufferingWorker.__new__(BufferingWorker)
    worker.cfg = SimpleNamespace(threads=1, is_ssl=False)
    worker.wsgi = None
    worker.sockets = []
    worker.ppid = os.getppid()
    worker.notify = _still_serving
    worker.alive = False
    worker.run()


def _still_serving() -> None:
    message = "it goes on serving"
    raise AssertionError(message)
