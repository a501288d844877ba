"""One value of every system for each measure: the mean over queries, their geometric mean, or their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.summation import compensated_row_means, compensated_row_sums

if TYPE_CHECKING:
    from fastrank.scores.scores import Scores


def means_and_counts(scores: Scores) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return every (measure, system) as its measure's aggregation says, and how many values are behind it."""
    _refuse_infinite(scores)
    means = np.empty(scores.values.shape[:2])
    n = np.empty(scores.values.shape[:2], dtype=np.int64)
    for way in sorted(set(scores.aggregation)):
        layers = np.array([own == way for own in scores.aggregation])
        means[layers], n[layers] = _aggregated(scores.values[layers], way)
    return means, n


def _aggregated(
    layers: npt.NDArray[np.float64], way: str
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    rows = layers.reshape(-1, layers.shape[2])
    if way == "geometric":
        if (rows < 0).any():
            raise ValueError("a geometric mean needs values that are not negative; see Scores(aggregation=)")
        with np.errstate(divide="ignore"):
            rows = np.log(rows)
    kernel = compensated_row_sums if way == "sum" else compensated_row_means
    values, n = np.empty(len(rows)), np.empty(len(rows), dtype=np.int64)
    parallel.run(kernel, (rows,), (values, n), len(rows), cost=max(1, rows.shape[1]))
    values = np.exp(values) if way == "geometric" else values
    return values.reshape(layers.shape[:2]), n.reshape(layers.shape[:2])


def _refuse_infinite(scores: Scores) -> None:
    infinite = np.isinf(scores.values)
    if infinite.any():
        measure, system, query = np.argwhere(infinite)[0].tolist()
        raise ValueError(
            f"{scores.measures[measure]} of system {scores.systems[system]!r} on query "
            f"{scores.queries[query]!r} is infinite, so there is no mean; leave the query out with sel()"
        )
