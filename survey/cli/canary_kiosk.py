"""The canary's tablet: enrolled anew at each run, it fetches forms ahead and sends them as a kiosk does."""

import json
from collections.abc import Iterator
from typing import Any

from survey.access.kiosks import code_at
from survey.cli.canary_visitor import FoundForm, OpenedForm, Visitor
from survey.settings import Settings
from survey.store import kiosks
from survey.store.canaries import Canary
from survey.store.engine import Store

NOTHING_YET = {"left": "0", "waiting": "0", "issued": "", "instrument": "0"}


class CanaryTablet:
    """A tablet at the canary's counter. It asks for forms when the first is opened."""

    def __init__(self, store: Store, settings: Settings, canary: Canary) -> None:
        self._store = store
        self._settings = settings
        self._counter_id = canary.counter_id
        self._forms: Iterator[OpenedForm] | None = None

    def open(self, visitor: Visitor, canary: Canary) -> OpenedForm:
        """Return the next of the forms fetched ahead. Raises Unreachable."""
        if self._forms is None:
            self._forms = self._fetched(visitor)
        return next(self._forms)

    def _fetched(self, visitor: Visitor) -> Iterator[OpenedForm]:
        now, today = self._settings.clock().now(), self._settings.clock().today()
        with self._store.writing() as session:
            added = code_at(session, self._counter_id, settings=self._settings, now=now)
        enrolled = visitor.send("/kiosk/dang-ky", {"code": added.code}, by_script=True)
        given = visitor.send(
            "/kiosk/phieu", NOTHING_YET, by_script=True, cookie=enrolled.cookie
        )
        with self._store.writing() as session:
            # Until its next run nobody can use what was given to it.
            kiosks.revoke(session, added.kiosk_id, today=today)
        supply = json.loads(given.text) if given.status == 200 else {"forms": []}
        yield from (_opened(supply, form) for form in supply["forms"])
        while True:
            yield OpenedForm(given.status, FoundForm())


def _opened(supply: Any, form: Any) -> OpenedForm:
    """Return a form as the kiosk's screens show it, in the source language."""
    found = FoundForm()
    found.token = form["token"]
    items = supply["wordings"]["vi"]["items"]
    found.offered = {
        name: [option["value"] for option in items[name]["options"]]
        for name in supply["orders"][form["order"]]
    }
    return OpenedForm(200, found)
