"""Weighted tau of pairs of vectors, both ways at once: one count of the larger ones before each serves both."""

from __future__ import annotations

import numpy as np

from fastrank.correlation.matrix.common_items import number_common, rank_common
from fastrank.correlation.weighted_places import arrange, put_words, room_for
from fastrank.correlation.weighted_sums import BY_GIVEN, additive_tau, weights_of
from fastrank.kernels.discordance_counts import count_larger_before
from fastrank.kernels.jit import inlined, kernel


@kernel
def weighted_tasks(x, x_order, y, y_order, weights, n, pairs, lo, hi, values, mirrored):  # type: ignore[no-untyped-def]
    """Write weighted tau of ``pairs[2 k], pairs[2 k + 1]``, and of the same the other way round."""
    places, turned = room_for(n), room_for(n)
    by_x, by_y = np.empty(n), np.empty(n)
    place, given = np.empty(n, np.int32), np.empty(n, np.int32)
    low_x, low_y = np.empty(n, np.int32), np.empty(n, np.int32)
    table, mode = weights.table, weights.mode
    for k in range(lo, hi):
        v, u = pairs[2 * k] * n, pairs[2 * k + 1] * n
        items = number_common(x, v, y, u, n, place)
        rank_common(x, v, x_order, n, place, False, low_x)
        rank_common(y, u, y_order, n, place, False, low_y)
        if mode == BY_GIVEN:
            rank_common(weights.ranks, 0, weights.order, n, place, True, given)
        if arrange(low_x, low_y, 0, items, places):
            values[k], mirrored[k] = np.nan, np.nan
            continue
        put_words(items, places)
        count_larger_before(places.words, places.other, items)
        weights_of(low_x, low_y, given, table, mode, 0, items, places, by_x, by_y)
        values[k] = additive_tau(low_x, low_y, 0, items, mode, places, by_x, by_y)
        _turn(items, places, turned)
        weights_of(low_y, low_x, given, table, mode, 0, items, turned, by_x, by_y)
        mirrored[k] = additive_tau(low_y, low_x, 0, items, mode, turned, by_x, by_y)


@inlined
def _turn(n, places, turned):  # type: ignore[no-untyped-def]
    """Exchange x and y in what is counted of a list."""
    for b in range(n):
        a = np.int64(places.a_of[b])
        turned.item_at[b], turned.tied_both[b] = places.item_at[a], places.tied_both[a]
        turned.b_of[b], turned.a_of[a] = a, b
        turned.words[a] = ((places.words[b] >> 32) + b - a) << 32
        turned.tied_x[b], turned.tied_y[b] = places.tied_y[b], places.tied_x[b]
