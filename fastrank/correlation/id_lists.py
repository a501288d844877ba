"""Two rankings of ids, or batches of them, as the places of their items in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.ranking_pairs import read_ranking_pairs, refuse_repeated
from fastrank.correlation.top_lists import TopLists
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.id_matching import match_ids, table_size
from fastrank.kernels.jit import inlined, kernel

if TYPE_CHECKING:
    from fastrank.arrays.rankings import IdRankings

Counts = npt.NDArray[np.int64]


class _Side(NamedTuple):
    ids: IdBytes
    tops: Counts
    starts: Counts
    lengths: Counts


def id_lists(
    ranking_a: Any, ranking_b: Any, batch: bool, depth: int | None
) -> tuple[TopLists, tuple[int, ...]]:
    """Read both sides, down to `depth`; returns the shape of the batch, too. One ranking meets each of a batch.

    A pair has as many items as both rankings together: what both hold stands once in both and once in neither.
    """
    a, b, shape = read_ranking_pairs(ranking_a, ranking_b, batch)
    n_pairs = int(np.prod(shape))
    sides = [_side(ranking, depth) for ranking in (a, b)]
    lengths = [np.broadcast_to(side.lengths, n_pairs) for side in sides]
    offsets = np.concatenate([[0], np.cumsum(lengths[0] + lengths[1])])
    above_a, above_b = np.empty(offsets[-1], np.int32), np.empty(offsets[-1], np.int32)
    repeated = np.zeros(n_pairs, np.int64)
    parallel.run(place_ids, (*sides, offsets), (above_a, above_b, repeated), n_pairs, cost=offsets)
    refuse_repeated(a, b, repeated)
    return TopLists(above_a, above_b, offsets, *map(np.ascontiguousarray, lengths)), shape


def _side(rankings: IdRankings, depth: int | None) -> _Side:
    """Leave out ids that have `depth` above them: what is not looked at is not hashed."""
    starts, lengths = rankings.offsets[:-1], np.diff(rankings.offsets)
    if depth is not None and lengths.max(initial=0) > depth:
        seen = rankings.tops - np.repeat(starts, lengths) < depth
        lengths = np.diff(np.concatenate([[0], np.cumsum(seen)])[rankings.offsets])
    return _Side(rankings.ids, rankings.tops, starts, lengths)


@kernel
def place_ids(a, b, offsets, lo, hi, above_a, above_b, repeated):  # type: ignore[no-untyped-def]
    """For the pairs `lo` to `hi`: how many items both rankings have above each item."""
    longest_a, longest_b = _longest(a.lengths), _longest(b.lengths)
    table = np.empty(table_size(longest_a + longest_b), np.uint64)
    place_in_b, place_in_a = np.empty(longest_a, np.int64), np.empty(longest_b, np.int64)
    for q in range(lo, hi):
        row_a, row_b = min(q, len(a.lengths) - 1), min(q, len(b.lengths) - 1)
        start_a, start_b = a.starts[row_a], b.starts[row_b]
        n_a, n_b = a.lengths[row_a], b.lengths[row_b]
        repeated[q] = match_ids(a.ids, start_a, n_a, b.ids, start_b, n_b, table, place_in_b, place_in_a)
        if repeated[q] != 0:  # places are not all written then
            continue
        at = offsets[q]
        for i in range(n_a):
            place = place_in_b[i]
            above_a[at + i] = a.tops[start_a + i] - start_a
            above_b[at + i] = b.tops[start_b + place] - start_b if place >= 0 else n_b
        at += n_a
        for i in range(n_b):
            above_a[at + i] = n_a
            above_b[at + i] = b.tops[start_b + i] - start_b if place_in_a[i] < 0 else n_b


@inlined
def _longest(lengths):  # type: ignore[no-untyped-def]
    longest = np.int64(0)
    for row in range(len(lengths)):
        longest = max(longest, lengths[row])
    return longest
