"""Which groups are too small to be shown, and which others would give them away."""

from collections.abc import Sequence

import numpy as np

from analysis.arrays import BoolArray


def withheld(counts: Sequence[int], *, minimum: int) -> BoolArray:
    """Tell which cells of a row, whose total is shown, are withheld.

    Cells of 1 to minimum - 1 are. What the total leaves for all withheld cells together must be
    none or at least the minimum, so the next smallest are withheld until it is.

    Parameters
    ----------
    counts
        Respondents of each cell.
    minimum
        The fewest that are shown; 0 or 1 withholds nothing.

    Examples
    --------
    >>> withheld([40, 3, 12, 7], minimum=5).tolist()
    [False, True, False, True]
    """
    n = np.asarray(counts, dtype=np.int64)
    hidden = (n > 0) & (n < minimum)
    for position in np.argsort(n, kind="stable"):
        if not 0 < n[hidden].sum() < minimum:
            break
        hidden[position] |= n[position] > 0
    return hidden
