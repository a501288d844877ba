"""Weighted tau of all lists of a call, from the ranks of both sides."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.weighted_places import Places, arrange, room_for
from fastrank.correlation.weighted_sums import (
    BY_BOTH,
    additive_tau,
    product_tau,
    put_words,
    weights_of,
)
from fastrank.kernels.discordance_counts import (
    PART_BITS,
    count_larger_before,
    count_long_parts,
    levels_of,
    split_long,
)
from fastrank.kernels.discordance_weights import weigh_discordances, weigh_long_parts, weigh_long_top
from fastrank.kernels.jit import kernel

LONG = 1 << (PART_BITS + 1)  # one list of this length is cut into parts that threads share


@kernel
def _weigh_lists(low_x, low_y, given, table, mode, additive, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    places = room_for(longest)
    by_x, by_y = np.empty(longest), np.empty(longest)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        if arrange(low_x, low_y, start, n, places):
            out[q] = np.nan
            continue
        weights_of(low_x, low_y, given, table, mode, start, n, places, by_x, by_y)
        put_words(n, levels_of(n), not additive, places)
        if additive:
            count_larger_before(places.words, places.other, n)
            out[q] = additive_tau(low_x, low_y, start, n, mode, places, by_x, by_y)
        else:
            exchanged, more = weigh_discordances(places.words, places.other, n, by_x, by_y)
            out[q] = product_tau(low_x, low_y, start, n, exchanged, by_x, places)
            if mode == BY_BOTH:
                out[q] = (out[q] + product_tau(low_x, low_y, start, n, more, by_y, places)) / 2


@kernel
def _begin_long(low_x, low_y, given, table, mode, additive, lo, hi, constant, places, by_x, by_y):  # type: ignore[no-untyped-def]
    """The first steps of `_weigh_lists` for one long list; ``lo, hi`` is one item."""
    n = np.int64(len(low_x))
    for i in range(lo, hi):
        constant[i] = arrange(low_x, low_y, 0, n, places)
        if not constant[i]:
            weights_of(low_x, low_y, given, table, mode, 0, n, places, by_x, by_y)
            put_words(n, levels_of(n), not additive, places)


@kernel
def _end_long(low_x, low_y, mode, additive, sums, by_x, by_y, lo, hi, places, out):  # type: ignore[no-untyped-def]
    """The last steps of `_weigh_lists` for one long list."""
    n = np.int64(len(low_x))
    for i in range(lo, hi):
        if additive:
            out[i] = additive_tau(low_x, low_y, 0, n, mode, places, by_x, by_y)
            continue
        exchanged, more = 0.0, 0.0
        for part in range(len(sums)):
            exchanged += sums[part, 0]
            more += sums[part, 1]
        out[i] = product_tau(low_x, low_y, 0, n, exchanged, by_x, places)
        if mode == BY_BOTH:
            out[i] = (out[i] + product_tau(low_x, low_y, 0, n, more, by_y, places)) / 2


def weigh_lists(
    low: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]],
    given: npt.NDArray[np.int32],
    table: npt.NDArray[np.float64],
    mode: int,
    additive: bool,
    offsets: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:
    """Weighted tau of each list; NaN where a side is constant or empty. `given` holds ranks in mode `BY_GIVEN`."""
    out = np.empty(len(offsets) - 1)
    arguments = (*low, given, table, mode, additive)
    if len(out) == 1 and offsets[0] == 0 and offsets[1] == len(low[0]) >= LONG:
        _weigh_long(arguments, out)
    else:
        parallel.run(_weigh_lists, (*arguments, offsets), (out,), len(out), cost=offsets)
    return out


def _weigh_long(arguments: tuple[Any, ...], out: npt.NDArray[np.float64]) -> None:
    """The same sums in the same order as `_weigh_lists`, with the parts of the partition shared by threads."""
    low_x, low_y, _, _, mode, additive = arguments
    n = len(low_x)
    parts = (n + (1 << PART_BITS) - 1) >> PART_BITS
    constant, sums = np.zeros(1, np.bool_), np.zeros((parts + 1, 2))
    words, other = (np.empty(n, np.int64) for _ in range(2))
    ints = [np.empty(n, np.int32) for _ in range(7)]
    places = Places(words, other, *ints)
    by_x, by_y = np.empty(n), np.empty(n)
    parallel.run(_begin_long, arguments, (constant, places, by_x, by_y), 1)
    if constant[0]:
        out[:] = np.nan
        return
    buffers = (places.words, places.other)
    if additive:
        parallel.run(split_long, (n,), buffers, 1)
        parallel.run(count_long_parts, (n,), buffers, parts, cost=1 << PART_BITS)
    else:
        inputs = (n, by_x, by_y)
        parallel.run(weigh_long_top, inputs, (*buffers, sums), 1)
        parallel.run(weigh_long_parts, inputs, (*buffers, sums), parts, cost=1 << PART_BITS)
    parallel.run(_end_long, (low_x, low_y, mode, additive, sums, by_x, by_y), (places, out), 1)
