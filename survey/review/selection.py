"""A part of a wave on the overview's address: one level, one way in, one purpose, one field, or one month."""

from collections.abc import Mapping, Sequence

from flask import abort
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from forms.selection import SelectionForm
from survey.access.locale import chosen_language
from survey.access.state import service
from survey.reports.charts import dot_chart
from survey.reports.selection import (
    BREAKDOWNS,
    FIELD,
    KINDS,
    build_selection,
    values_on_offer,
)
from survey.reports.selection_wording import SelectionWording
from survey.reports.wave_result import WaveResult
from survey.review.frame import audience, opened_wave, page
from survey.store import results
from survey.store.fields import fields_by_value


def selection_words(
    session: Session, parts: Mapping[str, Sequence[str]]
) -> SelectionWording:
    """Return the words of parts; one query where answers name fields."""
    language = chosen_language()
    names = fields_by_value(session) if any(parts[FIELD]) else {}
    return SelectionWording(
        language, {value: field.label(language) for value, field in names.items()}
    )


def selection_form(
    result: WaveResult, parts: Mapping[str, Sequence[str]], say: SelectionWording
) -> SelectionForm:
    """Return the form that offers the parts of a wave; `parts` are released values by breakdown."""
    offered = values_on_offer(result, parts, today=service().clock.today())
    return SelectionForm(
        {
            say.kind(kind): {
                f"{kind}:{value}": say.value(kind, value) for value in values
            }
            for kind, values in offered.items()
        }
    )


def part_of_wave(wave_code: str) -> ResponseReturnValue:
    """Show the index and factors of the part that the address names; 404 where there is none."""
    with opened_wave(wave_code) as opened:
        released = results.released_counts(
            opened.session, opened.result.instrument, BREAKDOWNS
        )
        parts = {kind: sorted(counts) for kind, counts in released.items()}
        say = selection_words(opened.session, parts)
        form = selection_form(opened.result, parts, say)
        kind, value = form.chosen or ("", "")
        if kind not in KINDS:
            abort(404)
        selection = build_selection(
            opened.session,
            opened.result,
            kind,
            value,
            audience=audience(),
            today=service().clock.today(),
        )
    if selection is None:
        abort(404)
    rows = [(factor.name, None, factor.figure) for factor in selection.factors]
    return page(
        "review/selection.html",
        selection=selection,
        say=say,
        form=form,
        chart=dot_chart(
            [(None, rows)], reference=selection.index, names_end_apart=False
        ),
        head=opened.result.head,
        questionnaire=opened.result.questionnaire,
        wave_links=opened.links,
        audience_links=opened.audience_links,
    )
