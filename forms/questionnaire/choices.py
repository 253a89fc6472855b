"""Questions without a level: what people perceive (chosen, counted) and what they expect (picked, ranked).

They have no score and belong to no index; what was answered is kept as codes, see `choice_packing`.
"""

from dataclasses import dataclass
from typing import Literal

Content = Literal["perception", "expectation"]
ChoiceKind = Literal["single", "multiple", "yes_no", "count", "pick", "rank"]

SATISFACTION = "satisfaction"
SCALE = "scale"
KINDS: dict[str, tuple[ChoiceKind, ...]] = {
    "perception": ("single", "multiple", "yes_no", "count"),
    "expectation": ("pick", "rank"),
}
# Kinds of which one answer is one of the options, or one number.
ONE_OF_MANY = ("single", "yes_no", "count")
# Kinds of which one answer is any set of options.
SEVERAL = ("multiple", "pick")
RANK, COUNT = "rank", "count"
FEWEST_OPTIONS, MOST_OPTIONS = 2, 30
HIGHEST_COUNT = 50


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer. One that `excludes` ("none of these") stands alone where several may be chosen."""

    code: str
    label: str
    excludes: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """A question of perception or expectation.

    `most` is how many options may be chosen or ranked, for `count` the highest number, 0 where one
    is chosen. `place` is how many scored questions stand before it in the file.
    """

    code: str
    text: str
    content: Content
    kind: ChoiceKind
    core: bool
    draft: bool
    options: tuple[Option, ...]
    most: int
    place: int

    @property
    def option_codes(self) -> tuple[str, ...]:
        """The codes of the options, in the order shown."""
        return tuple(option.code for option in self.options)

    @property
    def values(self) -> tuple[str, ...]:
        """What can be answered, one by one: codes of options, or numbers from 0 as text."""
        if self.kind == COUNT:
            return tuple(str(number) for number in range(self.most + 1))
        return self.option_codes
