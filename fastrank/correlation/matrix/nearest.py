"""The k most similar vectors of each, kept while panels go by: no matrix of all pairs is ever held."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank import parallel
from fastrank.correlation.matrix.engines import Job, of_pairs, pair_portions, plane_engine
from fastrank.correlation.matrix.panels import Side, Target, all_panels
from fastrank.kernels.jit import kernel


@kernel
def keep_nearest(panel, count, first_row, first_column, skip_own, lo, hi, values, index):  # type: ignore[no-untyped-def]
    """Merge a panel's first `count` columns into the kept values of its rows; equal values: the earlier column.

    Columns must come in rising order, as an equal value that comes later is not kept.
    """
    k = values.shape[1]
    for i in range(lo, hi):
        row = first_row + i
        least = values[row, k - 1]
        for j in range(count):
            value = panel[i, j]
            if value > least and not (skip_own and first_column + j == row):
                at = k - 1
                while at > 0 and values[row, at - 1] < value:
                    values[row, at], index[row, at] = values[row, at - 1], index[row, at - 1]
                    at -= 1
                values[row, at], index[row, at] = value, first_column + j
                least = values[row, k - 1]


def nearest(job: Job, x: Side, y: Side, k: int) -> tuple[Any, Any]:
    """Return values and indices of the k largest statistics of every row, largest first; -1 where there are fewer."""
    values, index = np.full((len(x), k), -np.inf), np.full((len(x), k), -1, np.int64)
    if job.planes and job.statistic.symmetric:
        _by_panels(job, x, y, values, index)
    else:
        _by_pairs(job, x, y, values, index)
    values[index < 0] = np.nan
    return values, index


def _by_panels(job: Job, x: Side, y: Side, values: Any, index: Any) -> None:
    same = x is y
    engine = plane_engine(job, x, y, same)
    panel = np.full((engine.panel, engine.panel), np.nan)
    image = np.full((engine.panel, engine.panel), np.nan)
    none = np.zeros((0, 0))
    for a, b in all_panels(engine, x, y):
        rows, columns = min(engine.panel, len(x) - a), min(engine.panel, len(y) - b)
        mirror = panel if same and a == b else image
        engine.run(a, b, Target(panel, mirror, none, none, (0, 0), (0, 0)))
        parallel.run(keep_nearest, (panel, columns, a, b, int(same)), (values, index), rows, cost=columns)
        if same and b > a:
            parallel.run(keep_nearest, (image, rows, b, a, 1), (values, index), columns, cost=rows)


def _by_pairs(job: Job, x: Side, y: Side, values: Any, index: Any) -> None:
    for rows, columns in pair_portions(len(x), len(y), False):
        block = of_pairs(job, x, y, rows, columns)[0].reshape(-1, len(y))
        inputs = (block, len(y), int(rows[0]), 0, int(x is y))
        parallel.run(keep_nearest, inputs, (values, index), len(block), cost=len(y))
