"""A wave beside the ones before: what changed, what did not, and what cannot be compared."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from analysis.verdicts import Difference
from survey.reports.figures import Estimate, Withheld
from survey.reports.series import Series, build_series
from survey.reports.series_wording import SeriesWording
from survey.reports.trend_chart import trend_chart
from survey.reports.wave_result import MOST_WAVES, wave_result
from survey.store import waves
from survey.store.engine import Store
from survey.trust.sealing import seal
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

GOOD, FAIR = ["555555"] * 36 + ["222222"] * 4, ["555555"] * 20 + ["222222"] * 20
FIRST, SECOND = "2025-dot-1", "2026-dot-1"

Rounds = dict[str, dict[str, list[str]]]
Look = Callable[..., Series]


@pytest.fixture
def look(sqlite_store: Store) -> Look:
    """Give a function that keeps answers by wave and office, and returns the last wave's series."""

    def build(
        rounds: Rounds,
        *,
        office: str = "",
        audience: str = "reform_office",
        changed: dict[str, object] = {},
    ) -> Series:
        with sqlite_store.writing() as session:
            counters = {
                code: make_counter(session, make_office(session, code, name=code))
                for code in sorted({code for one in rounds.values() for code in one})
            }
            for at, (wave_code, answers) in enumerate(rounds.items()):
                begin = TODAY - timedelta(days=2 * (len(rounds) - at))
                how = changed if wave_code == list(rounds)[-1] else {}
                wave = make_wave(
                    session,
                    wave_code,
                    opens_on=begin,
                    closes_on=begin + timedelta(days=1),
                    **how,  # type: ignore[arg-type]
                )
                for code, scores in answers.items():
                    make_responses(
                        session,
                        counters[code],
                        wave,
                        scores=scores,
                        received_on=begin,
                    )
        seal(sqlite_store, TODAY)
        with sqlite_store.reading() as session:
            last = waves.wave_by_code(session, list(rounds)[-1])
            assert last is not None
            result = wave_result(session, last, language="vi", today=TODAY)
            return build_series(
                session,
                last,
                result,
                audience=audience,  # type: ignore[arg-type]
                position=result.position_of(office) if office else None,
            )

    return build


def test_an_office_that_became_better_is_said_to(look: Look) -> None:
    series = look(
        {FIRST: {"A": FAIR, "B": FAIR}, SECOND: {"A": GOOD, "B": FAIR}}, office="A"
    )
    change = series.change
    assert change is not None
    assert change.verdict is Difference.HIGHER
    # 36 of 40 after 20 of 40.
    assert change.difference == pytest.approx(0.4)
    assert change.low is not None and change.low > 0
    said = SeriesWording("vi").change(change)
    assert said.startswith("So với Đợt khảo sát thử: tăng rõ, +40,0 điểm")


def test_an_office_that_stayed_as_it_was_did_not_clearly_change(look: Look) -> None:
    series = look(
        {FIRST: {"A": FAIR, "B": FAIR}, SECOND: {"A": GOOD, "B": FAIR}}, office="B"
    )
    assert series.change is not None
    assert series.change.verdict is Difference.NONE
    assert "chưa thấy thay đổi rõ, 0,0 điểm" in SeriesWording("vi").change(
        series.change
    )
    assert "no clear change" in SeriesWording("en").change(series.change)


def test_all_offices_together_are_compared_too(look: Look) -> None:
    series = look({FIRST: {"A": GOOD, "B": GOOD}, SECOND: {"A": FAIR, "B": FAIR}})
    assert series.change is not None
    assert series.change.verdict is Difference.LOWER
    assert [point.code for point in series.points] == [FIRST, SECOND]
    assert series.points[0].figure.n == 80  # type: ignore[union-attr]


def test_another_questionnaire_is_a_break_and_not_compared(look: Look) -> None:
    answers = {FIRST: {"A": GOOD}, SECOND: {"A": ["5" * 23] * 40}}
    series = look(answers, changed={"questionnaire": "sipas-2017", "full": True})
    change = series.change
    assert change is not None
    assert (change.difference, len(change.breaks)) == (None, 1)
    assert "mẫu phiếu đã thay đổi" in SeriesWording("vi").change(change)
    assert series.points[1].breaks == change.breaks
    # A line from one dot to the other would compare them.
    chart = trend_chart(series.points)
    assert [mark.joined_to for mark in chart.marks] == [None, None]
    assert len(chart.breaks) == 1


def test_too_few_answers_in_the_wave_before_say_so_and_no_figure(look: Look) -> None:
    series = look(
        {FIRST: {"A": GOOD[:3], "B": GOOD}, SECOND: {"A": GOOD, "B": GOOD}}, office="A"
    )
    assert series.change is not None
    assert series.change.difference is None
    assert series.points[0].figure in tuple(Withheld)
    assert SeriesWording("vi").change(series.change).startswith("Chưa đủ phiếu")


def test_a_unit_head_is_not_shown_that_a_few_people_all_agreed_before(
    look: Look,
) -> None:
    series = look(
        {FIRST: {"A": ["555555"] * 6, "B": FAIR}, SECOND: {"A": FAIR, "B": FAIR}},
        office="A",
        audience="unit_head",
    )
    assert series.points[0].figure is Withheld.COMPLEMENT
    assert series.change is not None and series.change.difference is None


def test_the_first_wave_has_nothing_before_it(look: Look) -> None:
    assert look({FIRST: {"A": GOOD}}) == Series((), None)


def test_no_more_waves_than_fit_are_shown(look: Look) -> None:
    rounds = {f"2025-{at:02}": {"A": FAIR} for at in range(1, MOST_WAVES + 3)}
    series = look(rounds)
    assert len(series.points) == MOST_WAVES
    assert series.points[-1].code == f"2025-{MOST_WAVES + 2:02}"
    chart = trend_chart(series.points)
    assert [mark.x for mark in chart.marks] == sorted(mark.x for mark in chart.marks)
    assert all(0 < mark.x < 100 for mark in chart.marks)
    assert all(mark.joined_to for mark in chart.marks[1:])
    assert isinstance(series.points[0].figure, Estimate)
