"""Pages for setting the survey up: waves, posters, kiosks, and counters that fell silent."""

from flask import Blueprint, request

from survey.access.frame import frame_values
from survey.access.locale import PARAMETER
from survey.language import languages

blueprint = Blueprint("manage", __name__, url_prefix="/manage")
blueprint.context_processor(frame_values)


@blueprint.url_defaults
def keep_language(endpoint: str, values: dict[str, object]) -> None:
    """Carry the language that was asked for into every link between these pages."""
    asked = request.args.get(PARAMETER, "")
    if asked in languages():
        values.setdefault(PARAMETER, asked)


# The pages register themselves on the blueprint.
from survey.manage import (  # noqa: E402, F401
    accounts,
    answer_file_steps,
    answer_files,
    audit,
    draft_keeping,
    drafts,
    indices,
    instruments,
    kiosks,
    links,
    offices,
    paper_batches,
    paper_entry,
    paper_forms,
    place_lists,
    plans,
    poster_checks,
    posters,
    procedure_files,
    procedures,
    questionnaire_comparison,
    questionnaire_preview,
    questionnaires,
    recheck,
    silence,
    start,
    telephone,
    volumes,
    wave_opening,
    wave_targets,
    waves,
)
