"""The small province of `tests.fixtures.bureau`, read as pages read it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survey.reports.wave_result import WaveResult, wave_result
from survey.store.engine import Store
from survey.store.waves import wave_by_code
from survey.trust import releasing
from survey.trust.sealing import seal
from tests.fixtures.bureau import WAVE, YESTERDAY
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

Build = Callable[..., WaveResult]


@pytest.fixture(scope="session")
def province_store(province: Path) -> Iterator[Store]:
    """Give the small province to read."""
    store = Store(f"sqlite:///{province}")
    yield store
    store.close()


@pytest.fixture(scope="session")
def result(province_store: Store) -> WaveResult:
    """Give the small province's wave in Vietnamese."""
    return result_of(province_store)


@pytest.fixture
def released_by_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Release five forms whatever they say of the index, as it was done once: such states are kept, and shown safely."""
    monkeypatch.setattr(releasing, "is_none_or_enough", lambda n: True)


@pytest.fixture
def build(sqlite_store: Store) -> Build:
    """Give a function that stores answers by office, seals them and returns the wave's result."""

    def build_result(answers: dict[str, list[int | str]], **wave: object) -> WaveResult:
        with sqlite_store.writing() as session:
            opened = make_wave(session, WAVE, **wave)
            for code, scores in answers.items():
                counter = make_counter(session, make_office(session, code, name=code))
                make_responses(
                    session, counter, opened, scores=scores, received_on=YESTERDAY
                )
        seal(sqlite_store, TODAY)
        return result_of(sqlite_store)

    return build_result


def result_of(store: Store, *, language: str = "vi") -> WaveResult:
    """Return the result of the store's wave."""
    with store.reading() as session:
        wave = wave_by_code(session, WAVE)
        assert wave is not None
        return wave_result(session, wave, language=language, today=TODAY)
