"""A figure as it may be shown: an index with its n and interval, or the reason why there is none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan

from analysis.indices import Index
from analysis.intervals import DisplayedInterval
from survey.trust.disclosure import (
    FLOOR,
    RANK_FLOOR,
    Audience,
    may_be_shown,
    share_may_be_shown,
    shown_cells,
)


class Withheld(StrEnum):
    """Why a figure is not shown."""

    TOO_FEW = "too_few"
    # Of earlier publications; it is said like the next one, for its name tells what is to be hidden.
    UNANIMOUS = "unanimous"
    COMPLEMENT = "complement"
    INCOMPLETE = "incomplete"


# An office withheld for one of these must not be found by subtracting its neighbours from a sum.
SECRET = (Withheld.TOO_FEW, Withheld.COMPLEMENT, Withheld.UNANIMOUS)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share between 0 and 1 of n respondents, with its interval."""

    n: int
    share: float
    low: float
    high: float

    @property
    def is_of_few(self) -> bool:
        """Tell whether there are too few respondents for a rank."""
        return self.n < RANK_FLOOR


Figure = Estimate | Withheld


@dataclass(frozen=True, slots=True)
class Measured:
    """A question, a factor or an index, by name, with its figure."""

    code: str
    name: str
    figure: Figure


def reasons_in(figures: Iterable[Figure]) -> tuple[Withheld, ...]:
    """Return why some of the figures are withheld, each reason once."""
    found = set(figures)
    return tuple(reason for reason in Withheld if reason in found)


def has_few(figures: Iterable[Figure]) -> bool:
    """Tell whether a figure is shown that has too few respondents for a rank."""
    return any(isinstance(figure, Estimate) and figure.is_of_few for figure in figures)


def figures_by_domain(
    index: Index,
    interval: DisplayedInterval,
    *,
    audience: Audience,
    totals: Sequence[str] = (),
    lowest: float = 0.0,
) -> tuple[tuple[Figure, ...], ...]:
    """Return the figures of each domain, one a measure.

    Where the domains are parts of totals that are shown too, `totals` names, by domain, the one that
    it is a part of; then as many small ones are hidden as keep anyone from working out one of them
    from the rest. `lowest` is the share that says that all gave the lowest answer.
    """
    by_measure = [
        figures_of_measure(
            index, interval, measure, audience=audience, totals=totals, lowest=lowest
        )
        for measure in range(len(index.measures))
    ]
    return tuple(zip(*by_measure, strict=True))


def figures_of_measure(
    index: Index,
    interval: DisplayedInterval,
    measure: int,
    *,
    audience: Audience,
    totals: Sequence[str] = (),
    shown: Sequence[bool] = (),
    lowest: float = 0.0,
) -> tuple[Figure, ...]:
    """Return the figures of one measure, one a domain; `totals` and `lowest` as in `figures_by_domain`.

    `shown` tells which domains may be shown where that was found otherwise.
    """
    n = [int(count) for count in index.n[:, measure]]
    if not shown:
        shown = _shown(n, totals) if totals else [may_be_shown(count) for count in n]
    return tuple(
        _figure(
            Estimate(
                n=n[domain],
                share=float(index.index[domain, measure]),
                low=float(interval.low[domain, measure]),
                high=float(interval.high[domain, measure]),
            ),
            is_shown=shown[domain],
            audience=audience,
            lowest=lowest,
        )
        for domain in range(len(n))
    )


def _shown(n: Sequence[int], totals: Sequence[str]) -> list[bool]:
    """Tell which cells may be shown beside the total that each is a part of, and that of all."""
    shown = [False] * len(n)
    for total in set(totals):
        parts = [at for at, name in enumerate(totals) if name == total]
        for at, is_shown in zip(
            parts, shown_cells([n[part] for part in parts]), strict=True
        ):
            shown[at] = is_shown
    hidden = sum(
        count for count, is_shown in zip(n, shown, strict=True) if not is_shown
    )
    if 0 < hidden < FLOOR and any(shown):
        # A total that is too small to be shown would be what all others leave.
        smallest = min((at for at in range(len(n)) if shown[at]), key=lambda at: n[at])
        shown[smallest] = False
    return shown


def _figure(
    found: Estimate, *, is_shown: bool, audience: Audience, lowest: float
) -> Figure:
    if not may_be_shown(found.n):
        return Withheld.TOO_FEW
    if not is_shown:
        return Withheld.COMPLEMENT
    if isnan(found.share):
        # A mean of criteria of which one was answered by nobody would be another index.
        return Withheld.INCOMPLETE
    # A mean of levels is not exact in binary.
    share = 0.0 if found.share <= lowest + 1e-9 else found.share
    if not share_may_be_shown(share, n=found.n, audience=audience):
        return Withheld.COMPLEMENT
    return found
