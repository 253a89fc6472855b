"""Runs `sipas` with a part left out or exchanged, to compare with: python -m tests.benchmarks.served NAME serve …"""

import sys
from collections.abc import Callable
from typing import Any

from flask import Flask, redirect
from gunicorn.workers.gthread import ThreadWorker
from werkzeug.wrappers import Response

from survey.citizen import form
from survey.cli import server
from survey.cli.main import main
from survey.store.inbox import Acknowledgement, Submission, receipt_code


def leave_out_the_store() -> None:
    """Check token and answers and show a receipt, but write nothing."""

    def submit(
        _session: None, submission: Submission, *, receipt_key: bytes
    ) -> Acknowledgement:
        code = receipt_code(submission.key, receipt_key=receipt_key)
        return Acknowledgement(code=code, seen_before=False)

    form.submit = submit  # type: ignore[assignment]
    form.write_together = lambda _store, work: work(None)  # type: ignore


def leave_out_everything() -> None:
    """Serve an app that reads a post and leads elsewhere."""

    def create_app(*_: Any, **__: Any) -> Flask:
        app = Flask(__name__)

        @app.get("/healthz")
        def healthz() -> str:
            return "ok\n"

        @app.post("/K/<code>")
        def take(code: str) -> Response:
            return redirect(f"/phieu/{code}", 303)

        return app

    server.create_app = create_app


def serve_by_threads() -> None:
    """Serve by gunicorn's own worker with threads."""
    server.BufferingWorker = ThreadWorker  # type: ignore[misc]


VARIANTS: dict[str, Callable[[], None]] = {
    "whole": lambda: None,
    "storeless": leave_out_the_store,
    "empty": leave_out_everything,
    "gthread": serve_by_threads,
}

if __name__ == "__main__":
    VARIANTS[sys.argv[1]]()
    raise SystemExit(main(sys.argv[2:]))
