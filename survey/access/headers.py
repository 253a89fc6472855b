"""Headers of every response: what a browser may load, keep and tell others."""

from flask import Flask, Response

from survey.access.state import service

SECONDS_OF_A_YEAR = 365 * 24 * 3600

# Under `no-referrer` browsers would send `Origin: null` with our own forms.
ALWAYS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def content_security_policy(*, style_hash: str = "") -> str:
    """Return a policy without inline script; `style_hash` lets one inline style sheet in."""
    style = (
        f"style-src 'self' 'sha256-{style_hash}'" if style_hash else "style-src 'self'"
    )
    return (
        f"default-src 'none'; script-src 'self'; {style}; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def set_headers(app: Flask) -> None:
    """Add the headers that a view has not set itself; by default nothing is kept by a cache."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault(
            "Content-Security-Policy", content_security_policy()
        )
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if service().settings.is_https:
            response.headers["Strict-Transport-Security"] = (
                f"max-age={SECONDS_OF_A_YEAR}"
            )
        return response
