"""Kendall's distance K^(p) between the tops of two rankings, from counts of pairs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.arrays.pairs import Pairs
from fastrank.correlation.pair_counts import pair_counts
from fastrank.correlation.top_lists import Counts, TopLists
from fastrank.kernels.concordance import BALANCE, TIED_BOTH, TIED_X, TIED_Y

Values = npt.NDArray[np.float64]


def topk_distances(
    lists: TopLists, k: int, p: float, normalized: bool, n_items: Counts | None = None
) -> Values:
    """Distance of each pair of rankings; with `n_items` it is known that there are no more items than these.

    What a ranking leaves out is tied below its top, so all of Fagin's cases are those of rankings with ties: a pair
    ordered otherwise counts 1, a pair tied on one side only p.
    """
    sizes = np.diff(lists.offsets)
    in_a = lists.above_a < np.repeat(np.minimum(lists.length_a, k), sizes)
    in_b = lists.above_b < np.repeat(np.minimum(lists.length_b, k), sizes)
    ends = np.concatenate([[0], np.cumsum(in_a | in_b)])[lists.offsets]
    values = _distances(_tops(lists, in_a, in_b, ends), p)
    if not normalized:
        return values
    held_a, held_b = (np.diff(np.concatenate([[0], np.cumsum(held)])[lists.offsets]) for held in (in_a, in_b))
    with np.errstate(invalid="ignore"):
        scaled: Values = values / largest_distances(held_a, held_b, p, n_items)
    return scaled


def _tops(
    lists: TopLists, in_a: npt.NDArray[np.bool_], in_b: npt.NDArray[np.bool_], offsets: Counts
) -> Pairs:
    kept = in_a | in_b
    a, b = (
        np.where(held, -above, -np.inf)[kept]
        for held, above in ((in_a, lists.above_a), (in_b, lists.above_b))
    )
    return Pairs(a, b, offsets, (len(offsets) - 1,))


def _distances(tops: Pairs, p: float) -> Values:
    counts, _, n = pair_counts(tops)
    tied_both, balance = counts[:, TIED_BOTH], counts[:, BALANCE]
    tied_once = counts[:, TIED_X] + counts[:, TIED_Y] - 2 * tied_both
    discordant = (n * (n - 1) // 2 - tied_once - tied_both - balance) // 2
    values: Values = discordant + p * tied_once
    return values


def largest_distances(held_a: Counts, held_b: Counts, p: float, n_items: Counts | None = None) -> Values:
    """Return what untied tops of these sizes can have at most: they share as few items as there have to be.

    Every item more that they share lowers it: by ``s + 1 + p (held_a + held_b - 2 s - 2)`` where s are shared.
    """
    shared = np.zeros_like(held_a) if n_items is None else np.maximum(held_a + held_b - n_items, 0)
    only_a, only_b = held_a - shared, held_b - shared
    ordered = held_a * held_b - shared * shared + shared * (shared - 1) // 2
    largest: Values = ordered + p * ((only_a * (only_a - 1) + only_b * (only_b - 1)) // 2)
    return largest


def check_penalty(p: float) -> float:
    """Return `p` if it is a number from 0 to 1."""
    if not isinstance(p, int | float | np.number) or isinstance(p, bool):
        raise TypeError(f"p: expected a number from 0 to 1, got {type(p).__name__}")
    if not 0 <= p <= 1:
        raise ValueError(f"p: must be from 0 to 1, got {p}; 0.5 is neutral, 0 optimistic")
    return float(p)
