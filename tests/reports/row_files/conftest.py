"""A province with both ways to hide: small offices, and answers of a few in class and stage."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from survey.reports.row_files.made import MadeFile, Order, make_file
from survey.store import waves
from survey.store.engine import Store
from survey.store.tables import Wave
from survey.trust.sealing import seal
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

WAVE = "2026-dot-2"
HARMFUL = '=HYPERLINK("http://a.example";"Xã\u202e Bắc")<script>'
# Respondents by office; the last two have released nothing.
SIZES = {"A01": 60, "B02": 45, "C03": 33, "D04": 31, "E05": 9, "F06": 4, "G07": 0}
Make = Callable[..., MadeFile]


def no_note(*_: object, **__: object) -> None:
    """Note nothing, where a test is about files."""


@pytest.fixture(scope="session")
def answered(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """Give a store with a finished wave of the ministry's questionnaire, every question asked."""
    file = tmp_path_factory.mktemp("rows") / "survey.sqlite"
    store = Store(f"sqlite:///{shutil.copy(sqlite_template, file)}")
    rng = np.random.default_rng(20261125)
    with store.writing() as session:
        wave = make_wave(
            session,
            WAVE,
            questionnaire="sipas-2017",
            full=True,
            closes_on=date(2026, 11, 24),
        )
        for number, (code, n) in enumerate(SIZES.items()):
            name = HARMFUL if code == "C03" else f"Xã {code}"
            counter = make_counter(session, make_office(session, code, name=name))
            for _ in range(n):
                make_responses(
                    session,
                    counter,
                    wave,
                    scores=[answer(rng, better=number % 3)],
                    received_on=date(2026, 11, 23 + int(rng.integers(2))),
                    stage=str(
                        rng.choice(["submit", "receive", ""], p=[0.6, 0.35, 0.05])
                    ),
                    channel=str(rng.choice(["D", "A"], p=[0.9, 0.1])),
                )
    # Beyond the grace.
    seal(store, date(2026, 12, 4))
    yield store
    store.close()


def answer(rng: np.random.Generator, *, better: int) -> str:
    """Return packed answers of one person: alike among themselves, with some that are missing."""
    level = np.clip(rng.normal(3.2 + 0.5 * better, 0.8) + rng.normal(0, 0.6, 23), 1, 5)
    packed = np.round(level).astype(int).astype(str)
    packed[rng.random(23) < 0.05] = "x"
    packed[rng.random(23) < 0.03] = "-"
    return "".join(packed)


@pytest.fixture(scope="session")
def the_wave(answered: Store) -> Wave:
    with answered.reading() as session:
        (wave,) = waves.waves(session, TODAY)
        return wave


@pytest.fixture
def make(answered: Store, the_wave: Wave, tmp_path: Path) -> Make:
    """Give what makes a file of the wave in an empty folder."""

    def make_one(kind: str, *, folder: str = "", **order: str) -> MadeFile:
        wanted = replace(Order(the_wave, kind, "vi"), **order)  # type: ignore[arg-type]
        into = tmp_path / folder
        into.mkdir(exist_ok=True)
        return make_file(answered, wanted, into / f"rows.{kind}", note=no_note)

    return make_one
