"""Answers are taken from our own pages only: another site must not send them with a reader's browser."""

from urllib.parse import urlsplit

from flask import Request

from survey.settings import Settings

DEFAULT_PORTS = {"http": 80, "https": 443}
FOREIGN_SITES = ("cross-site", "same-site")
# What browsers send from a private or sandboxed page of our own.
HIDDEN_ORIGIN = "null"


def is_from_elsewhere(request: Request, settings: Settings) -> bool:
    """Tell whether a post says that it comes from another site; one that says nothing is accepted.

    A demo answers under whatever address its machine has, so there the request's own host counts.
    """
    if request.headers.get("Sec-Fetch-Site", "") in FOREIGN_SITES:
        return True
    origin = request.headers.get("Origin", HIDDEN_ORIGIN)
    if origin == HIDDEN_ORIGIN:
        return False
    own = request.host_url if settings.is_demo else settings.base_url
    return _site(origin) != _site(own)


def _site(address: str) -> tuple[str, str | None, int | None] | None:
    """Return scheme, host and port, the usual port written out; None for what is no address."""
    try:
        parts = urlsplit(address)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return parts.scheme, parts.hostname, port
