"""What files of rows say together is true of at least five rows, whatever came when and whenever files were made."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey.store.releases import TOTAL, Growth
from survey.store.row_export import RowGroup, ShownState
from survey.trust.disclosure import FLOOR
from survey.trust.releasing import may_advance
from survey.trust.row_labels import RowLabel, row_labels

# The last days of a month, so that histories run into the next one.
FIRST = date(2026, 11, 29)
Answer = tuple[str, str]


@dataclass(slots=True)
class History:
    """One office's answers and released states, as the nights make them."""

    counts: Counter[RowGroup] = field(default_factory=Counter)
    waiting: dict[str, Counter[str]] = field(
        default_factory=lambda: {
            TOTAL: Counter(),
            "class": Counter(),
            "stage": Counter(),
        }
    )
    through: dict[str, date] = field(default_factory=dict)
    states: list[ShownState] = field(default_factory=list)

    def close(self, day: date, answers: Iterable[Answer]) -> None:
        """Take in a day's answers and move on what may."""
        for channel, stage in answers:
            self.counts[RowGroup(day, channel, stage)] += 1
            values = {TOTAL: "", "class": channel, "stage": stage}
            for breakdown, value in values.items():
                self.waiting[breakdown][value] += 1
        growth = [
            Growth(1, breakdown, value, n, n)
            for breakdown, cells in self.waiting.items()
            for value, n in cells.items()
            if n
        ]
        for breakdown in may_advance(growth):
            self.through[breakdown] = day
            self.waiting[breakdown].clear()

    def make_file(self, *, is_final: bool = False) -> dict[RowGroup, RowLabel]:
        """Return what a file made now says of each row, or one made after the wave."""
        if TOTAL not in self.through:
            return {}
        state = ShownState(
            self.through[TOTAL],
            self.through.get("class"),
            self.through.get("stage"),
            is_final=is_final,
        )
        if self.states[-1:] != [state]:
            self.states.append(state)
        return row_labels(self.counts, self.states)


def told_by(
    history: History, files: Sequence[dict[RowGroup, RowLabel]]
) -> Counter[tuple[RowLabel | None, ...]]:
    """Return of how many rows each thing is told that the files say together; None is "not there"."""
    told: Counter[tuple[RowLabel | None, ...]] = Counter()
    for group, n in history.counts.items():
        said = tuple(file.get(group) for file in files)
        if any(said):
            told[said] += n
    return told


answers = st.tuples(st.sampled_from("AD"), st.sampled_from(["", "submit", "ask"]))
days = st.lists(
    st.tuples(st.lists(answers, max_size=14), st.booleans()), min_size=1, max_size=6
)


# One more in November than the class is released for, in a file that begins December.
A_STRAY_DAY = [
    ([("D", "")] * 5, False),
    ([("A", "")], False),
    ([("D", "")] * 5, True),
]
# Two by A in November, and seven in December: a page counts nine by A, the file must not tell seven.
A_FEW_BY_MONTH = [
    ([("D", "")] * 8 + [("A", "")] * 2, False),
    ([], False),
    ([("D", "")] * 7 + [("A", "")] * 7, False),
]
# One in December before the class falls behind, five after; later the class catches up.
A_STRAY_BEGINNING = [
    ([("D", "")] * 6, False),
    ([], False),
    ([("D", "")], False),
    ([("D", "")] + [("A", "")] * 5, True),
    ([("D", "")] * 9 + [("A", "")] * 5, True),
]


@given(days)
@example(A_STRAY_DAY)
@example(A_STRAY_BEGINNING)
@settings(max_examples=150)
def test_no_set_of_files_tells_fewer_than_five_rows_apart(
    nights: list[tuple[list[Answer], bool]],
) -> None:
    history, files = History(), []
    for number, (came, makes_file) in enumerate(nights):
        history.close(FIRST + timedelta(days=number), came)
        if makes_file:
            files.append(history.make_file())
    files.append(history.make_file())
    files.append(history.make_file(is_final=True))
    told = told_by(history, files)
    assert all(n >= FLOOR for n in told.values()), told
    # Every sum of cells then is none or at least five, and so is every difference of two files.


def left_out_of(
    history: History, shown: dict[RowGroup, RowLabel], column: str
) -> Counter[str]:
    """Return how many rows of each value a page counts by a breakdown and the file does not tell."""
    through = history.through.get(column, date.min)
    left: Counter[str] = Counter()
    for group, n in history.counts.items():
        if group.day > through:
            continue
        label = shown[group]
        if column == "class" and label.channel is None:
            left[group.channel] += n
        elif column == "stage" and label.stage is None:
            left[group.stage] += n
    return left


@given(days)
@example(A_FEW_BY_MONTH)
@settings(max_examples=80)
def test_what_a_page_counts_beyond_a_file_is_no_one_or_five(
    nights: list[tuple[list[Answer], bool]],
) -> None:
    history = History()
    for number, (came, makes_file) in enumerate(nights):
        history.close(FIRST + timedelta(days=number), came)
        if makes_file:
            history.make_file()
    shown = history.make_file()
    for column in ("class", "stage"):
        left = left_out_of(history, shown, column)
        assert all(n >= FLOOR for n in left.values()), (column, left)


@given(days)
def test_a_file_holds_every_released_row_and_no_other(
    nights: list[tuple[list[Answer], bool]],
) -> None:
    history = History()
    for number, (came, _) in enumerate(nights):
        history.close(FIRST + timedelta(days=number), came)
    shown = history.make_file()
    through = history.through.get(TOTAL, date.min)
    assert set(shown) == {group for group in history.counts if group.day <= through}


def test_a_file_tells_all_it_may_of_a_finished_wave() -> None:
    history = History()
    history.close(FIRST, [("D", "submit")] * 8 + [("A", "ask")] * 5)
    labels = history.make_file()
    assert labels == {
        RowGroup(FIRST, "D", "submit"): RowLabel("2026-11", "D", "submit"),
        RowGroup(FIRST, "A", "ask"): RowLabel("2026-11", "A", "ask"),
    }


def test_what_few_share_is_told_only_as_far_as_more_share_it() -> None:
    """Three asked; with six who named no stage they are nine of whom none is told."""
    labels = row_labels(
        {
            RowGroup(FIRST, "D", "submit"): 12,
            RowGroup(FIRST, "D", "ask"): 3,
            RowGroup(FIRST, "D", ""): 6,
        },
        [ShownState(FIRST, FIRST, FIRST)],
    )
    assert labels == {
        RowGroup(FIRST, "D", "submit"): RowLabel("2026-11", "D", "submit"),
        RowGroup(FIRST, "D", "ask"): RowLabel("2026-11", "D"),
        RowGroup(FIRST, "D", ""): RowLabel("2026-11", "D"),
    }


def test_class_and_stage_are_told_as_far_as_their_breakdowns_are_released() -> None:
    later = FIRST + timedelta(days=1)
    counts = {RowGroup(FIRST, "D", "ask"): 9, RowGroup(later, "D", "ask"): 6}
    labels = row_labels(counts, [ShownState(later, later, FIRST)])
    assert labels[RowGroup(FIRST, "D", "ask")] == RowLabel("2026-11", "D", "ask")
    assert labels[RowGroup(later, "D", "ask")] == RowLabel("2026-11", "D")
    at_the_end = row_labels(counts, [ShownState(later, later, None, is_final=True)])
    assert set(at_the_end.values()) == {RowLabel("2026-11", "D", "ask")}
    nothing_yet = row_labels(counts, [ShownState(later, None, later)])
    assert set(nothing_yet.values()) == {RowLabel("2026-11")}
