"""One index of parts that different people were asked about, each by an instrument of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from analysis.combined import combined_share
from analysis.intervals import Interval
from survey.reports.asked_wording import AskedWording
from survey.reports.figures import Estimate, Figure
from survey.reports.in_language import InLanguage
from survey.reports.wave_result import WaveResult, wave_result
from survey.reports.wording import Wording
from survey.store.tables import Wave


class UnknownMeasure(Exception):
    """An audience's questionnaire has no part or factor of that code."""


@dataclass(frozen=True, slots=True)
class WantedPart:
    """An audience with the part or factor that counts, all of its index where there is none, and its weight."""

    audience: str
    measure: str
    weight: float


@dataclass(frozen=True, slots=True)
class CombinedPart:
    """One part as its own pages show it."""

    name: str
    weight: float
    figure: Figure


@dataclass(frozen=True, slots=True)
class CombinedIndex:
    """The weighted mean of the parts as shares, with its limits; None where a part has no figure to show."""

    parts: tuple[CombinedPart, ...]
    share: float | None
    low: float | None
    high: float | None


def build_combined_index(
    session: Session,
    wave: Wave,
    wanted: Sequence[WantedPart],
    *,
    language: str,
    today: date,
) -> CombinedIndex:
    """Combine released indices of several audiences of a wave, all offices together.

    For readers of all results. Raises NotAsked and UnknownMeasure.
    """
    total = sum(one.weight for one in wanted)
    parts = []
    for one in wanted:
        result = wave_result(
            session, wave, language=language, today=today, asked=one.audience
        )
        at = _position(result, one.measure)
        parts.append(
            CombinedPart(
                _name(result, at, language),
                one.weight / total,
                result.total_figures("reform_office")[at],
            )
        )
    return _combined(tuple(parts))


def _position(result: WaveResult, code: str) -> int:
    if not code:
        return result.index_position
    for at, measure in enumerate(result.measures):
        if measure.code == code and measure.kind in ("part", "factor"):
            return at
    raise UnknownMeasure(code)


def _name(result: WaveResult, at: int, language: str) -> str:
    audience = AskedWording(language).name(result.instrument.audience)
    if at == result.index_position:
        return audience
    # The weight that a part has in its own index is not the one it has here.
    codes = {one.code: one.name for one in result.questionnaire.parts}
    measure = result.measures[at]
    return f"{audience}: {codes.get(measure.code) or result.name_of(measure)}"


def _combined(parts: tuple[CombinedPart, ...]) -> CombinedIndex:
    shown = [part.figure for part in parts if isinstance(part.figure, Estimate)]
    if len(shown) < len(parts):
        return CombinedIndex(parts, None, None, None)
    share, limits = combined_share(
        [figure.share for figure in shown],
        [Interval(np.array(one.low), np.array(one.high)) for one in shown],
        [part.weight for part in parts],
    )
    return CombinedIndex(parts, share, float(limits.low), float(limits.high))


@dataclass(frozen=True, slots=True)
class CombinedWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def lines(self, found: CombinedIndex) -> tuple[str, ...]:
        """Return the index, its parts with their weights, and how it was made."""
        _ = self._translate
        return (
            self._index(found),
            *(f"  {self._part(part)}" for part in found.parts),
            _(
                "Cách tính: trung bình theo trọng số của các phần do những người khác nhau trả lời. "
                "Khoảng tin cậy 95%% ghép từ khoảng của từng phần, coi các phần là độc lập "
                "(Zou và Donner, 2008)."
            )
            % {},
        )

    def _index(self, found: CombinedIndex) -> str:
        _ = self._translate
        if found.share is None or found.low is None or found.high is None:
            return _("Chưa có chỉ số kết hợp: có phần chưa có số liệu được nêu.")
        return _("Chỉ số kết hợp (cách tính kiểu SIPAS): %(estimate)s") % {
            "estimate": self.numbers.estimate(found.share, found.low, found.high)
        }

    def _part(self, part: CombinedPart) -> str:
        _ = self._translate
        weight = self.numbers.percent(part.weight)
        if not isinstance(part.figure, Estimate):
            figure = Wording(self.language).why_withheld(part.figure)
        else:
            one = part.figure
            written = self.numbers.estimate(one.share, one.low, one.high)
            figure = f"{written}, n = {self.numbers.count(one.n)}"
        return _("%(name)s, trọng số %(weight)s: %(figure)s") % {
            "name": part.name,
            "weight": weight,
            "figure": figure,
        }
