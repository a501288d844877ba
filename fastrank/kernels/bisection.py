"""Where a number belongs among sorted ones."""

from __future__ import annotations

from fastrank.kernels.jit import spliced


@spliced
def larger_in_sorted(score, scores, n):  # type: ignore[no-untyped-def]
    """Count the scores above one; they fall. Every step is a conditional move: nothing to mispredict."""
    lo, length = 0, n
    while length > 1:
        half = length // 2
        lo += half if scores[lo + half - 1] > score else 0
        length -= half
    return lo + (scores[lo] > score)
