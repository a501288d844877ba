"""From scores over a whole catalogue to ranked judged lists: a matrix of scores, or factors that make them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.dtype import as_numbers, as_scores
from fastrank.arrays.ranking import sort_within
from fastrank.arrays.user_items import UserItems, owners
from fastrank.kernels.catalogue_ranks import (
    BATCH,
    TILE,
    CatalogueRanks,
    Wanted,
    rank_by_factors,
    rank_by_scores,
)
from fastrank.kernels.factor_tiles import pack, score_items
from fastrank.kernels.ranked_lists import RankedLists

Integers = npt.NDArray[np.int64]
BLOCK_BYTES = 1 << 25  # of a matrix that has to be copied: another dtype or layout


class Factors(NamedTuple):
    """Scores of a user are the products of its row of factors with every item's."""

    users: npt.NDArray[Any]
    packed: npt.NDArray[Any]
    shape: tuple[int, int]


class Matrix(NamedTuple):
    """Scores as they are: a row a user."""

    scores: npt.NDArray[Any]
    shape: tuple[int, int]


Source = Factors | Matrix


def read_source(value: Any, name: str) -> Source:
    """Return scores or factors after checking their shapes."""
    if isinstance(value, tuple) and len(value) == 2:
        users, items = (as_scores(_two_axes(part, name), name) for part in value)
        if users.shape[1] != items.shape[1] or not users.shape[1]:
            raise ValueError(
                f"{name}: factors have shapes {users.shape} and {items.shape}; "
                "expected (users, d) and (items, d) with the same d, 1 or more"
            )
        dtype = np.result_type(users, items)
        shape = len(users), len(items)
        return Factors(np.ascontiguousarray(users, dtype=dtype), pack(items.astype(dtype, copy=False)), shape)
    scores = _two_axes(value, name)
    return Matrix(scores, scores.shape)


def _two_axes(value: Any, name: str) -> npt.NDArray[Any]:
    array = as_numbers(value, name)
    if array.ndim != 2:
        raise ValueError(
            f"{name}: expected scores (users × items) or a tuple (user_factors, item_factors) of 2-d arrays, "
            f"got {array.ndim} dimensions"
        )
    return array


def rank_catalogue(source: Source, test: UserItems, train: UserItems, name: str, ties: str) -> RankedLists:
    """Rank the test items of the users that have any among all items but those of `train`."""
    users = np.flatnonzero(np.diff(test.offsets))
    order = _by_grade(test, ties)
    wanted = Wanted(
        users,
        np.append(test.offsets[users], test.offsets[-1]),
        test.items[order],
        *_of_users(train, users),
    )
    ranks = count_ranks(source, wanted)
    excluded = np.diff(wanted.excluded_offsets)
    nan = np.flatnonzero(ranks.unordered != excluded)  # what must not rank was set to NaN, whatever its score
    if len(nan):
        _refuse_nan(source, wanted, int(nan[0]), name)
    first, last = _ranks(ranks, wanted.offsets, ties)
    grades = test.grades[order][ranks.order]
    pool = sort_within(test.grades, wanted.offsets)
    return RankedLists(wanted.offsets, first, last, grades, source.shape[1] - excluded, wanted.offsets, pool)


def _by_grade(test: UserItems, ties: str) -> Integers:
    """Return each user's items in the order that equal scores take."""
    grades = test.grades if ties == "worst" else -test.grades
    if (test.grades == 1).all():
        return np.arange(len(test.grades))
    return np.lexsort((grades, owners(test.offsets)))


def _of_users(train: UserItems, users: Integers) -> tuple[Integers, Integers]:
    counts = np.diff(train.offsets)
    keep = np.zeros(len(counts), dtype=np.bool_)
    keep[users] = True
    items = train.items if keep.all() else train.items[np.repeat(keep, counts)]
    return np.concatenate([[0], np.cumsum(counts[users])]), items


def count_ranks(source: Source, wanted: Wanted, tile: int = TILE, batch: int = BATCH) -> CatalogueRanks:
    """Count, for every wanted item, the scores above it and those that are no less."""
    n, size = len(wanted.rows), len(wanted.items)
    if isinstance(source, Factors):
        out = _room(size, n, source.users.dtype)
        inputs = (source.users, source.packed, source.shape[1], wanted, tile, batch)
        parallel.run(rank_by_factors, inputs, (out,), n, cost=source.shape[1])
        return out
    return _count_in_matrix(source.scores, wanted, tile)


def _room(size: int, n: int, dtype: Any) -> CatalogueRanks:
    order, larger, no_less = np.empty((3, size), dtype=np.int64)
    return CatalogueRanks(order, np.empty(size, dtype=dtype), larger, no_less, np.empty(n, dtype=np.int64))


def _count_in_matrix(scores: npt.NDArray[Any], wanted: Wanted, tile: int) -> CatalogueRanks:
    """Rank a matrix as it lies, or block by block where the rows have to be copied."""
    n = len(wanted.rows)
    out = _room(len(wanted.items), n, as_scores(scores[:0]).dtype)
    if scores.dtype == out.scores.dtype and scores.flags.c_contiguous:
        parallel.run(rank_by_scores, (scores, wanted, tile), (out,), n, cost=scores.shape[1])
        return out
    step = max(1, BLOCK_BYTES // (8 * max(1, scores.shape[1])))
    for lo in range(0, n, step):
        hi = min(lo + step, n)
        block = np.ascontiguousarray(as_scores(scores[wanted.rows[lo:hi]]))
        part = _part(wanted, lo, hi)
        ranks = _room(len(part.items), hi - lo, block.dtype)
        parallel.run(rank_by_scores, (block, part, tile), (ranks,), hi - lo, cost=block.shape[1])
        begin, end = wanted.offsets[lo], wanted.offsets[hi]
        out.order[begin:end] = ranks.order + begin
        out.scores[begin:end], out.larger[begin:end], out.no_less[begin:end] = ranks[1:4]
        out.unordered[lo:hi] = ranks.unordered
    return out


def _part(wanted: Wanted, lo: int, hi: int) -> Wanted:
    """Return what is wanted of some users, whose rows now begin at 0."""
    offsets, excluded = wanted.offsets[lo : hi + 1], wanted.excluded_offsets[lo : hi + 1]
    return Wanted(
        np.arange(hi - lo),
        offsets - offsets[0],
        wanted.items[offsets[0] : offsets[-1]],
        excluded - excluded[0],
        wanted.excluded[excluded[0] : excluded[-1]],
    )


def _ranks(ranks: CatalogueRanks, offsets: Integers, ties: str) -> tuple[Integers, Integers]:
    """Return the first and last rank of every item; 'best' puts it before all unjudged equals, 'worst' behind."""
    first, last = ranks.larger + 1, ranks.no_less
    if ties == "average":
        return first, last
    at = np.arange(len(first))
    new = np.ones(len(first), dtype=np.bool_)
    new[1:] = first[1:] != first[:-1]
    new[offsets[:-1]] = True
    bounds = np.append(np.flatnonzero(new), len(first))
    lengths = np.diff(bounds)
    place = at - np.repeat(bounds[:-1], lengths)
    unjudged = (last - first + 1) - np.repeat(lengths, lengths)
    ranked = first + place + (unjudged if ties == "worst" else 0)
    return ranked, ranked


def _refuse_nan(source: Source, wanted: Wanted, q: int, name: str) -> None:
    user = int(wanted.rows[q])
    if isinstance(source, Factors):
        row = np.empty(source.shape[1], dtype=source.users.dtype)
        parallel.run(score_items, (source.users[user], source.packed), (row,), len(row))
    else:
        row = np.array(source.scores[user])
    bad = np.isnan(row)
    bad[wanted.excluded[wanted.excluded_offsets[q] : wanted.excluded_offsets[q + 1]]] = False
    raise ValueError(
        f"{name}: the score of user {user} and item {int(np.argmax(bad))} is NaN; "
        "give it a number (-inf ranks last), or exclude the item with train_items"
    )
