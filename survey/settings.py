"""The settings of one installation: read once, checked as a whole, frozen."""

import hashlib
import hmac
import ipaddress
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from survey.clock import Clock, parse_moment

FILE_NAME = "settings.env"
PREFIX = "SIPAS_"
DEMO_SECRET_PREFIX = "demo-"
SHORTEST_SECRET = 32
# A backup every night, two hours late at most.
BACKUP_HOURS = "26"
ENVIRONMENTS = ("production", "demo", "testing")
# How those answer who have no phone with them.
WITHOUT_PHONE = ("paper", "kiosk")
# Who sets up, who reads all, who reads one office, who looks after a counter, who types in, and who
# watches them. Named here because a setting names them, too.
ROLES = (
    "administrator",
    "reform_office",
    "unit_head",
    "counter_staff",
    "operator",
    "auditor",
)
KEYS = (
    "ENVIRONMENT",
    "SECRET_KEY",
    "PREVIOUS_SECRET_KEYS",
    "DATABASE_URL",
    "BASE_URL",
    "TRUSTED_PROXIES",
    "HOTLINE",
    "WITHOUT_PHONE",
    "PROVINCE",
    "BACKUP_HOURS",
    "TOTP_ROLES",
    "TARGET",
    "DEBUG",
    "TEST_CLOCK",
)


class Mistake(str):
    """What is wrong with a key, in English; the sentence without its values is what is translated."""

    sentence: str
    values: Mapping[str, object]

    def __new__(cls, sentence: str, **values: object) -> "Mistake":
        mistake = super().__new__(cls, sentence % values)
        mistake.sentence, mistake.values = sentence, values
        return mistake


class SettingsError(Exception):
    """The settings cannot be used; `mistakes` names every bad key at once."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = tuple(mistakes)

    def said(self, say: Callable[[str], str]) -> str:
        """Return all mistakes in the language of `say`."""
        return "; ".join(say(each.sentence) % each.values for each in self.mistakes)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation is told from outside. `secret_key` is hidden from repr.

    `target` is the index that is aimed at, as a share.
    """

    directory: Path
    environment: str
    base_url: str
    database_url: str
    secret_key: str = field(repr=False)
    previous_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    trusted_proxies: tuple[str, ...] = ()
    hotline: str = ""
    without_phone: tuple[str, ...] = ()
    province: str = ""
    backup_hours: int = int(BACKUP_HOURS)
    totp_roles: tuple[str, ...] = ()
    target: float | None = None
    debug: bool = False
    test_clock: datetime | None = None

    @property
    def is_demo(self) -> bool:
        return self.environment == "demo"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The key that signs, then those that still verify what was signed before."""
        return self.secret_key, *self.previous_secret_keys

    def clock(self) -> Clock:
        return Clock(started_at=self.test_clock)


def derive_key(secret: str, purpose: str) -> bytes:
    """Return 32 bytes for one purpose, so that no two uses share a key (HKDF-like, one block)."""
    return hmac.new(
        secret.encode(), f"sipas {purpose}".encode(), hashlib.sha256
    ).digest()


def new_secret(*, demo: bool = False) -> str:
    return (DEMO_SECRET_PREFIX if demo else "") + secrets.token_urlsafe(36)


def load_settings(directory: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read `settings.env` under `directory`, let the environment override it. Raises SettingsError."""
    values, mistakes = _read_file(directory / FILE_NAME)
    for key in KEYS:
        if PREFIX + key in environ:
            values[key] = environ[PREFIX + key]
    return _checked(directory, values, mistakes)


def write_settings(directory: Path, values: Mapping[str, str]) -> Path:
    """Write a new `settings.env` that only its owner can read. Raises FileExistsError."""
    path = directory / FILE_NAME
    directory.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{PREFIX}{key}={value}\n" for key, value in values.items())
    return path


def _read_file(path: Path) -> tuple[dict[str, str], list[Mistake]]:
    values: dict[str, str] = {}
    mistakes: list[Mistake] = []
    if not path.exists():
        return values, mistakes
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, separator, value = line.partition("=")
        key = name.strip().removeprefix(PREFIX)
        if not separator or not name.strip().startswith(PREFIX) or key not in KEYS:
            mistakes.append(
                Mistake(
                    "%(file)s line %(line)s: %(name)r is not a setting",
                    file=path.name,
                    line=number,
                    name=name.strip(),
                )
            )
        else:
            values[key] = value.strip()
    return values, mistakes


def _checked(
    directory: Path, values: dict[str, str], mistakes: list[Mistake]
) -> Settings:
    environment = values.get("ENVIRONMENT", "production")
    if environment not in ENVIRONMENTS:
        mistakes.append(
            Mistake(
                "SIPAS_ENVIRONMENT is %(value)r, expected one of %(known)s",
                value=environment,
                known=", ".join(ENVIRONMENTS),
            )
        )
    secret = values.get("SECRET_KEY", "")
    previous = _listed(values.get("PREVIOUS_SECRET_KEYS", ""))
    mistakes += _secret_mistakes(secret, previous, is_demo=environment == "demo")
    base_url = values.get("BASE_URL", "").rstrip("/")
    mistakes += _base_url_mistakes(base_url, is_demo=environment == "demo")
    database_url = (
        values.get("DATABASE_URL")
        or f"sqlite:///{(directory / 'survey.sqlite').resolve()}"
    )
    if not re.match(r"sqlite:///|postgresql\+psycopg://", database_url):
        mistakes.append(
            Mistake(
                "SIPAS_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://"
            )
        )
    proxies = _listed(values.get("TRUSTED_PROXIES", ""))
    mistakes += [
        Mistake("SIPAS_TRUSTED_PROXIES: %(value)r is not an IP address", value=proxy)
        for proxy in proxies
        if not _is_address(proxy)
    ]
    without_phone = _listed(values.get("WITHOUT_PHONE", ""))
    mistakes += [
        Mistake(
            "SIPAS_WITHOUT_PHONE: %(value)r is not one of %(known)s",
            value=way,
            known=", ".join(WITHOUT_PHONE),
        )
        for way in without_phone
        if way not in WITHOUT_PHONE
    ]
    backup_hours = values.get("BACKUP_HOURS", BACKUP_HOURS)
    if not re.fullmatch(r"[0-9]{1,4}", backup_hours):
        mistakes.append(
            Mistake(
                "SIPAS_BACKUP_HOURS is %(value)r, expected whole hours, 0 to watch none",
                value=backup_hours,
            )
        )
    totp_roles = _listed(values.get("TOTP_ROLES", ""))
    mistakes += [
        Mistake(
            "SIPAS_TOTP_ROLES: %(value)r is not one of %(known)s",
            value=role,
            known=", ".join(ROLES),
        )
        for role in totp_roles
        if role not in ROLES
    ]
    target = values.get("TARGET", "")
    if target and not re.fullmatch(r"[1-9][0-9]?(\.[0-9]{1,2})?", target):
        mistakes.append(
            Mistake(
                "SIPAS_TARGET is %(value)r, expected points such as 85 or 82.5",
                value=target,
            )
        )
    debug = values.get("DEBUG", "off")
    if debug not in ("on", "off"):
        mistakes.append(
            Mistake("SIPAS_DEBUG is %(value)r, expected on or off", value=debug)
        )
    if debug == "on" and environment == "production":
        mistakes.append(Mistake("SIPAS_DEBUG must be off in production"))
    test_clock, clock_mistakes = _test_clock(values.get("TEST_CLOCK", ""), environment)
    mistakes += clock_mistakes
    if mistakes:
        raise SettingsError(mistakes)
    return Settings(
        directory=directory,
        environment=environment,
        base_url=base_url,
        database_url=database_url,
        secret_key=secret,
        previous_secret_keys=previous,
        trusted_proxies=proxies,
        hotline=values.get("HOTLINE", ""),
        without_phone=without_phone,
        province=values.get("PROVINCE", ""),
        backup_hours=int(backup_hours),
        totp_roles=totp_roles,
        target=float(target) / 100 if target else None,
        debug=debug == "on",
        test_clock=test_clock,
    )


def _secret_mistakes(
    secret: str, previous: tuple[str, ...], *, is_demo: bool
) -> list[Mistake]:
    if not secret:
        return [Mistake("SIPAS_SECRET_KEY is missing")]
    mistakes = []
    if any(len(key) < SHORTEST_SECRET for key in (secret, *previous)):
        mistakes.append(
            Mistake(
                "SIPAS_SECRET_KEY and SIPAS_PREVIOUS_SECRET_KEYS need at least %(n)s characters each",
                n=SHORTEST_SECRET,
            )
        )
    if not is_demo and any(
        key.startswith(DEMO_SECRET_PREFIX) for key in (secret, *previous)
    ):
        mistakes.append(Mistake("SIPAS_SECRET_KEY is a demo secret"))
    return mistakes


def _base_url_mistakes(base_url: str, *, is_demo: bool) -> list[Mistake]:
    if not base_url:
        return [Mistake("SIPAS_BASE_URL is missing")]
    parts = urlsplit(base_url)
    try:
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        port_is_valid = False
    is_plain = not (parts.path or parts.query or parts.fragment or parts.username)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not is_plain
        or not port_is_valid
    ):
        return [
            Mistake(
                "SIPAS_BASE_URL is %(value)r, expected an address like https://danhgia.example.vn",
                value=base_url,
            )
        ]
    if parts.scheme == "http" and not is_demo:
        return [Mistake("SIPAS_BASE_URL must begin with https:// outside a demo")]
    return []


def _test_clock(text: str, environment: str) -> tuple[datetime | None, list[Mistake]]:
    if not text:
        return None, []
    if environment == "production":
        return None, [Mistake("SIPAS_TEST_CLOCK must not be set in production")]
    try:
        return parse_moment(text), []
    except ValueError:
        return None, [
            Mistake(
                "SIPAS_TEST_CLOCK is %(value)r, expected an ISO moment like 2026-11-25T00:30",
                value=text,
            )
        ]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
