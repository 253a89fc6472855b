"""Online filers: their own words, and a class that comes from the code's place, never from the address."""

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


@pytest.mark.parametrize(
    ("language", "title", "where", "stage"),
    [
        (
            "vi",
            "Ông/Bà đánh giá lần làm thủ tục trực tuyến",
            "đúng nơi giải quyết hồ sơ của Ông/Bà?",
            "Lần này Ông/Bà:",
        ),
        (
            "en",
            "How was your online filing?",
            "is this the office that handled your papers?",
            "This time you wanted to:",
        ),
    ],
)
def test_who_filed_online_is_not_asked_about_a_visit(
    sqlite_lan: Lan, language: str, title: str, where: str, stage: str
) -> None:
    make_kind(sqlite_lan, ONLINE)
    page = sqlite_lan.open(f"{ADDRESS}?lang={language}").text
    for words in (f"<h1>{title}</h1>", where, f"<legend>{stage}</legend>"):
        assert words in page
    for words in ("vừa đến", "Hôm nay", "today", "have just been"):
        assert words not in page
