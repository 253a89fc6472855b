"""A mean of levels is written as points: it is no share of people or answers that are satisfied."""

import pytest

from survey.reports.handed_up.report import Kind
from survey.store.engine import Store
from tests.reports.conftest import Build
from tests.reports.handed_up.conftest import report_of
from tests.reports.test_index_rules import SKM


@pytest.mark.parametrize("kind", [Kind.FULL, Kind.SCORECARD])
def test_no_report_takes_a_mean_level_for_people_who_are_satisfied(
    build: Build, sqlite_store: Store, kind: Kind
) -> None:
    # All are satisfied, at the third of four levels: 75 points, and nobody dissatisfied.
    build({"A": ["333333333"] * 40}, text=SKM.read_text("utf-8"))
    code = "A" if kind is Kind.SCORECARD else ""
    report = report_of(sqlite_store, kind, office_code=code)
    said = repr(report.sections)
    assert "hài lòng (khoảng" not in said
    assert ": 75,0 điểm (khoảng tin cậy 95%: " in said
