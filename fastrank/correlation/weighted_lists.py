"""Weighted tau of all lists of a call: of each list by one thread, of a long one by all."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.pairs import Pairs
from fastrank.correlation.ranks import Ranks, both_low_ranks
from fastrank.correlation.weighted_long import weigh_long_list
from fastrank.correlation.weighted_places import arrange, put_words, room_for
from fastrank.correlation.weighted_sums import (
    BY_BOTH,
    additive_tau,
    product_tau,
    products_in_runs,
    sum_products,
    weights_of,
)
from fastrank.kernels.discordance_counts import count_larger_before
from fastrank.kernels.discordance_weights import weigh_discordances
from fastrank.kernels.jit import inlined, kernel

LONG = 1 << 14  # one list of this length is shared by threads; one thread is as fast either way


@kernel
def _add_weights(low_x, low_y, given, table, mode, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    longest = _longest(offsets, lo, hi)
    places, by_x, by_y = room_for(longest), np.empty(longest), np.empty(longest)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        if arrange(low_x, low_y, start, n, places):
            out[q] = np.nan
            continue
        weights_of(low_x, low_y, given, table, mode, start, n, places, by_x, by_y)
        put_words(n, places)
        count_larger_before(places.words, places.other, n)
        out[q] = additive_tau(low_x, low_y, start, n, mode, places, by_x, by_y)


@kernel
def _multiply_weights(low_x, low_y, given, table, mode, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    longest = _longest(offsets, lo, hi)
    places, by_x, by_y = room_for(longest), np.empty(longest), np.empty(longest)
    begins, turned = np.empty((3, longest), np.bool_), np.empty(longest)
    for q in range(lo, hi):
        start, n = offsets[q], offsets[q + 1] - offsets[q]
        if arrange(low_x, low_y, start, n, places):
            out[q] = np.nan
            continue
        weights_of(low_x, low_y, given, table, mode, start, n, places, by_x, by_y)
        tied = _mark_runs(low_x, low_y, start, n, places, begins)
        out[q] = _tau_of_products(n, places, tied, begins, by_x, turned)
        if mode == BY_BOTH:
            out[q] = (out[q] + _tau_of_products(n, places, tied, begins, by_y, turned)) / 2


@inlined
def _longest(offsets, lo, hi):  # type: ignore[no-untyped-def]
    longest = np.int64(0)
    for q in range(lo, hi):
        longest = max(longest, offsets[q + 1] - offsets[q])
    return longest


@inlined
def _mark_runs(low_x, low_y, start, n, places, begins):  # type: ignore[no-untyped-def]
    """Mark where runs that are tied in x, in y (in the order of y) and in both begin; returns which sides have ties."""
    both, x_is_tied, y_is_tied = np.int64(0), False, False
    for a in range(n):
        item, b = start + places.item_at[a], places.b_of[a]
        begins[0, a], begins[1, b], begins[2, a] = low_x[item] == a, low_y[item] == b, a == both
        x_is_tied |= low_x[item] != a
        y_is_tied |= low_y[item] != b
        if a == both:
            both += places.tied_both[a]
    return x_is_tied, y_is_tied


@inlined
def _tau_of_products(n, places, tied, begins, weights, turned):  # type: ignore[no-untyped-def]
    """Multiplicative tau by one ranking, whose weights are overwritten."""
    in_x, in_y, in_both, total = 0.0, 0.0, 0.0, sum_products(weights, n)
    for a in range(n):
        turned[places.b_of[a]] = weights[a]
        places.words[a] = places.b_of[a]
    if tied[0]:
        in_x = products_in_runs(weights, begins[0], n)
    if tied[1]:
        in_y = products_in_runs(turned, begins[1], n)
    if tied[0] and tied[1]:
        in_both = products_in_runs(weights, begins[2], n)
    exchanged = weigh_discordances(places.words, weights, places.other, turned, n)
    return product_tau(total, in_x, in_y, in_both, exchanged)


def weigh_lists(
    pairs: Pairs, given: Ranks | None, table: npt.NDArray[np.float64], mode: int, additive: bool
) -> npt.NDArray[np.float64]:
    """Weighted tau of each list; NaN where a side is constant or empty. `given` holds ranks in mode `BY_GIVEN`."""
    offsets = pairs.offsets
    out = np.empty(len(offsets) - 1)
    if len(out) == 1 and pairs.longest >= LONG:
        here = slice(*offsets.tolist())
        ranks = np.empty(0, np.int32) if given is None else given[here]
        weigh_long_list(pairs.x[here], pairs.y[here], ranks, table, mode, additive, out)
        return out
    low = both_low_ranks(pairs.x, pairs.y, offsets)
    inputs = (*low, low[0] if given is None else given, table, mode, offsets)
    weigh = _add_weights if additive else _multiply_weights
    parallel.run(weigh, inputs, (out,), len(out), cost=offsets)
    return out
