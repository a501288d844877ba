"""Estimate, replicates and jackknife of each kind of statistic: of sums, a quantile, Kendall's tau, any function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.significance.bootstrap_intervals import Drawn, Errors
from fastrank.significance.pair_moments import Pairs
from fastrank.significance.resample import Plan, Progress
from fastrank.significance.sum_statistics import SumStatistic, quietly
from fastrank.significance.weight_draws import drawn_weights, resampled_sums
from fastrank.significance.weighted_kendall import ordered_pair, taus_in, taus_without_each
from fastrank.significance.weighted_quantiles import quantiles_in, quantiles_without_each, sorted_rows

Values = npt.NDArray[np.float64]

_SAMPLES = 1 << 18  # scores in one call of a function with an axis: 2 MB


@dataclass(frozen=True)
class Resampling:
    """What is resampled, and how: rows are scores by query, in the order of the plan's keys.

    `jackknife` has the progress of a function's values without each query, should they be needed.
    """

    plan: Plan
    rows: Values
    weights: str
    progress: Progress | None = None
    jackknife: Progress | None = None


def of_sums(asked: Resampling, statistic: SumStatistic) -> Drawn:
    """Resample a function of weighted sums."""
    units = asked.plan.units
    if units is not None:
        statistic = statistic.by_units(units)
    sums, sizes = resampled_sums(asked.plan, statistic.whole, asked.weights, asked.progress)
    errors = None
    if statistic.error is not None:
        observed = quietly(statistic.error, statistic.sums(), statistic.size)[:, 0]
        errors = Errors(observed, quietly(statistic.error, sums, sizes))
    return Drawn(
        statistic.observed(),
        statistic.observed_whole(),
        quietly(statistic.value, sums, sizes),
        statistic.without_each,
        errors,
    )


def of_quantile(asked: Resampling, level: float) -> Drawn:
    """Resample the quantile of every row, of type 7."""
    rows = sorted_rows(asked.rows)
    estimate, drawn = np.empty((len(asked.rows), 1)), np.empty((len(asked.rows), asked.plan.n_resamples))
    quantiles_in(rows, level, _once(asked), 0, estimate)
    for start, weights in drawn_weights(asked.plan, asked.weights, asked.progress):
        quantiles_in(rows, level, weights, start, drawn)
    return Drawn(estimate[:, 0], estimate[:, 0], drawn, lambda: quantiles_without_each(rows, level))


def of_kendalltau(asked: Resampling, pairs: Pairs) -> Drawn:
    """Resample tau-b between the two rows of every pair, over queries."""
    rows = [(asked.rows[i], asked.rows[j]) for i, j in zip(pairs.first, pairs.second, strict=True)]
    ordered = [ordered_pair(x, y) for x, y in rows]
    estimate, drawn = np.empty((len(pairs), 1)), np.empty((len(pairs), asked.plan.n_resamples))
    for pair, out in zip(ordered, estimate, strict=True):
        taus_in(pair, _once(asked), 0, out)
    for start, weights in drawn_weights(asked.plan, asked.weights, asked.progress):
        for pair, out in zip(ordered, drawn, strict=True):
            taus_in(pair, weights, start, out)
    return Drawn(
        estimate[:, 0], estimate[:, 0], drawn, lambda: np.stack([taus_without_each(x, y) for x, y in rows])
    )


def of_samples(asked: Resampling, function: Callable[..., Any]) -> Drawn:
    """Resample any function of scores (rows, queries): called for each replicate, which is slow.

    One with an `axis` is called for many replicates at once where all have the same size.
    """
    call = _with_axis(function) if "axis" in _parameters(function) else function
    estimate = _values(call(asked.rows.copy()))
    drawn = np.empty((len(estimate), asked.plan.n_resamples))
    one_size = asked.weights == "multinomial" and asked.plan.units is None
    together = call is not function and one_size
    step = max(2, _SAMPLES // asked.rows.size) if together else 1
    queries = np.arange(asked.rows.shape[1], dtype=np.int64)
    for start, weights in drawn_weights(asked.plan, asked.weights, asked.progress):
        for first in range(0, len(weights), step):
            some = weights[first : first + step]
            indices = np.repeat(np.tile(queries, len(some)), some.ravel())
            sample = asked.rows[:, indices.reshape(len(some), -1) if together else indices]
            drawn[:, start + first : start + first + len(some)] = _values(call(sample)).reshape(
                len(estimate), -1
            )
    return Drawn(estimate, estimate, drawn, lambda: _without_each(call, asked))


def _with_axis(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda sample: function(sample, axis=-1)


def _parameters(function: Callable[..., Any]) -> Any:
    try:
        return inspect.signature(function).parameters
    except (TypeError, ValueError):  # some builtins have none
        return ()


def _without_each(call: Callable[..., Any], asked: Resampling) -> Values:
    found, n = [], asked.rows.shape[1]
    for i in range(n):
        found.append(_values(call(np.delete(asked.rows, i, axis=1))))
        if asked.jackknife is not None:
            asked.jackknife(i + 1, n)
    return np.stack(found, axis=1)


def _values(returned: Any) -> Values:
    """What a function returned, as an array of numbers."""
    values = np.atleast_1d(np.asarray(returned))
    if values.dtype.kind not in "fiub":
        raise TypeError(
            f"statistic must return a number or an array of numbers, got {type(returned).__name__}"
        )
    return values.astype(np.float64)


def _once(asked: Resampling) -> npt.NDArray[np.int32]:
    """Every query once: the sample itself as a resample."""
    return np.ones((1, asked.rows.shape[1]), np.int32)
