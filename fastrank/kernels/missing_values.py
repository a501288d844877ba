"""Which pairs of lists hold a NaN."""

from __future__ import annotations

from fastrank.kernels.jit import kernel, spliced
from fastrank.kernels.vectors import pointer


@kernel
def lists_with_nan(x, y, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    """Whether a list of `x` or of `y` has one."""
    for q in range(lo, hi):
        n = offsets[q + 1] - offsets[q]
        out[q] = _has_nan(pointer(x, offsets[q]), n) | _has_nan(pointer(y, offsets[q]), n)


@spliced
def _has_nan(values, n):  # type: ignore[no-untyped-def]
    found = False
    for i in range(n):
        found |= values[i] != values[i]
    return found
