"""The pages on which firms, cooperatives and household businesses rate units, each by a link of its own."""

from flask import Blueprint

from survey.access.letters import keep_letters
from survey.ddci import pages
from survey.ddci.even_size import compress_what_is_empty

blueprint = Blueprint("ddci", __name__)
blueprint.add_url_rule("/D/", "home", pages.show_home)
blueprint.add_url_rule("/D/", "find_link", pages.find_typed_link, methods=["POST"])
blueprint.add_url_rule("/D/<link>", "form", pages.show_form)
blueprint.add_url_rule("/D/<link>", "take_form", pages.take_form, methods=["POST"])
blueprint.after_request(compress_what_is_empty)
blueprint.url_defaults(keep_letters)
