"""What followed in the demo: two waves published, and three actions at different stages."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from survey.demo.province import OFFICE_OF_UNIT_HEAD, REFORM_OFFICE, UNIT_HEAD
from survey.reports.public_results import NotPublishable, publish_wave
from survey.store import actions, places, waves
from survey.store.actions import NewAction, Step
from survey.store.tables import Wave

# Days from the end of a wave's grace to its publication.
DAYS_TO_PUBLISH = 10


@dataclass(frozen=True, slots=True)
class DemoAction:
    """An action; days count from today. `steps` are state, publicity, day and reason."""

    office: str
    what: str
    owner: str
    recorded: int
    effective: int
    due: int
    points: float
    wave: int | None = None
    measure: str = "index"
    source: str = ""
    steps: tuple[tuple[str, bool, int, str], ...] = ()


DEMO_ACTIONS = (
    DemoAction(
        office=OFFICE_OF_UNIT_HEAD,
        what="Kê thêm ghế chờ, lắp quạt và bảng chỉ dẫn ở khu tiếp dân; mở thêm quầy vào sáng thứ Hai.",
        owner="Phó Giám đốc Trung tâm",
        recorded=-160,
        effective=-140,
        due=-135,
        points=3.0,
        wave=0,
        measure="access",
        steps=(
            ("under_way", False, -150, "Đã có kinh phí"),
            ("done", True, -138, "Đã lắp xong, đưa lên trang công khai"),
        ),
    ),
    DemoAction(
        office="P01",
        what="Niêm yết giấy tờ cần có của 10 thủ tục nhiều người làm nhất, kèm mẫu đã điền sẵn.",
        owner="Tổ trưởng Tổ tiếp nhận và trả kết quả",
        recorded=-70,
        effective=-40,
        due=20,
        points=4.0,
        wave=1,
        measure="procedure",
        steps=(("under_way", True, -40, "Đã niêm yết 6 thủ tục"),),
    ),
    DemoAction(
        office="S01",
        what="Nhắn tin báo trước cho người dân khi hồ sơ có thể trễ hẹn và xin lỗi bằng văn bản.",
        owner="Chánh Văn phòng Sở",
        recorded=-20,
        effective=30,
        due=45,
        points=2.5,
        source="Nội dung thành phần thấp của Chỉ số cải cách hành chính năm trước",
    ),
)


def add_following(session: Session, campaigns: list[Wave], *, today: date) -> None:
    """Publish the campaigns that are over, and write the actions down."""
    for wave in campaigns:
        published_on = wave.last_day_with_grace + timedelta(days=DAYS_TO_PUBLISH)
        try:
            publish_wave(
                session, wave, today=min(today, published_on), done_by=REFORM_OFFICE
            )
        except NotPublishable:
            # A demo of a handful of answers has nothing to show, and goes on without.
            continue
    for planned in DEMO_ACTIONS:
        _add(session, planned, campaigns, today)


def finished_campaigns(session: Session, today: date) -> list[Wave]:
    """Return the campaigns whose grace is over, the oldest first."""
    return [
        wave
        for wave in waves.waves(session, today)
        if wave.kind == "campaign" and wave.last_day_with_grace < today
    ]


def _add(
    session: Session, planned: DemoAction, campaigns: list[Wave], today: date
) -> None:
    office = places.office_by_code(session, planned.office)
    assert office is not None and office.id is not None
    added = actions.add_action(
        session,
        NewAction(
            office_id=office.id,
            what=planned.what,
            owner=planned.owner,
            effective_on=today + timedelta(days=planned.effective),
            due_on=today + timedelta(days=planned.due),
            expected_points=planned.points,
            recorded_on=today + timedelta(days=planned.recorded),
            recorded_by=(
                UNIT_HEAD if planned.office == OFFICE_OF_UNIT_HEAD else REFORM_OFFICE
            ),
            wave_id=None if planned.wave is None else campaigns[planned.wave].id,
            measure=planned.measure,
            source=planned.source,
        ),
    )
    for state, is_public, day, reason in planned.steps:
        followed = actions.action_by_number(session, planned.office, added.number)
        assert followed is not None
        actions.take_step(
            session,
            followed,
            Step(
                today + timedelta(days=day),
                REFORM_OFFICE,
                reason,
                state=state,
                is_public=is_public,
            ),
        )
