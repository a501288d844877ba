"""Two rankings of items: how many items each puts above an item, whatever form the rankings were given in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.pairs import Pairs
from fastrank.correlation.falling_ranks import falling_ranks
from fastrank.correlation.ranks import Ranks, both_low_ranks

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class TopLists:
    """Pairs of rankings, flat: the items of pair q are ``offsets[q]`` to ``offsets[q + 1]``.

    A ranking of n items has n above an item that it does not hold; tied items have the same number above them.
    """

    above_a: Ranks
    above_b: Ranks
    offsets: Counts
    length_a: Counts  # items that each ranking holds
    length_b: Counts


def score_lists(pairs: Pairs) -> TopLists:
    """Return the rankings by falling score; all items are in both."""
    if (
        len(pairs.offsets) == 2 or pairs.missing is not None
    ):  # NaN has a rank there; two long lists take two threads
        above_a, above_b = both_low_ranks(-pairs.x, -pairs.y, pairs.offsets)
    else:
        above_a, above_b = (falling_ranks(side, pairs.offsets) for side in (pairs.x, pairs.y))
    lengths = np.diff(pairs.offsets)
    return TopLists(above_a, above_b, pairs.offsets, lengths, lengths)


def check_depths(k: Any) -> Counts:
    """Return `k`, one whole number of at least 1 or several, as an array of none or one dimension."""
    depths = np.asarray(k)
    if depths.dtype.kind not in "iu" or depths.ndim > 1 or not depths.size:
        raise TypeError(f"k: expected a whole number or a list of them, got {k!r}")
    if (depths < 1).any():
        raise ValueError(f"k: must be at least 1, got {k!r}")
    return np.asarray(np.minimum(depths, np.iinfo(np.int64).max), dtype=np.int64)


def one_depth(k: Any) -> int:
    """Return `k` if it is one whole number of at least 1."""
    depths = check_depths(k)
    if depths.ndim:
        raise TypeError(f"k: expected one whole number, got {k!r}")
    return int(depths)


def rising_depths(depths: Counts, n_lists: int) -> tuple[Counts, Counts]:
    """Return distinct depths, rising, as a row for every list, and the column of each given one."""
    distinct, columns = np.unique(depths, return_inverse=True)
    return np.tile(distinct, (n_lists, 1)), columns.reshape(-1)
