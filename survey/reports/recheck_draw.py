"""Draws whom to call again: so many of each office by a rule, spread over its strata, by seed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from analysis.rechecks import recheck_size
from analysis.sampling import allocated, drawn_names
from survey.reports.csv_files import CsvFile, csv_text
from survey.reports.figures import Estimate
from survey.reports.wave_result import WaveResult
from survey.store.rechecks import DrawHead, Stratum

# Of nobody more is known, with calls as with dossiers.
USUAL_SHARE, USUAL_LEAST = 0.1, 20
People = Mapping[tuple[str, str], Sequence[str]]


class OtherList(Exception):
    """The file is not the one that was drawn from."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a margin is worked out from: answers of an office by its code, the index, the design effect."""

    own_n: Mapping[str, int]
    index: float
    effect: float


@dataclass(frozen=True, slots=True)
class DrawnPerson:
    """One line of a caller's list."""

    number: int
    office: str
    stratum: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: counts to be kept, and offices whose margin no number of calls reaches."""

    strata: tuple[Stratum, ...]
    unreached: tuple[str, ...] = ()


def expected_of(result: WaveResult, *, effect: float) -> Expected:
    """Return what is known of a wave before its independent check."""
    total = result.total_figures("reform_office")[result.index_position]
    index = total.share if isinstance(total, Estimate) else 0.5
    n = result.indices.by_office.n[:, result.index_position]
    return Expected(
        {office.code: int(count) for office, count in zip(result.offices, n)},
        # Where nearly everybody is satisfied the formula would ask hardly anyone.
        min(max(index, 0.1), 0.9),
        effect,
    )


def sizes(
    people: People, head: DrawHead, expected: Expected | None = None
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return how many to draw by office's code, and the offices whose margin cannot be reached."""
    listed: defaultdict[str, int] = defaultdict(int)
    for (office, _stratum), identifiers in people.items():
        listed[office] += len(identifiers)
    wanted, unreached = {}, []
    for office, population in sorted(listed.items()):
        n: int | None = population
        if head.rule == "share":
            n = ceil(population * (head.share or 0.0) - 1e-9)
        elif head.rule == "fixed":
            n = head.fixed or 0
        elif expected is not None:
            n = recheck_size(
                expected.own_n.get(office, 0),
                margin=head.margin or 0.0,
                p=expected.index,
                deff=expected.effect,
            )
        if n is None or (head.rule == "margin" and n > population):
            unreached.append(office)
        wanted[office] = min(
            population, max(population if n is None else n, head.least)
        )
    return wanted, tuple(unreached)


def draw(
    people: People,
    head: DrawHead,
    office_ids: Mapping[str, int],
    expected: Expected | None = None,
) -> Drawn:
    """Spread the number of each office over its strata in proportion."""
    wanted, unreached = sizes(people, head, expected)
    strata = []
    for office, n in wanted.items():
        keys = [key for key in sorted(people) if key[0] == office]
        counts = [len(people[key]) for key in keys]
        for key, population, drawn in zip(keys, counts, allocated(n, counts)):
            strata.append(Stratum(office_ids[office], key[1], population, drawn))
    return Drawn(tuple(strata), unreached)


def drawn_people(
    people: People,
    head: DrawHead,
    strata: Sequence[Stratum],
    office_ids: Mapping[str, int],
) -> tuple[DrawnPerson, ...]:
    """Return whom a kept draw chose of the same list, by office in the order of chance.

    Raises OtherList where the list holds other numbers of people.
    """
    kept = {(one.office_id, one.stratum): one for one in strata}
    listed = {
        (office_ids[office], stratum): len(identifiers)
        for (office, stratum), identifiers in people.items()
    }
    if listed != {key: one.population for key, one in kept.items()}:
        raise OtherList
    chosen: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for (office, stratum), identifiers in sorted(people.items()):
        n = kept[office_ids[office], stratum].drawn
        for one in drawn_names(
            identifiers, n, seed=head.seed, name=f"{office}/{stratum}"
        ):
            chosen[office].append((one, stratum))
    lines: list[DrawnPerson] = []
    for office, members in chosen.items():
        # One order of chance over all strata: whoever stops early has called a random part.
        stratum_of = dict(members)
        order = drawn_names(
            tuple(stratum_of), len(stratum_of), seed=head.seed, name=office
        )
        lines += [
            DrawnPerson(number, office, stratum_of[one], one)
            for number, one in enumerate(order, start=len(lines) + 1)
        ]
    return tuple(lines)


def callers_file(wave_code: str, people: Sequence[DrawnPerson]) -> CsvFile:
    """Return the callers' list: what an office finds its people by, and nothing else of them."""
    rows = [
        [str(one.number), one.office, one.stratum, one.identifier] for one in people
    ]
    header = ["number", "office", "stratum", "id"]
    return CsvFile(f"phuc-tra-{wave_code}.csv", csv_text(header, rows))
