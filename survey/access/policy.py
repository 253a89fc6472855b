"""Who may see what: every URL rule is listed here, and what is not listed does not exist."""

from enum import Enum

from flask import Flask, abort, request


class Who(Enum):
    """The least that a visitor must be."""

    ANYONE = "anyone"
    REVIEWER = "a signed-in reviewer, within the own unit"
    REFORM_OFFICE = "the reform office"


RULES: dict[str, Who] = {
    "static": Who.ANYONE,
    "healthz": Who.ANYONE,
}


def enforce(app: Flask) -> None:
    """Refuse every request for a rule that is not listed, before its view runs."""

    @app.before_request
    def check() -> None:
        if request.endpoint is None:
            return
        if request.endpoint not in RULES:
            abort(404)
