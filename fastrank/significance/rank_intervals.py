"""Simultaneous intervals for ranks, and sets of systems that nothing tells apart, from adjusted p-values of all pairs.

A system's rank is 1 plus how many are truly better. Those told apart from it as better are, and those told apart
as worse are not: so its rank lies between 1 plus the former and S minus the latter, for all systems at once with
the confidence that no pair is told apart wrongly (Mogstad, Romano, Shaikh and Wilhelm 2024, single step). Whether
intervals of single means overlap says less.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_GROUPS = 10_000


def rank_intervals(goodness: Values, apart: Flags) -> tuple[Ranks, Ranks]:
    """Return the smallest and largest rank of every system.

    Parameters
    ----------
    goodness : ndarray
        Observed means, larger is better.
    apart : ndarray of bool, (systems, systems)
        Pairs that a test of all pairs, corrected for their number, tells apart.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.rank_intervals import rank_intervals
    >>> apart = np.array([[False, False, True], [False, False, False], [True, False, False]])
    >>> low, high = rank_intervals(np.array([0.5, 0.4, 0.3]), apart)
    >>> low.tolist(), high.tolist()
    ([1, 1, 2], [2, 3, 3])
    """
    better = apart & (goodness[None, :] > goodness[:, None])
    worse = apart & (goodness[None, :] < goodness[:, None])
    return 1 + better.sum(axis=1), len(goodness) - worse.sum(axis=1)


def inseparable_groups(apart: Flags) -> list[tuple[int, ...]]:
    """Return all maximal sets of systems of which no two are told apart, each in order, by their first systems.

    These are the maximal cliques of the graph of pairs not told apart (Bron and Kerbosch with Tomita's pivot).

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.rank_intervals import inseparable_groups
    >>> apart = np.array([[False, False, True], [False, False, False], [True, False, False]])
    >>> inseparable_groups(apart)
    [(0, 1), (1, 2)]
    """
    n = len(apart)
    near = [sum(1 << j for j in range(n) if j != i and not apart[i, j]) for i in range(n)]
    groups: list[tuple[int, ...]] = []
    for group in _cliques(near, 0, (1 << n) - 1, 0):
        if len(groups) == MOST_GROUPS:
            raise ValueError(
                f"more than {MOST_GROUPS} groups of systems are not separable; take fewer systems with scores.sel()"
            )
        groups.append(tuple(_members(group)))
    return sorted(groups)


def _cliques(near: list[int], group: int, open_: int, closed: int) -> Iterator[int]:
    """Maximal cliques that hold `group`, more of `open_` and none of `closed`; sets are bits of an integer."""
    if not open_ | closed:
        if group:
            yield group
        return
    pivot = max(_members(open_ | closed), key=lambda i: (near[i] & open_).bit_count())
    for i in _members(open_ & ~near[pivot]):
        yield from _cliques(near, group | 1 << i, open_ & near[i], closed & near[i])
        open_ &= ~(1 << i)
        closed |= 1 << i


def _members(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
