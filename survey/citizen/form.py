"""The form: shown for an open wave, taken once, acknowledged after the commit."""

from datetime import date

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as Redirect

from forms import messages
from forms.response import Answers
from survey.access.errors import (
    STORE_AWAY,
    log_failure,
    status_of_failure,
)
from survey.access.foreign_posts import is_from_elsewhere
from survey.access.kiosks import stands_at
from survey.access.state import service
from survey.citizen.blocks import (
    ASKED_BEFORE,
    asked_block,
    draw_block,
    form_class,
    further_count,
)
from survey.citizen.codes import address_of, required_code
from survey.citizen.form_page import form_page
from survey.citizen.receipts import (
    FurtherQuestions,
    RepliesOf,
    ShownReceipt,
    receipt_address,
)
from survey.citizen.refusals import (
    CannotSend,
    NoForm,
    filled_form_kept,
    says_nothing_is_stored,
)
from survey.citizen.tokens import (
    CORE,
    KIOSK,
    OPT_IN,
    FormToken,
    ReadToken,
    new_key,
    read_token,
    write_token,
)
from survey.citizen.visits import Visit, visit_of, visit_today
from survey.settings import derive_key
from survey.store.closing import first_open_day
from survey.store.codes import read_code
from survey.store.engine import StoreBusy
from survey.store.inbox import Submission, submit
from survey.store.places import place_of_code
from survey.store.together import write_together
from survey.store.waves import COUNTER
from survey.store.waves import instrument as instrument_by_id


def show_form(code: str) -> Response | Redirect:
    """Show the open wave's form for a printed code. Two queries."""
    own_spelling = required_code(code)
    if code != own_spelling:
        return redirect(address_of(own_spelling), 308)
    visit, today = _open_visit(code)
    return _issue(visit, today, part=CORE, block=draw_block(visit))


def show_form_of_audience(code: str, audience: str) -> Response | Redirect:
    """Show the form that the open wave has for others than the counter's visitors. Two queries."""
    own_spelling = (required_code(code), audience.lower())
    if (code, audience) != own_spelling:
        return redirect(address_of(own_spelling[0], audience=own_spelling[1]), 308)
    visit, today = _open_visit(code, audience=audience)
    return _issue(visit, today, part=CORE, block=draw_block(visit))


def show_further_form(code: str) -> Response | Redirect:
    """Show the questions outside the core to those who like to answer more: a record of its own."""
    own_spelling = required_code(code)
    if code != own_spelling:
        return redirect(address_of(own_spelling), 308)
    visit, today = _open_visit(code)
    block = asked_block(visit, request.args.get(ASKED_BEFORE, ""))
    if not further_count(visit, block=block):
        abort(404)
    return _issue(visit, today, part=OPT_IN, block=block)


def take_form(code: str) -> Response | Redirect:
    """Store the answers once and lead to their receipt; say what is wrong where something is."""
    issued = _issued(code)
    today = service().clock.today()
    try:
        visit = _visit_when_issued(code, issued.token, today)
    except STORE_AWAY as error:
        log_failure(error)
        return says_nothing_is_stored(filled_form_kept())
    form = form_class(visit, issued.token)(fields=visit.fields)
    token = request.form["form_token"]
    if not form.validate():
        return form_page(visit, form, token, status=422)
    answers = form.answers()
    submission = _submission(visit, answers, issued.token, today)
    try:
        receipt_key = derive_key(issued.secret, "receipt")
        acknowledgement = write_together(
            service().store,
            lambda session: submit(session, submission, receipt_key=receipt_key),
        )
    except StoreBusy:
        return says_nothing_is_stored(
            form_page(visit, form, token, status=503, notice=messages.SERVER_DOWN)
        )
    # Whatever failed, the commit may have gone through: only sending the same key again can tell.
    except Exception as error:
        log_failure(error)
        status = status_of_failure(error)
        return form_page(visit, form, token, status=status, notice=messages.UNCONFIRMED)
    receipt = ShownReceipt(
        code=acknowledgement.code,
        seen_before=acknowledgement.seen_before,
        was_masked=answers.was_masked,
        further=_further(visit, issued.token),
        replies=RepliesOf(visit.place.office_code, f"{today:%Y-%m}"),
    )
    return _lead_to(receipt_address(receipt, language=visit.language))


def _lead_to(receipt: str) -> Response | Redirect:
    """Lead to the receipt; a script that asks for no page (RFC 7240) is only told where it is."""
    if request.headers.get("Prefer") == "return=minimal":
        return Response(status=201, headers={"Location": receipt})
    return redirect(receipt, 303)


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


def _open_visit(code: str, *, audience: str = COUNTER) -> tuple[Visit, date]:
    """Return what a code leads to, and the day: of the clock, unless that went back. Raises NoForm."""
    today = service().clock.today()
    with service().store.reading() as session:
        try:
            return visit_today(session, code, today, audience=audience), today
        except NoForm:
            # Nothing is open on a day before the poster was printed. Closed days tell that they are over.
            open_day = first_open_day(session, today)
            if open_day == today:
                raise
            return (
                visit_today(session, code, open_day, audience=audience),
                open_day,
            )


def _visit_when_issued(code: str, token: FormToken, today: date) -> Visit:
    """Return what the form was issued for, open or not: a poster may have been replaced since."""
    code = required_code(code)
    with service().store.reading() as session:
        if token.channel == KIOSK and not stands_at(session, token.counter_id):
            raise CannotSend(messages.REASON_KIOSK, status=401, code=code)
        if token.issued_on > today:
            # The clock went back.
            today = first_open_day(session, today)
        if token.is_too_old(today):
            raise CannotSend(messages.REASON_TOO_OLD, status=410, code=code)
        if token.is_ahead(today):
            raise CannotSend(messages.REASON_WRONG_DAY, status=410, code=code)
        # What was there when the form was shown is there, whatever the clock says.
        place = place_of_code(session, code, max(today, token.issued_on))
        instrument = instrument_by_id(session, token.instrument_id)
    if place is None or instrument is None:
        raise CannotSend(messages.REASON_DAMAGED, status=400, code=code)
    if today > instrument.last_day_with_grace:
        raise CannotSend(messages.REASON_CLOSED, status=410)
    return visit_of(place, instrument)


def _issue(visit: Visit, today: date, *, part: str, block: int) -> Response:
    """Return the page of a new form, with a key of its own."""
    token = FormToken(
        counter_id=visit.place.counter_id,
        instrument_id=visit.instrument.instrument_id,
        issued_on=today,
        key=new_key(),
        channel=visit.place.channel,
        block=block,
        part=part,
    )
    secret = service().settings.secret_key
    written = write_token(token, code=visit.place.code, secret=secret)
    return form_page(visit, form_class(visit, token)(fields=visit.fields), written)


def _further(visit: Visit, token: FormToken) -> FurtherQuestions | None:
    """Return what the receipt may offer after the core is stored."""
    n = further_count(visit, block=token.block) if token.part == CORE else 0
    return FurtherQuestions(n, visit.place.code, token.block) if n else None


def _submission(
    visit: Visit, answers: Answers, token: FormToken, today: date
) -> Submission:
    return Submission(
        key=token.key,
        counter_id=token.counter_id,
        instrument_id=token.instrument_id,
        received_on=today,
        channel=token.channel,
        part=token.part,
        scores=answers.scores,
        stage=answers.stage,
        choices=answers.choices,
        language=visit.language,
        language_version=visit.questionnaire.language_version,
        comment=answers.comment,
        helped=answers.helped,
        field=answers.field or _only_field(visit, token),
    )


def _only_field(visit: Visit, token: FormToken) -> str:
    """Return the field of a counter that serves one only: who comes to it need not be asked.

    Empty where the code has moved to another counter since the form was issued, and for further
    questions, which are a record without a visit.
    """
    fields = visit.place.fields
    is_same = visit.place.counter_id == token.counter_id and token.part == CORE
    is_known = len(fields) == 1 and is_same and visit.is_at_counter
    return fields[0].value if is_known else ""
