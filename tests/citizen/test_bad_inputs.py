"""Every bad answer of the list through every channel, on both engines; an honest one beside each goes through."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from survey.store.tables import Arrival, Receipt
from tests.fixtures.bad_inputs import FORM, bad_answers, n_rows
from tests.fixtures.lan import ADDRESS, Lan
from tests.fixtures.tablet import enrolled

ANSWERS = bad_answers()
SCRIPT = {"Prefer": "return=minimal", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Channel:
    """How answers come in: where tokens are from, what is sent, and the status of what is taken."""

    token: Callable[[], str]
    post: Callable[[str, str], TestResponse]
    taken: int


def by_form(lan: Lan) -> Channel:
    """A phone without script."""
    return Channel(
        token=lan.token,
        post=lambda body, kind: lan.phone.post(ADDRESS, data=body, content_type=kind),
        taken=303,
    )


def by_script(lan: Lan) -> Channel:
    """A phone whose script sends the form."""
    return Channel(
        token=lan.token,
        post=lambda body, kind: lan.phone.post(
            ADDRESS, data=body, content_type=kind, headers=SCRIPT
        ),
        taken=201,
    )


def by_kiosk(lan: Lan) -> Channel:
    """A tablet at the counter, with the forms that it was given ahead."""
    tablet = enrolled(lan)
    forms = [form["token"] for form in tablet.supply()["forms"]]
    return Channel(
        token=forms.pop,
        post=lambda body, kind: tablet.client.post(
            ADDRESS, data=body, content_type=kind
        ),
        taken=303,
    )


CHANNELS = {"form": by_form, "script": by_script, "kiosk": by_kiosk}


@pytest.mark.parametrize("channel", CHANNELS)
def test_none_is_a_failure_or_half_stored_and_the_honest_answer_goes_through(
    lan: Lan, channel: str
) -> None:
    way = CHANNELS[channel](lan)
    wrong, stored = [], 0
    for bad in ANSWERS:
        token = way.token()
        answer = way.post(bad.body(token), bad.kind)
        expected = way.taken if bad.status == 303 else bad.status
        stored += bad.status == 303
        if answer.status_code != expected or "<script>alert" in answer.text:
            wrong.append(f"{bad.name}: {answer.status_code}")
        # One that was taken has used its key.
        honest = way.post(f"form_token={way.token()}&overall=4", FORM)
        stored += 1
        if honest.status_code != way.taken:
            wrong.append(f"beside {bad.name}: {honest.status_code}")
        found = n_rows(lan.store, Arrival), n_rows(lan.store, Receipt)
        if found != (stored, stored):
            wrong.append(f"{bad.name}: {found} stored, not {stored}")
            break
    assert wrong == []
    assert {answer.scores for answer in lan.stored()} == {"4-----"}


def test_the_list_has_no_id_twice() -> None:
    names = [bad.name.partition(" ")[0] for bad in ANSWERS]
    assert len(names) == len(set(names)) > 45
