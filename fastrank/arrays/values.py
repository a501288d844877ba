"""One value a list: dense rows by selection, block by block; anything else by a full sort."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.dtype import as_grades, as_numbers
from fastrank.arrays.lists import Lists, select
from fastrank.arrays.nan import refuse_nan
from fastrank.arrays.ranking import Pool, rank_dense, rank_ragged, sort_within
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.kernels.tie_rules import UNJUDGED

Values = npt.NDArray[np.float64]

# Items a block: its lists stay in the second-level cache between selection and measure, and the
# hundred microseconds of Python a block costs stay below a tenth of its work.
BLOCK = 400_000

# Dtypes of grades that selection is compiled for; others are cast.
_GRADES = (np.dtype(np.float32), np.dtype(np.float64), np.dtype(np.int64))


def ragged_values(
    metric: Any,
    lists: Lists,
    scores: npt.NDArray[Any] | None,
    ties: str | None,
    pool: Pool | None,
    bound: dict[str, Any],
) -> Values:
    """Rank whole lists, then measure them."""
    refuse_nan(as_numbers(lists.values, "relevance"), lists, "relevance")
    if scores is not None:
        refuse_nan(scores, lists, "scores")
    grades = as_grades(as_numbers(lists.values, "relevance"))
    pool = pool or _own_pool(metric, grades, lists)
    if lists.null is not None:
        grades = np.where(lists.null, UNJUDGED, grades)
    ranked = rank_ragged(lists, grades, scores, ties or "average", pool)
    if ties is None:
        _refuse_ties(metric, ranked)
    return np.asarray(metric.evaluate(ranked, bound))


def _own_pool(metric: Any, grades: Values, lists: Lists) -> Pool:
    """The list itself is all there is to find."""
    if metric.pool == "none":
        return np.empty(0), np.zeros(len(lists.offsets), dtype=np.int64)
    if lists.null is not None:
        judged = select(lists, ~lists.null)
        return sort_within(grades[~lists.null], judged.offsets), judged.offsets
    return sort_within(grades, lists.offsets), lists.offsets - lists.offsets[0]


def dense_values(
    metric: Any,
    lists: Lists,
    scores: npt.NDArray[Any],
    ties: str | None,
    pool: Pool | None,
    bound: dict[str, Any],
) -> Values:
    """Select, rank and measure rows of equal length, a block at a time."""
    width = int(lists.width or 0)
    grades = as_numbers(lists.values, "relevance")
    rows = len(lists.offsets) - 1
    block = max(1, min(BLOCK // width, -(-rows // parallel.get_num_threads())))
    out = np.empty(rows)

    def measure(lo: int) -> None:
        hi = min(lo + block, rows)
        part, keys = (array[lo * width : hi * width] for array in (grades, scores))
        part = part if part.dtype in _GRADES else as_grades(part)
        shaped = part.reshape(-1, width), keys.reshape(-1, width)
        ranked = _rank_block(metric, *shaped, ties, _part_of(pool, lo, hi), bound)
        if ranked is None:
            refuse_nan(grades, lists, "relevance")
            return refuse_nan(scores, lists, "scores")
        if ties is None:
            _refuse_ties(metric, ranked, lo)
        out[lo:hi] = metric.evaluate(ranked, bound)
        return None

    parallel.map_tasks(measure, range(0, rows, block))
    return out


def _rank_block(
    metric: Any,
    relevance: npt.NDArray[Any],
    scores: npt.NDArray[Any],
    ties: str | None,
    pool: Pool | None,
    bound: dict[str, Any],
) -> RankedLists | None:
    width = relevance.shape[1]
    depth = bound.get("k") or width
    named_gains = isinstance(bound.get("gain"), tuple)  # may give grade 0 a gain, and another order
    if pool is None and (metric.pool != "top" or named_gains):
        offsets = np.arange(len(relevance) + 1) * width
        whole = Lists(relevance.reshape(-1), offsets, (len(relevance),), width)
        pool = _own_pool(metric, as_grades(whole.values), whole)
    keep_zero = metric.reads_nonrelevant or named_gains
    return rank_dense(relevance, scores, ties or "average", depth, keep_zero=keep_zero, pool=pool)


def _part_of(pool: Pool | None, lo: int, hi: int) -> Pool | None:
    if pool is None:
        return None
    values, offsets = pool
    return values[offsets[lo] : offsets[hi]], offsets[lo : hi + 1] - offsets[lo]


def _refuse_ties(metric: Any, ranked: RankedLists, row: int = 0) -> None:
    """Raise where an order of equal scores would have to be made up."""
    tied = np.flatnonzero(ranked.first != ranked.last)
    if len(tied):
        row += int(np.searchsorted(ranked.offsets, tied[0], side="right")) - 1
        raise ValueError(
            f"list {row} holds equal scores and {metric.name} has no average over their orders; "
            "name one: ties='input', 'best' or 'worst'"
        )
