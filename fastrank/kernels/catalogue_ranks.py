"""Ranks of few items of each user among all items of a catalogue, by counting larger scores: no sort, no selection.

Scores come tile by tile, copied from a matrix or made from factors. In the tile, what must not rank becomes NaN, which
is neither larger than a score nor equal to it; every other NaN is counted, and refused by the caller.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels import vectors as v
from fastrank.kernels.factor_tiles import USERS, score_of, score_tile
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.larger_counts import COMPARED, bisect_each, compare_each
from fastrank.kernels.list_ranking import sort_falling

Integers = npt.NDArray[np.int64]

TILE = 512  # items: scores of four users stay in the first-level cache, and factors (d = 64) in the second
BATCH = 128  # users that a tile of factors serves while it is in cache


class Wanted(NamedTuple):
    """Users by row, the items to be ranked for each, and those that must not rank, rising and each once."""

    rows: Integers
    offsets: Integers
    items: Integers
    excluded_offsets: Integers
    excluded: Integers


class CatalogueRanks(NamedTuple):
    """Items of each user by falling score: their places in `Wanted`, scores, and how many scores are larger or no less.

    `unordered` counts the NaN scores of each user, excluded items among them.
    """

    order: Integers
    scores: npt.NDArray[Any]
    larger: Integers
    no_less: Integers
    unordered: Integers


@kernel
def rank_by_factors(users, packed, n_items, wanted, tile, batch, lo, hi, out):  # type: ignore[no-untyped-def]
    """Rank the items of users `lo` to `hi`; scores are products of factors (see `factor_tiles.pack`)."""
    longest, d = _longest(wanted, lo, hi), users.shape[1]
    lines, rows = np.empty(USERS * tile + 32, users.dtype), np.zeros(USERS * d, users.dtype)
    spare, counts = np.empty(longest, users.dtype), np.empty(2 * longest + batch, np.int64)
    _rank_by_factors(users, packed, n_items, wanted, tile, batch, lo, hi, out, lines, rows, spare, counts)


@inlined
def _rank_by_factors(  # type: ignore[no-untyped-def]
    users, packed, n_items, wanted, tile, batch, lo, hi, out, lines, rows, spare, counts
):
    d, longest = users.shape[1], len(spare)
    to, own, factors = v.aligned(lines), v.pointer(rows, 0), v.pointer(packed, 0)
    for start in range(lo, hi, batch):
        stop = min(start + batch, hi)
        for q in range(start, stop):
            user = users[wanted.rows[q]]
            for t in range(wanted.offsets[q], wanted.offsets[q + 1]):
                out.scores[t] = score_of(user, packed, wanted.items[t], d)
            _begin(q, wanted, spare, counts, out)
            counts[2 * longest + q - start] = wanted.excluded_offsets[q]
        for first in range(0, n_items, tile):
            n = min(tile, n_items - first)
            blocks = (n + 31) // 32 * 2
            for group in range(start, stop, USERS):
                last = min(group + USERS, stop)
                for q in range(group, last):
                    for j in range(d):
                        own[(q - group) * d + j] = users[wanted.rows[q], j]
                score_tile(own, v.pointer(factors, first * d), d, blocks, to, tile)
                for q in range(group, last):
                    at = 2 * longest + q - start
                    line = v.pointer(to, (q - group) * tile)
                    counts[at] = _exclude(line, first, n, 16 * blocks, q, wanted, counts[at])
                    _count(line, n, 16 * blocks, q, wanted, counts, out)


@kernel
def rank_by_scores(scores, wanted, tile, lo, hi, out):  # type: ignore[no-untyped-def]
    """Rank the items of users `lo` to `hi`; ``wanted.rows`` are those of the matrix of scores."""
    longest = _longest(wanted, lo, hi)
    lines, spare = np.empty(tile + 32, scores.dtype), np.empty(longest, scores.dtype)
    counts = np.empty(2 * longest, np.int64)
    _rank_by_scores(scores, wanted, tile, lo, hi, out, lines, spare, counts)


@inlined
def _rank_by_scores(scores, wanted, tile, lo, hi, out, lines, spare, counts):  # type: ignore[no-untyped-def]
    n_items, line = scores.shape[1], v.aligned(lines)
    for q in range(lo, hi):
        row, excluded = wanted.rows[q], wanted.excluded_offsets[q]
        for t in range(wanted.offsets[q], wanted.offsets[q + 1]):
            out.scores[t] = scores[row, wanted.items[t]]
        _begin(q, wanted, spare, counts, out)
        for first in range(0, n_items, tile):
            n = min(tile, n_items - first)
            source = v.pointer(scores, row * n_items + first)
            for i in range(0, n - 15, 16):
                v.store(v.load(source, i), line, i)
            for i in range(n // 16 * 16, n):
                line[i] = source[i]
            padded = (n + 15) // 16 * 16
            excluded = _exclude(line, first, n, padded, q, wanted, excluded)
            _count(line, n, padded, q, wanted, counts, out)


@inlined
def _longest(wanted, lo, hi):  # type: ignore[no-untyped-def]
    longest = np.int64(1)
    for q in range(lo, hi):
        longest = max(longest, wanted.offsets[q + 1] - wanted.offsets[q])
    return longest


@inlined
def _begin(q, wanted, spare, counts, out):  # type: ignore[no-untyped-def]
    """Sort a user's items by their scores, and begin to count."""
    start, stop = wanted.offsets[q], wanted.offsets[q + 1]
    for t in range(start, stop):
        out.order[t], out.larger[t], out.no_less[t] = t, 0, 0
    out.unordered[q] = 0
    sort_falling(out.scores[start:stop], out.order[start:stop], stop - start, spare, counts)


@inlined
def _exclude(line, first, n, padded, q, wanted, at):  # type: ignore[no-untyped-def]
    """Set what must not rank to NaN; return the first excluded item of a later tile."""
    for i in range(n, padded):
        line[i] = np.nan
    while at < wanted.excluded_offsets[q + 1] and wanted.excluded[at] < first + n:
        line[wanted.excluded[at] - first] = np.nan
        at += 1
    return at


@inlined
def _count(line, n, padded, q, wanted, counts, out):  # type: ignore[no-untyped-def]
    """Count the scores of a tile that are larger than each of a user's items, and those that are no less."""
    unordered = v.no_counts()
    for i in range(0, padded, 16):
        unordered = v.count_nan(unordered, v.load(line, i))
    out.unordered[q] += v.total(unordered) - (padded - n)
    start, m = wanted.offsets[q], wanted.offsets[q + 1] - wanted.offsets[q]
    scores = v.pointer(out.scores, start)
    larger, no_less = v.pointer(out.larger, start), v.pointer(out.no_less, start)
    if m > COMPARED:
        bisect_each(line, n, scores, m, v.pointer(counts, 0), larger, no_less)
    else:
        compare_each(line, padded, scores, m, larger, no_less)


def catalogue_ranks_definition(scores: Any, items: Any, excluded: Any) -> list[tuple[int, int]]:
    """The law, for one user: how many scores are larger than that of each item, and how many no less."""
    rest = [score for item, score in enumerate(scores) if item not in set(excluded)]
    return [(sum(s > scores[item] for s in rest), sum(s >= scores[item] for s in rest)) for item in items]
