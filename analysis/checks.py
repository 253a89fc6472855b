"""Refuses impossible input by name, bound and value."""

import numpy as np
import numpy.typing as npt

from analysis.arrays import FloatArray


def check_between(value: float, low: float, high: float, *, name: str) -> None:
    """Refuse a number outside the open interval, NaN included.

    Examples
    --------
    >>> check_between(95, 0, 1, name="confidence_level")
    Traceback (most recent call last):
        ...
    ValueError: confidence_level must be between 0 and 1, got 95
    """
    if not low < value < high:
        raise ValueError(f"{name} must be between {low:g} and {high:g}, got {value}")


def check_at_least(value: float, least: float, *, name: str) -> None:
    """Refuse a number below a bound, NaN included.

    Examples
    --------
    >>> check_at_least(0, 1, name="k")
    Traceback (most recent call last):
        ...
    ValueError: k must be 1 or more, got 0
    """
    if not value >= least:
        raise ValueError(f"{name} must be {least:g} or more, got {value}")


def vectors(**values: npt.ArrayLike) -> tuple[FloatArray, ...]:
    """Return arrays of numbers that share one shape (units,), and refuse others.

    Examples
    --------
    >>> vectors(index=[0.5], variance=[0.1, 0.2])
    Traceback (most recent call last):
        ...
    ValueError: index, variance must have one shape (units,), got (1,), (2,)
    """
    arrays = tuple(np.asarray(value, dtype=np.float64) for value in values.values())
    if len({array.shape for array in arrays}) > 1 or arrays[0].ndim != 1:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise ValueError(
            f"{', '.join(values)} must have one shape (units,), got {shapes}"
        )
    return arrays


def check_all(holds: npt.ArrayLike, values: FloatArray, *, rule: str) -> None:
    """Refuse values where a rule is broken, naming the first by its position from 1.

    Examples
    --------
    >>> check_all([True, False], np.array([0.1, -1.0]), rule="variance must be positive")
    Traceback (most recent call last):
        ...
    ValueError: variance must be positive, got -1.0 at unit 2
    """
    broken = np.flatnonzero(~np.asarray(holds, np.bool_))
    if len(broken):
        at = int(broken[0])
        raise ValueError(f"{rule}, got {values[at]} at unit {at + 1}")


def check_one_of(value: str, choices: tuple[str, ...], *, name: str) -> None:
    """Raise ValueError unless a word is among those known."""
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
