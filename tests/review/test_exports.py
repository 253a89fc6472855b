"""The page of data files: what is in them, for whom, and that every download is noted."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from survey.access import passwords
from survey.review import exports
from survey.review.exports import KINDS
from survey.store import audit
from survey.store.audit import Search
from survey.store.engine import Store
from survey.store.tables import AuditEntry
from tests.fixtures.bureau import (
    HOA,
    MINH,
    THU,
    WAVE,
    Bureau,
    cheap_hasher,
    make_bureau,
)

PAGE = f"/review/waves/{WAVE}/exports"
# Đông Xuân has four answers, An Nhơn none.
ROWS = 40 + 36 + 45 + 12


@pytest.fixture(scope="module")
def bureau(
    province: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bureau]:
    """Give one bureau for all tests of this module."""
    file = tmp_path_factory.mktemp("exports") / "survey.sqlite"
    store = Store(f"sqlite:///{shutil.copy(province, file)}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", cheap_hasher())
        yield make_bureau(store)
    store.close()


@pytest.fixture(scope="module")
def hoa(bureau: Bureau) -> FlaskClient:
    return bureau.signed_in(HOA)


def last_noted(bureau: Bureau) -> AuditEntry:
    with bureau.store.reading() as session:
        (entry,) = audit.entries(session, Search(), limit=1)
    return entry


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_valid_html(
    hoa: FlaskClient, vnu: Callable[[str], list[str]], language: str
) -> None:
    assert vnu(hoa.get(f"{PAGE}?lang={language}").text) == []


def test_the_page_says_what_is_in_the_files_and_what_is_left_out(
    hoa: FlaskClient,
) -> None:
    page = hoa.get(PAGE).text
    assert f"{ROWS} phiếu của 4 đơn vị, đến hết ngày 24/11/2026" in page
    assert "dưới 5 phiếu: Xã An Nhơn, Xã Đông Xuân." in page
    for kind in KINDS:
        assert f'href="{PAGE}/{kind}"' in page
        assert f'href="{PAGE}/{kind}?manifest=1"' in page


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_comes_whole_with_a_manifest_that_fits(
    bureau: Bureau, hoa: FlaskClient, kind: str
) -> None:
    file = hoa.get(f"{PAGE}/{kind}")
    assert file.status_code == 200
    assert int(file.headers["Content-Length"]) == len(file.data)
    assert file.headers["Content-Disposition"].startswith("attachment")
    manifest = json.loads(hoa.get(f"{PAGE}/{kind}?manifest=1").text)
    assert manifest["bytes"] == len(file.data)
    assert manifest["rows"] == ROWS
    entry = last_noted(bureau)
    assert (entry.actor, entry.action, entry.object) == (HOA, "export", WAVE)
    assert json.loads(entry.details)["rows"] == ROWS


def test_the_auditor_reads_the_same_rows(bureau: Bureau, hoa: FlaskClient) -> None:
    thu = bureau.signed_in(THU)
    assert thu.get(f"{PAGE}/csv").data == hoa.get(f"{PAGE}/csv").data
    assert last_noted(bureau).actor == HOA


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}/csv", f"{PAGE}/ddi"])
def test_a_unit_head_finds_no_data_files(bureau: Bureau, address: str) -> None:
    minh = bureau.signed_in(MINH)
    assert minh.get(address).status_code == 404
    assert "exports" not in minh.get("/review/", follow_redirects=True).text


@pytest.mark.parametrize(
    "address", [f"{PAGE}/xls", "/review/waves/2030/exports/csv", f"{PAGE}/.."]
)
def test_what_is_no_file_does_not_exist(hoa: FlaskClient, address: str) -> None:
    assert hoa.get(address).status_code == 404


def test_a_second_file_at_the_same_time_is_asked_to_wait(hoa: FlaskClient) -> None:
    with exports._MAKING:
        answer = hoa.get(f"{PAGE}/csv")
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert hoa.get(f"{PAGE}/csv").status_code == 200


def test_rows_hold_nothing_of_counter_day_or_person(hoa: FlaskClient) -> None:
    text = hoa.get(f"{PAGE}/csv").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == ROWS
    assert set(rows[0]) == {
        *("wave", "office", "office_name", "office_level", "month", "class", "stage"),
        *("overall", "q_access", "q_procedure", "q_officer", "q_result", "q_feedback"),
    }
    assert "2026-11-24" not in text
