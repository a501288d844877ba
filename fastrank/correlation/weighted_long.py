"""Weighted tau of one long list: the same sums in the same order as `weighted_lists`, shared by threads."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.long_pair import LongPair, count_ties, long_pair
from fastrank.correlation.ranks import Ranks
from fastrank.correlation.weighted_sums import (
    ADDITIVE_SUMS,
    BY_BOTH,
    BY_GIVEN,
    NO_SUMS,
    PIECE,
    add_item,
    add_piece,
    item_balance,
    product_tau,
    products_in_runs,
    sum_products,
    tau_of_sums,
)
from fastrank.kernels.discordance_counts import PART_BITS, count_long_parts, split_long
from fastrank.kernels.discordance_weights import weigh_long_parts, weigh_long_top
from fastrank.kernels.jit import inlined, kernel

Values = npt.NDArray[np.float64]

_TOTAL, _IN_X, _IN_Y, _IN_BOTH, _PRODUCT_SUMS = range(5)


def weigh_long_list(
    x: Values, y: Values, given: Ranks, table: Values, mode: int, additive: bool, out: Values
) -> None:
    """Write weighted tau; 60 bytes of memory an item, 100 where weights are multiplied."""
    pair = long_pair(x, y, mode == BY_GIVEN)
    if pair is None:
        out[:] = np.nan
    elif additive:
        _add(pair, given, table, mode, out)
    else:
        _multiply(pair, given, table, mode, out)


def larger_before(pair: LongPair) -> npt.NDArray[np.int64]:
    """For each place by y, a word of how many items before it by x are larger in y, and the place."""
    n = len(pair.b_of)
    words, other = np.empty(n, np.int64), np.empty(n, np.int64)
    parallel.run(split_long, (pair.b_of,), (words, other), 1)
    parallel.run(count_long_parts, (n,), (words, other), _parts(n), cost=1 << PART_BITS)
    return words


def _parts(n: int) -> int:
    return -(-n // (1 << PART_BITS))


def _add(pair: LongPair, given: Ranks, table: Values, mode: int, out: Values) -> None:
    larger = larger_before(pair)
    sums = np.empty((-(-len(larger) // PIECE), ADDITIVE_SUMS))
    inputs = (pair, larger, given, table, mode)
    parallel.run(_add_pieces, inputs, (sums,), len(sums), cost=PIECE)
    parallel.run(_add_up, (sums, mode), (out,), 1)


@kernel
def _add_pieces(pair, larger, given, table, mode, lo, hi, sums):  # type: ignore[no-untyped-def]
    """What `additive_tau` adds up, for pieces `lo` to `hi`.

    What stands elsewhere is looked up before, in loops of their own: a loop that does more waits for each of them.
    """
    n = np.int64(len(larger))
    counts, by_x, by_y = np.empty(PIECE, np.int64), np.empty(PIECE), np.zeros(PIECE)
    tied = np.ones((3, PIECE), np.int64)
    for k in range(lo, hi):
        first, last = k * PIECE, min((k + 1) * PIECE, n)
        _counts_of(pair.b_of, larger, first, last, counts)
        weights_by_x(pair.item_at, given, table, mode, n, first, last, by_x)
        if mode == BY_BOTH:
            weights_by_y(pair.b_of, table, first, last, by_y)
        count_ties(pair, first, last, tied)
        _add_piece(n, pair.b_of, first, last, counts, by_x, by_y, tied, sums[k])


@inlined
def _counts_of(b_of, larger, first, last, counts):  # type: ignore[no-untyped-def]
    for a in range(first, last):
        counts[a - first] = larger[b_of[a]] >> 32


@inlined
def _add_piece(n, b_of, first, last, counts, by_x, by_y, tied, sums):  # type: ignore[no-untyped-def]
    piece = NO_SUMS
    for a in range(first, last):
        i, b = a - first, np.int64(b_of[a])
        tied_x, tied_y = tied[0, i], tied[1, i]
        balance = item_balance(n, a, b, counts[i], tied_x, tied_y, tied[2, i])
        piece = add_item(piece, by_x[i], by_y[i], balance, n - tied_x, n - tied_y)
    for column in range(ADDITIVE_SUMS):
        sums[column] = piece[column]


@inlined
def weights_by_x(item_at, given, table, mode, n, first, last, weights):  # type: ignore[no-untyped-def]
    """Weights by place in x of the given ranks or those by x."""
    for a in range(first, last):
        weights[a - first] = table[given[item_at[a]]] if mode == BY_GIVEN else table[n - 1 - a]


@inlined
def weights_by_y(b_of, table, first, last, weights):  # type: ignore[no-untyped-def]
    """Weights by place in x of the ranks by y."""
    for a in range(first, last):
        weights[a - first] = table[len(b_of) - 1 - b_of[a]]


@kernel
def _add_up(pieces, mode, lo, hi, out):  # type: ignore[no-untyped-def]
    """Tau from the sums of pieces; ``lo, hi`` is one item."""
    for i in range(lo, hi):
        sums = NO_SUMS
        for k in range(len(pieces)):
            piece = (
                pieces[k, 0], pieces[k, 1], pieces[k, 2], pieces[k, 3], pieces[k, 4], pieces[k, 5],
            )  # fmt: skip
            sums = add_piece(sums, piece)
        out[i] = tau_of_sums(sums, mode)


def _multiply(pair: LongPair, given: Ranks, table: Values, mode: int, out: Values) -> None:
    n, rankings = len(pair.b_of), 2 if mode == BY_BOTH else 1
    values, other = (np.empty((rankings, n), np.int32) for _ in range(2))
    weights, others = (np.empty((rankings, n)) for _ in range(2))
    arguments = (pair, given, table, mode)
    parallel.run(_place_weights, arguments, (values, weights, others), -(-n // PIECE), cost=PIECE)
    totals, sums = np.zeros((rankings, _PRODUCT_SUMS)), np.empty((rankings, _parts(n) + 1))
    parallel.run(_sum_ties, (pair, weights, others), (totals,), totals.size, cost=n)
    buffers = (values, weights, other, others, sums)
    parallel.run(weigh_long_top, (n,), buffers, rankings, cost=n)
    parallel.run(weigh_long_parts, (n,), buffers, rankings * _parts(n), cost=1 << PART_BITS)
    parallel.run(_multiply_up, (totals, sums), (out,), 1)


@kernel
def _place_weights(pair, given, table, mode, lo, hi, values, weights, turned):  # type: ignore[no-untyped-def]
    """The permutation, and weights by each ranking in the order of x, and of y where that has ties, for pieces."""
    n = np.int64(len(pair.b_of))
    first, last = lo * PIECE, min(hi * PIECE, n)
    weights_by_x(pair.item_at, given, table, mode, n, first, last, weights[0, first:last])
    if mode == BY_BOTH:
        weights_by_y(pair.b_of, table, first, last, weights[1, first:last])
    for row in range(len(values)):
        values[row, first:last] = pair.b_of[first:last]
        if len(pair.begins_y):
            _turn(pair.b_of, first, last, weights[row], turned[row])


@inlined
def _turn(b_of, first, last, weights, turned):  # type: ignore[no-untyped-def]
    for a in range(first, last):
        turned[b_of[a]] = weights[a]


@kernel
def _sum_ties(pair, weights, turned, lo, hi, totals):  # type: ignore[no-untyped-def]
    """Products over all pairs, and those tied in x, in y and in both, for the tasks (ranking, sum) `lo` to `hi`."""
    n = np.int64(len(pair.b_of))
    for task in range(lo, hi):
        row, column = task // _PRODUCT_SUMS, task % _PRODUCT_SUMS
        if column == _TOTAL:
            totals[row, column] = sum_products(weights[row], n)
        elif column == _IN_X and len(pair.begins_x):
            totals[row, column] = products_in_runs(weights[row], pair.run_x, n)
        elif column == _IN_Y and len(pair.begins_y):
            totals[row, column] = products_in_runs(turned[row], pair.run_y, n)
        elif column == _IN_BOTH and len(pair.tied_both):
            totals[row, column] = products_in_runs(weights[row], pair.run_both, n)


@kernel
def _multiply_up(totals, sums, lo, hi, out):  # type: ignore[no-untyped-def]
    """The mean of tau by all rankings; ``lo, hi`` is one item."""
    for i in range(lo, hi):
        out[i] = _tau_by(totals[0], sums[0])
        if len(totals) == 2:
            out[i] = (out[i] + _tau_by(totals[1], sums[1])) / 2


@inlined
def _tau_by(totals, sums):  # type: ignore[no-untyped-def]
    exchanged = 0.0
    for part in range(len(sums)):
        exchanged += sums[part]
    return product_tau(totals[_TOTAL], totals[_IN_X], totals[_IN_Y], totals[_IN_BOTH], exchanged)
