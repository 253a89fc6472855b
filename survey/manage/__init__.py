"""Pages for setting the survey up: posters."""

from flask import Blueprint

blueprint = Blueprint("manage", __name__, url_prefix="/manage")
