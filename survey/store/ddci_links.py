"""One-time links of a DDCI: given out, used once, and never joined to what was answered.

The store keeps of a link SHA-256 of its key. That it was used is SHA-256 of another key, made of the
link's: only who holds the link, or the office's list of links, can ask whether it was used, and nobody
what was answered by it. Answers lie under random ids and move, many together, in the order of these.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import func, insert, text
from sqlmodel import Session, col, select

from survey.store.moving import move_rows
from survey.store.tables import (
    DdciArrival,
    DdciLink,
    DdciReceipt,
    DdciResult,
    DdciRound,
    DdciWeek,
    metadata,
)
from survey.store.upserts import insert_into

KEY_BYTES = 16
# Crockford's base 32, without letters that are read as digits: 28 of them hold the key and 12 bits that
# tell a slip of the finger.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SPELLED_LENGTH, CHECK_BITS, GROUP = 28, 12, 4
_LOOKALIKES = str.maketrans("OIL", "011")
# Five units at most from each link: so many answers are of five links at least. They move when twice as many
# wait, and as many stay: if all moved, a log would show whose answers are those that wait.
MOVED_TOGETHER = 25
# A form that was opened on the last evening is taken on the day after.
GRACE_DAYS = 1
_USE = b"sipas ddci use"
# Any number that no other advisory lock of the database uses.
_LOCK = 5_417_032


class LinkUnknown(Exception):
    """No such link was given out."""


class LinkNotOpen(Exception):
    """The link's round takes no answers: it has not begun, is over, or was closed."""


@dataclass(frozen=True, slots=True)
class GivenLink:
    """A link that was found by its key, and whether it has been used."""

    round: DdciRound
    kind: str
    is_used: bool
    is_closed: bool


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def spelled(key: bytes) -> str:
    """Return a key as it stands in an address: 28 characters, the last bits telling slips.

    >>> spelled(bytes(16))
    '000000000000000000000000004T'
    """
    number = int.from_bytes(key) << CHECK_BITS | _check(key)
    digits = []
    for _ in range(SPELLED_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def grouped(spelling: str) -> str:
    """Return a spelling in groups, as it is printed and typed."""
    starts = range(0, len(spelling), GROUP)
    return "-".join(spelling[start : start + GROUP] for start in starts)


def read_key(typed: str) -> bytes | None:
    """Return the key of what was typed or scanned, None where no link can be spelled so."""
    spelling = "".join(typed.split()).replace("-", "").upper().translate(_LOOKALIKES)
    if len(spelling) != SPELLED_LENGTH or any(one not in ALPHABET for one in spelling):
        return None
    number = 0
    for one in spelling:
        number = number * len(ALPHABET) + ALPHABET.index(one)
    key = (number >> CHECK_BITS).to_bytes(KEY_BYTES)
    return key if number & ((1 << CHECK_BITS) - 1) == _check(key) else None


def give_links(
    session: Session, chosen: DdciRound, keys: Sequence[bytes], *, kind: str
) -> None:
    """Keep the hashes of new links, in an order that tells nothing of theirs."""
    assert chosen.id is not None
    rows = [
        {"key_hash": one, "round_id": chosen.id, "kind": kind}
        for one in sorted(_hash(key) for key in keys)
    ]
    if rows:
        session.connection().execute(insert(metadata.tables["ddci_link"]), rows)


def find_link(session: Session, key: bytes) -> GivenLink | None:
    """Return a link with its round, None where none was given out under this key."""
    link = session.get(DdciLink, _hash(key))
    if link is None:
        return None
    chosen = session.get_one(DdciRound, link.round_id)
    return GivenLink(
        round=chosen,
        kind=link.kind,
        is_used=session.get(DdciReceipt, _used_hash(key)) is not None,
        is_closed=session.get(DdciResult, link.round_id) is not None,
    )


def is_open(chosen: DdciRound, today: date, *, grace: int = 0) -> bool:
    """Tell whether a round takes answers on a day."""
    last = chosen.last_day + timedelta(days=grace)
    return chosen.first_day <= today <= last


def use_link(
    session: Session, key: bytes, answers: Mapping[int, str], *, today: date
) -> bool:
    """Store a link's answers by unit once; return whether they are new. The same link again stores nothing.

    Runs in the caller's write transaction; thanks may be shown only after the commit. Raises
    LinkUnknown and LinkNotOpen.
    """
    keep_others_out(session)
    link = find_link(session, key)
    if link is None:
        raise LinkUnknown
    if link.is_used:
        # Whatever the day: who asks again is told what is true.
        return False
    if link.is_closed or not is_open(link.round, today, grace=GRACE_DAYS):
        raise LinkNotOpen
    round_id = link.round.id
    assert round_id is not None
    if not _add_receipt(session, _used_hash(key), round_id):
        return False
    rows = [
        {"id": uuid4(), "round_id": round_id, "unit_id": unit_id, "scores": scores}
        for unit_id, scores in answers.items()
    ]
    session.connection().execute(insert(metadata.tables["ddci_arrival"]), rows)
    _count(session, round_id, link.kind, today)
    waiting = session.exec(
        select(func.count())
        .select_from(DdciArrival)
        .where(DdciArrival.round_id == round_id)
    ).one()
    if waiting >= 2 * MOVED_TOGETHER:
        move_arrivals(session, round_id, limit=MOVED_TOGETHER)
    return True


def move_arrivals(session: Session, round_id: int, *, limit: int | None = None) -> None:
    """Move answers that wait, all or so many, in the order of their random ids, which no order of time is."""
    is_of_round = col(DdciArrival.round_id) == round_id
    move_rows(session, "ddci_arrival", "ddci_answer", is_of_round, limit=limit)


def keep_others_out(session: Session) -> None:
    """Let one transaction at a time use links, set figures or close; SQLite has one writer anyway."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _add_receipt(session: Session, key_hash: str, round_id: int) -> bool:
    statement = (
        insert_into(session, DdciReceipt)
        .values(key_hash=key_hash, round_id=round_id)
        .on_conflict_do_nothing()
        .returning(col(DdciReceipt.key_hash))
    )
    return session.connection().execute(statement).first() is not None


def _count(session: Session, round_id: int, kind: str, today: date) -> None:
    monday = today - timedelta(days=today.weekday())
    statement = (
        insert_into(session, DdciWeek)
        .values(round_id=round_id, monday=monday, kind=kind, n=1)
        .on_conflict_do_update(
            index_elements=["round_id", "monday", "kind"], set_={"n": DdciWeek.n + 1}
        )
    )
    session.connection().execute(statement)


def _hash(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()


def _used_hash(key: bytes) -> str:
    """Return the hash under which a link's use is kept; from the link's own hash nobody comes to it."""
    return _hash(hmac.new(key, _USE, hashlib.sha256).digest())


def _check(key: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"check" + key).digest()[:2]) >> 4
