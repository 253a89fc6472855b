"""Every bad file of the list is refused whole by `sipas import` on both engines, and a good one beside it is taken."""

from pathlib import Path

import pytest

from survey.settings import write_settings
from survey.store import installation
from survey.store.engine import Store
from tests.cli.conftest import SETTINGS, Sipas
from tests.cli.test_imports import OFFICES, names
from tests.fixtures.bad_inputs import bad_files

TAKE_IN = "import", "offices", "--directory"


@pytest.fixture
def installed(store_url: str, tmp_path: Path) -> Path:
    """Give the directory of an installation without offices, on each engine in turn."""
    made = tmp_path / "thí điểm"
    write_settings(made, SETTINGS | {"DATABASE_URL": store_url})
    store = Store(store_url)
    with store.writing() as session:
        installation.mark(session, installation.REAL)
    store.close()
    return made


def test_each_is_refused_whole_and_the_honest_file_is_taken(
    sipas: Sipas, installed: Path, tmp_path: Path
) -> None:
    file = tmp_path / "tệp.csv"
    wrong = []
    for bad in bad_files():
        before = names(installed)
        file.write_bytes(bad.content)
        refused = sipas(*TAKE_IN, installed, file)
        is_said = refused.err.startswith("sipas: ") and "Traceback" not in refused.err
        if (refused.code, refused.out, is_said) != (1, "", True):
            wrong.append(f"{bad.name}: {refused.code} {refused.err[:200]}")
        if names(installed) != before:
            wrong.append(f"{bad.name}: something of it was taken in")
        file.write_text(OFFICES, "utf-8")
        if sipas(*TAKE_IN, installed, file).code != 0:
            wrong.append(f"beside {bad.name}: the honest file was refused")
    assert wrong == []
    assert len(names(installed)) == 2


def test_the_list_has_no_id_twice() -> None:
    ids = [bad.name.partition(" ")[0] for bad in bad_files()]
    assert len(ids) == len(set(ids)) > 15
