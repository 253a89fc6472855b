"""What every request of one app shares."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from survey.clock import Clock
from survey.settings import Settings
from survey.store.engine import Store

_KEY = "sipas"


@dataclass(frozen=True, slots=True)
class Service:
    """The settings, the database and the clock that an app was made with."""

    settings: Settings
    store: Store
    clock: Clock


def attach(app: Flask, state: Service) -> None:
    """Give an app its service; done once, by `create_app`."""
    app.extensions[_KEY] = state


def service() -> Service:
    """Return the service of the app that handles this request."""
    return cast(Service, current_app.extensions[_KEY])
