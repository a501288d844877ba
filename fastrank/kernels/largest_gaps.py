"""The largest studentised deviation over all pairs, in every replicate."""

from __future__ import annotations

from fastrank.kernels.jit import kernel


@kernel
def largest_gaps(drawn, estimate, precision, lo, hi, out):  # type: ignore[no-untyped-def]
    """Of every pair, how far its difference in a replicate is from the observed one, times `precision`: the largest.

    What is NaN in a replicate, in ``drawn[replicate]``, is left out.
    """
    n = estimate.size
    for b in range(lo, hi):
        largest = 0.0
        for i in range(n):
            own = drawn[b, i] - estimate[i]
            for j in range(i):
                gap = abs(own - (drawn[b, j] - estimate[j])) * precision[i, j]
                if gap > largest:
                    largest = gap
        out[b] = largest
