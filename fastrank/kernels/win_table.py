"""Who beat whom how often, in one replicate, and which models are connected by it."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined


@inlined
def fill_wins(pairs, counts, prior, won):  # type: ignore[no-untyped-def]
    """Fill in twice the wins of rows over columns, a tie being half a win for either; returns the number of ties."""
    n = won.shape[0]
    for i in range(n):
        for j in range(n):
            won[i, j] = 0.0 if i == j else prior
    n_ties = 0.0
    for cell in range(counts.size):
        i, j, count = pairs[0, cell], pairs[1, cell], np.float64(counts[cell])
        won[i, j] += count * pairs[2, cell]
        won[j, i] += count * (2 - pairs[2, cell])
        if pairs[2, cell] == 1:
            n_ties += count
    return n_ties


@inlined
def reach(won, pivot, forward, reached, queue):  # type: ignore[no-untyped-def]
    """Which models a chain of battles not lost (`forward`) or not won leads to from the pivot."""
    n = won.shape[0]
    for i in range(n):
        reached[i] = False
    reached[pivot] = True
    queue[0], head, tail = pivot, 0, 1
    while head < tail:
        i = queue[head]
        head += 1
        for j in range(n):
            if not reached[j] and (won[i, j] if forward else won[j, i]) > 0.0:
                reached[j] = True
                queue[tail] = j
                tail += 1


@inlined
def keep_members(won, members, scored):  # type: ignore[no-untyped-def]
    """Take out all battles with others; wins of every member, and battles of every pair above the diagonal."""
    n = won.shape[0]
    for i in range(n):
        scored[i] = 0.0
        for j in range(n):
            if not (members[i] and members[j]):
                won[i, j] = 0.0
            scored[i] += 0.5 * won[i, j]
    for i in range(n):
        for j in range(i + 1, n):
            won[i, j] = 0.5 * (won[i, j] + won[j, i])
