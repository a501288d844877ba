"""Ranks of one list in one call: where calling the kernels of `fastrank.correlation.ranks` takes as long as they do."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import kernel
from fastrank.kernels.key_order import choose_bits, order_keys
from fastrank.kernels.ordered_ranks import PIECE, rank_words, settle_order, spread_ranks
from fastrank.kernels.tie_sums import SUMS


@kernel
def rank_by_digits(bits, lo, hi, low, settled):  # type: ignore[no-untyped-def]
    """Write how many items are smaller; ``lo, hi`` is all. False in `settled`: too many agree in their leading bits."""
    words, other = np.empty(hi, np.uint64), np.empty(hi, np.uint64)
    least, place = np.empty(1, np.uint64), np.empty(3, np.int64)
    sums, moments, begins = np.zeros(SUMS, np.int64), np.empty(2), np.empty(1, np.int32)
    index_bits = np.int64(0)
    while np.int64(1) << index_bits < hi:
        index_bits += 1
    choose_bits(bits, index_bits, lo, hi, least, place)
    order_keys(bits, least[0], place[1], place[2], index_bits, False, lo, hi, words, other)
    lossy = place[1] > place[0]
    settled[0] = True
    if lossy:
        settle_order(bits, index_bits, lo, hi, words, settled)
    if settled[0]:
        rank_words(bits, index_bits, lossy, False, False, lo, hi, words, sums, moments, begins)
        spread_ranks(words, 0, (hi + PIECE - 1) // PIECE, low)
