"""The tie threshold that makes a metric agree best with people (Deutsch, Foster and Freitag 2023).

Raising epsilon past the difference of a pair turns it into a tie of the metric. That gains a pair where people
tie it, loses one where metric and people order it alike, and changes nothing elsewhere: so only 0 and differences of
pairs that people tie can be the best epsilon. The agreement at all of them follows from counts and sorted differences.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.moved_pairs import (
    GAINED,
    LOST,
    blocks_of,
    bucket_counts,
    bucket_of_each,
    counts_up_to,
    listed,
)
from fastrank.correlation.score_lists import ScoreLists

Values = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NEAR = 1e-10  # above the rounding of sums of shares, relative to their number of lists


def best_epsilon(lists: ScoreLists) -> float:
    """Return the smallest epsilon that maximises the mean over lists of the share of agreeing pairs.

    The mean is compared exactly: lists of one length are counted together in integers, and where lengths
    differ, all thresholds that come near the best are compared as fractions.
    """
    if not len(lists.human):
        return 0.0
    blocks, items, n_buckets = blocks_of(lists)
    counts = bucket_counts(blocks, n_buckets)
    lengths, first = np.unique(items, return_index=True)
    pairs = (lengths * (lengths - 1) // 2).tolist() if len(lengths) > 1 else [1]  # then counts will do
    by_length = np.add.reduceat(counts, first, axis=0)
    slack = 0.0 if len(pairs) == 1 else _NEAR * float((by_length.sum(axis=(1, 2)) / np.array(pairs)).sum())
    wanted = _may_hold_best(by_length, pairs, slack)
    moved, starts = listed(blocks, counts, wanted)
    bounds = starts[:, [*first.tolist(), len(items)]]
    parts = [
        [moved[kind][bounds[kind, c] : bounds[kind, c + 1]] for kind in (GAINED, LOST)]
        for c in range(len(pairs))
    ]
    parallel.map_tasks(np.ndarray.sort, [side for sides in parts for side in sides])
    thresholds = np.unique(np.concatenate([[0.0], *(gained for gained, _ in parts)]))
    net = [counts_up_to(gained, thresholds) - counts_up_to(lost, thresholds) for gained, lost in parts]
    below = _net_below(by_length, wanted)[:, bucket_of_each(blocks, thresholds, n_buckets)]
    below[:, 0] = 0  # epsilon 0 moves no pair
    return float(
        thresholds[_first_best([own + more for own, more in zip(net, below, strict=True)], pairs, slack)]
    )


def _net_below(by_length: Indices, unless: Flags) -> Indices:
    """Pairs gained less pairs lost in all buckets below each, by length of the lists, `unless` a bucket is listed."""
    net = np.where(unless, 0, by_length[:, GAINED] - by_length[:, LOST])
    return np.cumsum(net, axis=1) - net


def _may_hold_best(by_length: Indices, pairs: list[int], slack: float) -> Flags:
    """Buckets whose gains could lift what was reached below them to the best that the end of any bucket reaches."""
    shares = by_length / np.array(pairs)[:, None, None]
    gained, lost = shares[:, GAINED].sum(axis=0), shares[:, LOST].sum(axis=0)
    reached = np.cumsum(gained - lost)
    return (gained > 0) & (reached + lost >= max(0.0, reached.max()) - slack)


def _first_best(net: list[Indices], pairs: list[int], slack: float) -> int:
    """Index of the first threshold at which the sum of ``net / pairs`` is largest."""
    if len(net) == 1:
        return int(np.argmax(net[0]))
    shares = np.sum([gain / n for gain, n in zip(net, pairs, strict=True)], axis=0)
    near = np.flatnonzero(shares >= shares.max() - slack).tolist()
    exact = [sum(Fraction(int(gain[i]), n) for gain, n in zip(net, pairs, strict=True)) for i in near]
    return int(near[exact.index(max(exact))])
