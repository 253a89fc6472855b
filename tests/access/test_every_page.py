"""Every page that the policy names speaks the language that was asked for, and no other."""

# flake8: noqa: F811 (the fixture of another module is asked for by its name)
import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from werkzeug.test import TestResponse

from forms.questionnaire import shipped_codes, shipped_text
from survey.access.policy import ROLES_OF, RULES, Who
from survey.language import language_names
from survey.store.engine import Store
from survey.store.tables import metadata
from tests.access.test_policy import visitors  # noqa: F401
from tests.access.test_policy import NOBODY, OTHER, ROLE_OF, Request, Visitors
from tests.access.test_policy import requests as every_request
from tests.fixtures.lan import SETTINGS

# Letters that no English word has.
VIETNAMESE = re.compile(
    "[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I
)
SHOWN_AROUND = 30
# No pages, and the frame of a kiosk: whoever comes to it chooses the language of the form in it.
LEFT_OUT = ("static", "readyz", "citizen.kiosk")
# These say how the columns of offices' own lists may be headed.
TELL_HEADINGS = ("manage.procedures", "manage.recheck", "manage.volumes")
# What laws and decisions are called is the same in any language.
DESIGNATIONS = ("QĐ-TTg", "QĐ-BNV", "NĐ-CP", "BC-UBND")
PAGES = [
    each
    for each in every_request()
    if each.method == "GET"
    and each.office_code != OTHER
    and each.endpoint not in LEFT_OUT
    and not each.endpoint.startswith("api.")
]


def who_may(request: Request) -> str:
    """Return somebody to whom the rule is open."""
    who = RULES[request.endpoint]
    if who is Who.ANYONE:
        return NOBODY
    return next(name for name, role in ROLE_OF.items() if role in ROLES_OF[who])


def asked_in(visitors: Visitors, request: Request, language: str) -> TestResponse:
    client = visitors.browsers[who_may(request)]
    mark = "&" if "?" in request.address else "?"
    return client.get(f"{request.address}{mark}lang={language}")


def stored_texts(store: Store) -> list[str]:
    """Return every text that people stored, the longest first: it is shown as it is in any language."""
    with store.reading() as session:
        found = {
            value
            for table in metadata.sorted_tables
            for row in session.connection().execute(select(table))
            for value in row
            if isinstance(value, str)
        }
    pieces = {piece for text in found for piece in _pieces(text)}
    return sorted(pieces, key=len, reverse=True)


def _pieces(text: str) -> Iterator[str]:
    """Give a text and, of a file such as a questionnaire, each quoted part."""
    yield " ".join(text.split())
    yield from re.findall(r'"([^"\n]+)"', text)


@pytest.fixture(scope="module")
def own_texts(visitors: Visitors) -> list[str]:
    shipped = [
        piece for code in shipped_codes() for piece in _pieces(shipped_text(code))
    ]
    texts = [SETTINGS.province, *shipped, *stored_texts(visitors.bureau.store)]
    return sorted(filter(VIETNAMESE.search, texts), key=len, reverse=True)


@pytest.mark.parametrize("request_", PAGES, ids=str)
def test_a_page_is_in_the_language_that_was_asked_for(
    visitors: Visitors,
    own_texts: list[str],
    request_: Request,
) -> None:
    for language in language_names():
        answer = asked_in(visitors, request_, language)
        assert answer.status_code < 500
        if answer.status_code >= 300 or answer.mimetype != "text/html":
            continue
        page = BeautifulSoup(answer.text, "html.parser")
        assert page.html is not None and page.html["lang"] == language
        if language == "en" and request_.endpoint not in TELL_HEADINGS:
            assert foreign(page, own_texts) == []


def foreign(page: BeautifulSoup, own_texts: list[str]) -> list[str]:
    """Return where an English page holds Vietnamese that nobody stored."""
    for marked in page.find_all(lang="vi"):
        marked.decompose()
    for hidden in page.find_all(["style", "script"]):
        hidden.decompose()
    text = " ".join(page.get_text(" ").split())
    for own in (*own_texts, *language_names().values(), *DESIGNATIONS):
        text = text.replace(own, "")
    return [
        text[max(0, found.start() - SHOWN_AROUND) : found.end() + SHOWN_AROUND]
        for found in VIETNAMESE.finditer(text)
    ][:3]
