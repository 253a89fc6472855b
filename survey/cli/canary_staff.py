"""The canary's papers and calls: typed in by an operator of its own, from the batch on as staff type theirs.

The screens of staff need a sign-in, so what they call is called here; every form is handed over twice.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlmodel import Session

from survey.access.administration import NO_PASSWORD
from survey.settings import Settings, derive_key
from survey.store import batch_closing, batches, calls, entries, paper, reviewers
from survey.store.batches import Gathered
from survey.store.calls import Call
from survey.store.canaries import Canary
from survey.store.engine import Store
from survey.store.entries import Typed
from survey.store.tables import Batch
from survey.store.waves import OpenInstrument

# Closed at once: nobody signs in with it.
OPERATOR = "canary"
LANGUAGE = "vi"

Keep = Callable[[Sequence[Typed]], Sequence[bool]]


@dataclass(frozen=True, slots=True)
class CanaryStaff:
    """Types the canary's forms in. Each way returns, by form, whether it was taken once and only once."""

    store: Store
    settings: Settings
    canary: Canary
    instrument: OpenInstrument
    language_version: str

    def ways(self, *, on_paper: str, by_telephone: str) -> Mapping[str, Keep]:
        """Return the ways in by their names."""
        return {on_paper: self.on_paper, by_telephone: self.by_telephone}

    def on_paper(self, forms: Sequence[Typed]) -> Sequence[bool]:
        """Type a batch of papers, its sample again, and close it."""
        with self.store.writing() as session:
            operator = _operator_id(session)
            batch = batches.open_batch(session, self._gathered(), today=self._today)
            batch_id = batch.id or 0
            serials, taken = [], []
            for typed in forms:
                serials.append(paper.next_unprinted(session))
                first = partial(
                    entries.record_first,
                    *(session, batch, serials[-1], typed),
                    entry_key=secrets.token_hex(16),
                    reviewer_id=operator,
                )
                taken.append(first() and not first())
            entries.draw_sample(session, batch)
            for number, serial in enumerate(serials):
                if serial in entries.to_retype(session, batch):
                    entries.record_second(
                        session,
                        batch,
                        serial,
                        forms[number],
                        entry_key=secrets.token_hex(16),
                        reviewer_id=operator,
                    )
            batch_closing.begin_closing(session, batch, found={})
        while self._move(batch_id):
            continue
        return taken

    def by_telephone(self, forms: Sequence[Typed]) -> Sequence[bool]:
        """Keep a day's calls."""
        with self.store.writing() as session:
            operator = _operator_id(session)
            batch = batches.calls_of_day(
                session, self._gathered(), reviewer_id=operator, today=self._today
            )
            kept = []
            for typed in forms:
                call = partial(
                    self._call,
                    *(session, batch),
                    Call(typed, secrets.token_hex(16), operator),
                )
                kept.append(call() and not call())
            return kept

    @property
    def _today(self) -> date:
        return self.settings.clock().today()

    def _gathered(self) -> Gathered:
        return Gathered(
            counter_id=self.canary.counter_id,
            instrument_id=self.instrument.instrument_id,
            language=LANGUAGE,
            gathered_on=self._today,
        )

    def _move(self, batch_id: int) -> bool:
        with self.store.writing() as session:
            batch = batches.batch_by_id(session, batch_id, to_change=True)
            assert batch is not None
            is_moving = batch_closing.move_entries(
                session,
                batch,
                today=self._today,
                language_version=self.language_version,
                receipt_key=self._receipt_key,
            )
            if not is_moving:
                batch_closing.finish_closing(session, batch, today=self._today)
            return is_moving

    def _call(self, session: Session, batch: Batch, call: Call) -> bool:
        return calls.store_call(
            session,
            batch,
            call,
            today=self._today,
            language_version=self.language_version,
            receipt_key=self._receipt_key,
        )

    @property
    def _receipt_key(self) -> bytes:
        return derive_key(self.settings.secret_key, "receipt")


def _operator_id(session: Session) -> int:
    """Return the account that stands for who typed, made and closed where it is not there yet."""
    known = reviewers.reviewer_by_name(session, OPERATOR)
    if known is None:
        known = reviewers.add_reviewer(
            session, OPERATOR, password_hash=NO_PASSWORD, role="operator"
        )
        reviewers.deactivate(session, OPERATOR)
    assert known.id is not None
    return known.id
