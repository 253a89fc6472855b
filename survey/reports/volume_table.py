"""Dossiers by office, month or field with the share in time: a table of plain counts, which hide nobody."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from survey.reports.blocks import block_name, in_order
from survey.reports.ordering import vietnamese_order
from survey.reports.timeliness import Timeliness, added_up
from survey.store.tables import Office
from survey.store.volumes import Volume


@dataclass(frozen=True, slots=True)
class VolumeLine:
    """An office, a month or a field with its dossiers; `code` is the office's."""

    name: str
    dossiers: Timeliness
    code: str = ""


@dataclass(frozen=True, slots=True)
class VolumeBlock:
    """The offices of a block by name, and all of them together."""

    name: str
    lines: tuple[VolumeLine, ...]
    together: Timeliness


def lines_by_office(
    volumes: Iterable[Volume],
    offices: Sequence[Office],
    language: str,
    name_of: Callable[[Office], str],
) -> tuple[VolumeBlock, ...]:
    """Return the offices that have figures under their blocks; an empty heading where nobody named blocks."""
    by_id = {office.id: office for office in offices}
    found: defaultdict[str, defaultdict[int, list[Volume]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for one in volumes:
        if one.office_id in by_id:
            found[by_id[one.office_id].block][one.office_id].append(one)
    has_blocks = any(found.keys())
    return tuple(
        VolumeBlock(
            block_name(block, language) if has_blocks else "",
            tuple(
                sorted(
                    (
                        VolumeLine(
                            name_of(by_id[office_id]),
                            added_up(of_office),
                            by_id[office_id].code,
                        )
                        for office_id, of_office in found[block].items()
                    ),
                    key=lambda line: vietnamese_order(line.name),
                )
            ),
            added_up(one for of in found[block].values() for one in of),
        )
        for block in in_order(found)
    )


def lines_by(
    volumes: Iterable[Volume], key: Callable[[Volume], str], name: Callable[[str], str]
) -> tuple[VolumeLine, ...]:
    """Return the dossiers of one office by month or by field, in the order of keys."""
    found: defaultdict[str, list[Volume]] = defaultdict(list)
    for one in volumes:
        found[key(one)].append(one)
    return tuple(VolumeLine(name(at), added_up(found[at])) for at in sorted(found))
