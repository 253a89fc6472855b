"""Vân, who runs a firm and was sent a link: her phone keeps no cookie and runs no script."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from survey.store import ddci, ddci_links
from survey.store.engine import Store
from survey.store.tables import DdciArrival, DdciUnit
from survey.web import create_app
from tests.fixtures.ddci import make_round
from tests.fixtures.lan import SETTINGS, set_day
from tests.fixtures.people import TODAY


@dataclass(slots=True)
class Van:
    """A visitor with a link; `units` are the ids of the round's units by name."""

    app: Flask
    store: Store
    key: bytes
    units: dict[str, int]

    @property
    def phone(self) -> FlaskClient:
        return self.app.test_client(use_cookies=False)

    @property
    def address(self) -> str:
        return f"/D/{ddci_links.spelled(self.key)}"

    def open(self, query: str = "") -> TestResponse:
        return self.phone.get(self.address + query)

    def send(self, step: str, **answers: object) -> TestResponse:
        """Send a page: `units` chosen by name, `go`, and answers as `Sở_Nội_vụ__code`."""
        sent: dict[str, object] = {"step": step}
        for name, value in answers.items():
            if name == "units":
                assert isinstance(value, tuple)
                sent["unit"] = [str(self.units[unit]) for unit in value]
            elif name == "go":
                sent["go"] = value
            else:
                unit, _, code = name.replace("__", "|").partition("|")
                sent[f"a-{self.units[unit.replace('_', ' ')]}-{code}"] = value
        return self.phone.post(self.address, data=sent)

    def stored(self) -> set[tuple[str, str]]:
        """Return what was answered, by name of the unit."""
        names = {unit_id: name for name, unit_id in self.units.items()}
        with self.store.reading() as session:
            kept = session.exec(select(DdciArrival)).all()
        return {(names[one.unit_id], one.scores) for one in kept}

    def travel(self, day: date) -> None:
        """Let it be noon of another day."""
        set_day(self.app, day)


@pytest.fixture
def van(sqlite_store: Store) -> Van:
    """Give Vân with an unused link of an open round."""
    return make_van(sqlite_store)


def make_van(store: Store) -> Van:
    """Return Vân in a new round."""
    key = ddci_links.new_key()
    with store.writing() as session:
        chosen = make_round(session)
        assert chosen.id is not None
        ddci_links.give_links(session, chosen, [key], kind="firm")
        units: tuple[DdciUnit, ...] = ddci.units(session, chosen.id)
        by_name = {unit.name: unit.id or 0 for unit in units}
    app = create_app(SETTINGS, store=store, fronts=("ddci",))
    set_day(app, TODAY)
    return Van(app, store, key, by_name)
