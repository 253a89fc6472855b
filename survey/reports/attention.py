"""What needs attention on a wave's first page: who is hardly heard, and what waits for a decision."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from survey.reports.figures import Estimate
from survey.reports.ordering import vietnamese_order
from survey.reports.wave_result import WaveResult, office_name
from survey.store.waiting import waiting


@dataclass(frozen=True, slots=True)
class Attention:
    """Names of offices with few answers or none to show, and counts of what waits.

    `is_unpublished` tells that the wave is over and nobody has decided to publish it.
    """

    few: tuple[str, ...]
    none_shown: tuple[str, ...]
    silent_counters: int
    urgent_comments: int
    late_actions: int
    proposed_replies: int
    is_unpublished: bool

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing needs attention."""
        return not (
            self.few
            or self.none_shown
            or self.silent_counters
            or self.urgent_comments
            or self.late_actions
            or self.proposed_replies
            or self.is_unpublished
        )


def build_attention(session: Session, result: WaveResult, *, today: date) -> Attention:
    """Return what needs attention. One query."""
    found = waiting(session, today)
    is_over = today > result.instrument.last_day_with_grace
    figures = result.index_figures("reform_office")
    few, none_shown = [], []
    for office, figure in zip(result.offices, figures, strict=True):
        name = office_name(office, result.language)
        if not office.was_there:
            continue
        if not isinstance(figure, Estimate):
            none_shown.append(name)
        elif figure.is_of_few:
            few.append(name)
    return Attention(
        few=tuple(sorted(few, key=vietnamese_order)),
        none_shown=tuple(sorted(none_shown, key=vietnamese_order)),
        silent_counters=found.silent_counters,
        urgent_comments=found.urgent_comments,
        late_actions=found.late_actions,
        proposed_replies=found.proposed_replies,
        is_unpublished=is_over and result.instrument.wave_id not in found.decided_waves,
    )
