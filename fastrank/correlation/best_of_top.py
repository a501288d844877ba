"""The best true item among the k that a proxy ranks highest: the mean over all orders of what the proxy ties."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.common_items import order_by_places
from fastrank.correlation.top_lists import Counts, TopLists
from fastrank.kernels.jit import inlined, kernel

Values = npt.NDArray[np.float64]


def best_of_top(lists: TopLists, truth: Values, depths: Counts) -> tuple[Values, Values]:
    """True rank (1 is best) of the best item in the top of b, and how far its truth is below the best there is.

    `truth` are the scores that ranking a has come from; `depths` are (lists, depths), rising along a row.
    """
    ranks, regrets = np.empty(depths.shape), np.empty(depths.shape)
    inputs = (lists.above_a, lists.above_b, truth, lists.offsets, depths)
    parallel.run(search_tops, inputs, (ranks, regrets), len(ranks), cost=lists.offsets)
    return ranks, regrets


@kernel
def search_tops(above_truth, above_proxy, truth, offsets, depths, lo, hi, ranks, regrets):  # type: ignore[no-untyped-def]
    """Fill the rows `lo` to `hi`; NaN for lists without items."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    by_truth, order, free = (
        np.empty(longest, np.int32),
        np.empty(longest, np.int32),
        np.empty(longest, np.int32),
    )
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        if n == 0:
            ranks[q], regrets[q] = np.nan, np.nan
            continue
        order_by_places(above_truth, start, n, free, by_truth)
        _order_by_proxy(above_proxy, start, n, free, by_truth, order)
        best, sure, first, end = truth[start + by_truth[0]], order[0], np.int64(0), np.int64(0)
        for j in range(depths.shape[1]):
            depth = min(depths[q, j], n)
            while (
                end < n and end <= depth
            ):  # go on to the group of tied items that the depth cuts, or follows
                if end > first and above_truth[start + order[first]] < above_truth[start + sure]:
                    sure = order[first]
                first = end
                while end < n and above_proxy[start + order[end]] == first:
                    end += 1
            ranks[q, j], regrets[q, j] = _mean_best(
                above_truth, truth, start, order, first, end, depth, sure, best
            )


@inlined
def _order_by_proxy(above_proxy, start, n, free, by_truth, order):  # type: ignore[no-untyped-def]
    """List the items from the proxy's top, tied ones from the truth's top."""
    for i in range(n):
        free[i] = i
    for i in range(n):
        place = above_proxy[start + by_truth[i]]
        order[free[place]] = by_truth[i]
        free[place] += 1


@inlined
def _mean_best(above_truth, truth, start, order, first, end, depth, sure, best):  # type: ignore[no-untyped-def]
    """Draw ``depth - first`` items of a group of ``end - first`` that is sorted by truth: which is the best of them?

    `sure` is the best of all before the group. None of the first i is drawn with the chance `left`.
    """
    drawn, left, rank, regret = depth - first, 1.0, 0.0, 0.0
    for i in range(end - first - drawn + 1):
        item = start + order[first + i]
        if drawn == 0 or (first > 0 and above_truth[start + sure] <= above_truth[item]):
            break
        chance = left * (drawn / (end - first - i))
        rank += chance * (above_truth[item] + 1)
        regret += chance * (best - truth[item])
        left *= (end - first - drawn - i) / (end - first - i)
    if left > 0 and first > 0:
        rank += left * (above_truth[start + sure] + 1)
        regret += left * (best - truth[start + sure])
    return rank, regret


def best_of_top_definition(truth: Any, proxy: Any, depth: int) -> tuple[float, float]:
    """The law, for one list: the mean over all sets of `depth` items that no other item beats."""
    depth = min(depth, len(truth))
    found = []
    for chosen in itertools.combinations(range(len(truth)), depth):
        rest = [proxy[i] for i in range(len(truth)) if i not in chosen]
        if not rest or min(proxy[i] for i in chosen) >= max(rest):
            value = max(truth[i] for i in chosen)
            found.append((1 + sum(other > value for other in truth), max(truth) - value))
    ranks, regrets = zip(*found, strict=True)
    return sum(ranks) / len(ranks), sum(regrets) / len(regrets)
