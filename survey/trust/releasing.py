"""The release rule: a figure moves on only when at least five people stand between it and the last one.

Whoever compares a figure before and after must not learn one visitor's answer.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlmodel import Session

from survey.store import closing, releases
from survey.store.engine import Store
from survey.store.releases import TOTAL, Growth, UnreleasedInstrument
from survey.trust.disclosure import is_none_or_enough, may_be_shown

# Few enough that a phone waits less than a tenth of a second.
OFFICES_AT_A_TIME = 20


def release(store: Store) -> Iterator[None]:
    """Advance what may advance to the last sealed day, a few offices to a step.

    While a day is being counted nothing is released: the tallies hold a part of it.
    """
    with store.reading() as session:
        waiting = [
            (instrument, _advancing(session, instrument))
            for instrument in releases.unreleased_instruments(session)
        ]
    for instrument, office_ids in waiting:
        for start in range(0, len(office_ids), OFFICES_AT_A_TIME):
            some = office_ids[start : start + OFFICES_AT_A_TIME]
            with store.writing() as session:
                _release(session, instrument, some)
            yield


def may_advance(growth: Sequence[Growth]) -> dict[str, tuple[int, ...]]:
    """Return the offices that may advance, by breakdown; the total's name is empty.

    A breakdown advances only together with its office's total: on another day its sum
    would tell the total's growth since, which may be under five. Of those who answered, no one
    or at least five must tell of the index: it would else be told of the few who do.
    """
    advancing: defaultdict[str, list[int]] = defaultdict(list)
    for office_id, cells in _by_office(growth):
        if TOTAL not in cells or not all(map(_is_enough, cells[TOTAL])):
            continue
        for breakdown, grown in cells.items():
            if all(map(_is_enough, grown)):
                advancing[breakdown].append(office_id)
    return {breakdown: tuple(office_ids) for breakdown, office_ids in advancing.items()}


def _release(
    session: Session, instrument: UnreleasedInstrument, office_ids: Sequence[int]
) -> None:
    closing.keep_others_out(session)
    through = closing.last_sealed_day(session)
    if through is None or closing.is_under_way(session):
        return
    growth = releases.unreleased_growth(session, instrument, office_ids=office_ids)
    for breakdown, advancing in may_advance(growth).items():
        releases.advance(
            session, instrument, breakdown, office_ids=advancing, through=through
        )


def _advancing(session: Session, instrument: UnreleasedInstrument) -> tuple[int, ...]:
    """Return the offices whose total may advance; no breakdown advances without it."""
    growth = releases.unreleased_growth(session, instrument)
    return may_advance(growth).get(TOTAL, ())


def _is_enough(grown: Growth) -> bool:
    return may_be_shown(grown.n) and is_none_or_enough(grown.rated)


def _by_office(
    growth: Sequence[Growth],
) -> Iterator[tuple[int, dict[str, list[Growth]]]]:
    """Give each office with the cells that grew, by breakdown."""
    cells: defaultdict[int, defaultdict[str, list[Growth]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for cell in growth:
        cells[cell.office_id][cell.breakdown].append(cell)
    yield from cells.items()
