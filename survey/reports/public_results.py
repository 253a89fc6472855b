"""What everyone may see of a finished wave: built once, approved, and from then on read from what was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from analysis.groups import OthersResult
from analysis.verdicts import Difference
from survey.reports.coverage import Coverage, build_coverage
from survey.reports.figures import Estimate, Figure, Withheld
from survey.reports.office_table import GROUPS, others_of, verdicts
from survey.reports.overview import ChannelCount, channel_counts
from survey.reports.published import (
    BesideOthers,
    PublicOffice,
    PublicWave,
    office_as_text,
    office_of_text,
    wave_as_text,
    wave_of_text,
)
from survey.reports.wave_result import WaveResult, wave_result
from survey.store import closing, publications, results
from survey.store.tables import Publication, Wave
from survey.trust.disclosure import FLOOR, UNANIMOUS_FLOOR

# With one other office, "all others" would be that office's own figure.
FEWEST_OTHERS = 2


class Unready(StrEnum):
    """Why a wave cannot be published."""

    RUNNING = "running"
    NOT_SEALED = "not_sealed"
    NOTHING = "nothing"
    SMALL_CHANGE = "small_change"


class NotPublishable(Exception):
    """Nothing was published. `why` is what a page puts into words."""

    def __init__(self, why: Unready) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Frozen:
    """A wave as it is kept: canonical JSON of what is shared, and of each office by its id."""

    content: str
    offices: Mapping[int, str]


def unready(session: Session, wave: Wave, *, today: date) -> Unready | None:
    """Return why a wave cannot be published yet: it takes answers, or its last day is not sealed."""
    if today <= wave.last_day_with_grace:
        return Unready.RUNNING
    sealed = closing.last_sealed_day(session)
    is_sealed = sealed is not None and sealed >= wave.last_day_with_grace
    if not is_sealed or closing.is_under_way(session):
        return Unready.NOT_SEALED
    return None


def freeze(session: Session, wave: Wave, *, today: date) -> Frozen:
    """Build what would be published of a wave from its released state. At most eight queries."""
    result = wave_result(session, wave, language="vi", today=today)
    offices = _public_offices(session, result, today)
    total = result.total_figures("public")
    shared = PublicWave(
        total=total[result.index_position],
        factors=_factors(result, total),
        offices_with_answers=sum(
            office.through is not None for office in result.offices
        ),
        offices=len(offices),
        compared=sum(office.group in GROUPS for office in offices),
    )
    return Frozen(
        wave_as_text(shared),
        {
            rated.office_id: office_as_text(office)
            for rated, office in zip(result.offices, offices, strict=True)
        },
    )


def publish_wave(
    session: Session, wave: Wave, *, today: date, done_by: str
) -> Publication:
    """Publish a finished wave as it is released now. Raises NotPublishable."""
    why = unready(session, wave, today=today)
    if why is not None:
        raise NotPublishable(why)
    frozen = freeze(session, wave, today=today)
    if not isinstance(wave_of_text(frozen.content).total, Estimate):
        raise NotPublishable(Unready.NOTHING)
    assert wave.id is not None
    last = publications.last_approved(session, wave.id)
    if last is not None:
        assert last.id is not None
        before = Frozen(last.content, publications.offices_of(session, last.id))
        if tells_of_few(before, frozen):
            raise NotPublishable(Unready.SMALL_CHANGE)
    return publications.publish(
        session,
        wave.id,
        today=today,
        done_by=done_by,
        content=frozen.content,
        offices=frozen.offices,
    )


def tells_of_few(before: Frozen, after: Frozen) -> bool:
    """Tell whether two publications of a wave differ, in any count, by one to four people."""
    counts = [_counts(frozen) for frozen in (before, after)]
    return any(
        0 < abs(counts[1][key] - n) < FLOOR
        for key, n in counts[0].items()
        if key in counts[1]
    )


def public_figures(result: WaveResult) -> tuple[tuple[Figure, ...], ...]:
    """Return the figures of each office, one a measure, as everyone may see them.

    Unlike a unit head, everyone sees the total and all offices, and can subtract.
    """
    by_office = result.office_figures("public")
    n = result.indices.by_office.n
    columns = [
        hide_enough(
            [figures[at] for figures in by_office], [int(count) for count in n[:, at]]
        )
        for at in range(len(result.measures))
    ]
    return tuple(zip(*columns, strict=True)) if by_office else ()


def hide_enough(figures: Sequence[Figure], n: Sequence[int]) -> tuple[Figure, ...]:
    """Return a column in which all that is hidden is of ten people together, or of nobody.

    Of five to nine the total less the others would give a share that tells of each of them where
    they all agree, so the next smallest are hidden too.

    >>> hide_enough([Withheld.UNANIMOUS, Estimate(6, .5, .2, .8), Estimate(40, .5, .4, .6)], [7, 6, 40])
    (<Withheld.UNANIMOUS: 'unanimous'>, <Withheld.COMPLEMENT: 'complement'>, Estimate(n=40, share=0.5, low=0.4, high=0.6))
    """
    shown = list(figures)
    for at in sorted(range(len(shown)), key=lambda at: n[at]):
        hidden = sum(
            count
            for figure, count in zip(shown, n, strict=True)
            if not isinstance(figure, Estimate)
        )
        if hidden == 0 or hidden >= UNANIMOUS_FLOOR:
            break
        if isinstance(shown[at], Estimate):
            shown[at] = Withheld.COMPLEMENT
    return tuple(shown)


def _public_offices(
    session: Session, result: WaveResult, today: date
) -> list[PublicOffice]:
    figures = public_figures(result)
    groups, others = verdicts(result), others_of(result)
    channels = _channels(session, result)
    coverage = build_coverage(session, result, today=today).by_office
    has_others = (
        sum(office.through is not None for office in result.offices) > FEWEST_OTHERS
    )
    return [
        _public_office(
            result,
            position,
            figures[position],
            group=groups[position],
            beside=_beside(others, position) if has_others else None,
            channels=channels.get(office.office_id, ()),
            coverage=coverage[position],
        )
        for position, office in enumerate(result.offices)
    ]


def _public_office(
    result: WaveResult,
    position: int,
    figures: tuple[Figure, ...],
    *,
    group: Difference,
    beside: BesideOthers | None,
    channels: tuple[ChannelCount, ...],
    coverage: Coverage | None,
) -> PublicOffice:
    office = result.offices[position]
    index = figures[result.index_position]
    is_shown = isinstance(index, Estimate)
    return PublicOffice(
        code=office.code,
        name=office.name,
        name_en=office.name_en,
        index=index,
        group=group if is_shown else None,
        beside=beside if is_shown and group in GROUPS else None,
        factors=_factors(result, figures),
        channels=channels if is_shown else (),
        coverage=coverage if is_shown else None,
        through=office.through,
    )


def _factors(
    result: WaveResult, figures: tuple[Figure, ...]
) -> tuple[tuple[str, Figure], ...]:
    return tuple(
        (factor.code, factor.figure)
        for factor in result.measured(figures, kind="factor")
    )


def _beside(others: OthersResult, position: int) -> BesideOthers | None:
    values = (others.difference, others.low, others.high)
    difference, low, high = (float(value[position]) for value in values)
    # NaN where there are no others.
    return BesideOthers(difference, low, high) if difference == difference else None


def _channels(
    session: Session, result: WaveResult
) -> dict[int, tuple[ChannelCount, ...]]:
    """Return each office's answers by class. No total by class is published: it would tell hidden ones."""
    found = results.released_breakdown(session, result.instrument, "class")
    n: dict[int, dict[str, int]] = {}
    for cell, count in zip(found.cells, found.tallies.n, strict=True):
        n.setdefault(cell.office_id, {})[cell.value] = int(count)
    return {office_id: channel_counts(counts) for office_id, counts in n.items()}


def _counts(frozen: Frozen) -> dict[tuple[object, ...], int]:
    """Return every count of people that a publication shows."""
    shared = wave_of_text(frozen.content)
    found: dict[tuple[object, ...], int] = {}
    for code, figure in (("index", shared.total), *shared.factors):
        if isinstance(figure, Estimate):
            found["total", code] = figure.n
    for office_id, text in frozen.offices.items():
        office = office_of_text(text)
        for code, figure in (("index", office.index), *office.factors):
            if isinstance(figure, Estimate):
                found[office_id, code] = figure.n
        if office.coverage is not None:
            found[office_id, "coverage"] = office.coverage.answered
        for channel in office.channels:
            if channel.n is not None:
                found[office_id, "class", channel.channel] = channel.n
    return found
