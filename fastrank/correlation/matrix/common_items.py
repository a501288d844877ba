"""Ranks of two vectors within the items that both have: each vector was sorted once, a pair is two passes over it."""

from __future__ import annotations

from fastrank.kernels.jit import inlined


@inlined
def number_common(x, v, y, u, n, place):  # type: ignore[no-untyped-def]
    """Number the items that have a rank in both vectors, -1 for the others; return how many there are."""
    items = 0
    for i in range(n):
        known = x[v + i] >= 0 and y[u + i] >= 0
        place[i] = items if known else -1
        items += known
    return items


@inlined
def rank_common(ranks, v, order, n, place, dense, out):  # type: ignore[no-untyped-def]
    """Write for every common item how many of them are smaller, or with `dense` how many smaller values they have."""
    before, below, last = -1, 0, -1
    for k in range(n):
        item = order[v + k]
        rank = ranks[v + item]
        if rank < 0:  # missing ones are sorted to the end
            break
        if place[item] < 0:
            continue
        if rank != last:
            before, last = before + 1 if dense else below, rank
        out[place[item]] = before
        below += 1
