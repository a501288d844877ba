"""The overlap of the first k places of two rankings, in the three forms in use."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.correlation.common_items import common_items
from fastrank.correlation.top_lists import TopLists, check_depths, rising_depths

KINDS = ("overlap", "jaccard", "average")

Values = npt.NDArray[np.float64]


def shared_tops(lists: TopLists, k: Any, kind: str) -> Values:
    """Overlap of each pair of rankings, a column for each value of `k`; without `k` as deep as both rankings go."""
    if k is None:
        columns = np.zeros(1, np.int64)
        depths = np.minimum(lists.length_a, lists.length_b)[:, None]
    else:
        depths, columns = rising_depths(check_depths(k), len(lists.length_a))
    common = common_items(lists, depths, kind == "average")
    if kind == "average":
        return common[:, columns]
    size = depths
    if kind == "jaccard":
        size = (
            np.minimum(depths, lists.length_a[:, None]) + np.minimum(depths, lists.length_b[:, None]) - common
        )
    with np.errstate(invalid="ignore"):
        shares: Values = common / size
    return shares[:, columns]
