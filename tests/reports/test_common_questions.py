"""Trends across questionnaires: an index only where the same questions make it, else the questions that stayed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from analysis.breaks import BreakKind
from analysis.verdicts import Difference
from forms.questionnaire import shipped_text
from survey.reports.common_questions import CommonQuestions, build_common_questions
from survey.reports.common_wording import CommonWording
from survey.reports.figures import Estimate, Withheld
from survey.reports.series import Series, build_series
from survey.reports.wave_result import wave_result
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
from tests.reports.test_index_rules import two_parts

QUICK = shipped_text("quick")
# Overall, then one question for each factor; the last waves' people like the first factor better.
BEFORE, NOW = ["544444"] * 20 + ["511111"] * 20, ["544444"] * 38 + ["541111"] * 2
Found = tuple[Series, CommonQuestions | None]


@pytest.fixture
def look(sqlite_store: Store) -> Callable[..., Found]:
    """Give a function that asks two waves by two files, and returns the trend and what stayed the same."""

    def build(
        first: str, second: str, *, office: bool = False, n: int = 40, **how: object
    ) -> Found:
        with sqlite_store.writing() as session:
            counter = make_counter(session, make_office(session, "A", name="A"))
            for at, (text, answers) in enumerate(((first, BEFORE), (second, NOW))):
                begin = TODAY - timedelta(days=4 - 2 * at)
                wave = make_wave(
                    session,
                    f"dot-{at}",
                    text=text,
                    opens_on=begin,
                    closes_on=begin + timedelta(days=1),
                    **(how if at else {}),  # type: ignore[arg-type]
                )
                made = [scores + "." * missing(text) for scores in answers[:n]]
                make_responses(session, counter, wave, scores=made, received_on=begin)
        seal(sqlite_store, TODAY)
        with sqlite_store.reading() as session:
            last = waves.wave_by_code(session, "dot-1")
            assert last is not None
            result = wave_result(session, last, language="vi", today=TODAY)
            position = 0 if office else None
            series = build_series(
                session, last, result, audience="reform_office", position=position
            )
            common = build_common_questions(
                session, result, audience="reform_office", position=position
            )
        return series, common

    return build


def missing(text: str) -> int:
    return text.count("[[question]]") - QUICK.count("[[question]]")


def renamed(text: str) -> str:
    """Return `quick` with other wording in its last question, and as another version."""
    head, _last, tail = text.rpartition('text = "')
    return f'{head}text = "Câu mới: {tail}'.replace('version = "1"', 'version = "2"')


def with_one_more(text: str) -> str:
    """Return `quick` with a further question that the core leaves out."""
    return text.replace('version = "1"', 'version = "2"') + (
        '\n[[question]]\ncode = "more"\nfactor = "access"\n'
        'text = "Ông/Bà hài lòng ở mức nào về lối vào?"\n'
    )


def test_a_further_question_outside_the_core_breaks_no_trend(
    look: Callable[..., Found],
) -> None:
    series, common = look(QUICK, with_one_more(QUICK))
    assert series.points[1].breaks == () and common is None
    assert series.change is not None and series.change.verdict is Difference.HIGHER


def test_asking_it_of_everybody_does(look: Callable[..., Found]) -> None:
    series, _common = look(QUICK, with_one_more(QUICK), full=True)
    assert [one.kinds for one in series.points[1].breaks] == [
        (BreakKind.QUESTIONNAIRE,)
    ]


@pytest.mark.parametrize("office", [False, True])
def test_where_wording_changed_the_index_is_not_compared_and_other_questions_are(
    look: Callable[..., Found], office: bool
) -> None:
    series, common = look(QUICK, renamed(QUICK), office=office)
    assert [one.kinds for one in series.points[1].breaks] == [
        (BreakKind.QUESTIONNAIRE,)
    ]
    assert series.change is not None and series.change.difference is None
    assert common is not None and (len(common.questions), common.asked) == (5, 6)
    overall, first, *_others = common.questions
    assert overall.verdict is Difference.NONE and overall.change == 0
    # 20 of 40 before, all 40 now.
    assert isinstance(first.before, Estimate) and isinstance(first.now, Estimate)
    assert (first.before.share, first.now.share, first.change) == (0.5, 1.0, 0.5)
    assert first.verdict is Difference.HIGHER
    assert CommonWording("vi").finding(common) == (
        "5 trong 6 câu hỏi của đợt này giữ nguyên câu chữ và thang đo so với Đợt khảo sát thử, "
        "nên vẫn so được: 4 câu tăng rõ, 0 câu giảm rõ."
    )


def test_few_answers_show_neither_figures_nor_changes(
    look: Callable[..., Found],
) -> None:
    _series, common = look(QUICK, renamed(QUICK), n=4)
    assert common is not None
    for row in common.questions:
        assert (row.before, row.now, row.change) == (
            Withheld.TOO_FEW,
            Withheld.TOO_FEW,
            None,
        )
        assert row.verdict is Difference.TOO_FEW


def test_another_scale_leaves_nothing_to_compare(look: Callable[..., Found]) -> None:
    other = QUICK.replace('"Bình thường"', '"Tạm được"')
    assert other != QUICK
    _series, common = look(QUICK, other)
    assert common is None


def test_a_trend_draws_the_index_of_the_rule_that_the_pages_show(
    look: Callable[..., Found],
) -> None:
    series, _common = look(two_parts(), two_parts())
    before, now = (point.figure for point in series.points)
    assert isinstance(before, Estimate) and isinstance(now, Estimate)
    # All factors alike before; now 1 and 0.95 in the first part, 0.95 in the second.
    assert before.share == pytest.approx(0.5)
    assert now.share == pytest.approx(0.6 * 0.975 + 0.4 * 0.95)
    assert series.change is not None and series.change.difference is not None
    assert series.change.difference == pytest.approx(now.share - before.share)
    assert series.change.verdict is Difference.HIGHER


def test_other_weights_are_another_index(look: Callable[..., Found]) -> None:
    other = (
        two_parts()
        .replace("weight = 0.6", "weight = 0.5")
        .replace("weight = 0.4", "weight = 0.5")
    )
    series, common = look(two_parts(), other)
    assert [one.kinds for one in series.points[1].breaks] == [
        (BreakKind.QUESTIONNAIRE,)
    ]
    assert common is not None and len(common.questions) == 6
