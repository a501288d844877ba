"""Agreement of every two lists of a batch, by the name of the statistic."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.pairs import Pairs
from fastrank.correlation.ap_lists import ap_both_ways
from fastrank.correlation.falling_ranks import falling_ranks
from fastrank.correlation.kendall_values import taus
from fastrank.correlation.overlap_by_depth import TIES
from fastrank.correlation.pair_counts import pair_counts
from fastrank.correlation.pearson_lists import pearson_lists
from fastrank.correlation.rbo_values import overlaps_of_ranks
from fastrank.correlation.spearmanr import rhos
from fastrank.kernels.concordance import BALANCE, TIED_BOTH, TIED_X, TIED_Y

Values = npt.NDArray[np.float64]


def of_lists(name: str, lists: Pairs) -> Values:
    """Return one value a list; NaN where it is not defined (a constant side, less than two items)."""
    return _STATISTICS[name](lists)


def as_lists(x: Values, y: Values, offsets: npt.NDArray[np.int64], width: int | None = None) -> Pairs:
    """Flat values of both sides as lists; -0.0 becomes 0.0, as ranks are taken by bits."""
    return Pairs(x + 0.0, y + 0.0, offsets, (len(offsets) - 1,), None, width)


def kendall(lists: Pairs) -> Values:
    """tau-b."""
    return taus(pair_counts(lists), "b")


def pairwise_accuracy(lists: Pairs) -> Values:
    """Share of pairs ordered, or tied, alike on both sides."""
    counts = pair_counts(lists).counts
    lengths = np.diff(lists.offsets)
    pairs = lengths * (lengths - 1) // 2
    untied = pairs - counts[:, TIED_X] - counts[:, TIED_Y] + counts[:, TIED_BOTH]
    agree = (untied + counts[:, BALANCE]) // 2 + counts[:, TIED_BOTH]
    return np.divide(agree, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0)


def tau_ap(lists: Pairs) -> Values:
    """AP correlation of ranking y, x being the truth, and of x, y being the truth; ties as in variant a."""
    return ap_both_ways(lists, 0)


def rbo(lists: Pairs, p: float) -> Values:
    """Rank-biased overlap, extrapolated, with ties as in variant a."""
    ranks = [falling_ranks(side, lists.offsets) for side in (lists.x, lists.y)]
    ps = np.full(len(lists.offsets) - 1, p)
    return overlaps_of_ranks(ranks[0], ranks[1], lists.offsets, ps, TIES.index("a"))[0]


def pearson(lists: Pairs) -> Values:
    """Product-moment correlation."""
    out = np.empty(len(lists.offsets) - 1)
    parallel.run(pearson_lists, (lists.x, lists.y, lists.offsets), (out,), len(out), cost=lists.offsets)
    return out


_STATISTICS: dict[str, Callable[[Pairs], Values]] = {
    "pearsonr": pearson,
    "spearmanr": rhos,
    "kendalltau": kendall,
    "pairwise_accuracy": pairwise_accuracy,
}
STATISTICS = tuple(_STATISTICS)
