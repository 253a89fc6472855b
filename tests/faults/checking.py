"""Compares the ledger with the database, as sets of hashed submission keys and as counts of answers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import col, select

from survey.store.engine import Store
from survey.store.tables import Arrival, Receipt, Response
from tests.faults.ledger import ACKNOWLEDGED, BUSY, REJECTED, UNKNOWN, Fate


@dataclass(frozen=True, slots=True)
class Stored:
    """What a database holds. Nothing joins the keys to the contents, so both are counted."""

    keys: frozenset[str]
    contents: Counter[str]

    @property
    def answers(self) -> int:
        return self.contents.total()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The figures of one check. `recovered`: stored although nobody had been told."""

    acked: int
    unknown: int
    rejected: int
    stored: int
    lost: int
    duplicated: int
    phantom: int
    rejected_but_stored: int
    altered: int
    two_receipts: int
    busy_but_stored: int
    recovered: int

    @property
    def holds(self) -> bool:
        """Whether every promise is kept."""
        return not (
            self.lost
            or self.duplicated
            or self.phantom
            or self.rejected_but_stored
            or self.altered
            or self.two_receipts
            or self.busy_but_stored
        )

    def __str__(self) -> str:
        figures = (
            f"acked {self.acked}, unknown {self.unknown}, rejected {self.rejected}; "
            f"LOST {self.lost}, DUP {self.duplicated}, PHANTOM {self.phantom}, "
            f"recovered {self.recovered}"
        )
        odd = {
            "REJECTED BUT STORED": self.rejected_but_stored,
            "ALTERED": self.altered,
            "TWO RECEIPTS": self.two_receipts,
            "BUSY BUT STORED": self.busy_but_stored,
        }
        return figures + "".join(f", {name} {n}" for name, n in odd.items() if n)


def read_stored(url: str) -> Stored:
    """Return what a database holds. Raises AssertionError where SQLite finds its own file damaged."""
    store = Store(url)
    try:
        with store.reading() as session:
            if store.is_sqlite:
                found = session.connection().execute(text("PRAGMA integrity_check"))
                assert found.scalar() == "ok", "PRAGMA integrity_check"
            keys = session.exec(select(col(Receipt.key_hash))).all()
            contents: Counter[str] = Counter()
            for table in (Arrival, Response):
                contents.update(session.exec(select(col(table.scores))).all())
            return Stored(frozenset(keys), contents)
    finally:
        store.close()


def judge(fates: Mapping[str, Fate], stored: Stored) -> Verdict:
    """Return the verdict on a database, given what is known of each form."""
    by_kind: dict[str, set[str]] = {
        ACKNOWLEDGED: set(),
        UNKNOWN: set(),
        REJECTED: set(),
    }
    for key, fate in fates.items():
        by_kind[fate.kind].add(key)
    # A receipt without an answer is a lost answer, an answer without a receipt a second one.
    surplus = stored.answers - len(stored.keys)
    expected = Counter(fates[key].form.scores for key in stored.keys if key in fates)
    return Verdict(
        acked=len(by_kind[ACKNOWLEDGED]),
        unknown=len(by_kind[UNKNOWN]),
        rejected=len(by_kind[REJECTED]),
        stored=stored.answers,
        lost=len(by_kind[ACKNOWLEDGED] - stored.keys) + max(-surplus, 0),
        duplicated=max(surplus, 0),
        phantom=len(stored.keys - fates.keys()),
        rejected_but_stored=len(by_kind[REJECTED] & stored.keys),
        altered=max((expected - stored.contents).total() - max(-surplus, 0), 0),
        two_receipts=sum(len(fate.receipts) > 1 for fate in fates.values()),
        busy_but_stored=sum(
            fate.reasons == {BUSY} for key, fate in fates.items() if key in stored.keys
        ),
        recovered=len(by_kind[UNKNOWN] & stored.keys),
    )
