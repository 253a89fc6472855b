"""Whatever stands behind the names that an address may carry, no page fails, for nobody who may see it."""

# flake8: noqa: F811 (the fixture of another module is asked for by its name)
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict

from survey.access.policy import AUDITOR, ROLES_OF, RULES, Who
from tests.access.test_policy import visitors  # noqa: F401
from tests.access.test_policy import (
    NOBODY,
    OFFICE_OF,
    ROLE_OF,
    Request,
    Visitors,
)
from tests.access.test_policy import requests as every_request
from tests.fixtures.bureau import OTHER

# As they stand in an address: numbers that are none or have no end, days at the ends of time, signs that no
# text holds, half a letter, text that turns around or runs on, and what would be a path or markup.
VALUES = (
    "%00",
    "-1",
    "9" * 5000,
    "nan",
    "1e999",
    "%D9%A5",
    "%C2%B2",
    "9999-12-31",
    "0000-00",
    "%ED%A0%80",
    "%FF",
    "%E2%80%AE",
    "x" * 9000,
    "..%2F..%2Fetc",
    "<script>",
    "month:9999-99",
    "field:%00",
    "1,2,%00",
)
# Together they must fit into one address.
LONGEST_TOGETHER = 1000
# What more pages than these look for is read in one place for all of them.
SHARED_BY = 5
# This one says 503 where an installation is not fit to serve, whatever is asked.
LEFT_OUT = ("static", "readyz")
PAGES = [
    each
    for each in every_request()
    if each.method == "GET"
    and each.office_code != OTHER
    and each.endpoint not in LEFT_OUT
]
Looked = Mapping[Request, frozenset[str]]


class Watched(ImmutableMultiDict[str, str]):
    """The values of an address; they tell which names the code looks for."""

    names: set[str] = set()

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return super().__getitem__(key)

    def get(self, key: str, *default: Any, **kind: Any) -> Any:
        self.names.add(key)
        return super().get(key, *default, **kind)

    def getlist(self, key: str, *kind: Any) -> Any:
        self.names.add(key)
        return super().getlist(key, *kind)


def readers(request_: Request) -> list[str]:
    """Return everybody who may read a page, who sees most first."""
    who = RULES[request_.endpoint]
    if who is Who.ANYONE or request_.endpoint.startswith("api."):
        return [NOBODY]
    return [
        name
        for name, role in ROLE_OF.items()
        if role in ROLES_OF[who] or role == AUDITOR
    ]


def pairs(names: Collection[str], value: str) -> str:
    return "&".join(f"{quote(name)}={value}" for name in sorted(names))


def names_looked_for(client: FlaskClient, request_: Request) -> frozenset[str]:
    """Ask until a page looks for no name that it was not sent yet."""
    known: set[str] = set()
    while True:
        Watched.names.clear()
        client.get(f"{request_.address}?{pairs(known, '1')}")
        if Watched.names <= known:
            return frozenset(known)
        known |= Watched.names


@pytest.fixture(scope="module")
def looked(visitors: Visitors) -> Iterator[Looked]:
    """Give the names that each page looks for in its address."""
    kind = visitors.bureau.app.request_class
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "parameter_storage_class", Watched)
        yield {
            each: names_looked_for(visitors.browsers[readers(each)[0]], each)
            for each in PAGES
        }


def test_names_are_found_where_the_code_reads_them(looked: Looked) -> None:
    by_endpoint = {each.endpoint: set(names) for each, names in looked.items()}
    assert {"only", "audience", "format"} <= by_endpoint["review.wave"]
    assert {"first", "last", "by", "office"} <= by_endpoint["review.volumes_page"]
    assert {"theme", "words", "page"} <= by_endpoint["review.wave_comments"]


def test_no_value_breaks_a_page(visitors: Visitors, looked: Looked) -> None:
    pages_of = Counter(name for names in looked.values() for name in names)
    tried: set[str] = set()
    failed = []

    def ask(name: str, request_: Request, query: str) -> None:
        answer = visitors.browsers[name].get(f"{request_.address}?{query}")
        if answer.status_code >= 500:
            failed.append(f"{request_.endpoint} as {name}: {query[:60]}")

    for request_, names in looked.items():
        own = {name for name in names if pages_of[name] <= SHARED_BY}
        own |= names - own - tried
        tried |= own
        most, *others = readers(request_)
        for at, name in enumerate(own):
            for value in VALUES:
                ask(most, request_, f"{quote(name)}={value}")
            for bound in [one for one in others if one in OFFICE_OF][:1]:
                for value in VALUES[at % 4 :: 4]:
                    ask(bound, request_, f"{quote(name)}={value}")
        for at, reader in enumerate((most, *others)):
            for value in VALUES[at % 6 :: 6]:
                every = pairs(names, value[:LONGEST_TOGETHER])
                ask(reader, request_, f"{every}&{every}")
    assert failed == []
