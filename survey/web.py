"""The web application: one factory, each front can be served alone."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel
from jinja2 import StrictUndefined
from sqlalchemy import text

import templates
from survey.access import errors, headers, policy, readiness, watching
from survey.access.locale import chosen_language, chosen_locale
from survey.access.proxies import TrustedProxies
from survey.access.state import Service, attach, service
from survey.language import TRANSLATIONS, language_names, languages
from survey.settings import Settings, derive_key
from survey.store.engine import Store

FRONTS = ("citizen", "ddci", "public", "review", "manage", "api")
# A full form with a comment of 2,000 letters stays under 16 KiB.
LARGEST_REQUEST = 64 * 1024
PLAIN_TEXT = {"Content-Type": "text/plain; charset=utf-8"}


def create_app(
    settings: Settings,
    *,
    store: Store | None = None,
    fronts: Sequence[str] = FRONTS,
) -> Flask:
    """Return the app of an installation with the fronts asked for."""
    app = Flask(
        __name__,
        template_folder=str(Path(templates.__file__).parent),
        static_folder="static",
    )
    attach(
        app,
        Service(
            settings=settings,
            store=store or Store(settings.database_url),
            clock=settings.clock(),
        ),
    )
    _configure(app, settings)
    headers.set_headers(app)
    policy.enforce(app)
    watching.watch(app)
    errors.show_errors(app)
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
    for front in fronts:
        app.register_blueprint(import_module(f"survey.{front}").blueprint)
    app.wsgi_app = TrustedProxies(  # type: ignore[method-assign]
        app.wsgi_app, settings.trusted_proxies
    )
    return app


def healthz() -> tuple[str, dict[str, str]]:
    """Answer where the database can be read."""
    with service().store.reading() as session:
        session.connection().execute(text("SELECT 1"))
    return "ok\n", PLAIN_TEXT


def readyz() -> tuple[str, int, dict[str, str]]:
    """Answer 200 where nothing needs an administrator, else 503 with a line for each reason."""
    state = service()
    found = (
        *readiness.changed_settings(state.settings),
        *readiness.reasons(state.settings, state.store, state.clock.now()),
    )
    lines = [str(reason) for reason in found] or ["ready"]
    return "\n".join(lines) + "\n", 503 if found else 200, PLAIN_TEXT


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=derive_key(settings.secret_key, "cookies"),
        SECRET_KEY_FALLBACKS=[
            derive_key(key, "cookies") for key in settings.previous_secret_keys
        ],
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        # The __Host- prefix is refused by browsers without https.
        SESSION_COOKIE_NAME="__Host-form" if settings.is_https else "form",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
    )
    Babel(app, locale_selector=chosen_locale)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.autoescape = True
    app.context_processor(_shared_by_pages)


def _shared_by_pages() -> dict[str, Any]:
    """Return what every template may name."""
    return {
        "is_demo": service().settings.is_demo,
        "language": chosen_language(),
        "languages": languages(),
        "language_names": language_names(),
        "hotline": service().settings.hotline,
        "province": service().settings.province,
    }
