"""Kinds of arrays that the statistics take and give."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

IntArray: TypeAlias = npt.NDArray[np.int64]
FloatArray: TypeAlias = npt.NDArray[np.float64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
ByteArray: TypeAlias = npt.NDArray[np.uint8]


def all_pairs(k: int) -> tuple[IntArray, IntArray]:
    """Return first and second of all pairs of 0 to k-1, in order.

    As `numpy.triu_indices(k, 1)`, which fills a square for it and takes five times as long.

    Examples
    --------
    >>> all_pairs(3)
    (array([0, 0, 1]), array([1, 2, 2]))
    """
    later = np.arange(k - 1, -1, -1)
    first = np.repeat(np.arange(k), later)
    starts = np.cumsum(later) - later
    return first, np.arange(len(first)) - starts[first] + first + 1
