"""Pairs that a tie threshold moves, by the difference of their metric scores.

Raising the threshold past its difference gains a pair that people tie and the metric does not, and loses a concordant
one. Sorting all differences costs 35 to 90 ns a pair. So they are first counted in buckets by size (2 ns a pair),
and only those of buckets that can hold the best threshold are listed and sorted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.score_lists import ScoreLists
from fastrank.kernels.jit import inlined, kernel

Values = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

GAINED, LOST = 0, 1

_MOST_BUCKETS = 16  # as a power of two: the counts of a block are 1 MB
_FEWEST_BUCKETS = 8
_PAIRS_A_BUCKET = 3  # as a power of two
_OCTAVES = 4  # as a power of two: what is below the largest difference by more falls into the first bucket
_PAIRS_A_BLOCK = 1 << 15
_MOST_BLOCKS = 16


class Blocks(NamedTuple):
    """Scores and their lists, in blocks of rows that never hold lists of two lengths."""

    human: Values
    metric: Values
    ends: Indices
    bounds: Indices
    base: int
    shift: int


@inlined
def bucket_of(difference, memory, bits, base, shift, last):  # type: ignore[no-untyped-def]
    """Positive doubles order as their bits do: the leading bits above a base are the bucket."""
    memory[0] = difference
    return min(max((bits[0] - base) >> shift, np.int64(0)), last)


@kernel
def count_buckets(blocks, lo, hi, counts):  # type: ignore[no-untyped-def]
    """Count pairs of blocks ``[lo, hi)`` by kind (gained, lost, neither) and bucket, without a branch."""
    memory = np.empty(1, np.float64)
    bits = memory.view(np.int64)
    last = np.int64(counts.shape[2] - 1)
    for block in range(lo, hi):
        for i in range(blocks.bounds[block], blocks.bounds[block + 1]):
            h, m = blocks.human[i], blocks.metric[i]
            for j in range(i + 1, blocks.ends[i]):
                g, n = blocks.human[j], blocks.metric[j]
                untied = np.int64(h != g)
                kind = untied * (1 + np.int64((h > g) != (m > n)))
                bucket = bucket_of(abs(m - n), memory, bits, blocks.base, blocks.shift, last)
                counts[block, max(kind, 2 * np.int64(m == n)), bucket] += 1


@kernel
def list_differences(blocks, wanted, least, most, starts, lo, hi, gained, lost):  # type: ignore[no-untyped-def]
    """List differences of wanted buckets: block b writes from ``starts[0, b]`` and ``starts[1, b]`` on.

    All wanted differences are from `least` to `most`: a test that is nearly always false is nearly free.
    """
    memory = np.empty(1, np.float64)
    bits = memory.view(np.int64)
    last = np.int64(wanted.size - 1)
    for block in range(lo, hi):
        to_gained, to_lost = starts[0, block], starts[1, block]
        for i in range(blocks.bounds[block], blocks.bounds[block + 1]):
            h, m = blocks.human[i], blocks.metric[i]
            for j in range(i + 1, blocks.ends[i]):
                g, n = blocks.human[j], blocks.metric[j]
                difference = abs(m - n)
                if not (least <= difference <= most) or m == n:
                    continue
                tied = h == g
                if not (tied or (h > g) == (m > n)):
                    continue
                if not wanted[bucket_of(difference, memory, bits, blocks.base, blocks.shift, last)]:
                    continue
                if tied:
                    gained[to_gained] = difference
                    to_gained += 1
                else:
                    lost[to_lost] = difference
                    to_lost += 1


@kernel
def count_up_to(ascending, thresholds, lo, hi, counts):  # type: ignore[no-untyped-def]
    """How many of the `ascending` values are at most each of the ascending `thresholds`."""
    low, high = np.int64(0), np.int64(ascending.size)
    while low < high and lo < hi:
        middle = (low + high) >> 1
        if ascending[middle] <= thresholds[lo]:
            low = middle + 1
        else:
            high = middle
    for i in range(lo, hi):
        while low < ascending.size and ascending[low] <= thresholds[i]:
            low += 1
        counts[i] = low


def blocks_of(lists: ScoreLists) -> tuple[Blocks, Indices, int]:
    """Return the blocks, the number of items of the lists in each, and how many buckets suit them."""
    sizes = np.diff(lists.offsets)
    ends = np.repeat(lists.offsets[1:], sizes)
    pairs = np.concatenate([[0], np.cumsum(ends - 1 - np.arange(len(ends)))])
    n_blocks = max(1, min(_MOST_BLOCKS, int(pairs[-1]) // _PAIRS_A_BLOCK))
    cuts = np.searchsorted(pairs, np.linspace(0, pairs[-1], n_blocks + 1)[1:-1])
    lengths, first = np.unique(sizes, return_index=True)
    bounds = np.unique(np.concatenate([cuts, lists.offsets[first], [len(ends)]])).astype(np.int64)
    items = lengths[np.searchsorted(lists.offsets[first], bounds[:-1], side="right") - 1]
    power = min(max(int(pairs[-1]).bit_length() - _PAIRS_A_BUCKET, _FEWEST_BUCKETS), _MOST_BUCKETS)
    shift = 52 + _OCTAVES - power
    finite = lists.metric[np.isfinite(lists.metric)]
    largest = float(finite.max()) - float(finite.min()) if len(finite) else 0.0
    base = max(0, _bits(largest) - (1 << 52 + _OCTAVES) + (1 << shift))
    return Blocks(lists.human, lists.metric, ends, bounds, base, shift), items, 1 << power


def bucket_counts(blocks: Blocks, n_buckets: int) -> Indices:
    """Count the pairs of every block by kind and bucket."""
    n_blocks = len(blocks.bounds) - 1
    counts = np.zeros((n_blocks, 3, n_buckets), dtype=np.int64)
    parallel.run(count_buckets, (blocks,), (counts,), n_blocks, cost=_cost(blocks))
    return counts[:, :2]


def listed(
    blocks: Blocks, counts: Indices, wanted: npt.NDArray[np.bool_]
) -> tuple[tuple[Values, Values], Indices]:
    """Return the gained and the lost differences of wanted buckets, and where each block's start."""
    starts = np.zeros((2, len(counts) + 1), dtype=np.int64)
    np.cumsum(counts[:, :, wanted].sum(axis=2).T, axis=1, out=starts[:, 1:])
    gained, lost = np.empty(starts[GAINED, -1]), np.empty(starts[LOST, -1])
    inputs = (blocks, wanted, *_range_of(blocks, wanted), starts)
    parallel.run(list_differences, inputs, (gained, lost), len(counts), cost=_cost(blocks))
    return (gained, lost), starts


def _range_of(blocks: Blocks, wanted: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Bounds of the wanted differences; the outer buckets are open."""
    at = np.flatnonzero(wanted)
    if not len(at):
        return np.inf, 0.0
    edges = blocks.base + (np.array([at[0], at[-1] + 1]) << blocks.shift)
    least, most = np.minimum(edges, _bits(np.inf)).view(np.float64).tolist()
    return least if at[0] > 0 else 0.0, most if at[-1] + 1 < len(wanted) else np.inf


def counts_up_to(ascending: Values, thresholds: Values) -> Indices:
    """Return for each of the ascending thresholds how many values are no larger."""
    counts = np.empty(len(thresholds), dtype=np.int64)
    cost = 1 + len(ascending) // max(1, len(thresholds))
    parallel.run(count_up_to, (ascending, thresholds), (counts,), len(thresholds), cost=cost)
    return counts


def bucket_of_each(blocks: Blocks, thresholds: Values, n_buckets: int) -> Indices:
    """Bucket of each positive threshold, as the kernels find it."""
    return np.clip((thresholds.view(np.int64) - blocks.base) >> blocks.shift, 0, n_buckets - 1)


def _cost(blocks: Blocks) -> Indices:
    pairs = np.concatenate([[0], np.cumsum(blocks.ends - np.arange(len(blocks.ends)))])
    return pairs[blocks.bounds]


def _bits(value: float) -> int:
    return int(np.float64(value).view(np.int64))
