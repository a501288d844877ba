"""Places that tied items share."""

from __future__ import annotations

from fastrank.kernels.jit import kernel


@kernel
def join_groups(bounds, lo, hi, tops):  # type: ignore[no-untyped-def]
    """Give all places from ``bounds[2 g]`` to before ``bounds[2 g + 1]`` the first of them, for groups `lo` to `hi`."""
    for group in range(lo, hi):
        start = bounds[2 * group]
        for place in range(start, bounds[2 * group + 1]):
            tops[place] = start
