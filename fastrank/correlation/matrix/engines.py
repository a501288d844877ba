"""Which engine computes a portion of the matrix, and the portion itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.ap_thresholds import short_vector
from fastrank.correlation.matrix.ap_tasks import ap_tasks
from fastrank.correlation.matrix.exact_tail import exact_tails, replace_marks
from fastrank.correlation.matrix.kendall import ASYMPTOTIC, AUTO, EXACT, NO_P, TAU_C
from fastrank.correlation.matrix.panels import Planes, Target, all_panels
from fastrank.correlation.matrix.plane_tasks import BOTH, DIRECT, MIRRORED, Request
from fastrank.correlation.matrix.products import product_tasks, student_pvalues
from fastrank.correlation.matrix.sort_tasks import sort_tasks
from fastrank.correlation.matrix.statistics import Statistic
from fastrank.correlation.matrix.thresholds import planes_pay
from fastrank.correlation.matrix.variables import NO_ORDERS, Orders, Side, float_rows, orders_of
from fastrank.correlation.matrix.weighted_tasks import weighted_tasks
from fastrank.correlation.matrix.weights import Weights

VECTORS_AT_ONCE = 512  # a side of a portion of pairs
VECTOR_BYTES = 64 << 20  # of one side of it: values, orders and what sorting needs
_NOTHING = np.zeros((0, 0))

Matrix = npt.NDArray[np.float64]


class Job(NamedTuple):
    """What is to be computed of every pair."""

    statistic: Statistic
    method: int  # NO_P where no p-value is wanted
    missing: bool = False  # items are dropped pair by pair
    planes: bool = False  # counted from sign planes, else from sorted vectors
    weights: Weights | None = None  # of weighted tau


def with_engine(job: Job, x: Side, y: Side) -> Job:
    """Choose the engine."""
    counted = x.n > 1 and job.statistic.code >= 0 and not (job.statistic.code == TAU_C and job.missing)
    columns = None if x is y else len(y)
    return job._replace(planes=counted and planes_pay(x.n, len(x), columns, planes_of(job, x, y)))


def planes_of(job: Job, x: Side, y: Side) -> int:
    """How many planes a vector has: without ties, with ties, with missing values."""
    untied = all(bool((side.ties.unlike == x.n * (x.n - 1) // 2).all()) for side in (x, y))
    return 3 if job.missing else 1 if untied else 2


def plane_engine(job: Job, x: Side, y: Side, places: int) -> Planes:
    """Prepare the sign-plane engine."""
    n = x.n
    total = n * (n - 1) // 2
    method = job.method
    if method == AUTO and not job.missing and any(bool((side.ties.unlike < total).all()) for side in (x, y)):
        method = ASYMPTOTIC  # every pair has ties
    return Planes(
        x, y, planes_of(job, x, y), Request(job.statistic.code, method, n, places), tails_for(job, n)
    )


def tails_for(job: Job, n: int) -> Any:
    """The tables of exact p-values; longer lists are marked only where the job asks for nothing else."""
    return exact_tails(n if job.method == EXACT else 0)


def fill(
    job: Job, x: Side, y: Side, out: Matrix, p_out: Matrix | None, column: int = 0, mirrored: bool = False
) -> None:
    """Write the matrix of x and y, or with `mirrored` its transpose, from a column of the output on.

    Where both sides are the same, only half of it is computed.
    """
    places = BOTH if x is y else MIRRORED if mirrored else DIRECT
    if job.planes:
        engine, p = plane_engine(job, x, y, places), _NOTHING if p_out is None else p_out
        for a, b in all_panels(engine, x, y):
            engine.run(a, b, Target(out, p, (a, column + b), (b, column + a)))
        if job.method == EXACT:
            replace_marks(p[:, column : column + len(x if mirrored else y)], x.n)
        return
    for rows, columns in pair_portions(x, y, x is y):
        values, images, pvalues = of_pairs(job, x, y, rows, columns)
        for matrix, direct, image in ((out, values, images), (p_out, pvalues, pvalues)):
            if matrix is not None and places != MIRRORED:
                matrix[rows, column + columns] = direct
            if matrix is not None and places != DIRECT:
                below = (rows != columns) | (places == MIRRORED)
                matrix[columns[below], column + rows[below]] = image[below]


def of_pairs(job: Job, x: Side, y: Side, rows: Any, columns: Any) -> tuple[Any, Any, Any]:
    """Return the statistic, its mirror image and the p-value of chosen pairs; vectors are sorted once each."""
    chosen_x, i = _chosen(rows, len(x))
    chosen_y, j = _chosen(columns, len(y))
    pairs = np.stack([i, j], axis=1).reshape(-1)
    top_heavy = job.statistic.weighted or job.statistic.ap_variant >= 0
    compute = _top_heavy_pairs if top_heavy else _sorted_pairs if job.statistic.code >= 0 else _product_pairs
    values, mirrored, pvalues = compute(job, x.values[chosen_x], y.values[chosen_y], pairs, len(rows))
    undefined = (x.ties.unlike[rows] == 0) | (y.ties.unlike[columns] == 0)
    for results in (values, mirrored, pvalues):
        results[undefined] = np.nan
    return values, mirrored, pvalues


def _chosen(index: npt.NDArray[np.int64], count: int) -> tuple[Any, npt.NDArray[np.int64]]:
    """Which of so many vectors an index names, and where each of its entries stands among them."""
    place = np.zeros(count, np.int64)
    place[index] = 1
    chosen = np.flatnonzero(place)
    place[chosen] = np.arange(len(chosen))
    run = len(chosen) > 0 and chosen[-1] - chosen[0] == len(chosen) - 1
    return slice(chosen[0], chosen[-1] + 1) if run else chosen, place[index]  # of a run no copy is made


def _sorted_pairs(job: Job, x: Any, y: Any, pairs: Any, k: int) -> tuple[Any, Any, Any]:
    n, code = x.shape[1], job.statistic.code
    results = np.empty(k), np.empty(k), np.empty(k)
    orders_x, orders_y = orders_of(float_rows(x)), orders_of(float_rows(y))
    inputs = (orders_x.ranks, orders_y.ranks, orders_y.order, n, code, job.method, tails_for(job, n), pairs)
    parallel.run(sort_tasks, inputs, results, k, cost=8 * n)
    if job.method == EXACT:
        replace_marks(results[2], n)
    return results


def _top_heavy_pairs(job: Job, x: Any, y: Any, pairs: Any, k: int) -> tuple[Any, Any, Any]:
    """Weighted tau and AP correlation, which have no p-values."""
    n, results = x.shape[1], (np.empty(k), np.empty(k))
    sides = [part for side in (x, y) for part in orders_of(float_rows(side))[:2]]
    if job.weights is None:
        inputs = (*sides, n, job.statistic.ap_variant, n <= short_vector(), pairs)
        parallel.run(ap_tasks, inputs, results, k, cost=8 * n)
    else:
        parallel.run(weighted_tasks, (*sides, job.weights, n, pairs), results, k, cost=8 * n)
    return *results, np.full(k, np.nan)


def _product_pairs(job: Job, x: Any, y: Any, pairs: Any, k: int) -> tuple[Any, Any, Any]:
    n, ranked = x.shape[1], job.statistic.ranked
    values, items = np.empty(k), np.empty(k)
    sides = [float_rows(side, exact=ranked) for side in (x, y)]
    orders: list[Orders] = [orders_of(side) if ranked else NO_ORDERS for side in sides]
    inputs = (*(side.reshape(-1) for side in sides), *(o.ranks for o in orders), *(o.order for o in orders))
    parallel.run(product_tasks, (*inputs, n, int(ranked), pairs), (values, items), k, cost=4 * n)
    pvalues = student_pvalues(values, items, ranked) if job.method != NO_P else np.empty(k)
    return values, values.copy(), pvalues


def vectors_at_once(n: int) -> int:
    """How many vectors of n items a side of a portion may have."""
    return max(1, min(VECTORS_AT_ONCE, VECTOR_BYTES // (32 * max(n, 1))))


def pair_portions(x: Side, y: Side, same: bool) -> Iterator[tuple[Any, Any]]:
    """Rows and columns of all pairs, or of those on and above the diagonal, block by block."""
    at_once = vectors_at_once(x.n)
    for a in range(0, len(x), at_once):
        height = min(at_once, len(x) - a)
        for b in range(a if same else 0, len(y), at_once):
            width = min(at_once, len(y) - b)
            rows, columns = a + np.repeat(np.arange(height), width), b + np.tile(np.arange(width), height)
            if same and a == b:
                above = columns >= rows
                rows, columns = rows[above], columns[above]
            yield rows, columns


def set_diagonal(job: Job, side: Side, out: Matrix, p_out: Matrix | None, first: int = 0) -> None:
    """A vector's correlation with itself is 1 exactly, NaN where it is constant."""
    if not job.statistic.normed:
        return
    rows = np.arange(len(out))
    part = slice(first, first + len(out))
    own = np.where(side.ties.unlike[part] > 0, 1.0, np.nan)
    out[rows, first + rows] = own
    if p_out is not None and job.statistic.code < 0:  # of tau it is there already
        p_out[rows, first + rows] = student_pvalues(own, side.ties.n[part], job.statistic.ranked)
