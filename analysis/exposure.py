"""Which hidden counts of a published table can be worked out exactly from what is shown."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from analysis.arrays import BoolArray, IntArray

# Two nodes that a hidden count joins: its line, and its column counted on from the lines.
Edge = tuple[int, int]


def exposed_counts(table: npt.ArrayLike, hidden: npt.ArrayLike) -> BoolArray:
    """Tell which hidden counts follow from the shown ones, the row totals and the column totals.

    A hidden count can be another one if some of the hidden counts can be raised and others lowered
    without changing any total and without going below nought. That is a cycle in the graph whose
    nodes are lines and columns and whose edges are hidden counts: an edge leads from line to column
    where its count may rise, which it always may, and back where it may fall, which nought may not.
    An edge lies on such a cycle if both ends are strongly connected and it is no bridge there.

    Parameters
    ----------
    table
        Whole numbers, shape (1 + lines, columns): the first line holds the columns' totals, which
        may be hidden, too. The total of every line is known.
    hidden
        Which of them are hidden, of the same shape.

    Returns
    -------
    Array of the same shape: True where a count of 1 or more is hidden and follows all the same.
    A nought that follows tells of nobody.

    Raises
    ------
    ValueError
        If shapes differ, a count is negative, or the first line is not the sum of the others.

    References
    ----------
    Gusfield (1988), A graph theoretic approach to statistical data security, SIAM Journal on
    Computing 17, 552-571. Cycles in graphs that are directed in part: Boesch and Tindell (1980),
    American Mathematical Monthly 87, 716-719.

    Examples
    --------
    One hidden count in a line of which the total is known.

    >>> exposed_counts([[9, 3], [9, 3]], [[False, False], [False, True]])
    array([[False, False],
           [False,  True]])
    """
    counts, is_hidden = _checked(table, hidden)
    lines, columns = counts.shape
    edges = [
        (int(line), lines + int(column)) for line, column in np.argwhere(is_hidden)
    ]
    rises, falls = _directed(edges, counts, lines)
    group = _strong_groups([*rises, *falls], n_nodes=lines + columns)
    inside = [edge for edge in edges if group[edge[0]] == group[edge[1]]]
    protected = set(inside) - set(_bridges(inside, n_nodes=lines + columns))
    exposed = np.zeros_like(is_hidden)
    for line, node in set(edges) - protected:
        exposed[line, node - lines] = counts[line, node - lines] > 0
    return exposed


def _directed(
    edges: list[Edge], counts: IntArray, lines: int
) -> tuple[list[Edge], list[Edge]]:
    """Return where each count leads by rising, and by falling. A total stands on the other side of its sum."""
    rises, falls = [], []
    for line, node in edges:
        forth, back = (
            ((node, line), (line, node)) if line == 0 else ((line, node), (node, line))
        )
        rises.append(forth)
        if counts[line, node - lines] > 0:
            falls.append(back)
    return rises, falls


def _strong_groups(edges: list[Edge], *, n_nodes: int) -> IntArray:
    starts, ends = zip(*edges, strict=True) if edges else ((), ())
    graph = csr_matrix((np.ones(len(edges)), (starts, ends)), (n_nodes, n_nodes))
    return connected_components(graph, connection="strong")[1].astype(np.int64)


def _bridges(edges: list[Edge], *, n_nodes: int) -> Iterator[Edge]:
    """Give the edges without which their ends are no longer joined. Each pair of nodes has one edge at most."""
    neighbours: list[list[int]] = [[] for _ in range(n_nodes)]
    for start, end in edges:
        neighbours[start].append(end)
        neighbours[end].append(start)
    # Order of the first visit, and the earliest node that a node or those behind it reach otherwise.
    seen, reach = [-1] * n_nodes, [0] * n_nodes
    clock = 0
    for root in range(n_nodes):
        if seen[root] >= 0:
            continue
        seen[root] = reach[root] = clock
        clock += 1
        path = [(root, -1, iter(neighbours[root]))]
        while path:
            node, came_from, ahead = path[-1]
            following = next(ahead, None)
            if following is None:
                path.pop()
                if came_from >= 0:
                    reach[came_from] = min(reach[came_from], reach[node])
                    if reach[node] > seen[came_from]:
                        yield min(node, came_from), max(node, came_from)
            elif following == came_from:
                continue
            elif seen[following] >= 0:
                reach[node] = min(reach[node], seen[following])
            else:
                seen[following] = reach[following] = clock
                clock += 1
                path.append((following, node, iter(neighbours[following])))


def _checked(table: npt.ArrayLike, hidden: npt.ArrayLike) -> tuple[IntArray, BoolArray]:
    counts, is_hidden = np.asarray(table, np.int64), np.asarray(hidden, np.bool_)
    if counts.ndim != 2 or counts.shape != is_hidden.shape:
        raise ValueError(
            f"table and hidden must have one shape (lines, columns), got {counts.shape}, {is_hidden.shape}"
        )
    if np.any(counts < 0):
        raise ValueError(f"counts must be 0 or more, got {counts.min()}")
    if np.any(counts[0] != counts[1:].sum(axis=0)):
        raise ValueError("the first line must be the sum of the others")
    return counts, is_hidden
