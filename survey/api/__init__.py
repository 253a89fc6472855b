"""Figures for programs: read-only JSON by token, the same as on the pages and as far as these show them."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

# The rules register themselves on the blueprint.
import survey.api.answers  # noqa: E402, F401
