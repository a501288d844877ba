"""How many items the first places of two rankings share, at every depth: the expected number over orders of ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.top_lists import Counts, TopLists
from fastrank.kernels.jit import inlined, kernel

# An item's state is 3 a + b. For each ranking: 0 below the depth, 1 in the tied group at the depth, 2 above.
_SIDE_A, _SIDE_B = 3, 1


def common_items(lists: TopLists, depths: Counts, averaged: bool) -> npt.NDArray[np.float64]:
    """Items shared at each depth of each pair of rankings, or if `averaged` the mean of their share down to there.

    `depths` are (lists, depths), rising along a row.
    """
    out = np.empty(depths.shape)
    inputs = (lists.above_a, lists.above_b, lists.offsets, lists.length_a, lists.length_b, depths, averaged)
    parallel.run(share_places, inputs, (out,), len(out), cost=lists.offsets)
    return out


@kernel
def share_places(above_a, above_b, offsets, length_a, length_b, depths, averaged, lo, hi, out):  # type: ignore[no-untyped-def]
    """Fill the rows `lo` to `hi` of `out`."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    order_a, order_b = np.empty(longest, np.int32), np.empty(longest, np.int32)
    free, state, joint = np.empty(longest, np.int32), np.empty(longest, np.int8), np.empty(9, np.int64)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        order_by_places(above_a, start, n, free, order_a)
        order_by_places(above_b, start, n, free, order_b)
        joint[:] = 0
        joint[0] = n
        state[:n] = 0
        lengths = length_a[q], length_b[q]
        _walk(above_a, above_b, start, order_a, order_b, lengths, depths, averaged, q, state, joint, out)


@inlined
def order_by_places(above, start, n, free, order):  # type: ignore[no-untyped-def]
    """List the items of a ranking from the top, tied items in input order."""
    for i in range(n):
        free[i] = i
    for i in range(n):
        place = above[start + i]
        order[free[place]] = i
        free[place] += 1


@inlined
def _walk(above_a, above_b, start, order_a, order_b, lengths, depths, averaged, q, state, joint, out):  # type: ignore[no-untyped-def]
    """Go down both rankings; only the groups at the depth have items that are there by a chance below 1."""
    first_a, end_a, first_b, end_b = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
    depth, total = np.int64(0), 0.0
    for j in range(depths.shape[1]):
        last = depths[q, j]
        if not averaged:  # nothing is new below both rankings
            last = min(last, max(lengths[0], lengths[1]))
        while depth < last:
            depth += 1
            first_a, end_a = _go_down(
                above_a, start, order_a, lengths[0], depth, first_a, end_a, _SIDE_A, state, joint
            )
            first_b, end_b = _go_down(
                above_b, start, order_b, lengths[1], depth, first_b, end_b, _SIDE_B, state, joint
            )
            if averaged:
                total += _expected(depth, first_a, end_a, first_b, end_b, joint) / depth
        if averaged:
            out[q, j] = total / depth
        else:
            out[q, j] = _expected(depth, first_a, end_a, first_b, end_b, joint)


@inlined
def _go_down(above, start, order, length, depth, first, end, side, state, joint):  # type: ignore[no-untyped-def]
    """Return the group of tied items that holds the place `depth`, after moving items to their new states."""
    if depth <= end or first == length:
        return first, end
    for i in range(first, end):
        _move(order[i], side, state, joint)
    first = end
    while end < length and above[start + order[end]] == first:
        _move(order[end], side, state, joint)
        end += 1
    return first, end


@inlined
def _move(item, side, state, joint):  # type: ignore[no-untyped-def]
    joint[state[item]] -= 1
    state[item] += side
    joint[state[item]] += 1


@inlined
def _expected(depth, first_a, end_a, first_b, end_b, joint):  # type: ignore[no-untyped-def]
    """Mean over orders of the tied groups; a whole number where no group is cut."""
    a = (depth - first_a) / (end_a - first_a) if end_a > first_a else 0.0
    b = (depth - first_b) / (end_b - first_b) if end_b > first_b else 0.0
    return joint[8] + (a * joint[5] + b * joint[7]) + a * b * joint[4]


def common_items_definition(a: Any, b: Any, depth: int) -> float:
    """The law, for rankings given as lists of tied groups: the sum over items of both chances to be that high."""

    def chances(groups: Any) -> dict[Any, float]:
        found: dict[Any, float] = {}
        above = 0
        for group in groups:
            found |= dict.fromkeys(group, min(1.0, max(0.0, (depth - above) / len(group))))
            above += len(group)
        return found

    chances_a, chances_b = chances(a), chances(b)
    return sum(chance * chances_b.get(item, 0.0) for item, chance in chances_a.items())
