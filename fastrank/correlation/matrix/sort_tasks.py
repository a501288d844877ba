"""Pairs of long vectors: each vector was sorted once, a pair is one scatter and a count of inversions."""

from __future__ import annotations

import numpy as np

from fastrank.correlation.matrix.inversions import count_inversions
from fastrank.correlation.matrix.kendall import NO_P, Counts, write_pvalues, write_statistics
from fastrank.kernels.jit import inlined, kernel


@inlined
def _group_ends(x, v, y, u, n, ends):  # type: ignore[no-untyped-def]
    """Where the items of each rank of x end among those that y has too; return ranks met, ties and moments."""
    for rank in range(n + 1):
        ends[rank] = 0
    for i in range(n):
        if x[v + i] >= 0 and y[u + i] >= 0:
            ends[x[v + i] + 1] += 1
    tied, cubes, moments, groups = 0, 0.0, 0.0, 0
    for rank in range(n):
        t = ends[rank + 1]
        tied += t * (t - 1) // 2
        product = float(t) * (t - 1)
        cubes += product * (t - 2)
        moments += product * (2 * t + 5)
        groups += t > 0
        ends[rank + 1] += ends[rank]
    return tied, cubes, moments, groups


@inlined
def _scatter(x, v, y, u, order, n, ends, ranks):  # type: ignore[no-untyped-def]
    """Lay the ranks of y out by (x, y); return the items, ties of y, its moments and groups, ties in both."""
    tied, cubes, moments, groups, joint = 0, 0.0, 0.0, 0, 0
    t, last, items = 0, -1, 0
    for k in range(n):
        item = order[u + k]
        rank = y[u + item]
        if rank < 0:
            break
        if x[v + item] < 0:
            continue
        if rank != last:
            product = float(t) * (t - 1)
            tied, cubes, moments = (
                tied + t * (t - 1) // 2,
                cubes + product * (t - 2),
                moments + product * (2 * t + 5),
            )
            groups, t, last = groups + 1, 0, rank
        t += 1
        items += 1
        ranks[ends[x[v + item]]] = rank
        ends[x[v + item]] += 1
    product = float(t) * (t - 1)
    tied, cubes, moments = tied + t * (t - 1) // 2, cubes + product * (t - 2), moments + product * (2 * t + 5)
    start = 0
    for rank in range(n):  # `ends` now holds where each group of x ends
        run = 0
        for k in range(start + 1, ends[rank]):
            run = run + 1 if ranks[k] == ranks[k - 1] else 0
            joint += run
        start = ends[rank]
        if start == items:
            break
    return items, tied, cubes, moments, groups, joint


@inlined
def _count_pair(x, v, y, u, order, n, ends, ranks, spare, k, c):  # type: ignore[no-untyped-def]
    x_tied, c.x0[k], c.x1[k], x_groups = _group_ends(x, v, y, u, n, ends)
    items, y_tied, c.y0[k], c.y1[k], y_groups, joint = _scatter(x, v, y, u, order, n, ends, ranks)
    total = items * (items - 1) // 2
    both = total - x_tied - y_tied + joint
    c.difference[k], c.both[k] = both - 2 * count_inversions(ranks, spare, items), both
    c.unlike_x[k], c.unlike_y[k], c.n[k] = total - x_tied, total - y_tied, items
    c.fewest[k] = min(x_groups, y_groups)


@kernel
def sort_tasks(x, y, order, n, code, method, tails, pairs, lo, hi, values, mirrored, pvalues):  # type: ignore[no-untyped-def]
    """Write the statistics of ``pairs[2 k], pairs[2 k + 1]``; `order` lists the items of each y as they rise."""
    ends, ranks, spare = np.empty(n + 1, np.int64), np.empty(n, np.int32), np.empty(n, np.int32)
    c = Counts(
        np.ones(1), np.ones(1), np.ones(1), np.ones(1), np.ones(1),
        np.ones(1), np.ones(1), np.ones(1), np.ones(1), np.ones(1),
    )  # fmt: skip
    value, image, chance = np.empty(1), np.empty(1), np.empty(1)
    for k in range(lo, hi):
        _count_pair(x, pairs[2 * k] * n, y, pairs[2 * k + 1] * n, order, n, ends, ranks, spare, 0, c)
        write_statistics(code, c, 1, value, image)
        values[k], mirrored[k] = value[0], image[0]
        if method != NO_P:
            write_pvalues(method, c, tails, 1, chance)
            pvalues[k] = chance[0]
