"""Every bad answer of the list where staff type, on both engines; an honest form beside each goes through."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from survey.store.places import office_by_code
from survey.store.serials import UNPRINTED_RUN, Serial
from survey.store.tables import Arrival, PaperEntry
from tests.fixtures.bad_inputs import FORM, bad_answers, n_rows
from tests.fixtures.bureau import DUNG, OWN, Bureau, csrf_in
from tests.fixtures.paper import make_batch
from tests.fixtures.people import make_counter

ANSWERS = bad_answers()
TAKEN = 303


@dataclass(frozen=True, slots=True)
class Desk:
    """How staff send a form: its address, what each new form begins with, and the table of what is kept."""

    client: FlaskClient
    address: str
    begin: Callable[[], str]
    kept_in: type[Arrival | PaperEntry]

    def post(self, content: str, *, kind: str = FORM) -> TestResponse:
        return self.client.post(self.address, data=content, content_type=kind)


def at_paper(bureau: Bureau) -> Desk:
    """Papers that carry no number of ours, on Dung's screen."""
    with bureau.store.writing() as session:
        _, batch_id = make_batch(_with_counter(session))
    client = bureau.signed_in(DUNG)
    address = f"/manage/paper/{batch_id}/entry"
    token = csrf_in(client.get(address).text)
    numbers = count(1)

    def begin() -> str:
        serial = Serial(UNPRINTED_RUN, next(numbers))
        key = f"{serial.copy:032x}"
        return f"csrf_token={token}&entry_key={key}&run=0&serial={serial}"

    return Desk(client, address, begin, PaperEntry)


def on_the_telephone(bureau: Bureau) -> Desk:
    """A day of calls on Dung's screen."""
    with bureau.store.writing() as session:
        _, calls_id = make_batch(_with_counter(session), channel="T")
    client = bureau.signed_in(DUNG)
    address = f"/manage/telephone/{calls_id}"
    token = csrf_in(client.get(address).text)
    numbers = count(1)
    return Desk(
        client,
        address,
        lambda: f"csrf_token={token}&entry_key={next(numbers):032x}",
        Arrival,
    )


def _with_counter(session: Session) -> Session:
    make_counter(session, office_by_code(session, OWN))
    return session


DESKS = {"paper": at_paper, "telephone": on_the_telephone}


@pytest.mark.parametrize("desk", DESKS)
def test_none_is_a_failure_or_half_a_form_and_the_honest_one_goes_through(
    bureau: Bureau, desk: str
) -> None:
    place = DESKS[desk](bureau)
    wrong, stored = [], 0
    for bad in ANSWERS:
        content = f"{place.begin()}&{bad.content}" if bad.has_token else bad.content
        answer = place.post(content, kind=bad.kind)
        stored += bad.status == TAKEN
        if answer.status_code != bad.status or "<script>alert" in answer.text:
            wrong.append(f"{bad.name}: {answer.status_code}")
        honest = place.post(f"{place.begin()}&overall=4")
        stored += 1
        if honest.status_code != TAKEN:
            wrong.append(f"beside {bad.name}: {honest.status_code}")
        found = n_rows(bureau.store, place.kept_in)
        if found != stored:
            wrong.append(f"{bad.name}: {found} stored, not {stored}")
            stored = found
    assert wrong == []
    with bureau.store.reading() as session:
        kept = session.exec(select(col(place.kept_in.scores)).distinct()).all()
    assert kept == ["4-----"]
