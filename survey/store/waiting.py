"""What waits for the reform office, counted in one query."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, cast, func, literal, select, union_all
from sqlmodel import Session, col

from survey.store.comments import not_of_canary
from survey.store.installation import SILENT_COUNTERS
from survey.store.tables import (
    Action,
    ActionStep,
    Comment,
    Installation,
    Publication,
    ReplyEvent,
    UrgentOutcome,
)
from survey.store.tables.following import PLANNED, UNDER_WAY
from survey.store.tables.replies import PROPOSED


@dataclass(frozen=True, slots=True)
class Waiting:
    """Counts of what waits; `decided_waves` are those whose publication was decided about."""

    silent_counters: int
    urgent_comments: int
    late_actions: int
    proposed_replies: int
    decided_waves: frozenset[int]


def waiting(session: Session, today: date) -> Waiting:
    """Return what waits for a decision. One query."""
    newest_step = select(func.max(col(ActionStep.id))).group_by(
        col(ActionStep.action_id)
    )
    last_event = (
        select(col(ReplyEvent.reply_id), func.max(col(ReplyEvent.step)).label("step"))
        .group_by(col(ReplyEvent.reply_id))
        .subquery()
    )
    count = func.count()
    rows = session.connection().execute(
        union_all(
            select(literal("silent"), cast(col(Installation.value), Integer)).where(
                col(Installation.key) == SILENT_COUNTERS
            ),
            select(literal("urgent"), count)
            .select_from(Comment)
            .outerjoin(UrgentOutcome, col(UrgentOutcome.comment_id) == col(Comment.id))
            .where(
                not_of_canary(),
                col(Comment.urgent) != "",
                col(UrgentOutcome.comment_id).is_(None),
            ),
            select(literal("late"), count)
            .select_from(Action)
            .outerjoin(
                ActionStep,
                (col(ActionStep.action_id) == col(Action.id))
                & col(ActionStep.id).in_(newest_step),
            )
            .where(
                # Without a step it stands as it was written down.
                func.coalesce(col(ActionStep.state), PLANNED).in_((PLANNED, UNDER_WAY)),
                func.coalesce(col(ActionStep.due_on), col(Action.due_on)) < today,
            ),
            select(literal("proposed"), count)
            .select_from(ReplyEvent)
            .join(
                last_event,
                (col(ReplyEvent.reply_id) == last_event.c.reply_id)
                & (col(ReplyEvent.step) == last_event.c.step),
            )
            .where(col(ReplyEvent.state) == PROPOSED),
            select(literal("decided"), col(Publication.wave_id)).distinct(),
        )
    )
    counts: Counter[str] = Counter()
    decided = set()
    for kind, n in rows:
        if kind == "decided":
            decided.add(int(n))
        else:
            counts[kind] += int(n)
    return Waiting(
        silent_counters=counts["silent"],
        urgent_comments=counts["urgent"],
        late_actions=counts["late"],
        proposed_replies=counts["proposed"],
        decided_waves=frozenset(decided),
    )
