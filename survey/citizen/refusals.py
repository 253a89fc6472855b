"""Where a form cannot be shown or taken: what the reader is told, and what else one can do."""

from datetime import date

from flask import Response, request
from flask_babel import format_date

from forms import messages
from survey.access.errors import ask_to_wait
from survey.access.pages import one_response_page
from survey.store.waves import NearestWaves

# Enough to see a slip of the finger in; nobody prints longer codes.
LONGEST_TYPED = 20
# Only we can say so: a proxy's 503 may hide an answer that is stored.
NOTHING_STORED = "Answer-Stored", "no"


class NoForm(Exception):
    """A code leads to no form. The sentences say why; what was `typed` can be put right."""

    def __init__(
        self,
        *sentences: str,
        status: int,
        typed: str = "",
        can_comment: bool = False,
    ) -> None:
        super().__init__(*sentences)
        self.sentences = sentences
        self.status = status
        self.typed = typed
        self.can_comment = can_comment


class CannotSend(Exception):
    """Answers cannot be taken; nothing was stored. `code` is where a new form may be opened."""

    def __init__(self, reason: str, *, status: int, code: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.code = code


def no_such_code(typed: str) -> NoForm:
    return NoForm(messages.BAD_CODE, status=404, typed=typed[:LONGEST_TYPED])


def poster_replaced() -> NoForm:
    return NoForm(messages.OLD_POSTER, status=410, can_comment=True)


def counter_closed() -> NoForm:
    return NoForm(messages.COUNTER_CLOSED, status=410)


def no_open_wave(nearest: NearestWaves) -> NoForm:
    """Return the refusal where no form is issued: paused, closed, not open yet, or never opened."""
    if nearest.is_paused:
        return _paused(nearest)
    if nearest.last_day is None and nearest.next_day is None:
        return NoForm(messages.NO_WAVE, status=404, can_comment=True)
    if nearest.last_day is None:
        return NoForm(
            messages.NOT_OPEN % {"date": as_day(nearest.next_day)},
            status=404,
            can_comment=True,
        )
    closed = messages.CLOSED % {"date": as_day(nearest.last_day)}
    return NoForm(closed, *_coming(nearest), status=410, can_comment=True)


def _paused(nearest: NearestWaves) -> NoForm:
    """Return the refusal during a pause. The page comes back, so its status is not that of one gone."""
    if nearest.resumes_on is None:
        return NoForm(messages.PAUSED, *_coming(nearest), status=404, can_comment=True)
    goes_on = messages.PAUSED_UNTIL % {"date": as_day(nearest.resumes_on)}
    return NoForm(goes_on, status=404, can_comment=True)


def _coming(nearest: NearestWaves) -> tuple[str, ...]:
    if nearest.next_day is None:
        return ()
    return (messages.NEXT_OPENS % {"date": as_day(nearest.next_day)},)


def as_day(day: date | None) -> str:
    """Return a date as the reader's language writes it."""
    return str(format_date(day, str(messages.DATE_PATTERN)))


def show_no_form(refusal: NoForm) -> Response:
    """Say why there is no form, and offer the field for another code."""
    return one_response_page(
        "citizen/no_form.html",
        status=refusal.status,
        sentences=refusal.sentences,
        typed=refusal.typed,
        can_comment=refusal.can_comment,
    )


def show_cannot_send(refusal: CannotSend) -> Response:
    """Say why the answers were not taken, and offer a new form."""
    return one_response_page(
        "citizen/cannot_send.html",
        status=refusal.status,
        reason=refusal.reason,
        code=refusal.code,
        # This address only takes posts of a form, so another language's link would open an empty one.
        languages=(),
    )


def filled_form_kept() -> Response:
    """Give back what was sent where not even the form can be looked up: one button sends it again."""
    return ask_to_wait(
        one_response_page(
            "citizen/kept.html",
            status=503,
            sent=tuple(request.form.items(multi=True)),
            languages=(),
        )
    )


def says_nothing_is_stored(response: Response) -> Response:
    """Mark a failure before anything was written, so that the page's script need not call it uncertain."""
    name, value = NOTHING_STORED
    response.headers[name] = value
    return response
