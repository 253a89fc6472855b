"""Believes what a proxy says of the visitor only where the proxy is named in the settings."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class TrustedProxies:
    """WSGI middleware: `X-Forwarded-Proto` and `X-Forwarded-For` count from trusted proxies only."""

    def __init__(self, application: "WSGIApplication", proxies: Iterable[str]) -> None:
        self._application = application
        self._believing = ProxyFix(application, x_for=1, x_proto=1)
        self._proxies = frozenset(proxies)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        is_trusted = environ.get("REMOTE_ADDR", "") in self._proxies
        chosen = self._believing if is_trusted else self._application
        return chosen(environ, start_response)
