"""The reform office's and unit heads' pages."""

from flask import Blueprint, request

from survey.access.frame import frame_values
from survey.access.locale import PARAMETER
from survey.language import languages

blueprint = Blueprint("review", __name__, url_prefix="/review")


@blueprint.url_defaults
def keep_language(endpoint: str, values: dict[str, object]) -> None:
    """Carry the language that was asked for into every link between these pages."""
    asked = request.args.get(PARAMETER, "")
    if asked in languages():
        values.setdefault(PARAMETER, asked)


# The pages register themselves on the blueprint.
from survey.review import (  # noqa: E402, F401
    actions,
    coding,
    comments,
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
)

blueprint.context_processor(frame_values)
