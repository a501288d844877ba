"""Concordant pairs and ties of every list of a call, by the engine that suits its length."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.pairs import Pairs
from fastrank.correlation.long_concordance import LONG, count_long_list
from fastrank.correlation.ranks import both_low_ranks
from fastrank.correlation.sorted_concordance import count_sorted, square_sorted
from fastrank.kernels.concordance import count_concordance
from fastrank.kernels.processor import compiled_for

# Up to these lengths comparing all pairs is no slower than sorting, for vectors of 512, 256 and 128 bits: measured by
# tools/measure_pair_engines.py.
_COMPARED = {"avx512vl": 640, "avx2": 352, "": 224}


class PairCounts(NamedTuple):
    """A row for each list; the columns are named in `fastrank.kernels.concordance`."""

    counts: npt.NDArray[np.int64]
    moments: npt.NDArray[np.float64]
    lengths: npt.NDArray[np.int64]


@functools.cache
def short() -> int:
    """Length up to which all pairs of a list are compared on this processor."""
    return next(length for feature, length in _COMPARED.items() if not feature or compiled_for(feature))


def pair_counts(pairs: Pairs, compared: int | None = None) -> PairCounts:
    """Count all pairs of each list; lists of up to `compared` items by comparing them."""
    lengths = np.diff(pairs.offsets)
    made = PairCounts(np.empty((len(lengths), 6), np.int64), np.empty((len(lengths), 4)), lengths)
    is_short = lengths <= (short() if compared is None else compared)
    if is_short.all():
        _compare(pairs, made)
    elif not is_short.any():
        _sort(pairs, made)
    else:
        for engine, rows in ((_compare, is_short), (_sort, ~is_short)):
            part = some_lists(pairs, np.flatnonzero(rows))
            n = len(part.offsets) - 1
            some = PairCounts(np.empty((n, 6), np.int64), np.empty((n, 4)), lengths[rows])
            engine(part, some)
            made.counts[rows], made.moments[rows] = some.counts, some.moments
    return made


def some_lists(pairs: Pairs, rows: npt.NDArray[np.int64]) -> Pairs:
    """Return a copy of the lists `rows`."""
    lengths = np.diff(pairs.offsets)[rows]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    at = np.repeat(pairs.offsets[rows] - offsets[:-1], lengths) + np.arange(offsets[-1])
    return Pairs(pairs.x[at], pairs.y[at], offsets, (len(rows),))


def _compare(pairs: Pairs, made: PairCounts) -> None:
    inputs, outputs = (pairs.x, pairs.y, pairs.offsets), (made.counts, made.moments)
    parallel.run(count_concordance, inputs, outputs, len(made.lengths), cost=comparing_cost(pairs))


def comparing_cost(pairs: Pairs) -> npt.NDArray[np.int64] | int:
    """Work behind a list for `parallel.run`, whose element is 2.5 ns: 25 ns a list and a quarter a pair of items."""
    if pairs.width is not None:
        return 10 + pairs.width * pairs.width // 20
    lengths = np.diff(pairs.offsets)
    return np.concatenate([[0], np.cumsum(10 + lengths * lengths // 20)])


def _sort(pairs: Pairs, made: PairCounts) -> None:
    if len(made.lengths) == 1 and made.lengths[0] >= LONG:
        here = slice(*pairs.offsets.tolist())
        count_long_list(pairs.x[here], pairs.y[here], made.counts, made.moments)
        return
    low_x, low_y = both_low_ranks(pairs.x, pairs.y, pairs.offsets)
    inputs = (low_x, low_y, pairs.offsets)
    parallel.run(count_sorted, inputs, (made.counts, made.moments), len(made.lengths), cost=pairs.offsets)


def balance_moments(pairs: Pairs) -> npt.NDArray[np.float64]:
    """Sums over items that variances of tau and its siblings need: see `square_sorted`."""
    low_x, low_y = both_low_ranks(pairs.x, pairs.y, pairs.offsets)
    n = len(pairs.offsets) - 1
    out = np.empty((n, 8))
    parallel.run(square_sorted, (low_x, low_y, pairs.offsets), (out,), n, cost=pairs.offsets)
    return out
