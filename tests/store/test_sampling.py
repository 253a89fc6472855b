"""Sampling plans on both engines: the frame of open offices, plans that stay, and what came back."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from survey.reports.sampling import draw
from survey.store import sampling
from survey.store.engine import Store
from survey.store.sampling import PlanExists, PlanHead, Returned
from survey.store.tables import DossierVolume
from tests.fixtures.people import TODAY, make_office

HEAD = PlanHead(
    code="m1",
    title="Mẫu thử",
    wave_id=None,
    first_month="2026-01",
    last_month="2026-02",
    rule="fixed",
    scope="office",
    margin=0.05,
    design_effect=1.0,
    fixed=20,
    offices=1,
    seed=7,
    drawn_on=TODAY,
)


def fill(session: Session) -> None:
    """Settle dossiers in three offices, one closed and one about to close, in the months and outside."""
    for code, n in (("X02", 300), ("X01", 100), ("X03", 50)):
        office = make_office(session, code)
        assert office.id is not None
        if code == "X03":
            office.closed_on = TODAY
        if code == "X02":
            office.closed_on = TODAY + timedelta(days=1)
        session.add_all(
            DossierVolume(
                office_id=office.id,
                competent_id=office.id,
                month=month,
                field="",
                settled=settled,
            )
            for month, settled in (("2026-01", n), ("2026-02", 0), ("2026-03", n))
        )


def keep(store: Store) -> set[int]:
    """Draw and keep the plan; return the offices of the frame."""
    with store.writing() as session:
        drawn = draw(sampling.frame(session, "2026-01", "2026-02", today=TODAY), HEAD)
        sampling.keep_plan(session, HEAD, drawn.offices, drawn.cells)
    return {office.office_id for office in drawn.offices}


def test_the_frame_holds_open_offices_within_the_months(store: Store) -> None:
    with store.writing() as session:
        fill(session)
        found = sampling.frame(session, "2026-01", "2026-02", today=TODAY)
    assert [(cell.office_code, cell.month, cell.population) for cell in found] == [
        ("X01", "2026-01", 100),
        ("X02", "2026-01", 300),
    ]


def test_a_plan_comes_back_as_it_was_drawn_and_is_never_replaced(store: Store) -> None:
    with store.writing() as session:
        fill(session)
    offices = keep(store)
    with store.reading() as session:
        plan = sampling.plan(session, "m1")
    assert plan is not None and plan.head == HEAD
    assert {office.office_id for office in plan.offices} == offices
    assert sum(office.is_drawn for office in plan.offices) == 1
    assert sorted(office.probability for office in plan.offices) == [0.25, 0.75]
    assert sum(cell.planned for cell in plan.cells) == 20
    with pytest.raises(PlanExists):
        keep(store)
    with store.reading() as session:
        assert sampling.plan(session, "m1") == plan
        assert sampling.plan_heads(session) == (HEAD,)
        assert sampling.plan(session, "m2") is None


def test_what_came_back_replaces_what_was_told_before(store: Store) -> None:
    with store.writing() as session:
        fill(session)
    office_id = min(keep(store))
    first = Returned(sent=20, returned=9, valid=7, rejected=(("trùng", 2),))
    second = Returned(sent=20, returned=12, valid=12)
    for told, changed in ((first, 1), (first, 0), (second, 1)):
        with store.writing() as session:
            assert sampling.set_returned(session, "m1", {office_id: told}) == changed
        with store.reading() as session:
            plan = sampling.plan(session, "m1")
        assert plan is not None and plan.returned == {office_id: told}
