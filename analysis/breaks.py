"""Where a series of waves breaks: what was asked, who was asked, or how, is no longer the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.checks import check_between
from analysis.sentences import Sentence

# A tenth of the answers coming in by another way can move an index by itself (METHODS 2.8).
LARGEST_SHIFT = 0.10


class BreakKind(StrEnum):
    """What changed between two waves."""

    QUESTIONNAIRE = "questionnaire"
    POPULATION = "population"
    CHANNELS = "channels"


@dataclass(frozen=True, slots=True)
class WaveDesign:
    """How one wave was made.

    Parameters
    ----------
    wave
        Its name.
    questionnaire
        What identifies the questions that the index is made of, such as a hash.
    population
        What identifies who was meant to answer, such as the list of procedures.
    channels
        Responses by channel; empty where unknown, and then no shift is seen.
    """

    wave: str
    questionnaire: str
    population: str
    channels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Break:
    """A break between a wave and the one before.

    Parameters
    ----------
    at
        Position of the first wave after the break.
    before, after
        Names of the two waves.
    kinds
        What changed.
    channel, shift
        The channel whose share moved most and by how much, as a share; "" and 0 if unknown.
    """

    at: int
    before: str
    after: str
    kinds: tuple[BreakKind, ...]
    channel: str
    shift: float

    @property
    def sentence(self) -> Sentence:
        """What changed, as a warning beside the figures."""
        if self.kinds == (BreakKind.CHANNELS,):
            return Sentence(
                "Từ %(before)s sang %(after)s, tỷ lệ phiếu qua kênh %(channel)s thay đổi %(points)s điểm "
                "phần trăm: chênh lệch chỉ số có thể do kênh thu phiếu.",
                {
                    "before": self.before,
                    "after": self.after,
                    "channel": self.channel,
                    "points": 100 * self.shift,
                },
            )
        words = {
            (
                True,
                False,
            ): "Từ %(before)s sang %(after)s, mẫu phiếu đã thay đổi: hai đợt không so sánh trực tiếp được.",
            (
                False,
                True,
            ): "Từ %(before)s sang %(after)s, đối tượng khảo sát đã thay đổi: hai đợt không so "
            "sánh trực tiếp được.",
            (
                True,
                True,
            ): "Từ %(before)s sang %(after)s, mẫu phiếu và đối tượng khảo sát đã thay đổi: hai đợt không so sánh trực tiếp được.",
        }
        what = (
            BreakKind.QUESTIONNAIRE in self.kinds,
            BreakKind.POPULATION in self.kinds,
        )
        return Sentence(words[what], {"before": self.before, "after": self.after})


def find_breaks(
    waves: Sequence[WaveDesign], *, largest_shift: float = LARGEST_SHIFT
) -> tuple[Break, ...]:
    """Find where the questionnaire, the population or the mix of channels changed.

    Parameters
    ----------
    waves
        In order of time.
    largest_shift
        Change of a channel's share that still counts as the same mix, between 0 and 1.

    Returns
    -------
    The breaks in order of time.

    Raises
    ------
    ValueError
        If `largest_shift` is not between 0 and 1.

    Examples
    --------
    >>> paper = WaveDesign("2024", "v1", "all", {"paper": 90, "qr": 10})
    >>> screen = WaveDesign("2025", "v1", "all", {"paper": 30, "qr": 70})
    >>> [(found.after, *found.kinds) for found in find_breaks([paper, screen])]
    [('2025', <BreakKind.CHANNELS: 'channels'>)]
    """
    check_between(largest_shift, 0, 1, name="largest_shift")
    found = []
    for at, (before, after) in enumerate(zip(waves, waves[1:]), start=1):
        channel, shift = _shift(before.channels, after.channels)
        changed = {
            BreakKind.QUESTIONNAIRE: before.questionnaire != after.questionnaire,
            BreakKind.POPULATION: before.population != after.population,
            BreakKind.CHANNELS: abs(shift) > largest_shift,
        }
        kinds = tuple(kind for kind, has_changed in changed.items() if has_changed)
        if kinds:
            found.append(Break(at, before.wave, after.wave, kinds, channel, shift))
    return tuple(found)


def _shift(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[str, float]:
    """Return the channel whose share changed most and the change."""
    n_before, n_after = sum(before.values()), sum(after.values())
    if not n_before or not n_after:
        return "", 0.0
    shifts = {
        channel: after.get(channel, 0) / n_after - before.get(channel, 0) / n_before
        for channel in sorted({*before, *after})
    }
    largest = max(shifts, key=lambda channel: abs(shifts[channel]))
    return largest, shifts[largest]
