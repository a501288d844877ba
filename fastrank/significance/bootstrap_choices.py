"""Which statistic, method and weights go together, and what to do where they do not."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from fastrank.significance.alternatives import ALTERNATIVES, one_of
from fastrank.significance.bootstrap_designs import method_of, refuse_draws
from fastrank.significance.bootstrap_intervals import METHODS
from fastrank.significance.choices import DEFAULT_RESAMPLES, check_integer, check_level, is_number
from fastrank.significance.designs import INDEPENDENT, Design
from fastrank.significance.intervals import default_method
from fastrank.significance.pair_moments import Pairs, against
from fastrank.significance.weight_draws import WEIGHTS

SYSTEM_TAU = "system_kendalltau"
STATISTICS = ("mean", "mean_difference", "ratio_of_means", "quantile", "variance", "kendalltau", SYSTEM_TAU)

_SIGNS = {"mean_difference": "-", "ratio_of_means": "/", "kendalltau": "~"}
_WITH_ERROR = ("mean", "mean_difference", "ratio_of_means", "variance")
_MOST = 10**9


class Choices(NamedTuple):
    """A consistent combination; `q` counts for quantiles only, `baseline` for pairs only."""

    name: str
    function: Callable[..., Any] | None
    takes: str
    method: str
    q: float
    baseline: int | None
    n_resamples: int

    @property
    def sign(self) -> str:
        """What stands between the two names of a pair; empty where the statistic is not of pairs."""
        return "" if self.function else _SIGNS.get(self.name, "")

    @property
    def by_system(self) -> bool:
        """Whether values may be of single systems."""
        return self.function is None or self.takes == "sample"


def choose(
    statistic: str | Callable[..., Any],
    method: str | None,
    weights: str,
    takes: str,
    q: float | None,
    baseline: int | None,
    *,
    n_rows: int,
    n_queries: int,
    n_resamples: int,
    confidence_level: float,
    alternative: str,
    missing: str,
    design: Design = INDEPENDENT,
) -> Choices:
    """Fill in the defaults and refuse what does not go together."""
    function = statistic if callable(statistic) else None
    name = _name(statistic)
    one_of("weights", weights, WEIGHTS)
    one_of("alternative", alternative, ALTERNATIVES)
    one_of("takes", takes, ("sample", "sums"))
    if missing == "pairwise":
        raise ValueError('missing="pairwise" is for compare; use missing="complete" or "worst"')
    if takes == "sums" and function is None:
        raise ValueError(f'takes="sums" is for a function, and {name!r} is a name; leave takes= out')
    if function is None and name in _SIGNS:
        paired_rows(name, n_rows, baseline)
    elif baseline is not None:
        raise ValueError(f"baseline= is for {', '.join(map(repr, _SIGNS))}, not for {name!r}; leave it out")
    of_sums = takes == "sums" if function else name not in ("quantile", "kendalltau")
    refuse_draws(design, weights, of_sums=of_sums)
    if design.arguments:
        method = method_of(design, _spelled(method), of_sums=of_sums, n_units=n_queries)
    chosen = _method(method, name if function is None else "", n_queries, n_rows)
    level = _level(name if function is None else "", q)
    tail = 1.0 - check_level("confidence_level", confidence_level)
    resamples = _resamples(n_resamples, tail / 2.0 if alternative == "two-sided" else tail)
    return Choices(name, function, takes, chosen, level, baseline, resamples)


def paired_rows(name: str, n_rows: int, baseline: int | None) -> Pairs:
    """The two rows there are, or every other row against the baseline."""
    if baseline is not None and n_rows > 1:
        return against(baseline, n_rows)
    if n_rows != 2:
        raise ValueError(
            f"{name!r} is of two systems, and there {'is' if n_rows == 1 else 'are'} {n_rows}; "
            "choose two with scores.sel(systems=[...]), or give baseline="
        )
    return Pairs(np.array([0]), np.array([1]))


def _name(statistic: Any) -> str:
    if callable(statistic):
        return str(getattr(statistic, "__name__", type(statistic).__name__))
    if not isinstance(statistic, str):
        raise TypeError(f"statistic must be a name or a function, got {type(statistic).__name__}")
    one_of("statistic", statistic, STATISTICS)
    return statistic


def _method(method: str | None, name: str, n_queries: int, n_rows: int) -> str:
    if method is None:
        if name == SYSTEM_TAU:  # at 50 queries BCa held the true tau in .85 of runs (docs/calibration.md)
            return "percentile"
        default = default_method(n_queries, n_rows)
        return "bca" if default == "studentised" and name not in _WITH_ERROR else default
    method = _spelled(method)
    one_of("method", method, METHODS)
    if method == "studentised" and name not in _WITH_ERROR:
        raise ValueError(
            f"method={method!r} needs a standard error within each resample, which is known for "
            f'{", ".join(_WITH_ERROR)}; use method="bca"'
        )
    return method


def _spelled(method: Any) -> Any:
    return "studentised" if method == "studentized" else method


def _level(name: str, q: float | None) -> float:
    if name != "quantile":
        if q is not None:
            raise ValueError('q= is the level of statistic="quantile"; leave it out')
        return math.nan
    if q is None or not is_number(q) or not 0 <= q <= 1:
        raise ValueError(
            f'statistic="quantile" needs q= from 0 to 1, such as q=0.5 for the median, got {q!r}'
        )
    return float(q)


def _resamples(n_resamples: Any, tail: float) -> int:
    n_resamples = check_integer("n_resamples", n_resamples)
    least = math.ceil(round(1.0 / tail, 9)) - 1
    if not least <= n_resamples <= _MOST:
        raise ValueError(
            f"n_resamples={n_resamples}: with {tail:.3g} beyond a bound use {DEFAULT_RESAMPLES}, and at least {least} "
            f"(at most {_MOST})"
        )
    return n_resamples
