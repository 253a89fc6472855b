"""Pages that stay open for a week, and days that begin while people send (TRUST R15, R23)."""

import json
import random
import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from survey.access.kiosks import add_kiosk
from survey.citizen.tokens import KIOSK, KIOSK_LIFETIME, LIFETIME
from survey.cli.canary_kiosk import NOTHING_YET
from survey.cli.canary_visitor import Visitor
from survey.clock import VIETNAM
from survey.settings import load_settings
from survey.store.engine import Store
from survey.store.tables import Arrival, Counter, Response
from tests.faults.blocked import connected
from tests.faults.drill import Report, settle
from tests.faults.killed import way_of
from tests.faults.ledger import Filled
from tests.faults.stage import POSTGRES, Bench, Stage

FORMS = 20
NOON = datetime(2026, 11, 25, 12, tzinfo=VIETNAM)
# West and east of Viet Nam, and one whose clocks were set back that month.
ZONES = ("UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Ho_Chi_Minh")
# The last seconds of a day, of a quarter and of a leap day.
MIDNIGHTS = (
    datetime(2026, 11, 25, tzinfo=VIETNAM),
    datetime(2027, 1, 1, tzinfo=VIETNAM),
    datetime(2028, 3, 1, tzinfo=VIETNAM),
)
JUST_BEFORE, NO_TIME = timedelta(minutes=3), timedelta()


def a_week_later(bench: Bench, engine: str) -> Report:
    """Forms on phones and on a kiosk wait as long as they live, while the secret is changed and the service restarted."""
    with bench.stage(engine, way_of(engine)) as stage:
        _serve(stage, {"SIPAS_TEST_CLOCK": NOON.isoformat()})
        rng = random.Random(FORMS)
        on_phones = [stage.line.open_form(rng) for _ in range(FORMS)]
        cookie, on_kiosk = _kiosk_forms(stage, rng)
        tablet = replace(stage.line, headers={"Cookie": cookie})
        (secret,) = stage.secrets
        new_secret = secrets.token_hex()
        stage.secrets = (new_secret, secret)
        for line, forms, lifetime in (
            (stage.line, on_phones, LIFETIME),
            (tablet, on_kiosk, KIOSK_LIFETIME),
        ):
            _serve(
                stage,
                {
                    "SIPAS_TEST_CLOCK": (NOON + lifetime).isoformat(),
                    "SIPAS_SECRET_KEY": new_secret,
                    "SIPAS_PREVIOUS_SECRET_KEYS": secret,
                },
            )
            for form in forms:
                stage.ledger.note(line.send(form))
        days = f"{LIFETIME.days} and {KIOSK_LIFETIME.days}"
        report = settle(stage, note=f"after {days} days, restarts and a new secret")
        classes = _classes(stage.url)
    assert report.found.acked == 2 * FORMS, f"{report.found.acked} of {2 * FORMS} taken"
    assert classes.count(KIOSK) == FORMS, f"classes {sorted(set(classes))}"
    return report


def _kiosk_forms(stage: Stage, rng: random.Random) -> tuple[str, list[Filled]]:
    """Enrol a tablet and fill in some of the forms that it fetches ahead; its cookie comes first."""
    store = Store(stage.url)
    with store.writing() as session:
        counter = session.exec(select(Counter)).one()
        assert counter.id is not None
        settings = load_settings(stage.directory, {})
        code = add_kiosk(session, counter.id, settings=settings, now=NOON).code
    store.close()
    tablet = Visitor(
        f"http://localhost:{stage.port}", origin=f"https://localhost:{stage.port}"
    )
    enrolled = tablet.send("/kiosk/dang-ky", {"code": code}, by_script=True)
    given = tablet.send(
        "/kiosk/phieu", NOTHING_YET, by_script=True, cookie=enrolled.cookie
    )
    assert given.status == 200, f"the kiosk was given no forms: {given.status}"
    tokens = [form["token"] for form in json.loads(given.text)["forms"]]
    return enrolled.cookie, [stage.line.fill_in(token, rng) for token in tokens[:FORMS]]


def midnights(bench: Bench, engine: str) -> Report:
    """In every time zone of the host, and of PostgreSQL, an answer has its day in Viet Nam."""
    with bench.stage(engine, way_of(engine)) as stage:
        if engine == POSTGRES:
            with connected(stage) as server:
                name = server.info.dbname
                server.execute(
                    f"ALTER DATABASE {name} SET timezone = 'Pacific/Honolulu'".encode()
                )
        expected: list[date] = []
        moments = [m - before for m in MIDNIGHTS for before in (JUST_BEFORE, NO_TIME)]
        # In order: never back behind a day that the night's work has closed.
        for place, moment in enumerate(moments):
            # Two zones each: all of them see both sides of some midnight.
            for zone in (ZONES[place % len(ZONES)], ZONES[(place + 1) % len(ZONES)]):
                _answer(stage, zone, moment)
                expected.append(moment.date())
        assert _days(stage.url) == sorted(expected), "an answer has another day"
        return settle(
            stage, note=f"{len(ZONES)} zones, {len(MIDNIGHTS)} midnights: days right"
        )


def _answer(stage: Stage, zone: str, moment: datetime) -> None:
    """Serve in a time zone from a moment on, and send one answer."""
    # Without time zones of the host's own, those of the package are read.
    clock = {"TZ": zone, "PYTHONTZPATH": "", "SIPAS_TEST_CLOCK": moment.isoformat()}
    _serve(stage, clock)
    form = stage.line.open_form(random.Random(0))
    stage.ledger.note(stage.line.send(form))


def _serve(stage: Stage, environ: dict[str, str]) -> None:
    """Stop the service and start it with another environment."""
    stage.stop()
    stage.how = replace(stage.how, environ=environ)
    stage.start()


def _days(url: str) -> list[date]:
    store = Store(url)
    with store.reading() as session:
        days = [
            *session.exec(select(col(Arrival.received_on))),
            *session.exec(select(col(Response.received_on))),
        ]
    store.close()
    return sorted(days)


def _classes(url: str) -> list[str]:
    store = Store(url)
    with store.reading() as session:
        classes = [
            *session.exec(select(col(Arrival.channel))),
            *session.exec(select(col(Response.channel))),
        ]
    store.close()
    return classes
