"""The page of one index made of several audiences of a wave, with weights that its reader chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import make_response, url_for
from flask.typing import ResponseReturnValue

from forms.combined import PartForm
from survey.access.locale import chosen_language
from survey.access.state import service
from survey.reports.asked_wording import AskedWording
from survey.reports.combined_index import (
    WHOLE,
    Unweighable,
    WantedPart,
    build_combined_index,
    measures_on_offer,
    results_of,
    unweighable,
)
from survey.reports.combined_wording import CombinedWording
from survey.reports.wave_result import WaveResult
from survey.review import blueprint
from survey.review.frame import chosen_wave, page

# An example of weights, and nothing more: which are official was not read in a source.
EXAMPLE = (60, 40)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What the address asks for, and why nothing can be made of it; before anything is asked for, neither."""

    forms: tuple[PartForm, ...]
    wanted: tuple[WantedPart, ...]
    why_not: Unweighable | None

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self.forms)

    @property
    def is_refused(self) -> bool:
        return self.has_errors or self.why_not is not None


@blueprint.get("/waves/<wave_code>/combined")
def combined(wave_code: str) -> ResponseReturnValue:
    """Offer parts and weights, and show the index that those of the address make."""
    language = chosen_language()
    with chosen_wave(wave_code) as chosen:
        results = results_of(
            chosen.session,
            chosen.wave,
            chosen.audiences,
            language=language,
            today=service().clock.today(),
        )
    choice = _choice(results)
    index = None
    if choice.wanted and not choice.is_refused:
        index = build_combined_index(results, choice.wanted)
    shown = page(
        "review/combined.html",
        choice=choice,
        index=index,
        say=CombinedWording(language),
        example=_example(wave_code, results) if len(results) > 1 else "",
        head=next(iter(results.values())).head,
        wave_links=chosen.links,
    )
    return make_response(shown, 422 if choice.is_refused else 200)


def _choice(results: Mapping[str, WaveResult]) -> _Choice:
    language = chosen_language()
    forms = tuple(
        PartForm(
            audience,
            AskedWording(language).name(audience),
            {WHOLE: CombinedWording(language).whole(), **measures_on_offer(result)},
        )
        for audience, result in results.items()
    )
    if not any(form.is_sent for form in forms):
        return _Choice(forms, (), None)
    # Every one of them, so that all mistakes are told at once.
    if not all([form.validate() for form in forms if form.is_sent]):
        return _Choice(forms, (), None)
    wanted = tuple(
        WantedPart(form.audience, form.measure.data or WHOLE, form.weight.weight)
        for form in forms
        if form.is_sent and form.weight.weight > 0
    )
    return _Choice(forms, wanted, unweighable(wanted))


def _example(wave_code: str, results: Mapping[str, WaveResult]) -> str:
    """Return the address of the example: the policies of those asked besides, where there are, and visitors."""
    counter, other = list(results)[:2]
    parts = results[other].questionnaire.parts
    first, second = EXAMPLE
    chosen: dict[str, Any] = {
        f"{other}-measure": parts[0].code if parts else WHOLE,
        f"{other}-weight": first,
        f"{counter}-measure": WHOLE,
        f"{counter}-weight": second,
    }
    return url_for("review.combined", wave_code=wave_code, **chosen)
