"""Dossier volumes are kept once, replaced only when told so, and never counted twice."""

import pytest

from survey.store.engine import Store
from survey.store.registers import Changes
from survey.store.volumes import (
    By,
    MixedFields,
    MonthChanges,
    Volume,
    VolumeDiffers,
    VolumeRow,
    known_months,
    month_rows,
    put_month,
    put_volumes,
    volumes,
)
from tests.fixtures.people import make_office

OCTOBER = "2026-10"


def row(
    settled: int,
    *,
    field: str = "",
    invited: int | None = None,
    office: str = "X01",
    competent: str = "",
    month: str = OCTOBER,
) -> VolumeRow:
    return VolumeRow(
        office, month, field, settled, None, 5, 1, None, invited, competent
    )


def test_the_same_rows_again_change_nothing(store: Store) -> None:
    with store.writing() as session:
        make_office(session, "X01", name="A")
        assert put_volumes(session, [row(100)], replace=False) == Changes(1, 0, 0)
        assert put_volumes(session, [row(100)], replace=False) == Changes(0, 0, 1)


def test_other_figures_replace_only_when_told_so(store: Store) -> None:
    with store.writing() as session:
        office = make_office(session, "X01", name="A")
        put_volumes(session, [row(100)], replace=False)
        with pytest.raises(VolumeDiffers) as refused:
            put_volumes(session, [row(110)], replace=False)
        assert refused.value.rows == [row(110)]
        assert put_volumes(session, [row(110)], replace=True) == Changes(0, 1, 0)
        (found,) = volumes(session, [OCTOBER])
    assert found == Volume(office.id or 0, OCTOBER, 110, None, 5, 1, None, None)


def test_fields_add_up_and_what_one_did_not_count_is_not_known(store: Store) -> None:
    with store.writing() as session:
        office = make_office(session, "X01", name="A")
        rows = [row(100, field="Đất đai", invited=60), row(50, field="Hộ tịch")]
        put_volumes(session, rows, replace=False)
        (found,) = volumes(session, ["2026-09", OCTOBER])
        by_field = volumes(session, [OCTOBER], by_field=True)
    assert found == Volume(office.id or 0, OCTOBER, 150, None, 10, 2, None, None)
    told = {(one.field, one.settled, one.invited) for one in by_field}
    assert told == {("Hộ tịch", 50, None), ("Đất đai", 100, 60)}


def test_early_ones_are_in_time_whether_told_apart_or_not(store: Store) -> None:
    apart = VolumeRow("X01", OCTOBER, "Đất đai", 100, 30, 60, 10, 7, None)
    together = VolumeRow("X01", OCTOBER, "Hộ tịch", 100, None, 90, 10, 7, None)
    with store.writing() as session:
        office = make_office(session, "X01", name="A")
        put_volumes(session, [apart, together], replace=False)
        (found,) = volumes(session, [OCTOBER])
    # 30 + 60 and 90; how many were early is not known of both.
    assert found == Volume(office.id or 0, OCTOBER, 200, None, 180, 20, 14, None)


def test_a_month_both_by_field_and_together_is_refused(store: Store) -> None:
    with store.writing() as session:
        make_office(session, "X01", name="A")
        put_volumes(session, [row(100)], replace=False)
        with pytest.raises(MixedFields):
            put_volumes(session, [row(50, field="Hộ tịch")], replace=True)


def test_sums_are_by_the_office_that_received_or_by_the_one_that_settles(
    store: Store,
) -> None:
    rows = [
        row(100),
        row(30, competent="SO-1"),
        row(20, competent="SO-1", office="X02"),
        row(7, office="SO-1"),
    ]
    with store.writing() as session:
        ids = {
            code: make_office(session, code, name=code).id
            for code in ("X01", "X02", "SO-1")
        }
        put_volumes(session, rows, replace=False)
        # An office that names itself says what an empty cell says.
        same = put_volumes(session, [row(100, competent="X01")], replace=False)
        received, competent = (
            {one.office_id: one.settled for one in volumes(session, [OCTOBER], by=by)}
            for by in (By.RECEIVED, By.COMPETENT)
        )
    assert same == Changes(0, 0, 1)
    assert received == {ids["X01"]: 130, ids["X02"]: 20, ids["SO-1"]: 7}
    assert competent == {ids["X01"]: 100, ids["SO-1"]: 57}


def test_an_office_may_tell_fields_of_its_own_and_all_together_of_another(
    store: Store,
) -> None:
    rows = [row(60, field="Hộ tịch"), row(30, competent="SO-1")]
    with store.writing() as session:
        for code in ("X01", "SO-1"):
            make_office(session, code, name=code)
        assert put_volumes(session, rows, replace=False).added == 2


def test_a_month_that_is_put_holds_these_rows_and_no_others(store: Store) -> None:
    other_month = row(9, month="2026-09")
    with store.writing() as session:
        office = make_office(session, "X01", name="A")
        make_office(session, "SO-1", name="B")
        put_volumes(session, [row(100), other_month], replace=False)
        wanted = [row(60, field="Hộ tịch"), row(40, competent="SO-1")]
        assert put_month(session, office, OCTOBER, wanted) == MonthChanges(2, 0, 1, 0)
        assert put_month(session, office, OCTOBER, wanted) == MonthChanges(0, 0, 0, 2)
        assert set(month_rows(session, office.id or 0, OCTOBER)) == set(wanted)
        assert month_rows(session, office.id or 0, "2026-09") == (other_month,)
        assert known_months(session) == ("2026-09", OCTOBER)
