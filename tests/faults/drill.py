"""One drill: a crowd sends, a fault strikes, the service starts anew, the ledger is compared, the rest is resent."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults.checking import Verdict, judge, read_stored
from tests.faults.ledger import ACKNOWLEDGED, UNKNOWN
from tests.faults.phones import Crowd, crowd, send_again
from tests.faults.stage import Stage

WARM_UP = 30
PATIENCE_SECONDS = 40.0
# How many acknowledged forms are sent again to see the same receipt.
SEEN_AGAIN = 50


@dataclass(frozen=True, slots=True)
class Report:
    """What a drill found. `after`: when everything whose fate was open had been sent again."""

    found: Verdict
    after: Verdict
    slowest_seconds: float
    reasons: Counter[str]
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, and the resent forms are stored once each, under one receipt."""
        is_settled = not self.after.unknown and self.after.stored == self.after.acked
        return self.found.holds and self.after.holds and is_settled

    def __str__(self) -> str:
        settled = f"then stored {self.after.stored} of {self.after.acked} sent"
        if self.after.unknown or not self.after.holds:
            settled = f"then {self.after}"
        said = f"{self.found}; {settled}; slowest {self.slowest_seconds:.1f} s"
        if self.reasons:
            counts = sorted(self.reasons.items())
            said += "; no receipt: " + ", ".join(f"{n} {why}" for why, n in counts)
        return f"{said}; {self.note}" if self.note else said


def drill(
    stage: Stage, strike: Callable[[Crowd], str | None], *, phones: int = 8
) -> Report:
    """Strike while phones send; kill what is left, serve anew without the fault and compare."""
    with crowd(stage.line, stage.ledger, phones=phones) as people:
        people.wait_for_more(WARM_UP, within_seconds=PATIENCE_SECONDS)
        note = strike(people)
    _expect_no_fault_of_ours(people)
    stage.kill()
    stage.start(is_struck=False)
    return settle(stage, note=note or "")


def settle(stage: Stage, *, note: str = "", seen_again: int = SEEN_AGAIN) -> Report:
    """Compare, send again what nobody knows of and some of what was acknowledged, compare again."""
    fates = stage.ledger.fates()
    found = judge(fates, read_stored(stage.url))
    sendings = list(stage.ledger.sendings())
    slowest = max(sent.seconds for sent in sendings)
    reasons = Counter(sent.reason for sent in sendings if not sent.receipt)
    of_kind = {
        kind: [fate.form for fate in fates.values() if fate.kind == kind]
        for kind in (UNKNOWN, ACKNOWLEDGED)
    }
    # Twice: the second time each must show the receipt of the first.
    for _ in range(2):
        send_again(stage.line, stage.ledger, of_kind[UNKNOWN])
    send_again(stage.line, stage.ledger, of_kind[ACKNOWLEDGED][:seen_again])
    after = judge(stage.ledger.fates(), read_stored(stage.url))
    return Report(found, after, slowest, reasons, note)


def _expect_no_fault_of_ours(people: Crowd) -> None:
    """What struck goes by: the service says 503, when to come back, and never 500."""
    failed = [sent for sent in people.ledger.sendings() if sent.reason == "500"]
    assert not failed, f"{len(failed)} answers met status 500"
    assert not people.why_not_shown["500"], "forms met status 500"
