"""Places of the items of a list in the orders by x (then y) and by y (then x), and how many share their values.

With both places of every item, discordant pairs are the inversions of the permutation b(a): tied pairs are none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.discordance_counts import passes_of
from fastrank.kernels.jit import inlined


class Places(NamedTuple):
    """Scratch with room for one list."""

    words: npt.NDArray[np.int64]  # (how many are larger before << 32) | place by y
    other: npt.NDArray[np.int64]
    item_at: npt.NDArray[np.int32]  # in order of x
    b_of: npt.NDArray[np.int32]
    a_of: npt.NDArray[np.int32]
    tied_x: npt.NDArray[np.int32]  # how many have this rank (by rank)
    tied_y: npt.NDArray[np.int32]
    tied_both: npt.NDArray[np.int32]  # in order of x
    free: npt.NDArray[np.int32]


@inlined
def room_for(n):  # type: ignore[no-untyped-def]
    return Places(
        np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int32), np.empty(n, np.int32),
        np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32),
        np.empty(n, np.int32),
    )  # fmt: skip


@inlined
def arrange(low_x, low_y, start, n, places):  # type: ignore[no-untyped-def]
    """Fill the places of a list; returns whether either side is all tied."""
    tied_x, tied_y, item_at, free = places.tied_x, places.tied_y, places.item_at, places.free
    if n == 0:
        return True
    x_is_tied = _count_ties(low_x, start, n, tied_x)
    y_is_tied = _count_ties(low_y, start, n, tied_y)
    if tied_x[0] == n or tied_y[0] == n:
        return True
    if x_is_tied:
        _order(low_y, start, n, free, places.a_of)
        for i in range(n):
            free[i] = i
        for k in range(n):
            item = places.a_of[k]
            rank = low_x[start + item]
            item_at[free[rank]] = item
            free[rank] += 1
    else:
        for i in range(n):
            item_at[low_x[start + i]] = i
    _place_by_y(low_y, start, n, y_is_tied, places)
    _count_joint_ties(low_x, low_y, start, n, x_is_tied and y_is_tied, places)
    return False


@inlined
def put_words(n, places):  # type: ignore[no-untyped-def]
    """Write the permutation where the partition begins, so that it ends in `words`."""
    in_words = passes_of(n) % 2 == 0
    for a in range(n):
        if in_words:
            places.words[a] = places.b_of[a]
        else:
            places.other[a] = places.b_of[a]


@inlined
def _count_ties(low, start, n, tied):  # type: ignore[no-untyped-def]
    for i in range(n):
        tied[i] = 0
    for i in range(n):
        tied[low[start + i]] += 1
    distinct = np.int64(0)
    for i in range(n):
        distinct += tied[i] > 0
    return distinct < n


@inlined
def _order(low, start, n, free, order):  # type: ignore[no-untyped-def]
    for i in range(n):
        free[i] = i
    for i in range(n):
        rank = low[start + i]
        order[free[rank]] = i
        free[rank] += 1


@inlined
def _place_by_y(low_y, start, n, y_is_tied, places):  # type: ignore[no-untyped-def]
    item_at, free, a_of, b_of = places.item_at, places.free, places.a_of, places.b_of
    if y_is_tied:
        for i in range(n):
            free[i] = i
    for a in range(n):
        b = low_y[start + item_at[a]]
        if y_is_tied:
            rank = b
            b = free[rank]
            free[rank] += 1
        b_of[a], a_of[b] = b, a


@inlined
def _count_joint_ties(low_x, low_y, start, n, are_possible, places):  # type: ignore[no-untyped-def]
    item_at, tied = places.item_at, places.tied_both
    first = np.int64(0)
    for a in range(n):
        tied[a] = 1
    if not are_possible:
        return
    for a in range(1, n + 1):
        same = False
        if a < n:
            item, before = start + item_at[a], start + item_at[a - 1]
            same = low_x[item] == low_x[before] and low_y[item] == low_y[before]
        if not same:
            for i in range(first, a):
                tied[i] = a - first
            first = a
