"""Figures for programs: JSON by token, the same as on the pages and as far as these show them.

All of it is read only but for the dossiers that offices settle, which a program may bring in.
"""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

# The rules register themselves on the blueprint.
import survey.api.answers  # noqa: E402, F401
import survey.api.dossiers  # noqa: E402, F401
