"""The frame of a chart over time: places from left to right, values from a start up to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass

TOP = 24
AXIS_HEIGHT = 28
# Room for the values of the axis, in per cent of the width.
LEFT, RIGHT = 8.0, 4.0


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """`places` side by side on a chart of a height in pixels; its values are shares from `start` to 1."""

    places: int
    start: float
    height: int

    def x(self, at: float) -> float:
        """Return where a place stands, in per cent of the width."""
        step = (100 - LEFT - RIGHT) / self.places
        return round(LEFT + step * (at + 0.5), 2)

    def y(self, share: float) -> float:
        """Return the height of a share, in pixels from the top; what lies outside stands at the edge."""
        inside = (min(share, 1.0) - self.start) / (1 - self.start)
        bottom = self.height - AXIS_HEIGHT
        return round(bottom - (bottom - TOP) * max(inside, 0.0), 1)

    def breaks(self, begins_anew: Sequence[bool]) -> tuple[float, ...]:
        """Return where lines stand before the places that begin anew."""
        return tuple(
            (self.x(at - 1) + self.x(at)) / 2
            for at, is_new in enumerate(begins_anew)
            if is_new
        )
