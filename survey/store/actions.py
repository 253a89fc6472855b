"""Actions that follow from results: written down once, then only followed, each change with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlmodel import Session, col, select

from survey.store.tables import Action, ActionStep, Office, Wave
from survey.store.tables.following import DROPPED, PLANNED, UNDER_WAY

OPEN_STATES = (PLANNED, UNDER_WAY)


class Refusal(Enum):
    """Why an action cannot be changed so."""

    DROPPED = "a dropped action stays dropped"
    NOTHING_NEW = "state, due day and publicity are what they were"


class StepRefused(Exception):
    """Nothing was changed. `why` is what a page puts into words."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class NewAction:
    """What is written down of an action before it is followed. `owner` names a position, no person."""

    office_id: int
    what: str
    owner: str
    effective_on: date
    due_on: date
    expected_points: float
    recorded_on: date
    recorded_by: str
    wave_id: int | None = None
    measure: str = "index"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to hold of an action from a day on, and why. None leaves a thing as it is."""

    happened_on: date
    done_by: str
    reason: str
    state: str | None = None
    due_on: date | None = None
    is_public: bool | None = None


@dataclass(frozen=True, slots=True)
class FollowedAction:
    """An action with its office, the wave it comes from, and its steps, the oldest first."""

    action: Action
    office: Office
    wave: Wave | None
    steps: tuple[ActionStep, ...]

    @property
    def state(self) -> str:
        return self.steps[-1].state if self.steps else PLANNED

    @property
    def due_on(self) -> date:
        return self.steps[-1].due_on if self.steps else self.action.due_on

    @property
    def is_public(self) -> bool:
        """Tell whether everyone may read it."""
        return bool(self.steps) and self.steps[-1].is_public

    @property
    def settled_on(self) -> date | None:
        """The day since which it is done or dropped."""
        since = None
        for step in self.steps:
            if step.state in OPEN_STATES:
                since = None
            elif since is None:
                since = step.happened_on
        return since

    def is_late(self, today: date) -> bool:
        """Tell whether its day has passed and it is neither done nor dropped."""
        return self.state in OPEN_STATES and self.due_on < today


@dataclass(frozen=True, slots=True)
class Promise:
    """What an office promised before a wave, and how it stands now."""

    number: int
    what: str
    owner: str
    due_on: date
    effective_on: date
    expected_points: float
    state: str


def add_action(session: Session, new: NewAction) -> Action:
    """Write an action down under the office's next number."""
    # Two people of one office at once wait for each other; SQLite has one writer anyway.
    session.exec(select(Office).where(Office.id == new.office_id).with_for_update())
    numbers = session.exec(
        select(Action.number).where(Action.office_id == new.office_id)
    ).all()
    action = Action(
        office_id=new.office_id,
        number=max(numbers, default=0) + 1,
        recorded_on=new.recorded_on,
        recorded_by=new.recorded_by,
        wave_id=new.wave_id,
        measure=new.measure,
        source=new.source,
        what=new.what,
        owner=new.owner,
        effective_on=new.effective_on,
        due_on=new.due_on,
        expected_points=new.expected_points,
    )
    session.add(action)
    session.flush()
    return action


def take_step(session: Session, followed: FollowedAction, step: Step) -> ActionStep:
    """Keep what changes about an action. Raises StepRefused."""
    if followed.state == DROPPED:
        raise StepRefused(Refusal.DROPPED)
    now = (followed.state, followed.due_on, followed.is_public)
    then = (
        now[0] if step.state is None else step.state,
        now[1] if step.due_on is None else step.due_on,
        now[2] if step.is_public is None else step.is_public,
    )
    if then == now:
        raise StepRefused(Refusal.NOTHING_NEW)
    assert followed.action.id is not None
    added = ActionStep(
        action_id=followed.action.id,
        happened_on=step.happened_on,
        state=then[0],
        due_on=then[1],
        # What was dropped is no promise to the public any more.
        is_public=then[2] and then[0] != DROPPED,
        reason=step.reason,
        done_by=step.done_by,
    )
    session.add(added)
    session.flush()
    return added


def actions(
    session: Session, *, office_id: int | None = None
) -> tuple[FollowedAction, ...]:
    """Return the actions of one office or of all, the newest first. Two queries."""
    query = (
        select(Action, Office, Wave)
        .join(Office, col(Office.id) == col(Action.office_id))
        .join(Wave, col(Wave.id) == col(Action.wave_id), isouter=True)
        .order_by(col(Action.recorded_on).desc(), col(Action.id).desc())
    )
    if office_id is not None:
        query = query.where(Action.office_id == office_id)
    found = session.exec(query).all()
    steps = _steps(session, [action for action, _office, _wave in found])
    return tuple(
        FollowedAction(action, office, wave, steps.get(action.id or 0, ()))
        for action, office, wave in found
    )


def action_by_number(
    session: Session, office_code: str, number: int
) -> FollowedAction | None:
    """Return an office's action of a number."""
    row = session.exec(
        select(Action, Office, Wave)
        .join(Office, col(Office.id) == col(Action.office_id))
        .join(Wave, col(Wave.id) == col(Action.wave_id), isouter=True)
        .where(Office.code == office_code, Action.number == number)
    ).first()
    if row is None:
        return None
    action, office, wave = row
    return FollowedAction(
        action, office, wave, _steps(session, [action]).get(action.id or 0, ())
    )


def public_actions(session: Session, office_id: int) -> tuple[FollowedAction, ...]:
    """Return what everyone may read of an office's actions, the newest first."""
    return tuple(
        followed
        for followed in actions(session, office_id=office_id)
        if followed.is_public
    )


def offices_that_acted(
    found: Sequence[FollowedAction], first: date, last: date
) -> frozenset[int]:
    """Return the offices with an action, not dropped, that takes effect within the days."""
    return frozenset(
        followed.action.office_id
        for followed in found
        if first <= followed.action.effective_on <= last and followed.state != DROPPED
    )


def promises_of(session: Session, office_id: int, wave: Wave) -> tuple[Promise, ...]:
    """Return what an office promised before a wave began and had not settled by then, the oldest first.

    How each stands is said as of now. Three queries.
    """
    found = actions(session, office_id=office_id)
    return _promises(found, wave, previous=_first_day_before(session, wave))


def promises_by_office(session: Session, wave: Wave) -> dict[int, tuple[Promise, ...]]:
    """Return what every office promised before a wave began, as `promises_of` does. Three queries."""
    previous = _first_day_before(session, wave)
    by_office: dict[int, list[FollowedAction]] = {}
    for followed in actions(session):
        by_office.setdefault(followed.action.office_id, []).append(followed)
    promised = {
        office_id: _promises(found, wave, previous=previous)
        for office_id, found in by_office.items()
    }
    return {office_id: found for office_id, found in promised.items() if found}


def _promises(
    found: Sequence[FollowedAction], wave: Wave, *, previous: date | None
) -> tuple[Promise, ...]:
    promised = [
        followed
        for followed in found
        if followed.action.recorded_on < wave.opens_on
        and (
            previous is None
            or followed.settled_on is None
            or followed.settled_on >= previous
        )
    ]
    return tuple(
        Promise(
            number=followed.action.number,
            what=followed.action.what,
            owner=followed.action.owner,
            due_on=followed.due_on,
            effective_on=followed.action.effective_on,
            expected_points=followed.action.expected_points,
            state=followed.state,
        )
        for followed in reversed(promised)
    )


def _first_day_before(session: Session, wave: Wave) -> date | None:
    """Return the first day of the wave before in the same series."""
    found = session.exec(
        select(Wave)
        .where(Wave.kind == wave.kind, Wave.series == wave.series)
        .where(col(Wave.opens_on) < wave.opens_on)
        .order_by(col(Wave.opens_on).desc())
    ).first()
    return None if found is None else found.opens_on


def _steps(
    session: Session, found: Sequence[Action]
) -> dict[int, tuple[ActionStep, ...]]:
    ids = [action.id for action in found if action.id is not None]
    if not ids:
        return {}
    steps: dict[int, list[ActionStep]] = {}
    for step in session.exec(
        select(ActionStep)
        .where(col(ActionStep.action_id).in_(ids))
        .order_by(col(ActionStep.id))
    ):
        steps.setdefault(step.action_id, []).append(step)
    return {action_id: tuple(taken) for action_id, taken in steps.items()}
