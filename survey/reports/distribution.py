"""How answers spread over the levels of the scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from analysis.arrays import IntArray
from forms.questionnaire import Questionnaire
from survey.reports.figures import Estimate, Figure


@dataclass(frozen=True, slots=True)
class LevelShare:
    """One level of the scale and the share of valid answers that it got."""

    level: int
    label: str
    share: float
    is_satisfied: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A level's part of a bar, in per cent of its width."""

    level: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """Shares of the levels, from the lowest; `answers` valid ones in all."""

    answers: int
    levels: tuple[LevelShare, ...]

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Return the parts of one bar, side by side; levels that nobody chose have none."""
        ends = list(accumulate(level.share for level in self.levels))
        return tuple(
            Bar(
                level.level,
                max(round(100 * (end - level.share), 2), 0.0),
                round(100 * level.share, 2),
            )
            for level, end in zip(self.levels, ends, strict=True)
            if level.share
        )


def distribution_of(
    codes: IntArray,
    positions: Sequence[int],
    *,
    questionnaire: Questionnaire,
    beside: Figure,
) -> Distribution | None:
    """Return the spread of the answers to some questions; None where their figure is withheld.

    `codes` counts characters by question, as `analysis.tally` does: levels come first.
    """
    if not isinstance(beside, Estimate):
        return None
    scale = questionnaire.scale
    counts = codes[list(positions), : scale.levels].sum(axis=0)
    answers = int(counts.sum())
    return Distribution(
        answers,
        tuple(
            LevelShare(
                level=level,
                label=label,
                share=int(counts[level - 1]) / answers,
                is_satisfied=level >= scale.satisfied_from,
            )
            for level, label in enumerate(scale.labels, start=1)
        ),
    )
