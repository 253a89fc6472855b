"""Programs that may write put an office's month in its place: idempotent, whole, and noted in the trail."""

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from survey.store import audit
from survey.store.audit import Search
from tests.api.conftest import Programs
from tests.fixtures.bureau import HOA, MINH, OTHER, OWN

ADDRESS = f"/offices/{OWN}/dossiers/2026-10"
LAND = {"field": "Đất đai", "competent": OTHER, "settled": 40, "early": 10, "on_time": 25, "late": 5}  # fmt: skip
BIRTH = {"field": "Hộ tịch", "settled": 60, "on_time": 58}


@pytest.fixture
def writer(own_programs: Programs) -> Programs:
    """Give the API, Hoa's token being the one that writes."""
    tokens = {**own_programs.tokens, HOA: own_programs.writing_token}
    return Programs(own_programs.bureau, tokens)


def put(
    programs: Programs,
    *rows: object,
    address: str = ADDRESS,
    name: str = HOA,
    text: str = "",
) -> TestResponse:
    return programs.bureau.browser().put(
        f"/api/v1{address}",
        data=(text or json.dumps({"rows": rows})).encode(),
        headers={
            "Authorization": f"Bearer {programs.tokens[name]}",
            "Content-Type": "application/json",
        },
    )


def rows_of(answer: TestResponse) -> list[dict[str, Any]]:
    assert answer.status_code == 200 and answer.json is not None
    found: list[dict[str, Any]] = answer.json["rows"]
    return found


def imports(programs: Programs) -> int:
    with programs.bureau.store.reading() as session:
        return len(list(audit.entries(session, Search(action="import"), limit=99)))


def test_a_month_holds_what_was_put_last_and_the_same_again_changes_nothing(
    writer: Programs,
) -> None:
    birth, land = rows_of(put(writer, LAND, BIRTH))
    assert land == {**LAND, "pending": None, "invited": None}
    assert (birth["settled"], birth["competent"]) == (60, None)
    # The same number in JSON.
    assert rows_of(put(writer, {**BIRTH, "settled": 60.0}, LAND)) == [birth, land]
    before = imports(writer)
    assert rows_of(put(writer, BIRTH, LAND)) == [birth, land]
    assert imports(writer) == before
    assert rows_of(put(writer, {"settled": 7})) == rows_of(writer.ask(ADDRESS))
    assert [row["settled"] for row in rows_of(writer.ask(ADDRESS))] == [7]
    with writer.bureau.store.reading() as session:
        (entry,) = audit.entries(session, Search(action="import"), limit=1)
    assert (entry.actor, entry.object) == (HOA, "volumes")


BAD: tuple[tuple[list[object], str], ...] = (
    ([{"settled": -1}], "rows[0].settled"),
    ([{"settled": 1.5}], "rows[0].settled"),
    ([{"settled": True}], "rows[0].settled"),
    ([{"settled": "5"}], "rows[0].settled"),
    ([{"settled": 10**12}], "rows[0].settled"),
    ([{"field": "Đất đai"}], "rows[0].settled"),
    ([{"settled": 1, "setled": 2}], "rows[0]"),
    ([], "rows"),
    ([{"settled": 1, "competent": "XX-99"}], "rows[0].competent"),
    ([{"settled": 1, "field": "a\u202eb"}], "rows[0].field"),
    ([{"settled": 100, "early": 20, "on_time": 70, "late": 9}], "là 99"),
    ([BIRTH, BIRTH], "rows[1]"),
    ([BIRTH, {"settled": 3}], "đếm hai lần"),
)


def test_what_cannot_be_is_refused_with_its_place_and_nothing_is_written(
    writer: Programs,
) -> None:
    put(writer, LAND)
    for rows, told in BAD:
        refused = put(writer, *rows)
        assert refused.status_code == 422 and refused.json is not None, told
        assert refused.mimetype == "application/problem+json"
        assert told in refused.json["detail"]
    assert [row["settled"] for row in rows_of(writer.ask(ADDRESS))] == [40]


def test_what_is_no_json_of_ours_is_refused(writer: Programs) -> None:
    for text in ("{", "[]", "\x00", '{"rows": null}', "[" * 20_000):
        assert put(writer, text=text).status_code == 422


def test_more_than_a_request_holds_is_refused(writer: Programs) -> None:
    refused = put(writer, text=" " * 100_000)
    assert (refused.status_code, refused.mimetype) == (413, "application/problem+json")


def test_a_month_or_an_office_that_is_none_is_not_found(writer: Programs) -> None:
    for address in (
        f"/offices/{OWN}/dossiers/2026-13",
        f"/offices/{OWN}/dossiers/10-2026",
        "/offices/XX-99/dossiers/2026-10",
    ):
        assert put(writer, LAND, address=address).status_code == 404
        assert writer.ask(address).status_code == 404


def test_a_token_that_was_not_given_to_write_writes_nothing(
    own_programs: Programs,
) -> None:
    for name in (HOA, MINH):
        assert put(own_programs, LAND, name=name).status_code == 404
    assert rows_of(own_programs.ask(ADDRESS)) == []
    with own_programs.bureau.store.reading() as session:
        (entry,) = audit.entries(session, Search(action="refused"), limit=1)
    assert entry.object == f"/api/v1{ADDRESS}"
