"""Counts behind Kendall's tau of lists: discordant pairs and ties, whole numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.ranks import both_low_ranks
from fastrank.correlation.weighted_places import arrange, room_for
from fastrank.correlation.weighted_sums import put_words
from fastrank.kernels.discordance_counts import count_larger_before, levels_of
from fastrank.kernels.jit import kernel


class Ties(NamedTuple):
    """Sums over groups of t equal values: t (t - 1) / 2, t (t - 1) (t - 2), t (t - 1) (2 t + 5); and groups."""

    pairs: int
    triples: float
    fifths: float
    distinct: int


class PairCounts(NamedTuple):
    """Of one list of n items."""

    n: int
    discordant: int
    tied_both: int
    tied_x: Ties
    tied_y: Ties

    @property
    def total(self) -> int:
        """All pairs."""
        return self.n * (self.n - 1) // 2

    @property
    def balance(self) -> int:
        """Concordant less discordant pairs."""
        return self.total - self.tied_x.pairs - self.tied_y.pairs + self.tied_both - 2 * self.discordant


@kernel
def _count_lists(low_x, low_y, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    """Discordant pairs and pairs tied in both; zeros where a side is constant."""
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    places = room_for(longest)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        discordant, tied = np.int64(0), np.int64(0)
        if not arrange(low_x, low_y, start, n, places):
            put_words(n, levels_of(n), False, places)
            count_larger_before(places.words, places.other, n)
            for i in range(n):
                discordant += places.words[i] >> 32
                tied += places.tied_both[i] - 1
        out[q, 0], out[q, 1] = discordant, tied // 2


def pair_counts(x: npt.NDArray[Any], y: npt.NDArray[Any], offsets: npt.NDArray[np.int64]) -> list[PairCounts]:
    """Count the pairs of every list."""
    low_x, low_y = both_low_ranks(x, y, offsets)
    out = np.empty((len(offsets) - 1, 2), np.int64)
    parallel.run(_count_lists, (low_x, low_y, offsets), (out,), len(out), cost=offsets)
    counted = zip(out.tolist(), offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    return [
        PairCounts(stop - start, both[0], both[1], _ties(low_x[start:stop]), _ties(low_y[start:stop]))
        for both, start, stop in counted
    ]


def _ties(low: npt.NDArray[np.int32]) -> Ties:
    return tie_sums(np.bincount(low))


def tie_sums(groups: npt.NDArray[np.int64]) -> Ties:
    """Sum over groups of equal values, given by their sizes; pairs are exact up to 2^31 items.

    Moments are rounded twice a group and in NumPy's pairwise sums: right to 2^-48 (up to 2^31 groups).
    """
    distinct = int(np.count_nonzero(groups))
    groups = groups[groups > 1]
    pairs = groups * (groups - 1)
    triples, fifths = pairs * (groups - 2.0), pairs * (2.0 * groups + 5)
    return Ties(int(pairs.sum()) // 2, int(triples.sum()), int(fifths.sum()), distinct)
