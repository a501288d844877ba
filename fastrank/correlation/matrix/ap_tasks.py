"""AP correlation of pairs of vectors, both ways at once."""

from __future__ import annotations

import numpy as np

from fastrank.correlation.ap_comparison import LANES, compare_items, pad
from fastrank.correlation.ap_groups import ap_of_pair, room_for_groups
from fastrank.correlation.ap_sorting import sorted_ap
from fastrank.correlation.matrix.common_items import number_common, rank_common
from fastrank.correlation.weighted_places import room_for
from fastrank.kernels.jit import inlined, kernel


@kernel
def ap_tasks(x, x_order, y, y_order, n, variant, short, pairs, lo, hi, values, mirrored):  # type: ignore[no-untyped-def]
    """Write for ``pairs[2 k], pairs[2 k + 1]`` the correlation with y as the estimate, and with x."""
    by_x, by_y = room_for_groups(n), room_for_groups(n)
    padded = np.empty((2, n + LANES if short else 0))
    places = room_for(0 if short else n)
    place, low_x, low_y = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)
    for k in range(lo, hi):
        v, u = pairs[2 * k] * n, pairs[2 * k + 1] * n
        if short:
            items = _copy_common(x, v, y, u, n, padded)
            compare_items(padded, items, variant, by_x, by_y)
            values[k], mirrored[k] = ap_of_pair(variant, by_x, by_y, items)
        else:
            items = number_common(x, v, y, u, n, place)
            rank_common(x, v, x_order, n, place, False, low_x)
            rank_common(y, u, y_order, n, place, False, low_y)
            values[k], mirrored[k] = sorted_ap(low_x, low_y, 0, items, variant, places, by_x, by_y)


@inlined
def _copy_common(x, v, y, u, n, padded):  # type: ignore[no-untyped-def]
    """Copy the ranks of the items that both vectors have; return how many there are."""
    items = 0
    for i in range(n):
        if x[v + i] >= 0 and y[u + i] >= 0:
            padded[0, items], padded[1, items] = x[v + i], y[u + i]
            items += 1
    pad(padded, items)
    return items
