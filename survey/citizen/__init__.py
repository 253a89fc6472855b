"""The citizen's pages: a printed code, the form, the receipt."""

from flask import Blueprint

from survey.access.compression import compress
from survey.access.letters import keep_letters
from survey.citizen import codes, form, receipts, script
from survey.citizen.kiosk import pages
from survey.citizen.kiosk import script as kiosk_script
from survey.citizen.kiosk import supply
from survey.citizen.refusals import (
    CannotSend,
    NoForm,
    show_cannot_send,
    show_no_form,
)
from survey.store.instruments import ADDED

blueprint = Blueprint("citizen", __name__)
blueprint.add_url_rule("/", "home", codes.show_home)
blueprint.add_url_rule("/K/<code>", "form", form.show_form)
blueprint.add_url_rule("/K/<code>", "take_form", form.take_form, methods=["POST"])
blueprint.add_url_rule("/K/<code>/them", "further_form", form.show_further_form)
# A printed square holds its address in capitals.
AUDIENCE = f"<any({', '.join((*ADDED, *map(str.upper, ADDED)))}):audience>"
blueprint.add_url_rule(
    f"/K/<code>/{AUDIENCE}", "form_of_audience", form.show_form_of_audience
)
blueprint.add_url_rule("/k/<code>", "small_address", codes.lead_to_form)
blueprint.add_url_rule(f"/k/<code>/{AUDIENCE}", "small_address", codes.lead_to_form)
blueprint.add_url_rule("/<string(length=6):code>", "short_address", codes.lead_to_form)
blueprint.add_url_rule("/phieu/<token>", "receipt", receipts.show_receipt)
blueprint.add_url_rule("/citizen.js", "script", script.send_script)
blueprint.add_url_rule("/kiosk/", "kiosk", pages.show_kiosk)
blueprint.add_url_rule("/kiosk/kiosk.js", "kiosk_script", kiosk_script.send_script)
blueprint.add_url_rule("/kiosk/worker.js", "kiosk_worker", pages.send_worker)
blueprint.add_url_rule(
    "/kiosk/dang-ky", "enrol_kiosk", pages.enrol_kiosk, methods=["POST"]
)
blueprint.add_url_rule(
    "/kiosk/phieu", "kiosk_forms", supply.give_forms, methods=["POST"]
)
blueprint.register_error_handler(NoForm, show_no_form)
blueprint.register_error_handler(CannotSend, show_cannot_send)
blueprint.after_request(compress)
blueprint.url_defaults(keep_letters)
