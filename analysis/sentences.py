"""Plain sentences about results: a Vietnamese sentence with its numbers apart, so that it can be translated."""

from collections.abc import Callable
from dataclasses import dataclass

Value = str | int | float


def vietnamese_number(value: float) -> str:
    """Write a number with one decimal after a comma.

    Examples
    --------
    >>> vietnamese_number(78.44)
    '78,4'
    """
    return f"{value:.1f}".replace(".", ",").replace("-", "−")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One plain sentence.

    Parameters
    ----------
    message
        The Vietnamese sentence with places such as `%(unit)s`: the key of its translations.
    values
        What stands in the places. A float is written with one decimal, all else as it is.

    Examples
    --------
    >>> str(Sentence("Chỉ số %(points)s điểm, n = %(n)s.", {"points": 78.44, "n": 412}))
    'Chỉ số 78,4 điểm, n = 412.'
    """

    message: str
    values: dict[str, Value]

    def __str__(self) -> str:
        return self.text()

    def text(
        self,
        *,
        translate: Callable[[str], str] = str,
        number: Callable[[float], str] = vietnamese_number,
    ) -> str:
        """Return the sentence in another language, given its catalogue and its way to write numbers."""
        written = {
            name: number(value) if isinstance(value, float) else str(value)
            for name, value in self.values.items()
        }
        return translate(self.message) % written
