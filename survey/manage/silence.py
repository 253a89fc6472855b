"""The page of counters from which nothing comes: all of them, or those of the own office."""

from dataclasses import dataclass

from flask import render_template

from survey.access.locale import chosen_language
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.reports.numbers import Numbers
from survey.store import closing
from survey.trust.silence import SilentCounter
from survey.trust.silence import silent_counters as find_silent


@dataclass(frozen=True, slots=True)
class SilentRow:
    """A silent counter as the page lists it."""

    office: str
    counter: str
    code: str
    days: int
    was_heard: bool


@blueprint.get("/silent")
def silent_counters() -> str:
    """List the counters that fell silent or were never heard, with what to look for there."""
    with service().store.reading() as session:
        found = find_silent(
            session,
            service().clock.today(),
            office_code=signed_in().office_code or "",
        )
        last_day = closing.last_sealed_day(session)
    return render_template(
        "manage/silent.html",
        rows=[_row(counter) for counter in found],
        last_day=last_day,
        numbers=Numbers(chosen_language()),
    )


def _row(found: SilentCounter) -> SilentRow:
    return SilentRow(
        office=_named(found.office_name, found.office_name_en),
        counter=_named(found.counter_name, found.counter_name_en),
        code=found.counter_code,
        days=found.days,
        was_heard=found.was_heard,
    )


def _named(name: str, name_en: str) -> str:
    return name if chosen_language() == SOURCE_LANGUAGE else name_en or name
