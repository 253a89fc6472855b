"""Reports on the small province of `tests.fixtures.bureau`, each built once."""

from collections.abc import Callable

import pytest

from survey.reports.handed_up.building import build_report
from survey.reports.handed_up.material import Issuer
from survey.reports.handed_up.report import Kind, Report
from survey.store.engine import Store
from survey.store.waves import wave_by_code
from tests.fixtures.bureau import OWN, WAVE
from tests.fixtures.people import TODAY

ISSUER = Issuer(province="Tỉnh Thử", hotline="0259 000 000", is_demo=False, target=0.8)

Build = Callable[..., Report]


def report_of(
    store: Store, kind: Kind, *, language: str = "vi", office_code: str = ""
) -> Report:
    """Return a report on the store's wave."""
    with store.reading() as session:
        wave = wave_by_code(session, WAVE)
        assert wave is not None
        return build_report(
            session,
            wave,
            kind,
            issuer=ISSUER,
            language=language,
            today=TODAY,
            office_code=office_code,
        )


@pytest.fixture(scope="session")
def full(province_store: Store) -> Report:
    """Give the full report in Vietnamese."""
    return report_of(province_store, Kind.FULL)


@pytest.fixture(scope="session")
def summary(province_store: Store) -> Report:
    """Give the summary in Vietnamese."""
    return report_of(province_store, Kind.SUMMARY)


@pytest.fixture(scope="session")
def scorecard(province_store: Store) -> Report:
    """Give the own office's scorecard in Vietnamese."""
    return report_of(province_store, Kind.SCORECARD, office_code=OWN)
