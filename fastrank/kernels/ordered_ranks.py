"""Ranks and tie sums of values whose order is known but for values that agree in their high bits."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.key_order import key_of
from fastrank.kernels.tie_sums import DISTINCT, add_run, moments_of

FEW = 64  # so many values that agree in their high bits are put into order one by one
PIECE = 1 << 15  # places that a thread takes at once

_ITEM = np.uint64(0xFFFFFFFF)
_ONE = np.uint64(1)


@kernel
def settle_order(bits, index_bits, lo, hi, words, settled):  # type: ignore[no-untyped-def]
    """Put words that agree above the index into the order of all bits of their values.

    `settled` becomes False where more than `FEW` agree that are not in order.
    """
    up, index = np.uint64(index_bits), (_ONE << np.uint64(index_bits)) - _ONE
    start = np.int64(lo)
    for i in range(lo + 1, hi + 1):
        if i < hi and words[i] >> up == words[start] >> up:
            continue
        if i - start > 1 and not _settle_run(bits, index, start, i, words):
            settled[0] = False
            return
        start = i


@inlined
def _settle_run(bits, index, start, stop, words):  # type: ignore[no-untyped-def]
    for i in range(start + 1, stop):
        word, j = words[i], i
        key = key_of(bits[word & index])
        while j > start and key_of(bits[words[j - 1] & index]) > key:
            if stop - start > FEW:
                return False
            words[j] = words[j - 1]
            j -= 1
        words[j] = word
    return True


@kernel
def rank_words(bits, index_bits, lossy, ordered, dense, lo, hi, words, sums, moments, begins):  # type: ignore[no-untyped-def]
    """Make words (rank << 32) | item, and write tie sums, moments and, with `dense`, where each rank begins.

    A rank is how many items have smaller values, or with `dense` how many values are smaller. Where not `lossy`,
    values are equal if their words agree above the index. `bits` may be `ordered` like the words.
    """
    up, index = np.uint64(index_bits), (_ONE << np.uint64(index_bits)) - _ONE
    start, rank, before = np.int64(lo), np.int64(0), words[lo]
    alone = np.int64(0)
    begins[0] = 0
    for k in range(lo, hi):
        word = words[k]
        item = word & index
        same = word >> up == before >> up
        if lossy and same:
            here, last = (np.uint64(k), np.uint64(k - 1)) if ordered else (item, before & index)
            same = k == lo or key_of(bits[here]) == key_of(bits[last])
        if not same:
            if k - start == 1:
                alone += 1
            else:
                add_run(sums, k - start)
            start = k
            rank = rank + 1 if dense else start
            if dense:
                begins[rank] = k
        before = word
        words[k] = (np.uint64(rank) << np.uint64(32)) | item
    add_run(sums, hi - start)
    sums[DISTINCT] += alone
    moments[0], moments[1] = moments_of(sums)


@kernel
def spread_ranks(words, lo, hi, ranks):  # type: ignore[no-untyped-def]
    """Write the ranks of words (rank << 32) | item in the order of the items, for pieces `lo` to `hi` of the words."""
    for place in range(lo * PIECE, min(hi * PIECE, len(words))):
        word = words[place]
        ranks[word & _ITEM] = word >> np.uint64(32)
