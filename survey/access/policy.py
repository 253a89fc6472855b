"""Who may see what: every URL rule is listed here, and what is not listed does not exist."""

from enum import Enum

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from survey.access.sessions import Visitor, current_visitor


class Who(Enum):
    """The least that a visitor must be."""

    ANYONE = "anyone"
    REVIEWER = "a signed-in reviewer, within the own unit"
    REFORM_OFFICE = "the reform office"


RULES: dict[str, Who] = {
    "static": Who.ANYONE,
    "healthz": Who.ANYONE,
    "citizen.home": Who.ANYONE,
    "citizen.form": Who.ANYONE,
    "citizen.further_form": Who.ANYONE,
    "citizen.take_form": Who.ANYONE,
    "citizen.small_address": Who.ANYONE,
    "citizen.short_address": Who.ANYONE,
    "citizen.receipt": Who.ANYONE,
    "citizen.script": Who.ANYONE,
    "review.sign_in": Who.ANYONE,
    "review.sign_out": Who.REVIEWER,
    "review.home": Who.REVIEWER,
    "review.wave": Who.REFORM_OFFICE,
    "review.offices": Who.REFORM_OFFICE,
    "review.compare": Who.REFORM_OFFICE,
    "review.office": Who.REVIEWER,
    "review.dossiers": Who.REVIEWER,
    "manage.posters": Who.REFORM_OFFICE,
    "manage.give_codes": Who.REFORM_OFFICE,
    "manage.posters_file": Who.REFORM_OFFICE,
}

# A rule with this argument shows one office; its head sees the own one only.
OFFICE_ARGUMENT = "office_code"
CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS")
# Where a sign-in may lead: our own pages for signed-in people, never another host.
SIGNED_IN_PAGES = ("/review/", "/manage/")


def enforce(app: Flask) -> None:
    """Refuse, before its view runs, every request that the rules do not allow.

    What may not be seen answers as what does not exist, so that nobody learns of it by asking.
    """

    @app.before_request
    def check() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None
        who = RULES.get(request.endpoint)
        if who is None:
            abort(404)
        if who is Who.ANYONE:
            return None
        visitor = current_visitor()
        if visitor is None:
            return _to_sign_in()
        if not _is_allowed(visitor, who):
            abort(404)
        if request.method not in CHANGES_NOTHING:
            _check_csrf()
        return None


def is_safe_target(path: str) -> bool:
    """Tell whether a path leads to a page of ours after sign-in, and not to another host."""
    return (
        path.startswith(SIGNED_IN_PAGES)
        and path.isprintable()
        and "\\" not in path
        and "//" not in path
    )


def _is_allowed(visitor: Visitor, who: Who) -> bool:
    if who is Who.REFORM_OFFICE and not visitor.is_reform_office:
        return False
    office_code = (request.view_args or {}).get(OFFICE_ARGUMENT)
    return office_code is None or visitor.may_see(office_code)


def _check_csrf() -> None:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        abort(400)


def _to_sign_in() -> ResponseReturnValue:
    """Send to the sign-in page; what was being read comes after it, what was being sent does not."""
    if "review.sign_in" not in current_app.view_functions:
        # A front that is served alone, without reviewers' pages.
        abort(404)
    wanted = request.full_path.rstrip("?")
    if request.method == "GET" and is_safe_target(wanted):
        return redirect(url_for("review.sign_in", next=wanted), 303)
    return redirect(url_for("review.sign_in"), 303)
