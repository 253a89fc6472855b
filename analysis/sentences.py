"""Plain sentences about results: a Vietnamese sentence with its numbers apart, so that it can be translated."""

from collections.abc import Callable
from dataclasses import dataclass

Value = str | int | float


def vietnamese_number(value: float, digits: int) -> str:
    """Write a number with so many decimals after a comma.

    Examples
    --------
    >>> vietnamese_number(78.44, 1)
    '78,4'
    """
    return f"{value:.{digits}f}".replace(".", ",").replace("-", "−")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One plain sentence.

    Parameters
    ----------
    message
        The Vietnamese sentence with places such as `%(unit)s`: the key of its translations.
    values
        What stands in the places. A float is written with `digits` decimals, all else as it is.
    digits
        Decimals of floats.

    Examples
    --------
    >>> str(Sentence("Chỉ số %(points)s điểm, n = %(n)s.", {"points": 78.44, "n": 412}))
    'Chỉ số 78,4 điểm, n = 412.'
    """

    message: str
    values: dict[str, Value]
    digits: int = 1

    def __str__(self) -> str:
        return self.text()

    def text(
        self,
        *,
        translate: Callable[[str], str] = str,
        number: Callable[[float, int], str] = vietnamese_number,
    ) -> str:
        """Return the sentence in another language, given its catalogue and its way to write numbers."""
        written = {
            name: number(value, self.digits) if isinstance(value, float) else str(value)
            for name, value in self.values.items()
        }
        return translate(self.message) % written
