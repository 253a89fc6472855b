"""The citizen's pages: a printed code, the form, the receipt."""

from flask import Blueprint

blueprint = Blueprint("citizen", __name__)
