"""Kendall's tau-b of two score rows over resampled queries; a query drawn twice is tied with itself in both.

Queries are ordered once. A replicate then takes O(Q log Q): queries come by rising x, and a tree of counts by rank
of y tells how many came before with a smaller and a larger y (Fenwick 1994). All counts are whole numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import inlined, kernel

Values = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int64]


class OrderedPair(NamedTuple):
    """Queries by rising x: which they are, where the group of equal x ends, rank by y from 1, and how many ranks."""

    query: Ranks
    end: Ranks
    rank: Ranks
    n_ranks: int


@inlined
def count_to(tree, rank):  # type: ignore[no-untyped-def]
    """Weight of all ranks up to this one."""
    total = np.int64(0)
    while rank > 0:
        total += tree[rank]
        rank -= rank & -rank
    return total


@inlined
def add_at(tree, rank, weight):  # type: ignore[no-untyped-def]
    """Add weight to a rank."""
    while rank < tree.size:
        tree[rank] += weight
        rank += rank & -rank


@kernel
def taus_of_resamples(weights, query, end, rank, n_ranks, first, lo, hi, out):  # type: ignore[no-untyped-def]
    """``out[first + replicate]`` for replicates ``[lo, hi)``; NaN where a side is constant."""
    tree, by_rank = np.empty(n_ranks + 1, np.int64), np.empty(n_ranks + 1, np.int64)
    for replicate in range(lo, hi):
        w = weights[replicate]
        tree[:] = 0
        by_rank[:] = 0
        total, balance, tied_x, tied_y, start = np.int64(0), np.int64(0), np.int64(0), np.int64(0), 0
        while start < query.size:
            group = np.int64(0)
            for at in range(start, end[start]):
                weight = np.int64(w[query[at]])
                if weight:
                    smaller, up_to = count_to(tree, rank[at] - 1), count_to(tree, rank[at])
                    balance += weight * (smaller - (total - up_to))
                    group += weight
            for at in range(start, end[start]):
                weight = np.int64(w[query[at]])
                if weight:
                    add_at(tree, rank[at], weight)
                    by_rank[rank[at]] += weight
            total += group
            tied_x += group * (group - 1) // 2
            start = end[start]
        for r in range(1, n_ranks + 1):
            tied_y += by_rank[r] * (by_rank[r] - 1) // 2
        pairs = total * (total - 1) // 2
        out[first + replicate] = balance / (np.sqrt(float(pairs - tied_x)) * np.sqrt(float(pairs - tied_y)))


@kernel
def earlier_balances(end, rank, n_ranks, lo, hi, out):  # type: ignore[no-untyped-def]
    """For every query by rising x: of those with a smaller x, how many have a smaller y, less how many a larger.

    One pair of rows is one item.
    """
    n = rank.size
    for pair in range(lo, hi):
        tree, total, start = np.zeros(n_ranks + 1, np.int64), 0, 0
        while start < n:
            stop = end[start]
            for at in range(start, stop):
                smaller, up_to = count_to(tree, rank[at] - 1), count_to(tree, rank[at])
                out[pair, at] = smaller - (total - up_to)
            for at in range(start, stop):
                add_at(tree, rank[at], 1)
            total += stop - start
            start = stop


def ordered_pair(x: Values, y: Values) -> OrderedPair:
    """Order queries by x; equal values share a rank."""
    query = np.argsort(x, kind="stable")
    n_up_to = np.searchsorted(x[query], x[query], side="right")
    ranks, of_query = np.unique(y, return_inverse=True)
    return OrderedPair(query, n_up_to.astype(np.int64), 1 + of_query[query].astype(np.int64), len(ranks))


def taus_in(pair: OrderedPair, weights: npt.NDArray[np.int32], start: int, out: Values) -> None:
    """Write tau-b of every resample into ``out[start:]``."""
    n = len(pair.query)
    inputs = (weights, *pair, start)
    parallel.run(taus_of_resamples, inputs, (out,), len(weights), cost=4 * n * max(1, n.bit_length()))


def taus_without_each(x: Values, y: Values) -> Values:
    """Return tau-b without each query: its own pairs taken off the counts of all, in O(Q log Q)."""
    balance, tied_x, tied_y = _balances(x, y), _equals(x), _equals(y)
    n = len(x) - 1
    pairs = n * (n - 1) // 2
    kept = balance.sum() // 2 - balance
    free_x = pairs - (tied_x.sum() // 2 - tied_x)
    free_y = pairs - (tied_y.sum() // 2 - tied_y)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Values = kept / (np.sqrt(free_x.astype(float)) * np.sqrt(free_y.astype(float)))
    return found


def _balances(x: Values, y: Values) -> Ranks:
    """What every query adds to the balance: from those of smaller x, and, all turned round, of larger x."""
    found = np.zeros(len(x), np.int64)
    for sign in (1.0, -1.0):
        pair = ordered_pair(sign * x, sign * y)
        out = np.zeros((1, len(x)), np.int64)
        parallel.run(earlier_balances, (pair.end, pair.rank, pair.n_ranks), (out,), 1, cost=len(x))
        found[pair.query] += out[0]
    return found


def _equals(values: Values) -> Ranks:
    """How many others equal each value."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    equals: Ranks = counts[which] - 1
    return equals
