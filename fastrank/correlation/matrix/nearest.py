"""The k most similar vectors of each, kept while panels go by: no matrix of all pairs is ever held."""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank import parallel
from fastrank.correlation.matrix.engines import VECTOR_BYTES, Job, of_pairs, pair_portions, plane_engine
from fastrank.correlation.matrix.panels import all_panels
from fastrank.correlation.matrix.plane_tasks import DIRECT
from fastrank.correlation.matrix.shortlist import SIDE, Shortlist, keep_nearest, keep_shortlist
from fastrank.correlation.matrix.variables import Side


def nearest(job: Job, x: Side, y: Side, k: int) -> tuple[Any, Any]:
    """Return values and indices of the k largest statistics of every row, largest first; -1 where there are fewer."""
    values, index = np.full((len(x), k), -np.inf), np.full((len(x), k), -1, np.int64)
    if job.planes:
        _by_panels(job, x, y, values, index)
    else:
        _by_pairs(job, x, y, values, index)
    values[index < 0] = np.nan
    return values, index


def _by_panels(job: Job, x: Side, y: Side, values: Any, index: Any) -> None:
    same, k = x is y, values.shape[1]
    engine = plane_engine(job, x, y, DIRECT)
    shortlist = Shortlist.of((-(-engine.panel // SIDE)) ** 2)
    never, least = np.full(len(y), np.inf), np.full(len(x), -np.inf)
    for a, b in all_panels(engine, x, y):
        shortlist.count[:] = 0
        engine.shorten(a, b, least, least if same else never, shortlist)
        # one thread: after the first panels there is little to merge
        keep_shortlist(*shortlist, a, b, int(same), 0, len(shortlist.count), values, index)
        for start in (a, b) if same else (a,):
            least[start : start + engine.panel] = values[start : start + engine.panel, k - 1]


def _by_pairs(job: Job, x: Side, y: Side, values: Any, index: Any) -> None:
    same = x is y
    for rows, columns in pair_portions(x, y, same):
        a, b = int(rows[0]), int(columns[0])
        block = np.full((rows[-1] - a + 1, columns[-1] - b + 1), np.nan)
        block[rows - a, columns - b], mirrored, _ = of_pairs(job, x, y, rows, columns)
        if same and a != b:
            image = np.empty(block.shape[::-1])
            image[columns - b, rows - a] = mirrored
            _keep(image, b, a, values, index)
        elif same:
            block[columns - a, rows - a] = mirrored
            np.fill_diagonal(block, np.nan)
        _keep(block, a, b, values, index)


def _keep(block: Any, first_row: int, first_column: int, values: Any, index: Any) -> None:
    inputs = (block, first_row, first_column)
    parallel.run(keep_nearest, inputs, (values, index), len(block), cost=block.shape[1])


def pvalues_of(job: Job, x: Side, y: Side, index: Any) -> Any:
    """Return the p-values of every row and its nearest vectors, some pairs at a time."""
    p = np.full(index.shape, np.nan)
    rows, places = np.nonzero(index >= 0)
    at_once = max(1, VECTOR_BYTES // (32 * max(x.n, 1)))
    for start in range(0, len(rows), at_once):
        row, place = rows[start : start + at_once], places[start : start + at_once]
        p[row, place] = of_pairs(job, x, y, row, index[row, place])[2]
    return p
