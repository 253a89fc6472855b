"""Programs with tokens of Hoa, who reads all, and of Minh, who heads one office."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from survey.access.api_tokens import give_token
from survey.store import reviewers
from survey.store.engine import Store
from tests.fixtures.bureau import HOA, MINH, NOON, Bureau, make_bureau


@dataclass(frozen=True, slots=True)
class Programs:
    """The small province's API, and a token of each account."""

    bureau: Bureau
    tokens: dict[str, str]
    writing_token: str = ""

    def ask(self, path: str, *, name: str = HOA, method: str = "GET") -> TestResponse:
        """Ask with an account's token."""
        return self.ask_with(self.tokens[name], path, method=method)

    def ask_with(self, token: str, path: str, *, method: str = "GET") -> TestResponse:
        """Ask with any token; an empty one sends none."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.bureau.browser().open(
            f"/api/v1{path}", method=method, headers=headers
        )


def make_programs(store: Store) -> Programs:
    tokens = {}
    with store.writing() as session:
        for name in (HOA, MINH):
            account = reviewers.reviewer_by_name(session, name)
            assert account is not None
            tokens[name] = give_token(
                session, account, name="bảng tin", days=30, now=NOON
            ).token
        hoa = reviewers.reviewer_by_name(session, HOA)
        assert hoa is not None
        writing = give_token(
            session, hoa, name="một cửa", days=30, now=NOON, may_write=True
        )
    return Programs(make_bureau(store), tokens, writing.token)


@pytest.fixture(scope="module")
def programs(
    province: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Programs]:
    """Give the API to tests that only read."""
    file = tmp_path_factory.mktemp("api") / "survey.sqlite"
    store = Store(f"sqlite:///{shutil.copy(province, file)}")
    yield make_programs(store)
    store.close()


@pytest.fixture
def own_programs(province: Path, tmp_path: Path) -> Iterator[Programs]:
    """Give an API of its own to a test that changes something."""
    store = Store(f"sqlite:///{shutil.copy(province, tmp_path / 'survey.sqlite')}")
    yield make_programs(store)
    store.close()
