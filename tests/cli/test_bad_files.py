"""Every bad file of the list is refused whole by `sipas import`, and a good one beside it is taken."""

from pathlib import Path

import pytest

from tests.cli.conftest import Sipas
from tests.cli.test_imports import OFFICES, names
from tests.fixtures.bad_inputs import BadFile, bad_files

TAKE_IN = "import", "offices", "--directory"


@pytest.mark.parametrize("bad", bad_files(), ids=lambda bad: bad.name)
def test_it_is_refused_whole_and_the_honest_file_is_taken(
    sipas: Sipas, directory: Path, tmp_path: Path, bad: BadFile
) -> None:
    file = tmp_path / "tệp.csv"
    file.write_bytes(bad.content)
    refused = sipas(*TAKE_IN, directory, file)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("sipas: ") and "Traceback" not in refused.err
    assert names(directory) == {}
    file.write_text(OFFICES, "utf-8")
    assert sipas(*TAKE_IN, directory, file).code == 0
    assert len(names(directory)) == 2
