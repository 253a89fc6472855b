"""Hashes that cost little, where a test is not about their cost."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from survey.access import passwords


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash in a millisecond."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", cheap)
    yield
