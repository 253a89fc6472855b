"""What every test folder may use: the programs that tests drive."""

import os
from collections.abc import Sequence

import pytest
from hypothesis import settings

# Says which parser openpyxl uses, before a test imports openpyxl by itself.
import analysis.ratings.spreadsheet  # noqa: F401

# A test that other programs slow down is not wrong, and the same tree gives the same result
# everywhere; HYPOTHESIS_PROFILE=default looks for new examples.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.certificate",
    "tests.fixtures.html",
    "tests.fixtures.lan",
    "tests.fixtures.languages",
    "tests.fixtures.live",
    "tests.fixtures.postgres",
    "tests.fixtures.service",
    "tests.fixtures.store",
    # After what it imports: pytest rewrites the assertions of a module that is not loaded yet.
    "tests.fixtures.bureau",
    "tests.fixtures.asking",
    "tests.fixtures.choices",
    "tests.fixtures.desk",
    "tests.fixtures.finished",
    "tests.fixtures.kiosk",
    "tests.fixtures.served_demo",
]

# A test is marked by the program it asks for, so that `-m "not browser"` needs no marks by hand.
MARK_OF_FIXTURE = {"browser": "browser", "vnu": "html", "postgres_server": "postgres"}


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in MARK_OF_FIXTURE:
                item.add_marker(MARK_OF_FIXTURE[fixture])
