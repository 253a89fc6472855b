"""The web server in this process: gunicorn, our worker, no access log, and the night's work beside it."""

import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from survey.access.logs import FORMAT, DiscreetFormatter, log_discreetly
from survey.cli.serve import Listening
from survey.cli.worker import GRACEFUL_SECONDS, BufferingWorker
from survey.settings import Settings
from survey.store.engine import Store
from survey.trust.night import Night
from survey.web import create_app

if TYPE_CHECKING:
    from flask import Flask


class DiscreetLogger(Logger):  # type: ignore[misc]  # gunicorn carries no types
    """gunicorn's log without addresses."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(DiscreetFormatter(FORMAT))


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """Serves one installation until it is told to stop."""

    def __init__(
        self,
        settings: Settings,
        listening: Listening,
        *,
        when_ready: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._listening = listening
        self._when_ready = when_ready
        self._store: Store | None = None
        self._night: Night | None = None
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to serve."""
        options = {
            "bind": f"{bracketed(self._listening.host)}:{self._listening.port}",
            "workers": self._listening.workers,
            "worker_class": BufferingWorker,
            "threads": self._listening.threads,
            "graceful_timeout": int(GRACEFUL_SECONDS) + 1,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "logger_class": DiscreetLogger,
            "control_socket_disable": True,
            # What a proxy says is believed in one place: survey.access.proxies.
            "secure_scheme_headers": {},
            "when_ready": lambda _arbiter: self._when_ready(),
            "post_worker_init": lambda _worker: self._begin_night(),
            "worker_exit": lambda _arbiter, _worker: self._end(),
        }
        if self._listening.cert is not None:
            options["certfile"] = str(self._listening.cert)
            options["keyfile"] = str(self._listening.key)
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> "Flask":
        """Make the app, in the process that serves: a database connection must not cross a fork."""
        log_discreetly(level=logging.DEBUG if self._settings.debug else logging.WARNING)
        if not self._settings.debug:
            # What Tornado warns of is what strangers send it; each could fill the log.
            logging.getLogger("tornado.general").setLevel(logging.ERROR)
        self._store = Store(self._settings.database_url)
        return create_app(self._settings, store=self._store)

    def _begin_night(self) -> None:
        assert self._store is not None
        self._night = Night(self._store, self._settings.clock())
        self._night.start()

    def _end(self) -> None:
        if self._night is not None:
            self._night.stop()
        if self._store is not None:
            self._store.close()


def refuse_taken_port(host: str, port: int) -> None:
    """Raise OSError where the server could not listen; gunicorn itself would try for five seconds."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))


def bracketed(host: str) -> str:
    """Return a host as an address carries it; an IPv6 number needs brackets."""
    return f"[{host}]" if ":" in host else host
