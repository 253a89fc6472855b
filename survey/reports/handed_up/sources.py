"""What other parts of the service give a report; None where a part has nothing to give yet.

Each is one small function, so that a part that comes later is connected in one place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from survey.reports.before_after import FollowUp, build_follow_ups
from survey.reports.coverage import WaveCoverage, build_coverage
from survey.reports.fields import FieldsOfWave, build_fields
from survey.reports.lateness import Lateness, build_lateness
from survey.reports.wave_result import WaveResult
from survey.store import report_facts, results
from survey.store.actions import Promise, actions, promises_by_office
from survey.store.instruments import asked_audiences
from survey.store.tables import Wave
from survey.store.waves import COUNTER
from survey.trust.comment_themes import Themes, themes_of
from survey.trust.disclosure import Audience


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands in a report beside the answers themselves.

    `coverage` tells how many of the people served were heard, `lateness` how the index stands beside
    dossiers in time; None where no office has both. `themes` is None while no comments are
    sorted, `promises` is by office id, and `follow_ups` by office id and number says whether the figures
    show one. `excluded` counts answers that reviewers took out. `stages` are bare counts by what the
    visit was for, `fields` the fields of service, None where no form asks for them. `asks_several` tells
    that comments, which do not say whose they are, may be of others than those whom the report is about.
    """

    coverage: WaveCoverage
    lateness: Lateness | None
    themes: Themes | None
    promises: Mapping[int, tuple[Promise, ...]]
    follow_ups: Mapping[tuple[int, int], FollowUp]
    fields: FieldsOfWave | None
    excluded: int
    stages: Mapping[str, int]
    asks_several: bool


def sources_of(
    session: Session,
    wave: Wave,
    result: WaveResult,
    *,
    audience: Audience,
    today: date,
    office_code: str | None = None,
) -> Sources:
    """Return what there is for a wave; the themes are of one office where one is named.

    Eighteen queries, and as many as judging promises takes where there are some.
    """
    # Dossiers, fields of service and what offices promised belong to the counter's visitors.
    is_of_visitors = result.instrument.audience == COUNTER
    promises = promises_by_office(session, wave) if is_of_visitors else {}
    released = results.released_counts(session, result.instrument, ("stage",))
    return Sources(
        coverage=build_coverage(session, result, today=today),
        # Other offices are no business of one office's card.
        lateness=(
            build_lateness(session, result, audience=audience, today=today)
            if is_of_visitors and office_code is None
            else None
        ),
        themes=themes_of(session, wave, office_code=office_code),
        promises=promises,
        follow_ups=_follow_ups(session, promises, audience=audience, today=today),
        # One office's card has no room for the fields of all.
        fields=(
            build_fields(session, result, audience=audience, today=today)
            if is_of_visitors and office_code is None
            else None
        ),
        excluded=report_facts.excluded_answers(session, result.instrument),
        stages=released["stage"],
        asks_several=len(asked_audiences(session, result.instrument.wave_id)) > 1,
    )


def _follow_ups(
    session: Session,
    promises: Mapping[int, tuple[Promise, ...]],
    *,
    audience: Audience,
    today: date,
) -> Mapping[tuple[int, int], FollowUp]:
    if not promises:
        return {}
    promised = {
        (office_id, promise.number)
        for office_id, found in promises.items()
        for promise in found
    }
    chosen = [
        each
        for each in actions(session)
        if (each.action.office_id, each.action.number) in promised
    ]
    found = build_follow_ups(session, chosen, audience=audience, today=today)
    return {
        (each.action.office_id, each.action.number): follow_up
        for each, follow_up in zip(chosen, found, strict=True)
    }
