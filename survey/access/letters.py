"""Larger letters without a script: a word in the address, kept in every link of the citizen's pages."""

from typing import Any

from flask import has_request_context, request

PARAMETER = "chu"
LARGE = "to"


def letters_are_large() -> bool:
    """Tell whether this request asks for larger letters."""
    return has_request_context() and request.args.get(PARAMETER) == LARGE


def keep_letters(endpoint: str, values: dict[str, Any]) -> None:
    """Add the size of letters to an address that is built for this request's page."""
    if letters_are_large() and not endpoint.endswith(".script"):
        values.setdefault(PARAMETER, LARGE)
