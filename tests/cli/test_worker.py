"""The web server's worker: what cannot be seen from outside each time."""

import subprocess
import sys

# In a process of its own: a browser's tests leave a loop behind, and signals are for the main thread.
TOLD_WHILE_LOADING = """
import os
from types import SimpleNamespace
from survey.cli.worker import BufferingWorker

def still_serving():
    raise SystemExit("it goes on serving")

worker = BufferingWorker.__new__(BufferingWorker)
worker.cfg = SimpleNamespace(threads=1, is_ssl=False)
worker.wsgi, worker.sockets, worker.ppid = None, [], os.getppid()
worker.notify, worker.alive = still_serving, False
worker.run()
"""


def test_who_was_told_to_end_while_the_app_was_loading_ends() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", TOLD_WHILE_LOADING],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
