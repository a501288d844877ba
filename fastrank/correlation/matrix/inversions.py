"""Inversions of a sequence of ranks: what is left to do for a pair of vectors when each has been sorted."""

from __future__ import annotations

from fastrank.kernels.jit import inlined

BLOCK = 16  # shorter runs are sorted by insertion


@inlined
def count_inversions(ranks, spare, n):  # type: ignore[no-untyped-def]
    """Count how often a larger rank stands before a smaller one, and sort; merges, O(n log n)."""
    inversions = 0
    for lo in range(0, n, BLOCK):
        for i in range(lo + 1, min(lo + BLOCK, n)):
            rank, k = ranks[i], i
            while k > lo and ranks[k - 1] > rank:
                ranks[k] = ranks[k - 1]
                k -= 1
            ranks[k] = rank
            inversions += i - k
    a, b, width = ranks, spare, BLOCK
    while width < n:
        for lo in range(0, n, 2 * width):
            middle, hi = min(lo + width, n), min(lo + 2 * width, n)
            i, j = lo, middle
            for k in range(lo, hi):
                if i < middle and (j >= hi or a[i] <= a[j]):
                    b[k] = a[i]
                    i += 1
                else:
                    b[k] = a[j]
                    inversions += middle - i
                    j += 1
        a, b, width = b, a, 2 * width
    return inversions
