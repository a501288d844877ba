"""Means over queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.summation import compensated_row_means

if TYPE_CHECKING:
    from fastrank.scores.scores import Scores


def means_and_counts(scores: Scores) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return the mean of every (measure, system) without missing values, and how many values are behind it."""
    _refuse_infinite(scores)
    rows = scores.values.reshape(-1, len(scores.queries))
    means, n = np.empty(len(rows)), np.empty(len(rows), dtype=np.int64)
    parallel.run(compensated_row_means, (rows,), (means, n), len(rows), cost=max(1, rows.shape[1]))
    return means.reshape(scores.values.shape[:2]), n.reshape(scores.values.shape[:2])


def _refuse_infinite(scores: Scores) -> None:
    infinite = np.isinf(scores.values)
    if infinite.any():
        measure, system, query = np.argwhere(infinite)[0].tolist()
        raise ValueError(
            f"{scores.measures[measure]} of system {scores.systems[system]!r} on query "
            f"{scores.queries[query]!r} is infinite, so there is no mean; leave the query out with sel()"
        )
