"""The release of comments: five or more of one office together, or none.

A single new comment on a page would be the one of whoever was at the counter that day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from survey.store import comments
from survey.store.engine import Store
from survey.store.urgent import UrgentComment
from survey.trust.disclosure import FLOOR, may_be_shown

# Few enough that a phone waits less than a tenth of a second.
OFFICES_AT_A_TIME = 20


@dataclass(frozen=True, slots=True)
class UrgentPlace:
    """What may stand beside an urgent comment: its office and its month, each only among enough others."""

    office_id: int | None
    month: str | None


def release_comments(store: Store) -> Iterator[None]:
    """Release the waiting comments of every office that has enough of them, a few offices to a step."""
    with store.reading() as session:
        office_ids = comments.offices_with_waiting(session, at_least=FLOOR)
    for start in range(0, len(office_ids), OFFICES_AT_A_TIME):
        with store.writing() as session:
            for office_id in office_ids[start : start + OFFICES_AT_A_TIME]:
                comments.release_batch(session, office_id, at_least=FLOOR)
        yield


def place_of_urgent(
    urgent: UrgentComment, by_office: Mapping[tuple[int, str], int]
) -> UrgentPlace:
    """Return what may be said of where an urgent comment came from; `by_office` counts all comments."""
    of_office = sum(
        n for (office, _), n in by_office.items() if office == urgent.office_id
    )
    of_month = by_office.get((urgent.office_id, urgent.month), 0)
    return UrgentPlace(
        office_id=urgent.office_id if may_be_shown(of_office) else None,
        month=urgent.month if may_be_shown(of_month) else None,
    )
