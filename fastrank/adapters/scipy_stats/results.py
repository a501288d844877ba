"""SciPy's result object with the alias that its older versions had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def significance(statistic: Any, pvalue: Any, correlation: Any = None) -> Any:
    """Return a ``SignificanceResult``."""
    from scipy.stats._stats_py import SignificanceResult

    result = SignificanceResult(statistic, pvalue)
    result.correlation = statistic if correlation is None else correlation
    return result


def shaped(values: Any, shape: tuple[int, ...]) -> Any:
    """One value a list in the shape of the batch; a NumPy scalar for one list."""
    return np.asarray(values).reshape(shape)[()]


def with_scipys_axis(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    """Give a function of two lists SciPy's `axis`, `nan_policy` and `keepdims`, masks included."""
    from scipy.stats._axis_nan_policy import _axis_nan_policy_factory

    decorate = _axis_nan_policy_factory(
        significance,
        default_axis=None,
        result_to_tuple=lambda result, _: (result.statistic, result.pvalue, result.correlation),
        paired=True,
        too_small=1,
        n_outputs=3,
        **options,
    )
    decorated: Callable[..., Any] = decorate(function)
    return decorated
