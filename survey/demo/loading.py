"""Puts the demo into an empty database: the same seed and day give the same rows, ids included."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlmodel import Session

from forms.questionnaire import shipped_questionnaire, shipped_text
from survey.demo.accounts import add_accounts
from survey.demo.arrivals import Campaign, add_arrivals
from survey.demo.comments import Written, add_comments
from survey.demo.ddci import add_ddci
from survey.demo.fields import FieldsOfVisits, add_fields
from survey.demo.following import add_following, finished_campaigns
from survey.demo.province import demo_offices
from survey.demo.published import load_settlement_report
from survey.demo.published_indices import load_published_indices
from survey.demo.rechecks import add_recheck
from survey.demo.residents import QUESTIONNAIRE as RESIDENTS_QUESTIONNAIRE
from survey.demo.residents import add_residents
from survey.demo.sampling import draw_demo_plan
from survey.demo.volumes import add_volumes
from survey.reports.blocks import COMMUNE_CENTRE, DEPARTMENT
from survey.store import installation, waves
from survey.store.codes import new_code
from survey.store.engine import Store
from survey.store.tables import Counter, Office, Placement, Poster, QuestionnaireVersion
from survey.trust import sealing

SEED, DAY = "demo_seed", "demo_day"
QUESTIONNAIRE, CONTINUOUS_QUESTIONNAIRE = "sipas-2017", "quick"
SERIES = "thuong-xuyen"
BLOCK_OF_LEVEL = {"province": DEPARTMENT, "commune": COMMUNE_CENTRE}
# Days from today to a campaign's first day, its length in days, its part of all answers, and how
# much better than before people were served, on the latent scale.
CAMPAIGNS = ((-196, 14, 0.32, -0.10), (-98, 14, 0.33, 0.0), (-28, 89, 0.35, 0.08))
COMMENTS_OF_A_CAMPAIGN, COMMENTS_TO_SORT = 150, 60

# Is told the day that is being sealed.
Progress = Callable[[date], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides every row."""

    seed: int
    responses: int
    today: date


def load_demo(store: Store, plan: Plan, *, password: str, progress: Progress) -> None:
    """Fill a migrated, empty database, seal every past day and release what the rule lets go."""
    rng = np.random.default_rng(plan.seed)
    with store.writing() as session:
        installation.mark(session, installation.DEMO)
        counters = _add_places(session, plan, rng)
        shares = add_fields(session)
        campaigns = _add_waves(session, plan)
    add_arrivals(
        store,
        rng,
        shipped_questionnaire(QUESTIONNAIRE),
        counters=counters,
        campaigns=campaigns,
        today=plan.today,
        # Of its own: answers stay what they were before counters had fields.
        fields=FieldsOfVisits(np.random.default_rng([plan.seed, 2]), shares),
    )
    with store.writing() as session:
        # Of its own, again: what is heard comes from what people answered.
        rechecked = np.random.default_rng([plan.seed, 4])
        add_recheck(session, rechecked, campaigns[-1], today=plan.today)
    with store.writing() as session:
        # Of its own, too: residents are no visitors of a counter.
        add_residents(
            session,
            np.random.default_rng([plan.seed, 5]),
            campaigns[-1],
            _kept(session, RESIDENTS_QUESTIONNAIRE),
            counters=[
                of_office
                for office, of_office in zip(demo_offices(), counters, strict=True)
                if office.level == "commune"
            ],
            today=plan.today,
            responses=plan.responses,
        )
    sealing.seal(store, plan.today, progress=progress)
    with store.writing() as session:
        load_settlement_report(session)
        add_following(
            session, finished_campaigns(session, plan.today), today=plan.today
        )
        first = plan.today + timedelta(days=CAMPAIGNS[0][0])
        add_volumes(session, rng, first=first, today=plan.today)
        draw_demo_plan(session, first=first, today=plan.today, seed=plan.seed)
        load_published_indices(session)
        add_accounts(session, password=password)
        # Of its own: the answers must not depend on what is made up beside them.
        add_comments(session, np.random.default_rng([plan.seed, 1]), _written(plan))
        add_ddci(session, np.random.default_rng([plan.seed, 3]), today=plan.today)
        installation.keep_fact(session, SEED, str(plan.seed))
        # Written last: it says that the demo is whole.
        installation.keep_fact(session, DAY, plan.today.isoformat())


def _written(plan: Plan) -> list[Written]:
    """Return the comments of each campaign's days before today; the last ones wait to be sorted."""
    yesterday = plan.today - timedelta(days=1)
    rounds = []
    for days, length, _, _ in CAMPAIGNS:
        first_day = plan.today + timedelta(days=days)
        last_day = min(first_day + timedelta(days=length - 1), yesterday)
        rounds.append(Written(COMMENTS_OF_A_CAMPAIGN, first_day, last_day, True))
    return [*rounds, Written(COMMENTS_TO_SORT, yesterday, yesterday, False)]


def _add_places(
    session: Session, plan: Plan, rng: np.random.Generator
) -> list[list[int]]:
    """Add offices, counters and their posters; return the counters' ids by office."""
    printed_on = plan.today + timedelta(days=CAMPAIGNS[0][0])
    taken: set[str] = set()
    counters: list[list[int]] = []
    for demo_office in demo_offices():
        office = Office(
            code=demo_office.code,
            name=demo_office.name,
            name_en=demo_office.name_en,
            level=demo_office.level,
            block=BLOCK_OF_LEVEL[demo_office.level],
        )
        session.add(office)
        session.flush()
        assert office.id is not None
        counters.append([])
        for counter in demo_office.counters:
            added = Counter(
                office_id=office.id,
                code=counter.code,
                name=counter.name,
                name_en=counter.name_en,
            )
            poster = Poster(code=_untaken_code(rng, taken), printed_on=printed_on)
            session.add_all((added, poster))
            session.flush()
            assert added.id is not None and poster.id is not None
            session.add(
                Placement(
                    poster_id=poster.id, valid_from=printed_on, counter_id=added.id
                )
            )
            counters[-1].append(added.id)
    return counters


def _untaken_code(rng: np.random.Generator, taken: set[str]) -> str:
    while (code := new_code(lambda text: text[rng.integers(len(text))])) in taken:
        continue
    taken.add(code)
    return code


def _add_waves(session: Session, plan: Plan) -> list[Campaign]:
    questionnaire = _kept(session, QUESTIONNAIRE)
    campaigns: list[Campaign] = []
    for days, length, share, lift in CAMPAIGNS:
        opens_on = plan.today + timedelta(days=days)
        closes_on = opens_on + timedelta(days=length - 1)
        wave = waves.add_campaign(
            session,
            f"{opens_on:%Y-%m}",
            title=f"Khảo sát tháng {opens_on.month}/{opens_on.year}",
            opens_on=opens_on,
            closes_on=closes_on,
            questionnaire=questionnaire,
            full=True,
        )
        assert wave.id is not None
        is_last = len(campaigns) == len(CAMPAIGNS) - 1
        earlier = sum(campaign.n for campaign in campaigns)
        campaigns.append(
            Campaign(
                instrument_id=waves.instrument_of_wave(session, wave.id).instrument_id,
                opens_on=opens_on,
                last_answered=min(closes_on, plan.today),
                n=plan.responses - earlier if is_last else int(plan.responses * share),
                lift=lift,
            )
        )
    waves.add_continuous(
        session,
        SERIES,
        title="Lấy ý kiến thường xuyên",
        opens_on=_first_of_quarter(plan.today),
        questionnaire=_kept(session, CONTINUOUS_QUESTIONNAIRE),
        full=False,
    )
    return campaigns


def _kept(session: Session, code: str) -> QuestionnaireVersion:
    questionnaire = shipped_questionnaire(code)
    return waves.keep_questionnaire(
        session,
        digest=questionnaire.digest,
        code=questionnaire.code,
        version=questionnaire.version,
        content=shipped_text(code),
    )


def _first_of_quarter(day: date) -> date:
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
