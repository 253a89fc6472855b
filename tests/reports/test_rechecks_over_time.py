"""Whatever was answered and heard when: no two figures of a check's pages differ by one to four people."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey.reports.figures import Estimate
from survey.reports.rechecks import build_recheck
from survey.store import rechecks
from survey.store.engine import Store
from survey.store.rechecks import DrawHead, Stratum
from survey.store.tables import Wave
from survey.trust.sealing import seal
from tests.fixtures.bureau import WAVE
from tests.fixtures.people import make_counter, make_office, make_responses, make_wave
from tests.reports.conftest import result_of

FIRST, DAYS = date(2026, 11, 2), 3
HEAD = DrawHead("fixed", None, 40, None, 0, 7, "a" * 64, FIRST)
LEVELS = {"A": "province", "B": "commune", "C": "commune"}
# Answers that came in by themselves and that were heard, in each office on each day.
A_DAY = st.tuples(st.sampled_from((0, 3, 7)), st.sampled_from((0, 1, 2, 3, 4, 6)))
Day = Mapping[str, tuple[int, int]]
# What a reader sees: n by side and office, and of all together.
View = dict[tuple[str, str], int]


def views(store: Store, history: list[Day]) -> Iterator[View]:
    """Store day after day, seal each, and give what the page shows after it."""
    with store.writing() as session:
        opened = make_wave(session, WAVE, opens_on=FIRST)
        wave = session.get_one(Wave, opened.wave_id)
        last = FIRST + timedelta(days=60)
        check = rechecks.open_recheck(session, wave, closes_on=last, grace_days=7)
        counters, strata = {}, []
        for code, level in LEVELS.items():
            office = make_office(session, code, name=code)
            office.level = level
            counters[code] = make_counter(session, office)
            strata.append(Stratum(office.id or 0, "", 100, 40))
        rechecks.keep_draw(session, check.instrument_id, HEAD, strata)
    for number, answers in enumerate(history):
        day = FIRST + timedelta(days=number)
        with store.writing() as session:
            for code, counts in answers.items():
                for instrument, channel, n in zip((opened, check), "DF", counts):
                    make_responses(
                        session,
                        counters[code],
                        instrument,
                        scores=([5, 1] * n)[:n],
                        received_on=day,
                        channel=channel,
                    )
        seal(store, day + timedelta(days=1))
        yield view(store)


def view(store: Store) -> View:
    result = result_of(store)
    shown: View = {}
    with store.reading() as session:
        check = rechecks.recheck_instrument(session, result.instrument.wave_id)
        assert check is not None
        draw = rechecks.newest_draw(session, check.instrument_id)
        assert draw is not None
        found = build_recheck(session, result, check, draw, audience="reform_office")
    for row in found.rows:
        for side, figure in (("own", row.own), ("heard", row.heard)):
            if isinstance(figure, Estimate):
                shown[side, row.code] = figure.n
    if found.overall is not None:
        shown["own", ""], shown["heard", ""] = found.own_n, found.heard_n
    return shown


def few(n: int) -> bool:
    return 0 < abs(n) < 5


@settings(max_examples=3)
@given(
    history=st.lists(
        st.fixed_dictionaries({code: A_DAY for code in LEVELS}),
        min_size=DAYS,
        max_size=DAYS,
    )
)
# The second office is heard by six, the third by three: shown alone, the six would tell of the three.
@example(
    history=[
        {"A": (7, 6), "B": (7, 6), "C": (7, 3)},
        {"A": (0, 2), "B": (0, 2), "C": (0, 2)},
        {"A": (0, 0), "B": (0, 4), "C": (0, 0)},
    ]
)
def test_no_two_figures_differ_by_fewer_than_five_people(
    sqlite_template: Path, history: list[Day]
) -> None:
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{copy(sqlite_template, f'{folder}/survey.sqlite')}")
        seen = list(views(store, history))
        store.close()
    for shown in seen:
        assert all(n >= 5 for n in shown.values())
        on_both = {code for side, code in shown if code} - {
            code
            for code in LEVELS
            for side in ("own", "heard")
            if (side, code) not in shown
        }
        for side in ("own", "heard"):
            # All together are those whose two figures are shown: nobody is left between them.
            total = sum(shown[side, code] for code in on_both)
            assert shown.get((side, ""), total) == total
    for before, after in pairwise(seen):
        for key in before.keys() & after.keys():
            assert not few(after[key] - before[key]), key
