"""The administrators' page names every setting and every reason of /readyz."""

import inspect
import re

import pytest

from survey.access import readiness
from survey.settings import KEYS, PREFIX
from tests.project.test_files import ROOT

PAGE = (ROOT / "docs" / "operation.md").read_text("utf-8")
REASONS = sorted(set(re.findall(r'Reason\("([a-z-]+)"', inspect.getsource(readiness))))


@pytest.mark.parametrize("key", KEYS)
def test_every_setting_is_explained(key: str) -> None:
    assert re.search(rf"^\|.*`{PREFIX}{key}`.*\|.+\|$", PAGE, re.M)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_line(reason: str) -> None:
    assert re.search(rf"^\|.*`{reason}`.*\|.+\|.+\|$", PAGE, re.M)


def test_every_file_that_it_leads_to_is_there() -> None:
    linked = re.findall(r"\]\(([^):]+)\)", PAGE)
    assert "deployment/sipas.service" in linked
    assert [name for name in linked if not (ROOT / "docs" / name).exists()] == []
