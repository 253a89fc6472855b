"""The demo's comments, made up: released, most of them sorted by two people, some answered."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from uuid import UUID

import numpy as np
from sqlmodel import Session, insert

from forms.codebook import codebook
from forms.urgent import urgent_kind
from survey.demo.accounts import SECOND_CODER
from survey.demo.province import OFFICE_OF_UNIT_HEAD, REFORM_OFFICE, UNIT_HEAD
from survey.store import closing, coding, comments, places, replies, reviewers
from survey.store.coding import Settled
from survey.store.replies import NewReply, Step
from survey.store.tables import CommentArrival
from survey.store.tables.replies import PROPOSED, PUBLISHED
from survey.trust.disclosure import FLOOR

FILE = "comments.csv"
URGENT = "urgent"
# How much rarer than another an urgent sentence is.
RARE = 0.2
# Few offices get most of them, as in a real province.
OFFICE_SPREAD = 0.9
# How often a person gives a comment the theme that it was written for.
RIGHT = {REFORM_OFFICE: 0.93, SECOND_CODER: 0.86}
WHY = "Cùng đọc lại: ý chính của góp ý thuộc chủ đề này"
REPLIES = (
    (
        "Phòng chờ nóng, thiếu ghế vào buổi sáng",
        "Đã lắp thêm 4 quạt và 20 ghế. Từ đầu tháng sau mở thêm một quầy vào sáng thứ hai.",
    ),
    (
        "Không rõ cần nộp những giấy tờ gì",
        "Đã in lại bảng niêm yết theo mẫu mới, kèm một bộ hồ sơ điền sẵn ở từng quầy.",
    ),
)


@dataclass(frozen=True, slots=True)
class Written:
    """So many comments of some days, and whether two people have sorted them."""

    n: int
    first_day: date
    last_day: date
    is_sorted: bool


def add_comments(
    session: Session, rng: np.random.Generator, rounds: Sequence[Written]
) -> None:
    """Write, release, sort and answer comments. The same rng gives the same rows, ids included."""
    written = _sentences()
    themes = {text: theme for theme, text in written}
    weights = np.array([RARE if theme == URGENT else 1.0 for theme, _ in written])
    offices = [each.id for each in places.offices(session) if each.id is not None]
    shares = rng.lognormal(0, OFFICE_SPREAD, len(offices))
    for part in rounds:
        texts = rng.choice(len(written), part.n, p=weights / weights.sum())
        chosen = rng.choice(offices, part.n, p=shares / shares.sum())
        days = rng.integers((part.last_day - part.first_day).days + 1, size=part.n)
        rows = [
            {
                "id": _id(rng),
                "office_id": int(office_id),
                "month": f"{part.first_day + timedelta(days=int(day)):%Y-%m}",
                "language": "vi",
                "text": written[text][1],
                "urgent": urgent_kind(written[text][1]),
            }
            for text, office_id, day in zip(texts, chosen, days, strict=True)
        ]
        session.connection().execute(insert(CommentArrival), rows)
        closing.move_comments(session, limit=part.n)
        for office_id in comments.offices_with_waiting(session, at_least=FLOOR):
            comments.release_batch(
                session, office_id, at_least=FLOOR, batch_id=_id(rng)
            )
        if part.is_sorted:
            _sort(session, rng, themes, part.last_day)
    _answer(session, rounds)


def _sort(
    session: Session,
    rng: np.random.Generator,
    themes: dict[str, str],
    today: date,
) -> None:
    """Let both people give every comment a theme, mostly the right one, and settle the rest."""
    book = codebook()
    for name, right in RIGHT.items():
        reviewer = reviewers.reviewer_by_name(session, name)
        assert reviewer is not None and reviewer.id is not None
        while (found := coding.next_to_code(session, reviewer.id)) is not None:
            other = str(rng.choice(book.codes))
            theme = themes[found.text] if rng.random() < right else other
            coding.record_code(
                session,
                found.comment_id,
                reviewer_id=reviewer.id,
                theme=theme,
                codebook=book.version,
            )
    while found_differing := coding.disagreements(session, limit=50):
        for differing in found_differing:
            settled = Settled(themes[differing.text], WHY, REFORM_OFFICE, today)
            coding.settle(session, differing.comment_id, settled)


def _answer(session: Session, rounds: Sequence[Written]) -> None:
    """Publish a reply of the unit head's office; a later one waits for approval."""
    for number, (question, answer) in enumerate(REPLIES):
        last_day = rounds[number].last_day
        replies.add_reply(
            session,
            OFFICE_OF_UNIT_HEAD,
            NewReply(f"{last_day:%Y-%m}", question, answer),
            Step(UNIT_HEAD if number else REFORM_OFFICE, last_day),
            state=PROPOSED if number else PUBLISHED,
        )


def _sentences() -> list[tuple[str, str]]:
    """Return theme and text of each shipped comment."""
    content = files(__package__).joinpath(FILE).read_text("utf-8")
    return [(row["theme"], row["text"]) for row in csv.DictReader(io.StringIO(content))]


def _id(rng: np.random.Generator) -> UUID:
    return UUID(bytes=rng.bytes(16), version=4)
