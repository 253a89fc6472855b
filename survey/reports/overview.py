"""The first page of a wave: how many answered, the index, its factors, and whether offices differ."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from analysis.significance import OmnibusResult, compare_residuals
from analysis.verdicts import Difference, Overall
from survey.reports.distribution import Distribution, distribution_of
from survey.reports.figures import Figure, Measured, Withheld, has_few, reasons_in
from survey.reports.office_table import verdicts
from survey.reports.wave_result import WaveHead, WaveResult, office_name
from survey.store import counts, releases, results
from survey.store.releases import UnreleasedInstrument
from survey.trust.disclosure import Audience, may_be_shown, shown_cells

# Offices that can differ from each other.
SMALLEST_FAMILY = 2


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """How many answers came in by one class; None where too few to show."""

    channel: str
    n: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Helped:
    """How many of n respondents said that someone helped them; None where too few to show."""

    n: int
    helped: int | None


@dataclass(frozen=True, slots=True)
class WaveOverview:
    """Everything the overview shows. `received_today` is a bare count, of no result.

    `weighed` are the parts of a questionnaire that has some, with their weights in their names.
    """

    head: WaveHead
    index: Figure
    distribution: Distribution | None
    weighed: tuple[Measured, ...]
    factors: tuple[Measured, ...]
    other_questions: tuple[Measured, ...]
    omnibus: OmnibusResult
    groups: dict[Difference, int]
    offices_with_answers: int
    offices: int
    channels: tuple[ChannelCount, ...]
    headline_classes: str
    helped: Helped | None
    parts: Mapping[str, tuple[str, ...]]
    first_through: date | None
    last_through: date | None
    received_today: int | None
    came_late: tuple[str, ...]

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures of this page are withheld."""
        channels: list[Figure] = [
            Withheld.TOO_FEW for channel in self.channels if channel.n is None
        ]
        return reasons_in([*self._figures, *channels])

    @property
    def has_few(self) -> bool:
        """Tell whether a figure is shown that rests on few answers."""
        return has_few(self._figures)

    @property
    def _figures(self) -> list[Figure]:
        rows = (*self.weighed, *self.factors, *self.other_questions)
        return [self.index, *(row.figure for row in rows)]


def build_overview(
    session: Session, result: WaveResult, *, audience: Audience, today: date
) -> WaveOverview:
    """Build the overview. At most four queries more than the result itself."""
    totals = result.total_figures(audience)
    released = results.released_counts(
        session, result.instrument, ("class", "stage", "field", "helped")
    )
    through = [office.through for office in result.offices if office.through]
    takes_answers = result.head.takes_answers
    return WaveOverview(
        head=result.head,
        index=totals[result.index_position],
        distribution=distribution_of(
            result.tallies.codes.sum(axis=0),
            result.measures[result.index_position].positions,
            questionnaire=result.questionnaire,
            beside=totals[result.index_position],
        ),
        weighed=result.measured(totals, kind="part"),
        factors=result.measured(totals, kind="factor"),
        other_questions=_outside_index(result, totals),
        omnibus=_omnibus(result),
        groups=_groups(result),
        offices_with_answers=len(through),
        offices=sum(office.was_there for office in result.offices),
        channels=channel_counts(released["class"]),
        headline_classes=result.instrument.headline_classes,
        helped=_helped(released["helped"]),
        parts={
            name: tuple(sorted(released[name])) for name in ("class", "stage", "field")
        },
        first_through=min(through, default=None),
        last_through=max(through, default=None),
        received_today=_received(session, result, today) if takes_answers else None,
        came_late=() if takes_answers else _came_late(session, result),
    )


def _groups(result: WaveResult) -> dict[Difference, int]:
    """Return how many offices of the wave are in each group."""
    of_offices = zip(result.offices, verdicts(result), strict=True)
    return dict(Counter(verdict for office, verdict in of_offices if office.was_there))


def with_offices_of(overview: WaveOverview, result: WaveResult) -> WaveOverview:
    """Return an overview with what it says of offices said of other units, such as those of today."""
    return replace(
        overview,
        omnibus=_omnibus(result),
        groups=_groups(result),
        offices_with_answers=sum(
            office.through is not None for office in result.offices
        ),
        offices=sum(office.was_there for office in result.offices),
    )


def _omnibus(result: WaveResult) -> OmnibusResult:
    """Test whether offices differ; where all answers are alike they do not."""
    found = compare_residuals(result.indices.headline.residuals)
    if found.verdict is Overall.TOO_FEW and found.used >= SMALLEST_FAMILY:
        return replace(found, verdict=Overall.NONE)
    return found


def _outside_index(
    result: WaveResult, totals: tuple[Figure, ...]
) -> tuple[Measured, ...]:
    """Return the questions that belong to no factor, such as the overall question."""
    in_index = {
        result.questionnaire.questions[position].code
        for position in result.questionnaire.index_positions
    }
    questions = result.measured(totals, kind="question")
    return tuple(question for question in questions if question.code not in in_index)


def channel_counts(n: Mapping[str, int]) -> tuple[ChannelCount, ...]:
    """Return responses by class with their shares; as many are hidden as keep each of them safe."""
    letters = sorted(n)
    total = sum(n.values())
    shown = shown_cells([n[letter] for letter in letters])
    return tuple(
        (
            ChannelCount(letter, n[letter], n[letter] / total)
            if is_shown
            else ChannelCount(letter, None, None)
        )
        for letter, is_shown in zip(letters, shown, strict=True)
    )


def _helped(n: Mapping[str, int]) -> Helped | None:
    """Return the share of helped answers; None before enough are released to say anything."""
    helped, alone = n.get("yes", 0), n.get("no", 0)
    if not may_be_shown(helped + alone):
        return None
    is_shown = all(shown_cells([helped, alone]))
    return Helped(helped + alone, helped if is_shown else None)


def _received(session: Session, result: WaveResult, today: date) -> int:
    asked = result.instrument
    received = counts.received_on(session, today, audience=asked.audience)
    return received.get(asked.wave_id, 0)


def _came_late(session: Session, result: WaveResult) -> tuple[str, ...]:
    """Return the offices for which fewer answers than the floor came after their last state."""
    instrument = UnreleasedInstrument(
        result.instrument.instrument_id, result.instrument.headline_classes
    )
    late = {
        growth.office_id
        for growth in releases.unreleased_growth(session, instrument)
        if growth.breakdown == releases.TOTAL
    }
    return tuple(
        office_name(office, result.language)
        for office in result.offices
        if office.office_id in late
    )
