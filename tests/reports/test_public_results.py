"""What everyone may see: the review pages' figures, frozen, and nothing that tells of a few."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.intervals import interval_of_index
from analysis.tally import tally_scores
from survey.reports.coverage import Coverage
from survey.reports.figures import Estimate, Figure, Withheld
from survey.reports.index_rules import pooled_indices
from survey.reports.overview import ChannelCount
from survey.reports.public_results import (
    Frozen,
    NotPublishable,
    Unready,
    freeze,
    hide_enough,
    public_figures,
    publish_wave,
    tells_of_few,
    unready,
)
from survey.reports.published import (
    PublicOffice,
    PublicWave,
    office_as_text,
    office_of_text,
    wave_as_text,
    wave_of_text,
)
from survey.reports.wave_result import WaveResult, wave_result
from survey.store.engine import Store
from survey.store.tables import Seal, Wave
from survey.store.waves import wave_by_code
from survey.trust.disclosure import FLOOR, UNANIMOUS_FLOOR, shown_cells
from tests.fixtures.bureau import OTHER, OWN, Bureau
from tests.fixtures.finished import SECOND, SECOND_DAY
from tests.fixtures.people import TODAY, make_wave


def second(bureau: Bureau) -> Wave:
    with bureau.store.reading() as session:
        found = wave_by_code(session, SECOND)
        assert found is not None
        return found


def frozen(bureau: Bureau) -> dict[str, PublicOffice]:
    """Return the offices of the second wave as they would be published."""
    with bureau.store.reading() as session:
        found = freeze(session, second(bureau), today=TODAY)
    offices = map(office_of_text, found.offices.values())
    return {office.code: office for office in offices}


def test_what_is_published_equals_what_reviewers_see(finished_bureau: Bureau) -> None:
    with finished_bureau.store.reading() as session:
        result = wave_result(
            session, second(finished_bureau), language="vi", today=TODAY
        )
        seen = result.office_figures("unit_head")
        found = public_figures(result)
    shown = 0
    for of_office, published in zip(seen, found, strict=True):
        for reviewed, public in zip(of_office, published, strict=True):
            if isinstance(public, Estimate):
                assert public == reviewed
                shown += 1
            else:
                # What is hidden from a unit head is hidden from everyone.
                assert isinstance(reviewed, Estimate) or reviewed is public
    assert shown > 20
    offices = frozen(finished_bureau)
    index = result.index_position
    own = result.position_of(OWN)
    assert own is not None
    assert offices[OWN].index == found[own][index]


def test_a_few_who_all_agree_are_hidden_with_enough_others(
    finished_bureau: Bureau,
) -> None:
    offices = frozen(finished_bureau)
    assert offices["PL-04"].index is Withheld.COMPLEMENT
    # The four of Đông Xuân are in no total. With the six of Cẩm Thạch it is thirteen who are hidden.
    assert offices["DX-05"].index is Withheld.TOO_FEW
    assert offices["CT-08"].index is Withheld.COMPLEMENT
    assert isinstance(offices[OTHER].index, Estimate)
    assert offices["PL-04"].group is None and offices["PL-04"].channels == ()


def test_no_way_of_answering_is_named_that_three_chose(finished_bureau: Bureau) -> None:
    offices = frozen(finished_bureau)
    # Of 40, three came by the tablet: the breakdown is not released at all.
    assert offices[OTHER].channels == ()
    assert [channel.n for channel in offices[OWN].channels] == [40]


def test_kept_text_gives_the_same_figures_back(finished_bureau: Bureau) -> None:
    with finished_bureau.store.reading() as session:
        found = freeze(session, second(finished_bureau), today=TODAY)
        again = freeze(session, second(finished_bureau), today=TODAY)
    assert found == again
    assert wave_as_text(wave_of_text(found.content)) == found.content
    for text in found.offices.values():
        assert office_as_text(office_of_text(text)) == text


def test_only_a_wave_that_is_over_and_sealed_is_published(
    finished_bureau: Bureau,
) -> None:
    wave = second(finished_bureau)
    with finished_bureau.store.reading() as session:
        last = wave.last_day_with_grace
        assert unready(session, wave, today=last) is Unready.RUNNING
        assert unready(session, wave, today=last + timedelta(days=1)) is None
    wave.grace_days = 15
    with finished_bureau.store.reading() as session:
        # Its last day is the first that is not sealed.
        tomorrow = TODAY + timedelta(days=1)
        assert unready(session, wave, today=tomorrow) is Unready.NOT_SEALED


def test_a_wave_without_answers_is_not_published(sqlite_store: Store) -> None:
    with sqlite_store.writing() as session:
        make_wave(session, "empty", opens_on=SECOND_DAY, closes_on=SECOND_DAY)
        session.add(Seal(day=TODAY, n=0))
        session.flush()
        wave = wave_by_code(session, "empty")
        assert wave is not None
        with pytest.raises(NotPublishable) as refused:
            publish_wave(session, wave, today=TODAY, done_by="hoa")
    assert refused.value.why is Unready.NOTHING


def publication(
    total: int, office: int, tablet: int | None = None, covered: int = 0
) -> Frozen:
    """Return a publication of one office with so many answers."""

    def figure(n: int) -> Figure:
        return Estimate(n, 0.5, 0.4, 0.6) if n >= FLOOR else Withheld.TOO_FEW

    shown = PublicOffice(
        code="a",
        name="A",
        name_en="",
        index=figure(office),
        group=None,
        beside=None,
        factors=(),
        channels=() if tablet is None else (ChannelCount("C", tablet, 0.1),),
        coverage=Coverage(("2026-10",), covered, 800, None, True) if covered else None,
        through=None,
    )
    wave = PublicWave(figure(total), (), 1, 1, 0)
    return Frozen(wave_as_text(wave), {1: office_as_text(shown)})


@pytest.mark.parametrize(
    ("before", "after", "tells"),
    [
        (publication(50, 20), publication(50, 20), False),
        (publication(50, 20), publication(55, 25), False),
        (publication(50, 20), publication(50, 17), True),
        (publication(50, 20), publication(54, 20), True),
        # Nothing was said of four, so nothing can be taken from six.
        (publication(50, 4), publication(55, 6), False),
        (publication(50, 20, 9), publication(50, 20, 8), True),
        # Dossiers of one more month came in, in which three people answered.
        (publication(50, 20, covered=9), publication(50, 20, covered=12), True),
        (publication(50, 20, covered=9), publication(50, 20, covered=14), False),
    ],
)
def test_publishing_again_never_tells_of_under_five(
    before: Frozen, after: Frozen, tells: bool
) -> None:
    assert tells_of_few(before, after) is tells


@given(st.lists(st.tuples(st.integers(0, 15), st.booleans()), max_size=9))
def test_what_a_published_total_leaves_is_never_of_a_few(
    offices: list[tuple[int, bool]],
) -> None:
    n = [count for count, _agree in offices]
    figures: list[Figure] = []
    for (count, agree), is_shown in zip(offices, shown_cells(n), strict=True):
        if count < FLOOR:
            figures.append(Withheld.TOO_FEW)
        elif not is_shown:
            figures.append(Withheld.COMPLEMENT)
        elif agree and count < UNANIMOUS_FLOOR:
            figures.append(Withheld.UNANIMOUS)
        else:
            figures.append(Estimate(count, 0.5, 0.4, 0.6))
    found = hide_enough(figures, n)
    hidden = sum(
        count
        for figure, count in zip(found, n, strict=True)
        if not isinstance(figure, Estimate)
    )
    assert hidden == 0 or hidden >= UNANIMOUS_FLOOR or hidden == sum(n)
    # Nothing that was hidden is shown, and nothing else is changed.
    assert all(
        new == old or (isinstance(old, Estimate) and new is Withheld.COMPLEMENT)
        for old, new in zip(figures, found, strict=True)
    )


# Per office: respondents, how many of them are satisfied with everything, and who skips question 2.
CROWDS = st.lists(
    st.tuples(st.integers(0, 13), st.integers(0, 13), st.integers(0, 13)),
    min_size=6,
    max_size=6,
)


def answered_by(result: WaveResult, crowds: list[tuple[int, int, int]]) -> WaveResult:
    """Return the wave as if other people had answered it."""
    packed, cells = [], []
    for office, (n, satisfied, skipping) in enumerate(crowds):
        for person in range(n):
            level = b"5" if person < satisfied else b"2"
            second = b"-" if person < skipping else level
            packed.append(list(level + second + 4 * level))
            cells.append(office)
    tallies = tally_scores(
        np.array(packed, np.uint8).reshape(-1, 6),
        cells,
        n_cells=len(crowds),
        levels=5,
        measures=[measure.positions for measure in result.measures],
        satisfied_from=4,
    )
    sums = tallies.score_sums(
        offices=[office.code for office in result.offices],
        measures=[measure.code for measure in result.measures],
    )
    indices = pooled_indices(sums)
    return replace(
        result,
        tallies=tallies,
        indices=indices,
        interval=interval_of_index(indices.by_office),
        total_interval=interval_of_index(indices.together),
    )


@settings(max_examples=40)
@given(CROWDS)
def test_the_total_less_all_published_offices_is_of_ten_or_nobody(
    result: WaveResult, crowds: list[tuple[int, int, int]]
) -> None:
    if not any(n for n, *_others in crowds):
        return
    wave = answered_by(result, crowds)
    found, total = public_figures(wave), wave.total_figures("public")
    index = wave.indices.by_office
    for at in range(len(wave.measures)):
        together = total[at]
        if not isinstance(together, Estimate):
            continue
        hidden = [
            office
            for office in range(len(crowds))
            if not isinstance(found[office][at], Estimate)
        ]
        n = sum(int(index.n[office, at]) for office in hidden)
        # Ten people: even where all of them agree, it may be said of them together.
        assert n == 0 or n >= UNANIMOUS_FLOOR or n == together.n
