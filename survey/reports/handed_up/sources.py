"""What other parts of the service give a report; None where a part has nothing to give yet.

Each is one small function, so that a part that comes later is connected in one place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from survey.reports.coverage import WaveCoverage, build_coverage
from survey.reports.wave_result import WaveResult
from survey.store import report_facts, results


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How many released comments speak of a theme; None where too few to show."""

    theme: str
    n: int | None


@dataclass(frozen=True, slots=True)
class ActionLine:
    """Something promised last time: the office, what, and how it stands, in words."""

    office: str
    what: str
    state: str
    seen_in_numbers: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands in a report beside the answers themselves.

    `coverage` tells how many of the people served were heard. `excluded` counts answers that reviewers
    took out. `stages` are bare counts by what the visit was for.
    """

    coverage: WaveCoverage
    themes: tuple[ThemeCount, ...] | None
    actions: tuple[ActionLine, ...] | None
    services_without_clients: tuple[str, ...] | None
    excluded: int
    stages: Mapping[str, int]


def sources_of(session: Session, result: WaveResult, *, today: date) -> Sources:
    """Return what there is for a wave. Three queries."""
    released = results.released_counts(session, result.instrument, ("stage",))
    return Sources(
        coverage=build_coverage(session, result, today=today),
        themes=comment_themes(session, result, office_code=""),
        actions=last_actions(session, result, office_code=""),
        services_without_clients=services_without_clients(session, result),
        excluded=report_facts.excluded_answers(session, result.instrument),
        stages=released["stage"],
    )


def comment_themes(
    session: Session, result: WaveResult, *, office_code: str
) -> tuple[ThemeCount, ...] | None:
    """Return the themes of released comments, of one office or of all; none are coded yet."""
    return None


def last_actions(
    session: Session, result: WaveResult, *, office_code: str
) -> tuple[ActionLine, ...] | None:
    """Return what was promised after the wave before, of one office or of all; nothing is kept yet."""
    return None


def services_without_clients(
    session: Session, result: WaveResult
) -> tuple[str, ...] | None:
    """Return the services nobody came for; answers do not name their service yet."""
    return None
