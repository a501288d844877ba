"""The statistic of weighted tau from places, tie counts and exchanges: additive and multiplicative.

The additive form is a sum of weight times an integer an item, since an item's discordant pairs are 2 L + b − a
where L counts larger b before it; so both rankings take one pass.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined

BY_BOTH, BY_X, BY_GIVEN = 0, 1, 2  # whose ranks choose the weights


@inlined
def weights_of(low_x, low_y, given, table, mode, start, n, places, by_x, by_y):  # type: ignore[no-untyped-def]
    """Weights by place in x: of the given ranks or those by x, and of the ranks by y where both are wanted."""
    for a in range(n):
        if mode == BY_GIVEN:
            by_x[a] = table[given[start + places.item_at[a]]]
            by_y[a] = 0.0
        else:
            by_x[a] = table[n - 1 - a]
            by_y[a] = table[n - 1 - places.b_of[a]] if mode == BY_BOTH else 0.0


@inlined
def put_words(n, levels, with_place, places):  # type: ignore[no-untyped-def]
    """Write the permutation where the partition begins, so that it ends in `words`."""
    for a in range(n):
        word = (a << 32 if with_place else 0) | np.int64(places.b_of[a])
        if levels % 2 == 0:
            places.words[a] = word
        else:
            places.other[a] = word


@inlined
def additive_tau(low_x, low_y, start, n, mode, places, by_x, by_y):  # type: ignore[no-untyped-def]
    """Concordant minus discordant weight over the weights of all pairs untied in x, and in y."""
    sums, more_sums = (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    for a in range(n):
        b = np.int64(places.b_of[a])
        item = start + places.item_at[a]
        tied_x, tied_y = np.int64(places.tied_x[low_x[item]]), np.int64(places.tied_y[low_y[item]])
        discordant = 2 * (places.words[b] >> 32) + b - a
        balance = n - 2 * discordant - tied_x - tied_y + places.tied_both[a]
        sums = _add(sums, by_x[a], balance, n - tied_x, n - tied_y)
        more_sums = _add(more_sums, by_y[a], balance, n - tied_x, n - tied_y)
    tau = ratio(sums[0], sums[1], sums[2])
    if mode != BY_BOTH:
        return tau
    return (tau + ratio(more_sums[0], more_sums[1], more_sums[2])) / 2


@inlined
def _add(sums, weight, balance, untied_x, untied_y):  # type: ignore[no-untyped-def]
    return sums[0] + weight * balance, sums[1] + weight * untied_x, sums[2] + weight * untied_y


@inlined
def ratio(balance, untied_x, untied_y):  # type: ignore[no-untyped-def]
    """Tau, kept to [-1, 1] against rounding; NaN where no weight is left."""
    tau = balance / np.sqrt(untied_x) / np.sqrt(untied_y)
    return min(1.0, max(-1.0, tau)) if tau == tau else np.nan


@inlined
def product_tau(low_x, low_y, start, n, exchanged, weights, places):  # type: ignore[no-untyped-def]
    """Multiplicative tau: weights by place in x, `exchanged` the weight of discordant pairs."""
    total, in_x, in_y, in_both = 0.0, 0.0, 0.0, 0.0
    before, before_x, before_y, before_both = 0.0, 0.0, 0.0, 0.0
    for a in range(n):
        if a > 0:
            item, last = start + places.item_at[a], start + places.item_at[a - 1]
            if low_x[item] != low_x[last]:
                before_x, before_both = 0.0, 0.0
            elif low_y[item] != low_y[last]:
                before_both = 0.0
        total += weights[a] * before
        in_x += weights[a] * before_x
        in_both += weights[a] * before_both
        before, before_x, before_both = (
            before + weights[a],
            before_x + weights[a],
            before_both + weights[a],
        )
    for b in range(n):
        a = np.int64(places.a_of[b])
        if b > 0 and low_y[start + places.item_at[a]] != low_y[start + places.item_at[places.a_of[b - 1]]]:
            before_y = 0.0
        in_y += weights[a] * before_y
        before_y += weights[a]
    return ratio(total - in_x - in_y + in_both - 2.0 * exchanged, total - in_x, total - in_y)
