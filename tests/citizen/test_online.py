"""Online filers: the class of their answers comes from the code's place, never from the address."""

import pytest
from sqlmodel import select

from survey.store.tables import Counter
from survey.store.tables.places import CANARY_COUNTER, ONLINE
from tests.fixtures.lan import ADDRESS, Lan


def make_kind(lan: Lan, kind: str) -> None:
    """Let the counter be of a kind."""
    with lan.store.writing() as session:
        session.exec(select(Counter)).one().kind = kind


@pytest.mark.parametrize(("kind", "channel"), [(ONLINE, "L"), (CANARY_COUNTER, "Z")])
def test_the_class_comes_from_the_code_s_place(
    lan: Lan, kind: str, channel: str
) -> None:
    make_kind(lan, kind)
    assert lan.send().status_code == 303
    assert [row.channel for row in lan.stored()] == [channel]


def test_no_parameter_changes_the_class(sqlite_lan: Lan) -> None:
    token = sqlite_lan.token(f"{ADDRESS}?class=L&channel=L&kind=online")
    answers = {"overall": "4", "class": "L", "channel": "L", "kind": "online"}
    sqlite_lan.send(answers, token=token)
    assert [row.channel for row in sqlite_lan.stored()] == ["D"]


def test_a_form_keeps_the_class_it_was_issued_with(sqlite_lan: Lan) -> None:
    token = sqlite_lan.token()
    make_kind(sqlite_lan, ONLINE)
    sqlite_lan.send(token=token)
    assert [row.channel for row in sqlite_lan.stored()] == ["D"]
