"""AP correlation from the tie groups of a ranking, best first: what is above each, and how much of it belongs there.

Counts are whole numbers and are added up group by group, so every way of counting gives the same bits, whatever the
order of the items.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.jit import inlined
from fastrank.kernels.summation import compensated

VARIANTS = ("a", "b")
A, B = range(2)


class Groups(NamedTuple):
    """At index k, the group that has k items above it in a ranking; an empty one where there is none."""

    balance: npt.NDArray[
        np.int64
    ]  # over its items: how many items above are right there, minus how many wrong
    size: npt.NDArray[np.int64]


@inlined
def room_for_groups(n):  # type: ignore[no-untyped-def]
    return Groups(np.zeros(n, np.int64), np.zeros(n, np.int64))


@inlined
def clear(groups, n):  # type: ignore[no-untyped-def]
    for above in range(n):
        groups.balance[above], groups.size[above] = 0, 0


@inlined
def ap_of_pair(variant, by_x, by_y, n):  # type: ignore[no-untyped-def]
    """AP correlation with y as the estimate, and with x; NaN where a side is all tied."""
    if n < 2 or by_x.size[0] == n or by_y.size[0] == n:
        return np.nan, np.nan
    value, image = ap_of_ranking(variant, by_y, n), ap_of_ranking(variant, by_x, n)
    if variant == B:
        return (value + image) / 2, (value + image) / 2
    return value, image


@inlined
def ap_of_ranking(variant, groups, n):  # type: ignore[no-untyped-def]
    """Mean over the items, without the topmost (a) or the topmost group (b), of balance over items above.

    In variant a an item of a group of t takes each of its t places in turn: pairs within the group cancel out.
    """
    total, lost = 0.0, 0.0
    above = groups.size[0]
    while above < n:
        t = groups.size[above]
        if t == 0:  # NaN is not comparable: the groups do not add up
            return np.nan
        if variant == B or t == 1:
            value = groups.balance[above] / above
        else:
            value = groups.balance[above] * (_reciprocals(above, t) / t)
        total, lost = compensated(total, lost, value)
        above += t
    counted = n - (groups.size[0] if variant == B else 1)
    return min(1.0, max(-1.0, (total + lost) / counted))


@inlined
def _reciprocals(first, count):  # type: ignore[no-untyped-def]
    total = 0.0
    for k in range(first, first + count):
        total += 1.0 / k
    return total
