"""Tables of what was chosen, counted and ranked: right numbers, and nothing that tells of a few people."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.intervals import wilson_interval
from survey.reports.choice_files import choice_file
from survey.reports.choice_wording import ChoiceWording
from survey.reports.choices import ChoiceTable, build_choices
from survey.reports.figures import Estimate, Withheld
from survey.store.engine import Store
from survey.trust.choice_disclosure import (
    shown_alone,
    shown_in_total,
    shown_parts,
)
from survey.trust.disclosure import FLOOR
from tests.fixtures.bureau import OTHER, OWN
from tests.reports.conftest import result_of

Tables = dict[str, ChoiceTable]
Read = Callable[..., Tables]


@pytest.fixture(scope="module")
def read(choice_province: Path) -> Read:
    """Give a function that reads the tables of an office, or of all together."""
    store = Store(f"sqlite:///{choice_province}")
    result = result_of(store)

    def tables(office: str = "", audience: str = "reform_office") -> Tables:
        with store.reading() as session:
            found = build_choices(
                session,
                result,
                audience=audience,  # type: ignore[arg-type]
                position=result.position_of(office) if office else None,
            )
        return {table.question.code: table for table in found}

    return tables


def chosen(table: ChoiceTable) -> dict[str, int | None]:
    return {row.code: row.chosen for row in table.rows}


def test_an_office_s_options_have_their_counts_shares_and_intervals(read: Read) -> None:
    learnt = read(OWN)["learnt"]
    assert learnt.n == 40
    assert chosen(learnt) == {"officer": 20, "web": 12, "people": None, "board": 8}
    figure = learnt.rows[1].figure
    expected = wilson_interval(12, 40)
    assert isinstance(figure, Estimate)
    assert (figure.n, figure.share) == (40, 0.3)
    assert (figure.low, figure.high) == (float(expected.low), float(expected.high))


def test_options_of_several_are_each_of_all_who_answered(read: Read) -> None:
    means = read(OWN)["means"]
    # 20 + 12 at the counter and 12 + 8 online, of 40.
    assert (means.n, chosen(means)["counter"], chosen(means)["online"]) == (40, 32, 20)


def test_a_rank_gives_who_put_it_first_and_the_mean_of_its_places(read: Read) -> None:
    first = {row.code: row for row in read(OWN)["first"].rows}
    assert (first["hours"].chosen, first["hours"].placed) == (28, 40)
    mean = first["hours"].mean_place
    # 28 put it first and 12 second: (28 + 24) / 40.
    assert mean is not None and (mean.n, mean.value) == (40, 1.3)
    # 12 of 40 put the seats first, 28 nowhere.
    assert (first["seats"].chosen, first["seats"].placed) == (12, 12)
    mean = first["seats"].mean_place
    assert mean is not None and (mean.n, mean.value) == (12, 1.0)
    assert first["staff"].figure is Withheld.TOO_FEW


def test_numbers_have_their_mean_where_no_number_is_hidden(read: Read) -> None:
    own = read(OWN)["came"]
    assert chosen(own)["1"] == 28 and chosen(own)["2"] == 12
    other = read(OTHER)["came"]
    assert other.mean is None


def test_a_small_count_hides_what_would_give_it_away(read: Read) -> None:
    other = read(OTHER)
    # 27 said yes and 3 no: one is the rest of the other.
    assert chosen(other["on_time"]) == {"yes": None, "no": None}
    reasons = [row.figure for row in other["on_time"].rows]
    assert reasons == [Withheld.COMPLEMENT, Withheld.TOO_FEW]
    # 18, 9 and 3: the three are shown with the nine hidden, too.
    assert chosen(other["learnt"]) == {
        "officer": 18,
        "web": None,
        "people": None,
        "board": None,
    }


def test_a_question_that_few_answered_has_no_table(read: Read) -> None:
    assert (read("PL-04")["learnt"].n, read("PL-04")["learnt"].rows) == (None, ())
    assert read("PL-04")["means"].n == 6


def test_together_are_only_offices_whose_own_number_is_shown(read: Read) -> None:
    learnt = read()["learnt"]
    # Not the three of PL-04.
    assert (learnt.n, learnt.left_out) == (70, True)
    assert chosen(learnt)["officer"] == 38
    # Hidden by one office only, so that the total would tell of it.
    assert chosen(learnt)["web"] is None


def test_shares_of_all_or_none_need_more_people_outside_the_reform_office(
    read: Read,
) -> None:
    assert chosen(read("PL-04")["means"])["counter"] == 6
    unit_head = read("PL-04", "unit_head")["means"]
    assert unit_head.rows[0].figure is Withheld.COMPLEMENT


def _of_shown(
    cells: list[list[int]], shown: list[tuple[bool, ...]], office: int
) -> int:
    return sum(n for n, is_shown in zip(cells[office], shown[office]) if is_shown)


@pytest.mark.parametrize("are_parts", [True, False])
def test_no_total_less_the_offices_shown_leaves_a_few_people(are_parts: bool) -> None:
    rng = random.Random(7)
    tried = 0
    for _ in range(3_000):
        n_offices, n_cells = rng.randint(2, 5), rng.randint(2, 5)
        cells = [
            [rng.choice((0, 1, 3, 5, 8, 13, 40)) for _ in range(n_cells)]
            for _ in range(n_offices)
        ]
        answered = [
            sum(row) if are_parts else max(row) + rng.choice((0, 2, 6, 9))
            for row in cells
        ]
        kept = [at for at in range(n_offices) if answered[at] >= FLOOR]
        cells, answered = [cells[at] for at in kept], [answered[at] for at in kept]
        if not cells:
            continue
        total = [sum(column) for column in zip(*cells, strict=True)]
        if are_parts:
            shown = [shown_parts(row) for row in cells]
            of_total = shown_parts(total)
        else:
            shown = [
                shown_alone(row, answered=n)
                for row, n in zip(cells, answered, strict=True)
            ]
            of_total = shown_alone(total, answered=sum(answered))
        found = shown_in_total(
            cells, shown, answered=answered, of_total=of_total, are_parts=are_parts
        )
        for at in range(n_cells):
            if not found[at]:
                continue
            hidden = [
                office
                for office in range(len(cells))
                if not shown[office][at]
                # Where everybody stands in the cells shown, the others are known to be empty.
                and not (
                    are_parts and _of_shown(cells, shown, office) == answered[office]
                )
            ]
            left = sum(cells[office][at] for office in hidden)
            rest = sum(answered[office] for office in hidden) - left
            tried += bool(hidden)
            assert total[at] >= FLOOR
            assert len(hidden) != 1
            assert not 0 < left < FLOOR and not 0 < rest < FLOOR
        if are_parts and any(found):
            unseen = [total[at] for at in range(n_cells) if not found[at]]
            assert len(unseen) != 1 or unseen == [0]
            assert not 0 < sum(unseen) < FLOOR
    assert tried > 50


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_file_holds_the_tables_with_the_same_floors(
    read: Read, language: str
) -> None:
    file = choice_file(
        list(read(OTHER).values()), ChoiceWording(language), names=("w", OTHER)
    )
    lines = file.text.splitlines()
    assert file.name == f"hai-long_w_{OTHER}.csv"
    officer = next(line for line in lines if ",officer," in line).split(",")
    assert officer[6:11] == ["30", "18", "60.0", "42.3", "75.4"]
    (people,) = [line for line in lines if ",people," in line]
    assert people.split(",")[7:11] == ["[c]"] * 4
