"""What is asked of a file of ratings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

IndexKind = Literal["pooled", "criteria"]
ID_COLUMN = "response_id"
NO_STRATA = "none"


class RequestError(ValueError):
    """What is asked contradicts itself: an English sentence, and the values that it names."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values)
        self.sentence, self.values = sentence, values


@dataclass(frozen=True, slots=True)
class Request:
    """Which columns play which part, and how the results are made.

    Parameters
    ----------
    responses, unit
        The file, and its column of units.
    factors, units
        Files that group questions, and that describe units.
    population, overall, wave, by, id, weight, strata, cluster
        Names of columns; `strata` may be "none", empty names mean that there is none.
    levels, satisfied_from, scale
        Number of levels, the lowest that counts as satisfied, and their labels from the lowest.
    fpc
        Whether the finite-population correction is applied.
    poststratify, rake
        Files of population totals.
    index
        The rule of the overall index.
    confidence, min_n
        Level of the intervals, and the fewest respondents of a shown group.
    """

    responses: Path
    unit: str
    factors: Path | None = None
    units: Path | None = None
    population: str = ""
    overall: str = ""
    wave: str = ""
    by: tuple[str, ...] = ()
    id: str = ""
    weight: str = ""
    strata: str = ""
    cluster: str = ""
    levels: int = 5
    satisfied_from: int = 4
    scale: tuple[str, ...] = ()
    fpc: bool = False
    poststratify: Path | None = None
    rake: tuple[Path, ...] = ()
    index: IndexKind = "pooled"
    confidence: float = 0.95
    min_n: int = 5

    def __post_init__(self) -> None:
        if self.scale and len(self.scale) != self.levels:
            raise RequestError(
                "scale must have %(levels)s labels, got %(found)s",
                levels=self.levels,
                found=len(self.scale),
            )
        if not 2 <= self.levels <= 35:
            raise RequestError(
                "levels must be 2 to 35, got %(found)s", found=self.levels
            )
        if not 2 <= self.satisfied_from <= self.levels:
            raise RequestError(
                "satisfied_from must be 2 to %(levels)s, got %(found)s",
                levels=self.levels,
                found=self.satisfied_from,
            )
        if not 0 < self.confidence < 1:
            raise RequestError(
                "confidence must be between 0 and 1, got %(found)s",
                found=self.confidence,
            )
        if self.min_n < 0:
            raise RequestError(
                "min_n must be 0 or more, got %(found)s", found=self.min_n
            )
        if self.fpc and not self.population:
            raise RequestError("fpc needs population")
        strata = self.strata or (NO_STRATA if self.cluster else self.unit)
        if self.fpc and strata != self.unit:
            raise RequestError("fpc needs the units as strata")
        taken = {"ALL", "office"} & {*self.by, self.wave} - {self.unit}
        if taken:
            raise RequestError(
                "%(names)s cannot be grouped by: results use the name",
                names=sorted(taken),
            )
        if self.poststratify and self.rake:
            raise RequestError("poststratify and rake exclude each other")

    @property
    def other_roles(self) -> frozenset[str]:
        """Columns that are no ratings because they play another part."""
        named = {self.unit, self.population, self.wave, *self.by, self.weight}
        return frozenset(named | {self.id or ID_COLUMN, self.strata, self.cluster})

    @property
    def is_designed(self) -> bool:
        """Tell whether the index of all rests on more than the plain responses of units."""
        given = (self.weight, self.population, self.strata, self.cluster)
        return any(given) or self.poststratify is not None or bool(self.rake)
