"""Every page that takes a file refuses every bad one in words, never with an error, and keeps nothing of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from sqlalchemy import func, select

from survey.access.policy import LARGEST_UPLOADS
from survey.store.engine import Store
from survey.store.tables import metadata
from tests.fixtures.answer_files import HEADER, answer_row
from tests.fixtures.bad_files import made_files
from tests.fixtures.bureau import HOA, OWN, WAVE, Bureau, csrf_in

# What a test's client would lay down in a file of its own that it never closes.
LARGEST_HERE = 500_000


@dataclass(frozen=True, slots=True)
class Uploader:
    """A page that takes a file: its address, the field, what goes along, and a table that it takes.

    `looks` where a page keeps that somebody looked at a file, and nothing of what is in it.
    """

    endpoint: str
    address: str
    name: str
    header: tuple[str, ...]
    row: tuple[str, ...]
    fields: Mapping[str, object] = field(default_factory=dict)
    looks: bool = False

    def __str__(self) -> str:
        return f"{self.endpoint} {self.name}"


RECHECK = {"rule": "n", "amount": "5", "least": "2", "seed": "7"}
UPLOADERS = (
    Uploader("look_at_answer_file", "/manage/imports", "file", HEADER, answer_row(), {"wave": WAVE}, looks=True),
    Uploader("take_in_indices", "/manage/indices", "file", ("index", "period", "unit", "value", "source"), ("sipas", "2024", "Tỉnh A", "84.5", "báo cáo")),
    Uploader("take_in_places", "/manage/places", "offices", ("code", "name", "level"), ("X99", "Xã", "xã")),
    Uploader("take_in_places", "/manage/places", "counters", ("office", "code", "name"), (OWN, "X99-1", "Quầy")),
    Uploader("take_in_volumes", "/manage/volumes", "file", ("office", "month", "settled"), (OWN, "2026-10", "9")),
    Uploader("look_at_procedures", "/manage/procedures", "file", ("code", "name", "field", "level"), ("1.001", "Khai sinh", "Hộ tịch", "xã"), {"year": "2026"}),
    Uploader("draw_recheck", f"/manage/waves/{WAVE}/recheck", "file", ("office", "id"), (OWN, "1"), RECHECK),
    Uploader("recheck_list", f"/manage/waves/{WAVE}/recheck/list", "file", ("office", "id"), (OWN, "1")),
    Uploader("upload_questionnaire", "/manage/questionnaires", "file", ("title",), ("x",)),
)  # fmt: skip


def test_every_page_that_takes_a_file_is_listed() -> None:
    assert {f"manage.{one.endpoint}" for one in UPLOADERS} == set(LARGEST_UPLOADS)


def kept(store: Store, *, but: tuple[str, ...]) -> dict[str, int]:
    with store.reading() as session:
        return {
            table.name: session.connection()
            .execute(select(func.count()).select_from(table))
            .scalar_one()
            for table in metadata.sorted_tables
            if table.name not in but
        }


@pytest.mark.parametrize("uploader", UPLOADERS, ids=str)
def test_each_bad_file_is_refused_in_words(
    province_bureau: Bureau, uploader: Uploader
) -> None:
    bureau, faults = province_bureau, []
    client = bureau.signed_in(HOA)
    token = csrf_in(client.get("/review/", follow_redirects=True).text)
    but = ("answer_import", "audit_entry") if uploader.looks else ()
    before = kept(bureau.store, but=but)
    for bad in made_files(uploader.header, uploader.row):
        if len(bad.content) > LARGEST_HERE:
            continue
        sent = {**uploader.fields, "csrf_token": token}
        sent[uploader.name] = (BytesIO(bad.content), f"tệp{bad.suffix}")
        answer = client.post(
            uploader.address, data=sent, content_type="multipart/form-data"
        )
        is_refused = answer.status_code in (400, 409, 413, 422)
        if not is_refused and not (uploader.looks and answer.status_code == 303):
            faults.append(f"{bad.id}: {answer.status_code}")
        if answer.status_code == 422 and "<script>alert" in answer.text:
            faults.append(f"{bad.id}: a script comes back as one")
    assert faults == []
    assert kept(bureau.store, but=but) == before
