"""A loop over ranked lists, used on the rows of two matrices as a metric is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.dtype import as_scores
from fastrank.arrays.lists import dense_lists
from fastrank.arrays.values import dense_values
from fastrank.kernels.ranked_lists import RankedLists


@dataclass(frozen=True)
class _RowLoop:
    """What ranking asks of a metric; the values have no name and no parameters."""

    kernel: Callable[..., Any]
    pool: str = "none"
    reads_nonrelevant: bool = False

    def evaluate(self, lists: RankedLists, parameters: Any) -> npt.NDArray[np.float64]:
        out = np.empty(len(lists.n_retrieved))
        parallel.run(self.kernel, (lists,), (out,), len(out), cost=lists.offsets)
        return out


def row_values(
    kernel: Callable[..., Any], relevance: npt.NDArray[Any], scores: npt.NDArray[Any]
) -> npt.NDArray[np.float64]:
    """One value of every row; equal scores share their ranks."""
    keys = dense_lists(as_scores(scores), -1)
    return dense_values(_RowLoop(kernel), dense_lists(relevance, -1), keys.values, "average", None, {})
