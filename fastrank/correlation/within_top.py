"""Tau and rho of two lists within the best share of the items by the first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.pairs import Pairs
from fastrank.correlation.kendall_values import taus
from fastrank.correlation.pair_counts import pair_counts
from fastrank.correlation.rank_products import rho_lists
from fastrank.correlation.ranks import Ranks
from fastrank.correlation.top_lists import Counts, TopLists
from fastrank.kernels.jit import kernel

Values = npt.NDArray[np.float64]


def within_top(pairs: Pairs, lists: TopLists, share: float) -> tuple[Values, Values, Counts]:
    """Tau, rho and the number of items of each list's best `share`: so many, and what ties with the last."""
    wanted = np.ceil(share * lists.length_a * (1 - 1e-12))  # 0.1 * 30 is above 3
    kept = lists.above_a < np.repeat(wanted, lists.length_a)
    offsets = np.concatenate([[0], np.cumsum(kept)])[pairs.offsets]
    best = Pairs(pairs.x[kept], pairs.y[kept], offsets, pairs.shape)
    rho = np.empty(len(offsets) - 1)
    again = [_ranks_among(above, kept, lists.offsets, offsets) for above in (lists.above_a, lists.above_b)]
    parallel.run(rho_lists, (*again, offsets), (rho,), len(rho), cost=offsets)
    return taus(pair_counts(best), "b"), rho, np.diff(offsets)


def _ranks_among(above: Ranks, kept: npt.NDArray[np.bool_], offsets: Counts, kept_offsets: Counts) -> Ranks:
    again = np.empty(kept_offsets[-1], np.int32)
    inputs = (above, kept, offsets, kept_offsets)
    parallel.run(rank_kept, inputs, (again,), len(offsets) - 1, cost=offsets)
    return again


@kernel
def rank_kept(above, kept, offsets, kept_offsets, lo, hi, again):  # type: ignore[no-untyped-def]
    """How many kept items are above each kept item, without another sort."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    places = np.empty(longest, np.int32)
    for q in range(lo, hi):
        start, stop, at = offsets[q], offsets[q + 1], kept_offsets[q]
        for place in range(stop - start):
            places[place] = 0
        for i in range(start, stop):
            places[above[i]] += kept[i]
        total = np.int32(0)
        for place in range(stop - start):
            count = places[place]
            places[place] = total
            total += count
        for i in range(start, stop):
            if kept[i]:
                again[at] = places[above[i]]
                at += 1
