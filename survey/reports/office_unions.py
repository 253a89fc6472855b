"""Levels and blocks of a wave: unions of whole offices, each with its figures by the rule of the wave.

Levels are parts of the total, and hidden together as a row of cells is. Blocks cross levels, offices
change their block, and mergers sum offices across both, so a block's rule is a stricter one: it adds
up the offices whose own figure is shown, and tells nothing that those do not (decision 0034).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.arrays import BoolArray, IntArray
from analysis.indices import Index
from analysis.intervals import DisplayedInterval, interval_of_index
from analysis.tally import Tallies
from survey.reports.blocks import in_order
from survey.reports.figures import SECRET, Figure, Withheld, figures_by_domain
from survey.reports.index_rules import lowest_share, union_index
from survey.reports.wave_result import WaveResult
from survey.trust.disclosure import Audience


@dataclass(frozen=True, slots=True, eq=False)
class OfficeUnions:
    """Unions in the order of their names, with their figures, one a measure.

    `codes` counts the characters of the answers that stand in the index, shape (unions, questions,
    characters). `offices` is how many each has, `counted` how many of them its index adds up.
    """

    names: tuple[str, ...]
    figures: tuple[tuple[Figure, ...], ...]
    codes: IntArray
    offices: tuple[int, ...]
    counted: tuple[int, ...]


def unions_by_level(result: WaveResult, audience: Audience) -> OfficeUnions:
    """Return the levels of a wave; every office is in the figures of its level."""
    counted = np.ones((len(result.offices), len(result.measures)), np.bool_)
    found, index = _added(result, result.levels, counted, in_order=sorted)
    figures = figures_by_domain(
        index,
        _interval(result, index),
        audience=audience,
        totals=("all",) * len(found.names),
        lowest=lowest_share(result.questionnaire),
    )
    return replace(found, figures=figures)


def unions_by_block(result: WaveResult, audience: Audience) -> OfficeUnions:
    """Return the blocks of a wave; offices that nobody put into one are a block without a name."""
    figures = result.office_figures(audience)
    counted = np.array(
        [[figure not in SECRET for figure in of_office] for of_office in figures],
        np.bool_,
    )
    blocks = [office.block for office in result.offices]
    found, index = _added(result, blocks, counted, in_order=in_order)
    by_block = figures_by_domain(
        index,
        _interval(result, index),
        audience=audience,
        lowest=lowest_share(result.questionnaire),
    )
    members = [
        [
            of_office
            for of_office, each in zip(figures, blocks, strict=True)
            if each == name
        ]
        for name in found.names
    ]
    return replace(
        found,
        figures=tuple(
            tuple(
                union_figure(figure, [of_office[at] for of_office in of_block])
                for at, figure in enumerate(of_measures)
            )
            for of_measures, of_block in zip(by_block, members, strict=True)
        ),
    )


def union_figure(figure: Figure, members: Sequence[Figure]) -> Figure:
    """Return the figure of a union as it stands beside its members.

    One member alone has one interval. A union without a figure, whose members are hidden beside others,
    has not too few.
    """
    counted = [member for member in members if member not in SECRET]
    if len(counted) == 1:
        return counted[0]
    if not counted and set(members) - {Withheld.TOO_FEW}:
        return Withheld.COMPLEMENT
    return figure


def _added(
    result: WaveResult,
    name_of: Sequence[str],
    counted: BoolArray,
    *,
    in_order: Callable[[Iterable[str]], Sequence[str]],
) -> tuple[OfficeUnions, Index]:
    """Return unions without their figures, and their indices."""
    there = [at for at, office in enumerate(result.offices) if office.was_there]
    names = list(in_order({name_of[at] for at in there}))
    union = np.array([names.index(name_of[at]) for at in there], np.int64)
    measures, last = result.measures, result.index_position
    counted = counted.reshape(len(name_of), len(measures))[there]
    tallies = result.tallies
    index = union_index(
        Tallies(tallies.n[there], tallies.codes[there], tallies.sums[there]).score_sums(
            offices=[result.offices[at].code for at in there],
            measures=[measure.code for measure in measures],
        ),
        None if result.products is None else result.products[there],
        unions=union.tolist(),
        names=names,
        counted=counted,
        questionnaire=result.questionnaire,
        measures=measures,
    )
    codes = np.zeros((len(names), *tallies.codes.shape[1:]), np.int64)
    np.add.at(codes, union[counted[:, last]], tallies.codes[there][counted[:, last]])
    size = len(names)
    return (
        OfficeUnions(
            names=tuple(names),
            figures=(),
            codes=codes,
            offices=tuple(np.bincount(union, minlength=size).tolist()),
            counted=tuple(
                np.bincount(
                    union,
                    weights=counted[:, last] & (tallies.n[there] > 0),
                    minlength=size,
                )
                .astype(np.int64)
                .tolist()
            ),
        ),
        index,
    )


def _interval(result: WaveResult, index: Index) -> DisplayedInterval:
    return interval_of_index(index, lowest=lowest_share(result.questionnaire))
