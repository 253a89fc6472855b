"""Figures as they were approved for everyone, and the text in which the store keeps them."""

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from analysis.verdicts import Difference
from survey.language import SOURCE_LANGUAGE
from survey.reports.coverage import Coverage
from survey.reports.figures import Estimate, Figure, Withheld, has_few, reasons_in
from survey.reports.overview import ChannelCount

# Is kept with each publication, so that a later form of the text can still read this one.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class BesideOthers:
    """An office's index less that of all others together, with its interval, as shares."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PublicOffice:
    """One office: its index, its group beside all others, its factors by code, how people answered.

    Group and coverage are None where the index is not shown.
    """

    code: str
    name: str
    name_en: str
    index: Figure
    group: Difference | None
    beside: BesideOthers | None
    factors: tuple[tuple[str, Figure], ...]
    channels: tuple[ChannelCount, ...]
    coverage: Coverage | None
    through: date | None

    def name_in(self, language: str) -> str:
        """Return the office's name as it was when it was published."""
        return (
            self.name_en if language != SOURCE_LANGUAGE and self.name_en else self.name
        )

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (self.index, *(figure for _code, figure in self.factors))

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures are withheld."""
        return reasons_in(self.figures)

    @property
    def has_few(self) -> bool:
        """Tell whether a figure is shown that rests on few answers."""
        return has_few(self.figures)


@dataclass(frozen=True, slots=True)
class PublicWave:
    """What all offices of a wave share. `compared` offices were large enough for a group."""

    total: Figure
    factors: tuple[tuple[str, Figure], ...]
    offices_with_answers: int
    offices: int
    compared: int


def wave_as_text(wave: PublicWave) -> str:
    """Return canonical JSON: the same figures give the same text."""
    return _text(
        {
            "format": FORMAT,
            "total": _plain(wave.total),
            "factors": [[code, _plain(figure)] for code, figure in wave.factors],
            "offices_with_answers": wave.offices_with_answers,
            "offices": wave.offices,
            "compared": wave.compared,
        }
    )


def wave_of_text(text: str) -> PublicWave:
    """Read what `wave_as_text` wrote."""
    kept = json.loads(text)
    return PublicWave(
        total=_figure(kept["total"]),
        factors=tuple((code, _figure(figure)) for code, figure in kept["factors"]),
        offices_with_answers=kept["offices_with_answers"],
        offices=kept["offices"],
        compared=kept["compared"],
    )


def office_as_text(office: PublicOffice) -> str:
    """Return canonical JSON: the same figures give the same text."""
    beside, coverage = office.beside, office.coverage
    return _text(
        {
            "code": office.code,
            "name": office.name,
            "name_en": office.name_en,
            "index": _plain(office.index),
            "group": office.group,
            "beside": (
                None if beside is None else [beside.difference, beside.low, beside.high]
            ),
            "factors": [[code, _plain(figure)] for code, figure in office.factors],
            "channels": [[one.channel, one.n, one.share] for one in office.channels],
            "coverage": None if coverage is None else list(astuple(coverage)),
            "through": None if office.through is None else office.through.isoformat(),
        }
    )


def office_of_text(text: str) -> PublicOffice:
    """Read what `office_as_text` wrote."""
    kept = json.loads(text)
    return PublicOffice(
        code=kept["code"],
        name=kept["name"],
        name_en=kept["name_en"],
        index=_figure(kept["index"]),
        group=None if kept["group"] is None else Difference(kept["group"]),
        beside=None if kept["beside"] is None else BesideOthers(*kept["beside"]),
        factors=tuple((code, _figure(figure)) for code, figure in kept["factors"]),
        channels=tuple(ChannelCount(*channel) for channel in kept["channels"]),
        coverage=_coverage(kept.get("coverage")),
        through=(
            None if kept["through"] is None else date.fromisoformat(kept["through"])
        ),
    )


def _coverage(kept: list[Any] | None) -> Coverage | None:
    if kept is None:
        return None
    months, *figures = kept
    return Coverage(tuple(months), *figures)


def _text(content: Mapping[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _plain(figure: Figure) -> object:
    if isinstance(figure, Estimate):
        return [figure.n, figure.share, figure.low, figure.high]
    return figure.value


def _figure(kept: object) -> Figure:
    return Estimate(*kept) if isinstance(kept, list) else _reason(str(kept))


def _reason(kept: str) -> Withheld:
    """Return a reason as it is said: earlier publications kept that a few people all agree."""
    reason = Withheld(kept)
    return Withheld.COMPLEMENT if reason is Withheld.UNANIMOUS else reason
