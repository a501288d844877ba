"""Orders of few disagreements: exact by dynamic programming over subsets, or by moving one item at a time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import kernel

Counts = npt.NDArray[np.int64]

# 2^18 subsets took 14 ms and 2 MB, 2^20 52 ms and 8 MB, 2^22 0.25 s and 32 MB.
EXACT_ITEMS = 20


@kernel
def best_suffixes(preferred, low_costs, lo, hi, cost):  # type: ignore[no-untyped-def]
    """Least disagreements of every set of items among themselves, by which of them stands first.

    Putting item c before the rest of a set costs the rankings that prefer an item of the rest to c. That is a sum
    over bits of the set: ``low_costs[half, c, bits]`` holds it for the low and the high half of the bits.
    """
    n = preferred.shape[0]
    half = np.int64((n + 1) // 2)
    mask = (np.int64(1) << half) - 1
    for subset in range(max(lo, 1), hi):
        best = np.int64(2**62)
        low, high = subset & mask, subset >> half
        for c in range(n):
            if (subset >> c) & 1:
                total = cost[subset ^ (np.int64(1) << c)] + low_costs[0, c, low] + low_costs[1, c, high]
                if total < best:
                    best = total
        cost[subset] = best


@kernel
def insertion_search(preferred, lo, hi, order):  # type: ignore[no-untyped-def]
    """Move single items to where they disagree least, until no move of any item helps."""
    n = order.size
    for _ in range(lo, hi):
        improved = True
        while improved:
            improved = False
            for item in range(n):
                at = np.int64(0)
                while order[at] != item:
                    at += 1
                best, to = np.int64(0), at
                change = np.int64(0)
                for i in range(at - 1, -1, -1):  # moving up past order[i]
                    change += preferred[order[i], item] - preferred[item, order[i]]
                    if change < best:
                        best, to = change, np.int64(i)
                change = np.int64(0)
                for i in range(at + 1, n):  # moving down past order[i]
                    change += preferred[item, order[i]] - preferred[order[i], item]
                    if change < best:
                        best, to = change, np.int64(i)
                if best < 0:
                    improved = True
                    step = np.int64(1) if to > at else np.int64(-1)
                    while at != to:
                        order[at] = order[at + step]
                        at += step
                    order[to] = item


def exact_order(preferred: Counts) -> Counts:
    """Return the optimal order; of several the one that is first by the positions of its items."""
    n = len(preferred)
    cost = np.zeros(2**n, dtype=np.int64)
    inputs = (preferred, _half_costs(preferred))
    parallel.run(
        best_suffixes, inputs, (cost,), 2**n, cost=0
    )  # each subset needs the smaller ones: one chunk
    order, left = [], 2**n - 1
    while left:
        item = next(c for c in range(n) if left >> c & 1 and cost[left] == _first(preferred, cost, left, c))
        order.append(item)
        left ^= 1 << item
    return np.array(order, dtype=np.int64)


def _first(preferred: Counts, cost: Counts, subset: int, item: int) -> int:
    rest = [a for a in range(len(preferred)) if subset >> a & 1 and a != item]
    return int(cost[subset ^ (1 << item)] + preferred[rest, item].sum())


def _half_costs(preferred: Counts) -> Counts:
    """``costs[half, c, bits]``: rankings that prefer the items of `bits`, in that half, to item c."""
    n = len(preferred)
    half = (n + 1) // 2
    costs = np.zeros((2, n, 2**half), dtype=np.int64)
    for part in range(2):
        for bit, item in enumerate(range(part * half, min(n, (part + 1) * half))):
            size = 1 << bit
            costs[part, :, size : 2 * size] = costs[part, :, :size] + preferred[item][:, None]
    return costs


def local_order(preferred: Counts, start: Counts) -> Counts:
    """Return the order that single moves lead to from `start`."""
    order = start.astype(np.int64)
    parallel.run(insertion_search, (preferred,), (order,), 1)
    return order


def majority_classes(preferred: Counts) -> list[Counts]:
    """Cut items into classes such that every item of a class beats all of later classes by majority.

    Every optimal order keeps the classes apart (Truchon 1998), so each is ordered by itself. Classes are the strong
    components of "at least as often preferred as not"; since any two items are so related, they stand in order of
    how many items each item is so related to.
    """
    n = len(preferred)
    if n == 0:
        return []
    related = preferred >= preferred.T
    order = np.argsort(-related.sum(axis=1), kind="stable")
    back = np.tril(related[np.ix_(order, order)], -1)
    leftmost = np.where(back.any(axis=1), back.argmax(axis=1), np.arange(n))
    reach = np.minimum.accumulate(leftmost[::-1])[::-1]
    starts = np.flatnonzero(reach >= np.arange(n))
    return [np.sort(part) for part in np.split(order, starts[1:])]
