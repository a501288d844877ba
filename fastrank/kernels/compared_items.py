"""Every pair of items compared, sixteen at a time: of one list, or the same pair in sixteen lists of one length.

What ties need comes from one number an item: how many of those that it was compared with are equal, e. Over a run of
t equal values these are 0, 1, ..., t - 1 in some order: sums of e are pairs, and sums of 3 e (e - 1) are t(t-1)(t-2).
"""

from __future__ import annotations

from fastrank.kernels.compared_vectors import (
    count_discordant,
    count_equal,
    count_unequal,
    count_untied,
    each,
    how_many_follow,
    minus,
    plus,
    times,
)
from fastrank.kernels.jit import spliced
from fastrank.kernels.vectors import load, no_counts, store, total

LANES = 16

# What is summed over items, a row of `LANES` each: int32, so lists are shorter than 1290. NAN counts missing values.
UNTIED, DISCORDANT, EQUAL_X, SQUARES_X, FIRST_X, EQUAL_Y, SQUARES_Y, FIRST_Y, NAN, N_SUMS = range(10)


@spliced
def compare_lists(x, y, n, sums):  # type: ignore[no-untyped-def]
    """Each item with those before it; a lane is a list."""
    untied, discordant = no_counts(), no_counts()
    ties_x, ties_y = _no_ties(), _no_ties()
    for j in range(n):
        untied, discordant, differ_x, differ_y = _compare(x, y, j * LANES, 0, j, LANES, untied, discordant)
        ties_x = _add_ties(ties_x, minus(each(j), differ_x))
        ties_y = _add_ties(ties_y, minus(each(j), differ_y))
    store(untied, sums, UNTIED * LANES)
    store(discordant, sums, DISCORDANT * LANES)
    for side, ties in ((EQUAL_X, ties_x), (EQUAL_Y, ties_y)):
        store(ties[0], sums, side * LANES)
        store(ties[1], sums, (side + 1) * LANES)
        store(ties[2], sums, (side + 2) * LANES)


@spliced
def compare_items(x, y, n, sums):  # type: ignore[no-untyped-def]
    """Sixteen items with those 1, 2, ... places later; beyond the list is NaN, which neither differs nor is equal."""
    untied, discordant = no_counts(), no_counts()
    ties_x, ties_y = _no_ties(), _no_ties()
    for own in range(0, n, LANES):
        rest = n - 1 - own
        untied, discordant, differ_x, differ_y = _compare(x, y, own, own + 1, rest, 1, untied, discordant)
        ties_x = _add_ties(ties_x, minus(how_many_follow(n - own), differ_x))
        ties_y = _add_ties(ties_y, minus(how_many_follow(n - own), differ_y))
    padded = -n % LANES
    sums[UNTIED * LANES] = total(untied)
    sums[DISCORDANT * LANES] = total(discordant)
    for side, ties in ((EQUAL_X, ties_x), (EQUAL_Y, ties_y)):
        sums[side * LANES] = total(ties[0])
        sums[(side + 1) * LANES] = total(ties[1])
        sums[(side + 2) * LANES] = total(ties[2]) - padded


@spliced
def _compare(x, y, own, first, steps, step, untied, discordant):  # type: ignore[no-untyped-def]
    """Sixteen pairs at a time: those from `own` on with those from `first`, `first + step`, ... on."""
    differ_x, differ_y = no_counts(), no_counts()
    xs, ys = load(x, own), load(y, own)
    for i in range(steps):
        xi, yi = load(x, first + i * step), load(y, first + i * step)
        untied = count_untied(untied, xs, xi, ys, yi)
        discordant = count_discordant(discordant, xs, xi, ys, yi)
        differ_x, differ_y = count_unequal(differ_x, xs, xi), count_unequal(differ_y, ys, yi)
    return untied, discordant, differ_x, differ_y


@spliced
def _no_ties():  # type: ignore[no-untyped-def]
    return no_counts(), no_counts(), no_counts()


@spliced
def _add_ties(ties, same):  # type: ignore[no-untyped-def]
    """Sums over items of how many others are equal, of the squares, and the number of those without."""
    equal, squares, distinct = ties
    return plus(equal, same), plus(squares, times(same, same)), count_equal(distinct, same, no_counts())
