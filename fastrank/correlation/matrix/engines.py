"""Which engine computes a portion of the matrix, and the portion itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.ap_thresholds import short_vector
from fastrank.correlation.matrix.ap_tasks import ap_tasks
from fastrank.correlation.matrix.exact_tail import SMALL, exact_tails
from fastrank.correlation.matrix.kendall import ASYMPTOTIC, AUTO, EXACT, NO_P, TAU_C
from fastrank.correlation.matrix.panels import Planes, Side, Target, all_panels
from fastrank.correlation.matrix.plane_tasks import Request
from fastrank.correlation.matrix.products import product_tasks, student_pvalues
from fastrank.correlation.matrix.sort_tasks import sort_tasks
from fastrank.correlation.matrix.statistics import Statistic
from fastrank.correlation.matrix.thresholds import planes_pay
from fastrank.correlation.matrix.weighted_tasks import weighted_tasks
from fastrank.correlation.matrix.weights import Weights

PAIRS_AT_ONCE = 1 << 17
_NOTHING = np.zeros((0, 0))

Matrix = npt.NDArray[np.float64]


class Job(NamedTuple):
    """What is to be computed of every pair."""

    statistic: Statistic
    method: int  # NO_P where no p-value is wanted
    missing: bool = False  # items are dropped pair by pair
    planes: bool = False  # counted from sign planes, else from sorted vectors
    weights: Weights | None = None  # of weighted tau


def with_engine(job: Job, n: int, n_x: int, n_y: int | None) -> Job:
    """Choose the engine; without `n_y` for all pairs of one side."""
    counted = job.statistic.code >= 0 and not (job.statistic.code == TAU_C and job.missing)
    return job._replace(planes=counted and planes_pay(n, n_x, n_y))


def plane_engine(job: Job, x: Side, y: Side, mirrored: bool) -> Planes:
    """Prepare the sign-plane engine; `mirrored` results are also written to where the transposed pair stands."""
    n = x.values.shape[1]
    total = n * (n - 1) // 2
    untied = all(bool((side.ties.unlike == total).all()) for side in (x, y))
    n_planes = 3 if job.missing else 1 if untied else 2
    method = job.method
    if method == AUTO and not job.missing and any(bool((side.ties.unlike < total).all()) for side in (x, y)):
        method = ASYMPTOTIC  # every pair has ties
    request = Request(job.statistic.code, method, n, int(mirrored))
    return Planes(x, y, n_planes, request, tails_for(job, n))


def tails_for(job: Job, n: int) -> Any:
    """The tables of exact p-values that the job can ask for."""
    most = n if job.method == EXACT else min(n, SMALL)
    return exact_tails((1 if job.missing else n, most) if job.method != NO_P else (1, 0))


def fill(job: Job, x: Side, y: Side, out: Matrix, p_out: Matrix | None) -> None:
    """Write the whole matrix of x and y; where both are the same, only half of it is computed."""
    if job.planes:
        same = x is y
        engine, p = plane_engine(job, x, y, same), _NOTHING if p_out is None else p_out
        for a, b in all_panels(engine, x, y):
            engine.run(
                a, b, Target(out, out if same else _NOTHING, p, p if same else _NOTHING, (a, b), (b, a))
            )
        return
    for rows, columns in pair_portions(len(x), len(y), x is y):
        values, mirrored, pvalues = of_pairs(job, x, y, rows, columns)
        out[rows, columns] = values
        if x is y:
            out[columns, rows] = mirrored
        if p_out is not None:
            p_out[rows, columns] = pvalues
            if x is y:
                p_out[columns, rows] = pvalues


def of_pairs(job: Job, x: Side, y: Side, rows: Any, columns: Any) -> tuple[Any, Any, Any]:
    """Return the statistic, its mirror image and the p-value of chosen pairs, each from vectors sorted before."""
    pairs = np.stack([rows, columns], axis=1).astype(np.int64).reshape(-1)
    top_heavy = job.statistic.weighted or job.statistic.ap_variant >= 0
    compute = _top_heavy_pairs if top_heavy else _sorted_pairs if job.statistic.code >= 0 else _product_pairs
    values, mirrored, pvalues = compute(job, x, y, pairs, len(rows))
    undefined = (x.ties.unlike[rows] == 0) | (y.ties.unlike[columns] == 0)
    for results in (values, mirrored, pvalues):
        results[undefined] = np.nan
    return values, mirrored, pvalues


def _sorted_pairs(job: Job, x: Side, y: Side, pairs: Any, k: int) -> tuple[Any, Any, Any]:
    n, code = x.values.shape[1], job.statistic.code
    results = np.empty(k), np.empty(k), np.empty(k)
    inputs = (x.ties.ranks, y.ties.ranks, y.ties.order, n, code, job.method, tails_for(job, n), pairs)
    parallel.run(sort_tasks, inputs, results, k, cost=8 * n)
    return results


def _top_heavy_pairs(job: Job, x: Side, y: Side, pairs: Any, k: int) -> tuple[Any, Any, Any]:
    """Weighted tau and AP correlation, which have no p-values."""
    n, results = x.values.shape[1], (np.empty(k), np.empty(k))
    sides = (x.ties.ranks, x.ties.order, y.ties.ranks, y.ties.order)
    if job.weights is None:
        inputs = (*sides, n, job.statistic.ap_variant, n <= short_vector(), pairs)
        parallel.run(ap_tasks, inputs, results, k, cost=8 * n)
    else:
        parallel.run(weighted_tasks, (*sides, job.weights, n, pairs), results, k, cost=8 * n)
    return *results, np.full(k, np.nan)


def _product_pairs(job: Job, x: Side, y: Side, pairs: Any, k: int) -> tuple[Any, Any, Any]:
    n, ranked = x.values.shape[1], job.statistic.ranked
    values, items = np.empty(k), np.empty(k)
    sides = [np.asarray(side.values, np.float64).reshape(-1) for side in (x, y)]
    orders = (x.ties.ranks, y.ties.ranks, x.ties.order, y.ties.order)
    parallel.run(product_tasks, (*sides, *orders, n, int(ranked), pairs), (values, items), k, cost=4 * n)
    pvalues = student_pvalues(values, items, ranked) if job.method != NO_P else np.empty(k)
    return values, values.copy(), pvalues


def pair_portions(n_rows: int, n_columns: int, same: bool) -> Iterator[tuple[Any, Any]]:
    """Rows and columns of all pairs, or of those above the diagonal, a bounded number at a time."""
    at_once = max(1, PAIRS_AT_ONCE // max(n_columns, 1))
    for start in range(0, n_rows, at_once):
        stop = min(start + at_once, n_rows)
        rows, columns = np.divmod(np.arange((stop - start) * n_columns), max(n_columns, 1))
        rows += start
        if same:
            above = columns > rows
            rows, columns = rows[above], columns[above]
        yield rows, columns


def set_diagonal(job: Job, side: Side, out: Matrix, p_out: Matrix | None, first: int = 0) -> None:
    """A vector's correlation with itself is 1, with p-value 0 (or the exact one); NaN where it is constant."""
    rows = np.arange(len(out))
    own = np.where(side.ties.unlike[first : first + len(out)] > 0, 1.0, np.nan)
    if not job.statistic.normed:
        own = of_pairs(job, side, side, first + rows, first + rows)[0]
    out[rows, first + rows] = own
    if p_out is not None:
        chosen = rows + first
        for start in range(0, len(rows), PAIRS_AT_ONCE):
            part = slice(start, start + PAIRS_AT_ONCE)
            p_out[rows[part], chosen[part]] = of_pairs(job, side, side, chosen[part], chosen[part])[2]
