"""What someone has filled in so far: it comes with each post, and nothing is stored before the last one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from werkzeug.datastructures import MultiDict

from forms.ddci import DdciProgramme
from forms.ddci.packing import is_answer, packed, says_something
from forms.whole_numbers import whole_number
from survey.store.tables import DdciUnit

UNIT, STEP, GO = "unit", "step", "go"
BACK = "back"
# The page before the first unit's.
CHOOSING = -1


@dataclass(frozen=True, slots=True)
class Block:
    """Units that are listed together."""

    name: str
    units: tuple[DdciUnit, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent: the units chosen, the answers about each, and the page they came from."""

    programme: DdciProgramme
    units: tuple[DdciUnit, ...]
    chosen: tuple[DdciUnit, ...]
    answers: Mapping[str, str]
    step: int
    goes_back: bool

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(
            Block(name, tuple(units))
            for name, units in groupby(
                sorted(self.units, key=lambda one: _block_order(self.units, one)),
                key=lambda one: one.block,
            )
        )

    @property
    def chosen_ids(self) -> frozenset[int | None]:
        return frozenset(one.id for one in self.chosen)

    def answer(self, unit: DdciUnit, code: str) -> str:
        """Return what was answered about a unit, as the form sends it."""
        return self.answers.get(field_name(unit, code), "")

    def scores(self, unit: DdciUnit) -> str:
        """Return a unit's answers in one character each."""
        return packed([self.answer(unit, one.code) for one in self.programme.questions])

    def says_something_of(self, unit: DdciUnit) -> bool:
        return says_something(self.scores(unit))

    def carried(self, *, shown: DdciUnit | None) -> Iterator[tuple[str, str]]:
        """Give the fields that a page must carry along, other than those that it asks for."""
        if shown is not None:
            for unit in self.chosen:
                yield UNIT, str(unit.id)
        own = (
            {field_name(shown, one.code) for one in self.programme.questions}
            if shown
            else set()
        )
        for name, answer in self.answers.items():
            if name not in own:
                yield name, answer

    @property
    def first_unsaid(self) -> int | None:
        """The first chosen unit of which nothing is said, None where something is said of all."""
        for at, unit in enumerate(self.chosen):
            if not self.says_something_of(unit):
                return at
        return None


def field_name(unit: DdciUnit, code: str) -> str:
    return f"a-{unit.id}-{code}"


def empty(programme: DdciProgramme, units: Sequence[DdciUnit]) -> Filled:
    """Return a form that nobody has touched."""
    return Filled(programme, tuple(units), (), {}, CHOOSING, False)


def filled(
    sent: MultiDict[str, str], programme: DdciProgramme, units: Sequence[DdciUnit]
) -> Filled:
    """Return what was sent; what no page of ours sends is left out."""
    wanted = set(sent.getlist(UNIT))
    names = [
        field_name(unit, one.code) for unit in units for one in programme.questions
    ]
    answers = {
        name: answer
        for name in names
        if (answer := sent.get(name, "")) and is_answer(answer)
    }
    chosen = tuple(one for one in units if str(one.id) in wanted)
    return Filled(
        programme=programme,
        units=tuple(units),
        chosen=chosen,
        answers=answers,
        step=_step(sent.get(STEP, ""), len(chosen)),
        goes_back=sent.get(GO) == BACK,
    )


def _step(text: str, chosen: int) -> int:
    """Return which page was sent; a page that there is not counts as the first."""
    number = whole_number(text, digits=2)
    return number if number is not None and number < chosen else CHOOSING


def _block_order(units: Sequence[DdciUnit], one: DdciUnit) -> int:
    """Return where a unit's block comes first, so that a file may name blocks in any order."""
    return next(at for at, other in enumerate(units) if other.block == one.block)
