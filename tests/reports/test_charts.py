"""Marks stand where their numbers say, on one of two axes."""

import pytest

from analysis.verdicts import Difference
from survey.reports.charts import LONGEST_BESIDE_VALUE, LONGEST_LABEL, dot_chart
from survey.reports.figures import Estimate, Withheld

HIGH = Estimate(n=40, share=0.9, low=0.85, high=0.95)
LOW = Estimate(n=40, share=0.6, low=0.45, high=0.7)


def test_a_mark_stands_at_its_share_of_the_axis() -> None:
    chart = dot_chart([(None, [("A", None, HIGH)])], reference=HIGH)
    (mark,) = chart.marks
    # The axis is 50 to 100, with 2 per cent of the width left at both ends.
    assert chart.start == 0.5
    assert mark.x == pytest.approx(2 + 96 * 0.8)
    assert mark.x_low == pytest.approx(2 + 96 * 0.7)
    assert chart.reference_x == mark.x


def test_an_axis_that_would_cut_an_interval_begins_at_zero() -> None:
    chart = dot_chart(
        [(None, [("A", None, HIGH), ("B", None, LOW)])], reference=Withheld.TOO_FEW
    )
    assert chart.start == 0
    assert chart.marks[1].x_low == pytest.approx(2 + 96 * 0.45)
    assert chart.reference_x is None


def test_what_is_withheld_has_no_mark() -> None:
    rows = [("A", None, Withheld.TOO_FEW), ("B", None, HIGH)]
    assert [m.label for m in dot_chart([(None, rows)], reference=HIGH).marks] == ["B"]


def test_groups_have_headings_only_where_they_have_marks() -> None:
    chart = dot_chart(
        [
            (Difference.HIGHER, [("A", Difference.HIGHER, HIGH)]),
            (Difference.LOWER, []),
        ],
        reference=HIGH,
    )
    assert [heading.verdict for heading in chart.headings] == [Difference.HIGHER]
    assert chart.headings[0].y < chart.marks[0].y < chart.bottom < chart.height


def test_the_long_name_of_an_office_keeps_its_end_on_a_phone() -> None:
    name = "Trung tâm Phục vụ hành chính công xã Đồi Cọ Xanh"
    (mark,) = dot_chart([(None, [(name, None, HIGH)])], reference=HIGH).marks
    assert mark.label == mark.wide_label == name
    assert mark.short_label.startswith("… ")
    assert mark.short_label.endswith("xã Đồi Cọ Xanh")
    assert len(mark.short_label) <= LONGEST_LABEL + 2


def test_the_long_name_of_a_factor_keeps_its_beginning_on_a_phone() -> None:
    name = "Công chức trực tiếp giải quyết công việc"
    (mark,) = dot_chart(
        [(None, [(name, None, HIGH)])], reference=HIGH, names_end_apart=False
    ).marks
    assert mark.label == mark.wide_label == name
    assert mark.short_label == "Công chức trực tiếp giải quyết công …"


def test_no_name_reaches_the_value_at_the_end_of_its_row() -> None:
    name = (
        "Trung tâm Phục vụ hành chính công liên thông đất đai và bảo trợ xã hội Mường"
    )
    (mark,) = dot_chart([(None, [(name, None, HIGH)])], reference=HIGH).marks
    assert mark.label == name
    assert mark.wide_label.endswith("và bảo trợ xã hội Mường")
    assert len(mark.wide_label) <= LONGEST_BESIDE_VALUE + 2
