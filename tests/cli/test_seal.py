"""sipas seal: days that are over are closed, today never."""

import json
from datetime import timedelta
from pathlib import Path

from survey.store import closing
from tests.cli.conftest import Sipas
from tests.cli.filled import fill, store_of
from tests.fixtures.people import TODAY

DAY = timedelta(days=1)


def test_past_days_are_closed_and_named(sipas: Sipas, directory: Path) -> None:
    fill(directory, received_on=TODAY - 2 * DAY)
    assert sipas("seal", "--directory", directory).out == (
        "Đã khóa sổ 2 ngày: 2026-11-23 đến 2026-11-24.\n"
    )
    again = sipas("seal", "--directory", directory)
    assert (again.code, again.out) == (0, "Không có ngày nào cần khóa sổ.\n")


def test_through_closes_some(sipas: Sipas, directory: Path) -> None:
    fill(directory, received_on=TODAY - 2 * DAY)
    sealed = sipas(
        "seal", "--directory", directory, "--through", "2026-11-23", "--json"
    )
    assert json.loads(sealed.out) == {"sealed": ["2026-11-23"]}


def test_today_is_refused_in_one_line(sipas: Sipas, directory: Path) -> None:
    fill(directory, received_on=TODAY)
    refused = sipas("seal", "--directory", directory, "--through", TODAY)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == (
        "sipas: ngày 2026-11-25 chưa hết, chỉ khóa sổ được ngày đã qua\n"
    )
    with store_of(directory) as store, store.reading() as session:
        assert closing.last_sealed_day(session) is None


def test_it_speaks_english(sipas: Sipas, directory: Path) -> None:
    sealed = sipas("seal", "--directory", directory, "--lang", "en")
    assert sealed.out == "There is no day to close.\n"
