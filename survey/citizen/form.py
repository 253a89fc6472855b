"""The form: shown for an open wave, taken once, acknowledged after the commit."""

from datetime import date

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from forms import messages
from forms.response import Answers, ResponseForm, response_form
from survey.access.errors import log_failure
from survey.access.state import service
from survey.citizen.codes import address_of, required_code
from survey.citizen.form_page import form_page
from survey.citizen.guards import is_from_elsewhere
from survey.citizen.receipts import ShownReceipt, receipt_address
from survey.citizen.refusals import CannotSend
from survey.citizen.tokens import (
    FormToken,
    ReadToken,
    new_key,
    read_token,
    write_token,
)
from survey.citizen.visits import Visit, visit_of, visit_today
from survey.settings import derive_key
from survey.store.codes import read_code
from survey.store.engine import StoreBusy
from survey.store.inbox import Submission, submit
from survey.store.places import place_of_code
from survey.store.waves import instrument as instrument_by_id


def show_form(code: str) -> Response | Redirect:
    """Show the open wave's form for a printed code. Two queries."""
    own_spelling = required_code(code)
    if code != own_spelling:
        return redirect(address_of(own_spelling), 308)
    today = service().clock.today()
    with service().store.reading() as session:
        visit = visit_today(session, code, today)
    token = FormToken(
        counter_id=visit.place.counter_id,
        instrument_id=visit.instrument.instrument_id,
        issued_on=today,
        key=new_key(),
    )
    secret = service().settings.secret_key
    return form_page(
        visit, _form_of(visit), write_token(token, code=code, secret=secret)
    )


def take_form(code: str) -> Response | Redirect:
    """Store the answers once and lead to their receipt; say what is wrong where something is."""
    issued = _issued(code)
    today = service().clock.today()
    visit = _visit_when_issued(code, issued.token, today)
    form = _form_of(visit)
    token = request.form["form_token"]
    if not form.validate():
        return form_page(visit, form, token, status=422)
    answers = form.answers()
    submission = _submission(visit, answers, issued.token, today)
    try:
        with service().store.writing() as session:
            acknowledgement = submit(
                session,
                submission,
                receipt_key=derive_key(issued.secret, "receipt"),
            )
    except StoreBusy:
        return form_page(visit, form, token, status=503, notice=messages.SERVER_DOWN)
    # Whatever failed, the commit may have gone through: only sending the same key again can tell.
    except Exception as error:
        log_failure(error)
        return form_page(visit, form, token, status=500, notice=messages.UNCONFIRMED)
    receipt = ShownReceipt(
        code=acknowledgement.code,
        seen_before=acknowledgement.seen_before,
        was_masked=answers.was_masked,
    )
    return redirect(receipt_address(receipt, language=visit.language), 303)


def _issued(code: str) -> ReadToken:
    """Return the token that came with the form. Raises CannotSend."""
    own_spelling = read_code(code)
    if is_from_elsewhere(request, service().settings):
        raise CannotSend(messages.REASON_FOREIGN, status=403, code=own_spelling)
    sent = request.form.getlist("form_token")
    issued = None
    if own_spelling is not None and len(sent) == 1:
        keys = service().settings.secret_keys
        issued = read_token(sent[0], code=own_spelling, known_secrets=keys)
    if issued is None:
        raise CannotSend(messages.REASON_DAMAGED, status=400, code=own_spelling)
    return issued


def _visit_when_issued(code: str, token: FormToken, today: date) -> Visit:
    """Return what the form was issued for, open or not: a poster may have been replaced since."""
    code = required_code(code)
    if token.is_too_old(today):
        raise CannotSend(messages.REASON_TOO_OLD, status=410, code=code)
    with service().store.reading() as session:
        place = place_of_code(session, code, today)
        instrument = instrument_by_id(session, token.instrument_id)
    if place is None or instrument is None:
        raise CannotSend(messages.REASON_DAMAGED, status=400, code=code)
    if today > instrument.last_day_with_grace:
        raise CannotSend(messages.REASON_CLOSED, status=410)
    return visit_of(place, instrument)


def _form_of(visit: Visit) -> ResponseForm:
    return response_form(visit.questionnaire, full=visit.instrument.full)()


def _submission(
    visit: Visit, answers: Answers, token: FormToken, today: date
) -> Submission:
    return Submission(
        key=token.key,
        counter_id=token.counter_id,
        instrument_id=token.instrument_id,
        received_on=today,
        channel=token.channel,
        scores=answers.scores,
        stage=answers.stage,
        choices=answers.choices,
        language=visit.language,
        language_version=visit.questionnaire.language_version,
        comment=answers.comment,
        helped=answers.helped,
    )
