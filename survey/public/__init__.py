"""What everyone may see: published results, what was done, replies. No sign-in and no cookie."""

from flask import Blueprint, Response, request

from survey.access.compression import compress
from survey.access.frame import language_links
from survey.access.locale import PARAMETER
from survey.access.state import service
from survey.language import languages

# The argument that asks for a published period.
PERIOD = "dot"

blueprint = Blueprint("public", __name__, url_prefix="/ket-qua")


@blueprint.url_defaults
def keep_language(endpoint: str, values: dict[str, object]) -> None:
    """Carry the language that was asked for into every link between these pages."""
    asked = request.args.get(PARAMETER, "")
    if asked in languages():
        values.setdefault(PARAMETER, asked)


@blueprint.after_request
def let_be_found(response: Response) -> Response:
    """Let search engines list published results; a demo's made-up ones stay out of them."""
    if not service().settings.is_demo:
        response.headers["X-Robots-Tag"] = "all"
    return response


# The pages register themselves on the blueprint.
from survey.public import pages  # noqa: E402, F401

# Who is signed in sees these pages as everyone does.
blueprint.context_processor(
    lambda: {"language_links": language_links(arguments=[PERIOD]), "visitor": None}
)
blueprint.after_request(compress)
