"""One office's page: beside all others, by factor and by question."""

import pytest

from analysis.verdicts import Difference
from survey.reports.figures import Estimate, Withheld
from survey.reports.office_page import OfficePage, build_office_page
from survey.reports.wave_result import WaveResult
from survey.trust.disclosure import Audience
from tests.fixtures.bureau import OWN
from tests.reports.conftest import Build


def page_of(
    result: WaveResult, code: str, *, audience: Audience = "reform_office"
) -> OfficePage:
    position = result.position_of(code)
    assert position is not None
    return build_office_page(result, position, audience=audience)


def test_an_office_stands_beside_all_others_together(result: WaveResult) -> None:
    beside = page_of(result, OWN).beside_others
    assert beside is not None
    assert beside.verdict is Difference.HIGHER
    # The others: 136 + 75 + 36 of 180 + 205 + 51.
    assert beside.others == pytest.approx(247 / 436)
    assert beside.difference == pytest.approx(0.98 - 247 / 436)
    assert beside.low < beside.difference < beside.high


def test_every_question_stands_under_its_factor(result: WaveResult) -> None:
    sections = page_of(result, OWN).sections
    names = [
        (
            section.factor.code if section.factor else "",
            [row.question.code for row in section.rows],
        )
        for section in sections
    ]
    assert names == [
        ("access", ["q_access"]),
        ("procedure", ["q_procedure"]),
        ("officer", ["q_officer"]),
        ("result", ["q_result"]),
        ("feedback", ["q_feedback"]),
        ("", ["overall"]),
    ]


def test_what_does_not_apply_and_what_was_left_blank_are_counted(
    result: WaveResult,
) -> None:
    rows = {
        row.question.code: row
        for section in page_of(result, "HT-03").sections
        for row in section.rows
    }
    assert (rows["q_result"].not_applicable, rows["q_result"].not_answered) == (0, 5)
    assert (rows["q_access"].not_applicable, rows["q_access"].not_answered) == (0, 0)


def test_counts_beside_a_hidden_figure_are_hidden_too(result: WaveResult) -> None:
    rows = {
        row.question.code: row
        for section in page_of(result, "PL-04").sections
        for row in section.rows
    }
    hidden = rows["q_result"]
    assert hidden.question.figure is Withheld.TOO_FEW
    # 12 answered in all and 9 said that it does not apply: that leaves 3.
    assert (hidden.distribution, hidden.not_applicable, hidden.not_answered) == (
        None,
        None,
        None,
    )


def test_an_office_without_answers_has_an_empty_page(result: WaveResult) -> None:
    page = page_of(result, "AN-06")
    assert page.index is Withheld.TOO_FEW
    assert (page.through, page.beside_others, page.distribution) == (None, None, None)
    assert page.reasons == (Withheld.TOO_FEW,)


def test_a_unit_head_is_not_shown_the_figure_of_the_only_other_office(
    build: Build,
) -> None:
    result = build({"A": [5, 1] * 20, "B": [5] * 40})
    assert page_of(result, "A", audience="unit_head").beside_others is None
    assert page_of(result, "A").beside_others is not None


def test_a_unit_head_of_several_offices_is_shown_all_others(build: Build) -> None:
    result = build({"A": [5, 1] * 20, "B": [5] * 40, "C": [1] * 20})
    assert page_of(result, "A", audience="unit_head").beside_others is not None


def test_few_answers_are_said_to_be_few(result: WaveResult) -> None:
    few = page_of(result, "PL-04")
    assert isinstance(few.index, Estimate) and few.index.is_of_few
    assert few.has_few and not page_of(result, OWN).has_few
