"""Product-moment correlation of lists."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import kernel

# Below this share of the squares about zero, a sum of squares about the mean is rounding: the list is constant.
CONSTANT = 1e-24


@kernel
def pearson_lists(x, y, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    """Write r of the lists `lo` to `hi`, in two passes; NaN where a side is constant or has less than two values."""
    for q in range(lo, hi):
        start, stop = offsets[q], offsets[q + 1]
        n = stop - start
        mean_x, mean_y, raw_x, raw_y = 0.0, 0.0, 0.0, 0.0
        for i in range(start, stop):
            mean_x += x[i]
            mean_y += y[i]
            raw_x += x[i] * x[i]
            raw_y += y[i] * y[i]
        mean_x, mean_y = mean_x / max(1, n), mean_y / max(1, n)
        xy, xx, yy = 0.0, 0.0, 0.0
        for i in range(start, stop):
            dx, dy = x[i] - mean_x, y[i] - mean_y
            xy += dx * dy
            xx += dx * dx
            yy += dy * dy
        if n < 2 or xx <= CONSTANT * raw_x or yy <= CONSTANT * raw_y:
            out[q] = np.nan
        else:
            out[q] = min(1.0, max(-1.0, xy / np.sqrt(xx) / np.sqrt(yy)))
