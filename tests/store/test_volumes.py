"""Dossier volumes are kept once, replaced only when told so, and never counted twice."""

import pytest

from survey.store.engine import Store
from survey.store.registers import Changes
from survey.store.volumes import (
    MixedFields,
    Volume,
    VolumeDiffers,
    VolumeRow,
    put_volumes,
    volumes,
)
from tests.fixtures.people import make_office


def row(settled: int, *, field: str = "", invited: int | None = None) -> VolumeRow:
    return VolumeRow("X01", "2026-10", field, settled, None, 5, 1, None, invited)


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
        assert refused.value.rows == (row(110),) or refused.value.rows == [row(110)]
        assert put_volumes(session, [row(110)], replace=True) == Changes(0, 1, 0)
        (found,) = volumes(session, ["2026-10"])
    assert found == Volume(office.id or 0, "2026-10", 110, 5, 1, None)


def test_fields_add_up_and_what_one_did_not_count_is_not_known(store: Store) -> None:
    with store.writing() as session:
        office = make_office(session, "X01", name="A")
        rows = [row(100, field="Đất đai", invited=60), row(50, field="Hộ tịch")]
        put_volumes(session, rows, replace=False)
        (found,) = volumes(session, ["2026-09", "2026-10"])
    assert found == Volume(office.id or 0, "2026-10", 150, 10, 2, None)


def test_a_month_both_by_field_and_together_is_refused(store: Store) -> None:
    with store.writing() as session:
        make_office(session, "X01", name="A")
        put_volumes(session, [row(100)], replace=False)
        with pytest.raises(MixedFields):
            put_volumes(session, [row(50, field="Hộ tịch")], replace=True)
