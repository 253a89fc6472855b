"""What became of each form that was sent: on disk before the next one is sent."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# A receipt was shown; the answer was refused; nobody can tell whether it is stored (TRUST, 2.0).
ACKNOWLEDGED, REJECTED, UNKNOWN = "ack", "rej", "unk"
# Of a failure that says that nothing was written; every other one may have come after the commit.
BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled form. `key_hash` is its submission key's SHA-256, as the store keeps it."""

    key_hash: str
    token: str
    scores: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One sending of a form. `reason` is the status or the error; `receipt` is empty if none was shown."""

    kind: str
    form: Filled
    receipt: str
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Fate:
    """What is known of a form after all its sendings."""

    kind: str
    form: Filled
    receipts: frozenset[str]
    reasons: frozenset[str]


class Ledger:
    """An append-only file; several threads may write."""

    def __init__(self, file: Path) -> None:
        self._path = file
        self._file = file.open("a", encoding="ascii")
        self._lock = threading.Lock()

    def note(self, sent: Sent) -> None:
        """Write one sending; return once it is on disk."""
        form = sent.form
        line = (
            f"{sent.kind} {form.key_hash} {form.token} {form.scores} "
            f"{sent.receipt or '-'} {sent.reason} {sent.seconds:.3f}\n"
        )
        with self._lock:
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())

    def sendings(self) -> Iterator[Sent]:
        """Give every sending, read back from the disk."""
        for line in self._path.read_text("ascii").splitlines():
            kind, key_hash, token, scores, receipt, reason, seconds = line.split(" ")
            yield Sent(
                kind,
                Filled(key_hash, token, scores),
                receipt.strip("-"),
                reason,
                float(seconds),
            )

    def fates(self) -> dict[str, Fate]:
        """Return what is known of each form, by its key's hash.

        One acknowledgement makes a form acknowledged for good; only a form whose every sending
        was refused must not be stored.
        """
        fates: dict[str, Fate] = {}
        for sent in self.sendings():
            before = fates.get(sent.form.key_hash)
            kinds = {sent.kind, before.kind if before else sent.kind}
            shown = frozenset({sent.receipt} - {""})
            fates[sent.form.key_hash] = Fate(
                next(k for k in (ACKNOWLEDGED, UNKNOWN, REJECTED) if k in kinds),
                # What was sent first is what must be kept.
                before.form if before else sent.form,
                shown | (before.receipts if before else frozenset()),
                frozenset({sent.reason}) | (before.reasons if before else frozenset()),
            )
        return fates

    def close(self) -> None:
        self._file.close()
