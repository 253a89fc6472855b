"""Themes of comments in a report: counted out, and never as if those were of one group of people."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from survey.reports.handed_up.report import Kind
from survey.store import reviewers
from survey.store.engine import Store
from survey.trust.sealing import seal
from tests.fixtures.asking import ask_residents
from tests.fixtures.bureau import OWN
from tests.fixtures.comments import ORDINARY, code_all, write_at
from tests.fixtures.people import TODAY
from tests.reports.handed_up.conftest import report_of
from tests.reports.handed_up.test_report import table_of, text_of

TOLD = "gồm góp ý của mọi đối tượng"


@pytest.mark.parametrize("is_of_several", [True, False])
def test_a_report_says_whose_comments_are_counted_where_a_wave_asks_several(
    province: Path, tmp_path: Path, is_of_several: bool
) -> None:
    store = Store(f"sqlite:///{shutil.copy(province, tmp_path / 'survey.sqlite')}")
    with store.writing() as session:
        write_at(session, OWN, ORDINARY)
    if is_of_several:
        ask_residents(store)
    else:
        seal(store, TODAY + timedelta(days=1))
    with store.writing() as session:
        for name in ("van", "yen"):
            reviewer = reviewers.add_reviewer(
                session, name, password_hash="$argon2id$", role="reform_office"
            )
            session.flush()
            assert reviewer.id is not None and code_all(
                session, reviewer.id, theme="waiting"
            )
    report = report_of(store, Kind.FULL)
    store.close()
    assert "Số góp ý theo chủ đề" in table_of(report, "themes").caption
    assert (TOLD in text_of(report)) == is_of_several
