"""From lists with scores to ranked judged lists: the one place that orders arrays and knows their ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.lists import Lists
from fastrank.kernels.dense_ranking import rank_rows, settle_ties
from fastrank.kernels.list_ranking import AVERAGE, BEST, INPUT, WORST, order_tied, rank_lists
from fastrank.kernels.ranked_lists import RankedLists

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Pool = tuple[Floats, Integers]

TIES = {"average": AVERAGE, "input": INPUT, "best": BEST, "worst": WORST}


def rank_ragged(
    lists: Lists, grades: Floats, scores: npt.NDArray[Any] | None, ties: str, pool: Pool
) -> RankedLists:
    """Order every list by falling score; without scores it is in order already."""
    if scores is None:
        order = None
        first = last = np.arange(1, len(grades) + 1) - np.repeat(lists.offsets[:-1], np.diff(lists.offsets))
    else:
        order, first, last = np.empty((3, len(grades)), dtype=np.int64)
        inputs = (scores, grades, lists.offsets, TIES[ties])
        parallel.run(rank_lists, inputs, (order, first, last), len(lists.offsets) - 1, cost=lists.offsets)
        grades = grades[order]
    offsets = lists.offsets
    if lists.null is not None:  # an unjudged document keeps its rank, and has no entry
        keep = ~(lists.null if order is None else lists.null[order])
        offsets = np.concatenate([[0], np.cumsum(keep, dtype=np.int64)])[offsets]
        first, last, grades = first[keep], last[keep], grades[keep]
    if scores is not None and ties == "average":
        parallel.run(order_tied, (offsets, first), (grades,), len(offsets) - 1, cost=offsets)
    return _with_pool(offsets, first, last, grades, np.diff(lists.offsets), pool)


def rank_dense(
    relevance: npt.NDArray[Any],
    scores: npt.NDArray[Any],
    ties: str,
    depth: int,
    *,
    keep_zero: bool,
    pool: Pool | None,
) -> RankedLists | None:
    """Select and order what can be among the first `depth` ranks of every row; None where there is a NaN.

    Without a pool, the `depth` largest grades of each row are it: all that an ideal ranking needs.
    """
    rows, n = scores.shape
    offsets = np.zeros(rows + 1, dtype=np.int64)
    first, last = np.empty((2, rows * n), dtype=np.int64)
    grades = np.empty(rows * n)
    k = max(1, min(depth, n))
    best = k if pool is None else 0
    ideal = np.empty(rows * best + 16)
    settled = ties in ("best", "worst")  # needs every tied entry first
    inputs = (parallel.read_only(scores), parallel.read_only(relevance), k, ties != "input")
    outputs = (offsets, first, last, grades, ideal)
    if rank_rows(*inputs, keep_zero or settled, best, 0, rows, *outputs):
        return None
    if settled:
        settle_ties(k, ties == "best", keep_zero, 0, rows, offsets, first, last, grades)
    elif ties == "average":
        order_tied(parallel.read_only(offsets), parallel.read_only(first), 0, rows, grades)
    end = offsets[-1]
    pool = pool or (ideal[: rows * k], np.arange(rows + 1) * k)
    return _with_pool(offsets, first[:end], last[:end], grades[:end], np.full(rows, n), pool)


def _with_pool(
    offsets: Integers, first: Integers, last: Integers, grades: Floats, n_retrieved: Integers, pool: Pool
) -> RankedLists:
    values, pool_offsets = pool
    return RankedLists(offsets, first, last, grades, n_retrieved, pool_offsets, values)


def sort_within(values: Floats, offsets: Integers) -> Floats:
    """Sort every list of grades, largest first."""
    lengths = np.diff(offsets)
    values = values[offsets[0] : offsets[-1]]
    if len(lengths) and (lengths == lengths[0]).all():
        return -np.sort(-values.reshape(len(lengths), lengths[0]), axis=1).reshape(-1)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    return values[np.lexsort((-values, owner))]
