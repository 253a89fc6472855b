"""Whatever was answered when: no two figures that are shown differ by one to four answers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey.reports.figures import Estimate
from survey.reports.selection import (
    BLOCK,
    BREAKDOWNS,
    CHANNEL,
    FIELD,
    KINDS,
    LEVEL,
    MONTH,
    STAGE,
    build_selection,
)
from survey.store import results
from survey.store.engine import Store
from survey.trust.sealing import seal
from tests.fixtures.bureau import WAVE
from tests.fixtures.people import make_counter, make_office, make_responses, make_wave
from tests.reports.conftest import result_of

FIRST, DAYS = date(2026, 10, 29), 5
LEVELS = {"A": "province", "B": "commune", "C": "commune"}
BLOCKS = {"A": "land", "B": "land", "C": "commune_centre"}
WAYS = (("D", "submit", "1"), ("D", "receive", ""), ("C", "submit", "2"))
TOTAL = "total"
# Answers of each office on each day by each way: most days few, so that the rule has work to do.
Day = Mapping[str, tuple[int, ...]]
A_DAY = st.tuples(*[st.sampled_from((0, 0, 1, 2, 3, 6))] * 3)
ONLY_OVERALL = st.sampled_from((0, 2, 3))
# What a reader sees: n by kind and value, and by office.
View = dict[tuple[str, str], int]


def said(n: int, *, only_overall: int) -> list[int | str]:
    """Return n answers; of each five so many say nothing but the overall question, which is in no index."""
    answers: list[int | str] = [5, 1]
    return ["5-----" if at % 5 < only_overall else answers[at % 2] for at in range(n)]


def views(
    store: Store, history: Sequence[Day], *, only_overall: int = 0
) -> Iterator[View]:
    """Store day after day, seal each, and give what is shown after it."""
    with store.writing() as session:
        wave = make_wave(session, WAVE, opens_on=FIRST)
        counters = {}
        for code in sorted(history[0]):
            office = make_office(session, code, name=code)
            office.level, office.block = LEVELS[code], BLOCKS[code]
            counters[code] = make_counter(session, office)
    for number, answers in enumerate(history):
        day = FIRST + timedelta(days=number)
        with store.writing() as session:
            for code, counts in answers.items():
                for (channel, stage, field), n in zip(WAYS, counts, strict=True):
                    make_responses(
                        session,
                        counters[code],
                        wave,
                        scores=said(n, only_overall=only_overall),
                        received_on=day,
                        channel=channel,
                        stage=stage,
                        field=field,
                    )
        seal(store, day + timedelta(days=1))
        yield view(store, day + timedelta(days=1))


def view(store: Store, today: date) -> View:
    result = result_of(store)
    (total,) = (result.total_figures("reform_office")[result.index_position],)
    shown: View = {}
    if isinstance(total, Estimate):
        shown[TOTAL, ""] = total.n
    for office, figure in zip(
        result.offices, result.index_figures("reform_office"), strict=True
    ):
        if isinstance(figure, Estimate):
            shown["office", office.code] = figure.n
    with store.reading() as session:
        counts = results.released_counts(session, result.instrument, BREAKDOWNS)
        values = {
            LEVEL: sorted(set(LEVELS.values())),
            BLOCK: sorted(set(BLOCKS.values())),
            **{kind: sorted(counts[kind]) for kind in BREAKDOWNS},
            MONTH: ["2026-10", "2026-11"],
        }
        for kind in KINDS:
            for value in values[kind]:
                found = build_selection(
                    session,
                    result,
                    kind,
                    value,
                    audience="reform_office",
                    today=today,
                )
                if found is not None and isinstance(found.index, Estimate):
                    shown[kind, value] = found.index.n
    return shown


def of_kind(shown: View, kind: str) -> list[int]:
    return [n for (found, _), n in shown.items() if found == kind]


def sum_of(shown: View, names: Mapping[str, str], name: str) -> int:
    """Return the people of the offices of a level or block that are shown."""
    return sum(
        n
        for (kind, code), n in shown.items()
        if kind == "office" and names[code] == name
    )


def few(n: int) -> bool:
    return 0 < abs(n) < 5


@settings(max_examples=8)
@given(
    history=st.lists(
        st.fixed_dictionaries({code: A_DAY for code in LEVELS}),
        min_size=DAYS,
        max_size=DAYS,
    ),
    only_overall=ONLY_OVERALL,
)
# Two of the five that come on each day tell of the index.
@example(
    history=[{"A": (5, 0, 0), "B": (0, 0, 0), "C": (0, 0, 0)}] * DAYS, only_overall=3
)
def test_no_two_figures_differ_by_fewer_than_five_answers(
    sqlite_template: Path, history: Sequence[Day], only_overall: int
) -> None:
    seen = seen_of(sqlite_template, history, only_overall=only_overall)
    for shown in seen:
        for kind in ("office", LEVEL, CHANNEL, STAGE, FIELD, MONTH):
            if (TOTAL, "") in shown and of_kind(shown, kind):
                assert not few(shown[TOTAL, ""] - sum(of_kind(shown, kind))), kind
        for level in set(LEVELS.values()):
            parts = sum_of(shown, LEVELS, level)
            if (LEVEL, level) in shown and parts:
                assert not few(shown[LEVEL, level] - parts), level
        for block in set(BLOCKS.values()):
            if (BLOCK, block) in shown:
                assert shown[BLOCK, block] == sum_of(shown, BLOCKS, block)
    for before, after in pairwise(seen):
        for key in before.keys() & after.keys():
            # A block is no more than the sum of its offices that are shown, which may change by one of them.
            assert key[0] == BLOCK or not few(after[key] - before[key]), key


@settings(max_examples=20)
@given(
    history=st.lists(st.fixed_dictionaries({"A": A_DAY}), min_size=DAYS, max_size=DAYS),
    only_overall=ONLY_OVERALL,
)
# Two came on the last day of October, and were released with three of November.
@example(history=[{"A": (n, 0, 0)} for n in (6, 0, 2, 3, 6)], only_overall=0)
# Six came on that day, and of them two tell of the index.
@example(history=[{"A": (n, 0, 0)} for n in (10, 0, 6, 8, 6)], only_overall=3)
def test_a_finished_month_tells_nothing_beside_a_total_that_was_shown_before(
    sqlite_template: Path, history: Sequence[Day], only_overall: int
) -> None:
    seen = seen_of(sqlite_template, history, only_overall=only_overall)
    for before, after in combinations(seen, 2):
        if (TOTAL, "") in before and (MONTH, "2026-10") in after:
            assert not few(after[MONTH, "2026-10"] - before[TOTAL, ""])


def test_a_month_is_shown_once_it_is_over_and_safe(sqlite_template: Path) -> None:
    history = [{"A": (6, 0, 0)}, {"A": (5, 0, 0)}, {"A": (0, 0, 0)}, {"A": (6, 0, 0)}]
    seen = seen_of(sqlite_template, history)
    assert (MONTH, "2026-10") not in seen[2]
    assert seen[3][MONTH, "2026-10"] == 11


def seen_of(
    template: Path, history: Sequence[Day], *, only_overall: int = 0
) -> list[View]:
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{copy(template, Path(folder) / 's.sqlite')}")
        seen = list(views(store, history, only_overall=only_overall))
        store.close()
    return seen
