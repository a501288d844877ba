"""The statistic that was chosen, resampled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.significance.bootstrap_choices import Choices, paired_rows
from fastrank.significance.bootstrap_intervals import Drawn
from fastrank.significance.resampled_statistics import (
    Resampling,
    of_kendalltau,
    of_quantile,
    of_samples,
    of_sums,
)
from fastrank.significance.sum_statistics import (
    SumStatistic,
    mean,
    mean_difference,
    of_columns,
    ratio_of_means,
    variance,
)

Values = npt.NDArray[np.float64]


def drawn_statistic(asked: Resampling, chosen: Choices) -> Drawn:
    """Resample any statistic of the scores of one measure."""
    if chosen.function is not None and chosen.takes == "sample":
        return of_samples(asked, chosen.function)
    if chosen.name == "quantile":
        return of_quantile(asked, chosen.q)
    if chosen.name == "kendalltau":
        return of_kendalltau(asked, paired_rows(chosen.name, len(asked.rows), chosen.baseline))
    return of_sums(asked, _of_sums(asked.rows, chosen))


def _of_sums(rows: Values, chosen: Choices) -> SumStatistic:
    with_error = chosen.method == "studentised"
    if chosen.function is not None:
        return of_columns(rows, _shaped(chosen.function))
    if chosen.name == "mean":
        return mean(rows, with_error=with_error)
    if chosen.name == "variance":
        return variance(rows, with_error=with_error)
    pairs = paired_rows(chosen.name, len(rows), chosen.baseline)
    made = {"mean_difference": mean_difference, "ratio_of_means": ratio_of_means}[chosen.name]
    return made(rows, pairs, with_error=with_error)


def _shaped(function: Callable[..., Any]) -> Callable[[Values, Values], Values]:
    """A user's function of sums, its answer brought to (values, resamples)."""

    def value(sums: Values, sizes: Values) -> Values:
        found = np.atleast_2d(np.asarray(function(sums, sizes), dtype=np.float64))
        if found.ndim != 2 or found.shape[1] != len(sizes):
            raise TypeError(
                f'statistic with takes="sums" must return (resamples,) or (values, resamples) for {len(sizes)} '
                f"resamples, got shape {found.shape}; compute along the last axis of sums"
            )
        return found

    return value
