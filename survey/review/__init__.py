"""The reform office's and unit heads' pages."""

from flask import Blueprint, request

from survey.access.frame import frame_values
from survey.access.locale import PARAMETER
from survey.language import languages
from survey.store.instruments import ADDED

# What shows one audience of a wave; all else of a wave is about the wave.
PAGES_OF_RESULTS = frozenset(
    f"review.{name}"
    for name in (
        "wave",
        "offices",
        "office",
        "compare",
        "analysis",
        "exports",
        "export_file",
        "reports",
        "report_file",
        "scorecard_file",
    )
)

blueprint = Blueprint("review", __name__, url_prefix="/review")


@blueprint.url_defaults
def keep_language(endpoint: str, values: dict[str, object]) -> None:
    """Carry the language that was asked for into every link between these pages."""
    asked = request.args.get(PARAMETER, "")
    if asked in languages():
        values.setdefault(PARAMETER, asked)


@blueprint.url_defaults
def keep_audience(endpoint: str, values: dict[str, object]) -> None:
    """Carry the audience that was asked for into the links between the pages of a wave's results."""
    asked = request.args.get("audience", "")
    if endpoint in PAGES_OF_RESULTS and asked in ADDED:
        values.setdefault("audience", asked)


# The pages register themselves on the blueprint.
from survey.review import (  # noqa: E402, F401
    actions,
    coding,
    combined,
    comments,
    ddci,
    ddci_figures,
    dossiers,
    exports,
    fields,
    help,
    indices,
    own_account,
    pages,
    publication,
    recheck,
    replies,
    reports,
    second_factor,
    sign_in,
    urgent,
    volumes,
)

blueprint.context_processor(frame_values)
