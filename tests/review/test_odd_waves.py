"""Waves that are odd as a whole: every page stands, and no figure is written as nobody would."""

import re
from collections.abc import Sequence

import pytest
from bs4 import BeautifulSoup

from survey.access import passwords
from survey.store.engine import Store
from survey.trust.sealing import seal
from tests.fixtures.bureau import (
    HOA,
    OWN,
    WAVE,
    YESTERDAY,
    cheap_hasher,
    make_bureau,
    make_people,
)
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

Answers = dict[str, Sequence[int | str]]
# Answers to `quick`: overall, then one question for each of the five factors; x does not apply.
WAVES: dict[str, Answers] = {
    "nobody": {OWN: []},
    "five of one office": {OWN: [5, 5, 5, 1, 1]},
    "all satisfied": {OWN: [5] * 40, "B": [5] * 35, "C": [5] * 31, "D": [5] * 6},
    "one against all": {OWN: [5] * 40, "B": [1] * 40, "C": [5] * 40, "D": [5] * 40},
    "all of two minds alike": {OWN: [5, 1] * 20, "B": [5, 1] * 20, "C": [5, 1] * 20},
    "a factor that nobody answered": {OWN: ["55555x", "11555x"] * 20, "B": ["44344-"] * 31, "C": ["55515x"] * 31},
    "answers to one question alone": {OWN: ["--5---", "--1---"] * 20, "B": ["--5---"] * 31, "C": ["--5---"] * 31},
    "offices under five": {OWN: [5] * 4, "B": [1] * 4, "C": [5, 1, 3]},
}  # fmt: skip
ADDRESSES = (
    "",
    "/offices",
    f"/compare?first={OWN}&second=B",
    "/analysis",
    f"/offices/{OWN}",
    "/fields",
)
FILES = ("/offices?format=csv", f"/compare?first={OWN}&second=B&format=csv")
# Not a number, an infinite one, a minus before nought, a chance of nought, or an exponent.
BAD = re.compile(r"\bnan\b|\binf\b|[-−]0[.,]0(?!\d)|p = 0[.,]000|\de[-+]\d|None", re.I)


@pytest.mark.parametrize("name", WAVES)
def test_every_page_of_an_odd_wave_stands(
    name: str, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "HASHER", cheap_hasher())
    with sqlite_store.writing() as session:
        opened = make_wave(session, WAVE)
        for code, scores in WAVES[name].items():
            counter = make_counter(session, make_office(session, code, name=code))
            make_responses(
                session, counter, opened, scores=scores, received_on=YESTERDAY
            )
        make_people(session)
    seal(sqlite_store, TODAY)
    hoa = make_bureau(sqlite_store).signed_in(HOA)
    seen = {}
    for address in (*ADDRESSES, *FILES):
        if "=B" in address and "B" not in WAVES[name]:
            continue
        reply = hoa.get(f"/review/waves/{WAVE}{address}")
        assert reply.status_code == 200, address
        text = reply.text
        if address in ADDRESSES:
            text = BeautifulSoup(text, "html.parser").get_text(" ")
        seen[address] = BAD.findall(text)
    assert {address: found for address, found in seen.items() if found} == {}
