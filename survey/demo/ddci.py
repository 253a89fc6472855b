"""A round of a DDCI in the demo, closed with its result, and one in which links can be tried."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy import insert
from sqlmodel import Session

from analysis.arrays import FloatArray
from forms.ddci import example_programme, load_programme
from forms.ddci.packing import packed
from survey.demo.province import demo_offices
from survey.reports.ddci_rounds import computed, frozen, observed_ranges
from survey.store import ddci, ddci_links
from survey.store.ddci import NewRound
from survey.store.tables import DdciRound, DdciWeek, metadata
from survey.store.tables.ddci import COOPERATIVE, FIRM, HOUSEHOLD

CLOSED, OPEN = "ddci-1", "ddci-2"
DEPARTMENTS, COMMUNES = "Sở, ngành", "Địa phương"
CENTRE = "Trung tâm Phục vụ hành chính công "
MOST_OF_A_BLOCK = 8
# Days from today to the first and last day of each round.
DAYS = {CLOSED: (-120, -80), OPEN: (-10, 35)}
# Links given out to each kind of respondents, and the share of them that was used.
GIVEN = {FIRM: (320, 0.6), COOPERATIVE: (40, 0.5), HOUSEHOLD: (160, 0.4)}
RANGES = (("ngay", 2.0, 12.0, "2024–2025"), ("cong_khai", 50.0, 100.0, "2024–2025"))


@dataclass(frozen=True, slots=True)
class Rating:
    """What someone says of a unit."""

    unit: int
    scores: str


def add_ddci(session: Session, rng: np.random.Generator, *, today: date) -> None:
    """Add both rounds; the same generator and day give the same rows."""
    closed = _begun(session, CLOSED, today)
    assert closed.id is not None
    units = ddci.units(session, closed.id)
    # How each unit serves, on the latent scale; the last of a block is heard by few.
    quality = rng.normal(0.0, 0.8, len(units))
    weight = np.array([0.15 if one.name == units[-1].name else 1.0 for one in units])
    used = {kind: int(given * share) for kind, (given, share) in GIVEN.items()}
    for kind, (given, _) in GIVEN.items():
        keys = [rng.bytes(ddci_links.KEY_BYTES) for _ in range(given)]
        ddci_links.give_links(session, closed, keys, kind=kind)
    people = sum(used.values())
    ratings = list(_ratings(rng, people, quality, weight / weight.sum()))
    rows = [
        {
            "id": UUID(bytes=rng.bytes(16), version=4),
            "round_id": closed.id,
            "unit_id": units[one.unit].id,
            "scores": one.scores,
        }
        for one in ratings
    ]
    session.connection().execute(insert(metadata.tables["ddci_answer"]), rows)
    session.add_all(_weeks(rng, closed, used))
    ddci.set_figures(
        session,
        closed,
        {
            (one.id or 0, indicator): round(float(middle + slope * value), 1)
            for one, value in zip(units, quality)
            for indicator, middle, slope in (("ngay", 6, -1.5), ("cong_khai", 82, 7))
        },
    )
    _close(session, closed, used=used)
    _begun(session, OPEN, today)


def _begun(session: Session, code: str, today: date) -> DdciRound:
    first, last = (today + timedelta(days=days) for days in DAYS[code])
    blocks = {"province": DEPARTMENTS, "commune": COMMUNES}
    offices = [(_place(one.name), blocks[one.level]) for one in demo_offices()]
    units = [
        office
        for block in blocks.values()
        for office in [one for one in offices if one[1] == block][:MOST_OF_A_BLOCK]
    ]
    new = NewRound(
        code=code,
        title=f"DDCI, đợt {code[-1]}",
        year=last.year,
        first_day=first,
        last_day=last,
        programme=example_programme(),
        seed=1,
        units=units,
        ranges=RANGES,
    )
    return ddci.add_round(session, new, today=first)


def _place(name: str) -> str:
    """Return the name of what firms rate: the ward or commune, not its one-stop centre."""
    place = name.removeprefix(CENTRE)
    return place[:1].upper() + place[1:]


def _ratings(
    rng: np.random.Generator, people: int, quality: FloatArray, weight: FloatArray
) -> Iterable[Rating]:
    """Give what people say: each of one to three units, in one mood about all of them."""
    programme = load_programme(example_programme(), source="example")
    is_positive = [one.is_positive for one in programme.questions]
    for mood in rng.normal(0.0, 0.7, people):
        for unit in rng.choice(
            len(quality), size=rng.integers(1, 4), replace=False, p=weight
        ):
            latent = quality[unit] + mood + rng.normal(0.0, 0.9, len(is_positive))
            points = np.clip(np.rint(6.2 + 1.6 * latent), 1, 10).astype(int)
            said = [
                str(point if up else 11 - point)
                for point, up in zip(points, is_positive)
            ]
            if rng.random() < 0.15:
                said[int(rng.integers(len(said)))] = "x"
            yield Rating(int(unit), packed(said))


def _weeks(
    rng: np.random.Generator, chosen: DdciRound, used: dict[str, int]
) -> list[DdciWeek]:
    assert chosen.id is not None
    length = (chosen.last_day - chosen.first_day).days
    found: Counter[tuple[date, str]] = Counter()
    for kind, n in used.items():
        for days in rng.integers(length + 1, size=n):
            day = chosen.first_day + timedelta(days=int(days))
            found[day - timedelta(days=day.weekday()), kind] += 1
    return [
        DdciWeek(round_id=chosen.id, monday=monday, kind=kind, n=n)
        for (monday, kind), n in sorted(found.items())
    ]


def _close(session: Session, chosen: DdciRound, *, used: dict[str, int]) -> None:
    assert chosen.id is not None
    session.flush()
    units, ranges = ddci.units(session, chosen.id), ddci.ranges(session, chosen.id)
    found = ddci.answers_of(session, chosen.id)
    content = frozen(
        chosen,
        computed(chosen, units, ranges, found),
        observed=observed_ranges(chosen, units, found),
        given=ddci.links_given(session, chosen.id),
        used=used,
    )
    day = chosen.last_day + timedelta(days=ddci_links.GRACE_DAYS + 1)
    ddci.close(
        session,
        chosen,
        computed_from=found,
        content=content,
        today=day,
        done_by="sipas",
    )
