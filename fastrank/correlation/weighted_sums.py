"""The statistic of weighted tau from places, tie counts and exchanges: additive and multiplicative.

The additive form is a sum of weight times an integer an item, since an item's discordant pairs are 2 L + b − a
where L counts larger b before it; so both rankings take one pass. It is added up in the order of x, in pieces of
`PIECE` items and those in their order.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined

BY_BOTH, BY_X, BY_GIVEN = 0, 1, 2  # whose ranks choose the weights
ADDITIVE_SUMS = 6  # balance, pairs untied in x, in y: by the first ranking, and by the second
PIECE = 1 << 12  # items whose sums are added up first
NO_SUMS = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


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
def additive_tau(low_x, low_y, start, n, mode, places, by_x, by_y):  # type: ignore[no-untyped-def]
    """Concordant minus discordant weight over the weights of all pairs untied in x, and in y."""
    sums = NO_SUMS
    for first in range(0, n, PIECE):
        piece = NO_SUMS
        for a in range(first, min(first + PIECE, n)):
            b = np.int64(places.b_of[a])
            item = start + places.item_at[a]
            tied_x, tied_y = np.int64(places.tied_x[low_x[item]]), np.int64(places.tied_y[low_y[item]])
            balance = item_balance(n, a, b, places.words[b] >> 32, tied_x, tied_y, places.tied_both[a])
            piece = add_item(piece, by_x[a], by_y[a], balance, n - tied_x, n - tied_y)
        sums = add_piece(sums, piece)
    return tau_of_sums(sums, mode)


@inlined
def item_balance(n, a, b, larger, tied_x, tied_y, tied_both):  # type: ignore[no-untyped-def]
    """Concordant minus discordant pairs of an item before which `larger` are larger in y."""
    return n - 2 * (2 * larger + b - a) - tied_x - tied_y + tied_both


@inlined
def add_item(sums, by_x, by_y, balance, untied_x, untied_y):  # type: ignore[no-untyped-def]
    return (
        sums[0] + by_x * balance, sums[1] + by_x * untied_x, sums[2] + by_x * untied_y,
        sums[3] + by_y * balance, sums[4] + by_y * untied_x, sums[5] + by_y * untied_y,
    )  # fmt: skip


@inlined
def add_piece(sums, piece):  # type: ignore[no-untyped-def]
    return (
        sums[0] + piece[0], sums[1] + piece[1], sums[2] + piece[2],
        sums[3] + piece[3], sums[4] + piece[4], sums[5] + piece[5],
    )  # fmt: skip


@inlined
def tau_of_sums(sums, mode):  # type: ignore[no-untyped-def]
    """The mean of tau by both rankings, or tau by the first."""
    tau = ratio(sums[0], sums[1], sums[2])
    return (tau + ratio(sums[3], sums[4], sums[5])) / 2 if mode == BY_BOTH else tau


@inlined
def ratio(balance, untied_x, untied_y):  # type: ignore[no-untyped-def]
    """Tau, kept to [-1, 1] against rounding; NaN where no weight is left."""
    tau = balance / np.sqrt(untied_x) / np.sqrt(untied_y)
    return min(1.0, max(-1.0, tau)) if tau == tau else np.nan


@inlined
def product_tau(total, in_x, in_y, in_both, exchanged):  # type: ignore[no-untyped-def]
    """Multiplicative tau from the weights of all pairs, of those tied in x, in y, in both, and of discordant ones."""
    return ratio(total - in_x - in_y + in_both - 2.0 * exchanged, total - in_x, total - in_y)


@inlined
def sum_products(weights, n):  # type: ignore[no-untyped-def]
    """The sum of products over all pairs of items."""
    total, before = 0.0, 0.0
    for i in range(n):
        total += weights[i] * before
        before += weights[i]
    return total


@inlined
def products_in_runs(weights, begins, n):  # type: ignore[no-untyped-def]
    """The same over pairs of one run; a run begins where `begins` is True."""
    total, before = 0.0, 0.0
    for i in range(n):
        if begins[i]:
            before = 0.0
        total += weights[i] * before
        before += weights[i]
    return total
