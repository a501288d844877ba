"""Ranks of all lists of a call, by the way that suits their number and length."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.digit_ranks import rank_by_digits
from fastrank.kernels.key_order import choose_bits, in_order, order_keys
from fastrank.kernels.low_ranks import rank_lists
from fastrank.kernels.ordered_ranks import PIECE, rank_words, settle_order, spread_ranks
from fastrank.kernels.tie_sums import DISTINCT, PAIRS, SUMS

Ranks = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]

LONG = 256  # one list above this length is ordered by digits
ONE_CALL = 1 << 13  # up to this length by one call: of 22 µs at 1000 half was between calls
SIDES_APART = 50_000  # shorter sides of a pair are ordered one after the other: a thread costs 50 of 400 µs
LONGEST = 1 << 31  # ranks are int32


class RankedList(NamedTuple):
    """One list: its items in order, and sums over its runs of ties."""

    words: Words  # (rank << 32) | item; a rank is how many items have smaller values, or how many values are
    ties: npt.NDArray[np.int64]  # columns: fastrank.kernels.tie_sums
    begins: Ranks  # where each rank begins in `words`, with dense ranks and ties
    moments: npt.NDArray[np.float64]  # sums of t (t - 1) (t - 2), t (t - 1) (2 t + 5)


class _Keys(NamedTuple):
    """Which bits of keys above the least one to order by: `width` from `shift` on, or from `trailing` on for all."""

    least: np.uint64
    trailing: int
    shift: int
    width: int


def low_ranks(values: npt.NDArray[Any], offsets: npt.NDArray[np.int64]) -> Ranks:
    """For every item, how many items of its list are smaller (NaN is smallest).

    `values` are flat, contiguous float64, int64 or uint64.
    """
    if len(offsets) == 2 and offsets[0] == 0 and offsets[1] > LONG and values.dtype == np.float64:
        return _ranks_of_one(values[: offsets[1]])
    low = np.empty(len(values), np.int32)
    parallel.run(rank_lists, (values, offsets), (low,), len(offsets) - 1, cost=offsets)
    return low


def _ranks_of_one(values: npt.NDArray[np.float64]) -> Ranks:
    if len(values) <= ONE_CALL:
        ranks, settled = np.empty(len(values), np.int32), np.empty(1, np.bool_)
        rank_by_digits(parallel.read_only(values.view(np.uint64)), 0, len(values), ranks, settled)
        if settled[0]:
            return ranks
    return item_ranks(ranked_list(values, dense=False))


def both_low_ranks(
    x: npt.NDArray[Any], y: npt.NDArray[Any], offsets: npt.NDArray[np.int64]
) -> tuple[Ranks, Ranks]:
    """Ranks of both sides; two long lists are ranked at the same time."""
    if len(offsets) == 2 and len(x) > parallel.INLINE_ELEMENTS:
        low_x, low_y = parallel.map_tasks(lambda values: low_ranks(values, offsets), [x, y])
        return low_x, low_y
    return low_ranks(x, offsets), low_ranks(y, offsets)


def ranked_lists(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> list[RankedList]:
    """Both sides of one pair with dense ranks, at the same time where they are long."""
    if len(x) > SIDES_APART:
        return parallel.map_tasks(ranked_list, [x, y])
    return [ranked_list(x), ranked_list(y)]


def ranked_list(values: npt.NDArray[np.float64], dense: bool = True) -> RankedList:
    """Order one list, not empty, by digits of its values' bits; 16 bytes an item, of which 8 are freed."""
    n, bits = len(values), values.view(np.uint64)
    if n > LONGEST:
        raise ValueError(f"a list of {n} values: at most 2^31 have ranks; correlate a sample of them")
    words, other = np.empty(n, np.uint64), np.empty(n, np.uint64)
    index_bits = (n - 1).bit_length()
    keys = _keys_of(bits, index_bits)
    lossy, ordered = keys.shift > keys.trailing, False
    _order(bits, keys.least, keys.shift, keys.width, index_bits, False, words, other)
    if lossy and not _settled(bits, index_bits, words):
        _order(bits, keys.least, keys.trailing, keys.shift - keys.trailing, index_bits, False, words, other)
        _order(bits, keys.least, keys.shift, keys.width, index_bits, True, words, other)
        in_order(parallel.read_only(bits), index_bits, 0, n, words, other)
        bits, ordered = other, True
    begins = np.empty(n, np.int32) if ordered else other.view(np.int32)[:n]
    ties, moments = np.zeros(SUMS, np.int64), np.empty(2)
    outputs = (words, ties, moments, begins)
    rank_words(parallel.read_only(bits), index_bits, lossy, ordered, dense, 0, n, *outputs)
    begins = begins[: ties[DISTINCT]].copy() if dense and ties[PAIRS] else begins[:0].copy()
    return RankedList(words, ties, begins, moments)


def item_ranks(ranked: RankedList) -> Ranks:
    """The ranks of the items, as they stand in the list."""
    ranks = np.empty(len(ranked.words), np.int32)
    run_pieces(spread_ranks, (ranked.words,), ranks)
    return ranks


def run_pieces(kernel: Any, inputs: tuple[Any, ...], output: Ranks) -> None:
    """Run a kernel over pieces of the words that it is given first; 2 ns a word."""
    parallel.run(kernel, inputs, (output,), -(-len(inputs[0]) // PIECE), cost=PIECE // 8)


def _keys_of(bits: Words, index_bits: int) -> _Keys:
    least, place = np.empty(1, np.uint64), np.empty(3, np.int64)
    choose_bits(parallel.read_only(bits), index_bits, 0, len(bits), least, place)
    return _Keys(least[0], *place.tolist())


def _order(
    bits: Words,
    least: Any,
    shift: int,
    width: int,
    index_bits: int,
    in_turn: bool,
    words: Words,
    other: Words,
) -> None:
    order_keys(parallel.read_only(bits), least, shift, width, index_bits, in_turn, 0, len(bits), words, other)


def _settled(bits: Words, index_bits: int, words: Words) -> bool:
    settled = np.ones(1, np.bool_)
    settle_order(parallel.read_only(bits), index_bits, 0, len(bits), words, settled)
    return bool(settled[0])
