"""The form behind a link: units are chosen, rated one page each, and all is stored in one post."""

from datetime import date

from flask import Response, redirect, request, url_for
from flask_babel import format_date
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response as Redirect

from forms import messages
from forms.ddci import load_programme
from forms.ddci import messages as ask
from survey.access.errors import ask_to_wait, log_failure, status_of_failure
from survey.access.foreign_posts import is_from_elsewhere
from survey.access.locale import chosen_language
from survey.access.pages import one_response_page
from survey.access.state import service
from survey.ddci.even_size import of_even_size
from survey.ddci.filled import CHOOSING, Filled, empty, filled
from survey.language import languages
from survey.store import ddci, ddci_links
from survey.store.ddci_links import (
    GRACE_DAYS,
    GivenLink,
    LinkNotOpen,
    LinkUnknown,
    is_open,
    read_key,
    spelled,
    use_link,
)
from survey.store.engine import StoreBusy
from survey.store.tables import DdciUnit
from survey.store.together import write_together

LONGEST_TYPED = 60
# As at the counters' form: fetched anew, but Back shows it again.
CACHE_CONTROL = "private, no-cache"


def show_home(*, typed: str = "", is_wrong: bool = False) -> Response:
    """Offer a field for the key that a letter prints."""
    return one_response_page(
        "ddci/home.html",
        status=404 if is_wrong else 200,
        ask=ask,
        typed=typed[:LONGEST_TYPED],
        is_wrong=is_wrong,
    )


def find_typed_link() -> Response | Redirect:
    """Lead from a typed key to its form."""
    typed = request.form.get("key", "")
    key = read_key(typed)
    if key is None or _found(key) is None:
        return show_home(typed=typed, is_wrong=True)
    return _lead_to(key)


def show_form(link: str) -> Response | Redirect:
    """Show the units to choose from, or what has become of the link."""
    key = read_key(link)
    if key is None:
        return _no_link()
    if link != spelled(key):
        return redirect(
            url_for(".form", link=spelled(key), lang=chosen_language()), 308
        )
    found = _found(key)
    if found is None:
        return _no_link()
    if found.is_used:
        return _thanks()
    if found.is_closed or not is_open(found.round, service().clock.today()):
        return _not_open(found)
    return _choosing(_empty(found), found)


def take_form(link: str) -> Response | Redirect:
    """Go to the next page of the form, or store all of it once and lead to the thanks."""
    if is_from_elsewhere(request, service().settings):
        return _told(403, messages.CANNOT_SEND % {"reason": messages.REASON_FOREIGN})
    key, today = read_key(link), service().clock.today()
    found = None if key is None else _found(key)
    if key is None or found is None:
        return _no_link()
    if found.is_used:
        return _lead_to(key)
    if found.is_closed or not is_open(found.round, today, grace=GRACE_DAYS):
        return _not_open(found)
    form = _filled(found)
    page = _page_after(form, found)
    return page or _store(key, form, found, today)


def _page_after(form: Filled, found: GivenLink) -> Response | None:
    """Return the page that comes after the one sent; None where all has been said."""
    if form.step == CHOOSING:
        wrong = _wrong_choice(form)
        if wrong is not None:
            return _choosing(form, found, wrong=wrong)
        return _rating(form, found, 0)
    if form.goes_back:
        if form.step == 0:
            return _choosing(form, found)
        return _rating(form, found, form.step - 1)
    unit = form.chosen[form.step]
    if not form.says_something_of(unit):
        wrong = ask.ERR_NO_ANSWER % {"unit": unit.name}
        return _rating(form, found, form.step, wrong=wrong)
    if _wrong_choice(form) is not None:
        # More units than a form of ours sends on.
        return _choosing(form, found, wrong=_wrong_choice(form))
    if form.step + 1 < len(form.chosen):
        return _rating(form, found, form.step + 1)
    if form.first_unsaid is not None:
        return _rating(form, found, form.first_unsaid)
    return None


def _store(
    key: bytes, form: Filled, found: GivenLink, today: date
) -> Response | Redirect:
    answers = {one.id: form.scores(one) for one in form.chosen if one.id is not None}
    last = len(form.chosen) - 1
    try:
        write_together(
            service().store,
            lambda session: use_link(session, key, answers, today=today),
        )
    except LinkUnknown:
        return _no_link()
    except LinkNotOpen:
        return _not_open(found)
    except StoreBusy:
        return _rating(form, found, last, status=503, notice=messages.SERVER_DOWN)
    # Whatever failed, the commit may have gone through: only sending again can tell.
    except Exception as error:
        log_failure(error)
        status = status_of_failure(error)
        return _rating(form, found, last, status=status, notice=messages.UNCONFIRMED)
    return _lead_to(key)


def _wrong_choice(form: Filled) -> LazyString | None:
    most, chosen = form.programme.most_units, len(form.chosen)
    if not chosen:
        return ask.ERR_NO_UNIT
    if chosen > most:
        return ask.ERR_MANY_UNITS % {"n": most, "chosen": chosen}
    return None


def _choosing(
    form: Filled, found: GivenLink, *, wrong: LazyString | None = None
) -> Response:
    response = one_response_page(
        "ddci/choose.html",
        status=422 if wrong else 200,
        cache_control=CACHE_CONTROL,
        ask=ask,
        form=form,
        round=found.round,
        wrong=wrong,
        # Another language's link would drop what was chosen.
        languages=_languages_unless(wrong is not None or bool(form.chosen)),
    )
    return of_even_size(response)


def _rating(
    form: Filled,
    found: GivenLink,
    at: int,
    *,
    wrong: LazyString | None = None,
    notice: LazyString | None = None,
    status: int = 200,
) -> Response:
    language = chosen_language()
    programme = form.programme
    response = one_response_page(
        "ddci/rate.html",
        status=422 if wrong else status,
        cache_control=CACHE_CONTROL,
        ask=ask,
        form=form,
        round=found.round,
        at=at,
        unit=form.chosen[at],
        scale=ask.SCALE
        % {
            "low": programme.low.said_in(language),
            "high": programme.high.said_in(language),
        },
        wrong=wrong,
        notice=notice,
        languages=(),
    )
    return of_even_size(ask_to_wait(response))


def _thanks() -> Response:
    return _told(200, ask.THANKS, ask.USED_ONCE, ask.MAY_CLOSE)


def _not_open(found: GivenLink) -> Response:
    today = service().clock.today()
    if today < found.round.first_day and not found.is_closed:
        day = _as_day(found.round.first_day)
        return _told(404, ask.NOT_BEGUN % {"day": day}, ask.KEEP_LETTER)
    day = _as_day(found.round.last_day)
    return _told(410, ask.OVER % {"day": day}, ask.NOTHING_TAKEN)


def _no_link() -> Response:
    return _told(404, ask.NO_LINK, ask.CHECK_LETTER, leads_home=True)


def _told(status: int, *sentences: LazyString, leads_home: bool = False) -> Response:
    return one_response_page(
        "ddci/told.html",
        status=status,
        ask=ask,
        sentences=sentences,
        leads_home=leads_home,
        languages=_languages_unless(request.method != "GET"),
    )


def _languages_unless(holds_answers: bool) -> tuple[str, ...]:
    return () if holds_answers else languages()


def _found(key: bytes) -> GivenLink | None:
    with service().store.reading() as session:
        return ddci_links.find_link(session, key)


def _units(found: GivenLink) -> tuple[DdciUnit, ...]:
    assert found.round.id is not None
    with service().store.reading() as session:
        return ddci.units(session, found.round.id)


def _empty(found: GivenLink) -> Filled:
    programme = load_programme(found.round.programme, source=found.round.code)
    return empty(programme, _units(found))


def _filled(found: GivenLink) -> Filled:
    programme = load_programme(found.round.programme, source=found.round.code)
    return filled(request.form, programme, _units(found))


def _lead_to(key: bytes) -> Redirect:
    return redirect(url_for(".form", link=spelled(key), lang=chosen_language()), 303)


def _as_day(day: date) -> str:
    return str(format_date(day, str(messages.DATE_PATTERN)))
