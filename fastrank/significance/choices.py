"""Which test, correction and number of resamples go together, and what to do where they do not."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from fastrank.significance.correction import STEPWISE
from fastrank.significance.intervals import METHODS
from fastrank.significance.resample import all_flips_fit

TESTS = ("t", "randomization", "bootstrap", "bootstrap_shift")
CORRECTIONS = (*STEPWISE, "maxt", "none")
DEFAULT_RESAMPLES = 9999
_RESAMPLES_PER_TEST = 20


class Choices(NamedTuple):
    """A consistent combination; `interval` is None where the size of the data decides.

    `n_resamples` is 0 where nothing is drawn: a t test with a t interval.
    """

    test: str
    correction: str
    n_resamples: int
    interval: str | None


class Levels(NamedTuple):
    """The level of marks, and that of intervals."""

    alpha: float
    confidence: float


def choose(
    test: str | None,
    correction: str | None,
    n_resamples: int | None,
    interval: str | None,
    *,
    against_baseline: bool,
    n_pairs: int,
    n_queries: int,
    alpha: float,
    pairwise: bool,
) -> Choices:
    """Fill in the defaults and refuse combinations that would mislead.

    Against a baseline: paired t and Holm. All pairs: sign-flip randomization and studentised max-T. A named test
    keeps max-T where it has one, else Holm; naming max-T alone means randomization. A t test has a t interval: any
    other can hold 0 beside a p below .05, or leave it out beside a p above.
    """
    _one_of("interval", interval, METHODS)
    _one_of("test", test, TESTS)
    _one_of("correction", correction, CORRECTIONS)
    if test is None:
        test = "t" if against_baseline and correction != "maxt" else "randomization"
    if correction is None:
        correction = "maxt" if _has_max_t(test) and not pairwise else "holm"
    if correction == "maxt":
        _refuse_max_t(test, pairwise)
    if interval is None and test == "t":
        interval = "t"
    drawn = _resamples(test, correction, n_resamples, n_pairs, n_queries, alpha)
    return Choices(test, correction, 0 if test == interval == "t" else drawn, interval)


def check_levels(alpha: float, confidence_level: float) -> Levels:
    """Return both levels if they lie between 0 and 1."""
    return Levels(_check_level("alpha", alpha), _check_level("confidence_level", confidence_level))


def _check_level(name: str, value: float) -> float:
    if not isinstance(value, float | int | np.floating) or not 0.0 < value < 1.0:
        raise ValueError(f"{name} must be between 0 and 1, got {value!r}")
    return float(value)


def check_resamples(n_resamples: int, alpha: float) -> int:
    """Return `n_resamples` if it can give a p-value as small as `alpha`."""
    if not isinstance(n_resamples, int | np.integer) or isinstance(n_resamples, bool):
        raise TypeError(f"n_resamples must be an integer, got {type(n_resamples).__name__}")
    least = math.ceil(1.0 / alpha) - 1
    if n_resamples < max(1, least):
        raise ValueError(
            f"n_resamples={n_resamples} cannot give a p-value of alpha={alpha:g}: the smallest is "
            f"1 / (n_resamples + 1); use {DEFAULT_RESAMPLES}, and never fewer than {least}"
        )
    return int(n_resamples)


def _has_max_t(test: str) -> bool:
    return test in ("randomization", "bootstrap")


def _one_of(name: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))} or None, got {value!r}")


def _refuse_max_t(test: str, pairwise: bool) -> None:
    if not _has_max_t(test):
        raise ValueError(
            f'correction="maxt" takes its maximum over studentised resamples, which test="{test}" has not; '
            'use test="randomization" or "bootstrap", or correction="holm"'
        )
    if pairwise:
        raise ValueError(
            'correction="maxt" needs every system on every query, so it does not go with missing="pairwise"; '
            'use missing="complete", or correction="holm"'
        )


def _resamples(
    test: str, correction: str, n_resamples: int | None, n_pairs: int, n_queries: int, alpha: float
) -> int:
    needed = math.ceil(_RESAMPLES_PER_TEST * n_pairs / alpha) if test != "t" and correction in STEPWISE else 0
    if n_resamples is None:
        return max(DEFAULT_RESAMPLES, needed)
    n_resamples = check_resamples(n_resamples, alpha)
    listed = test == "randomization" and all_flips_fit(n_queries, n_resamples)
    if n_resamples < needed and not listed:
        raise ValueError(
            f'correction="{correction}" over {n_pairs} pairs at alpha={alpha:g} looks at p-values of '
            f"{alpha / n_pairs:.2g}, which n_resamples={n_resamples} cannot resolve: use at least {needed} "
            '(20 m / alpha; None chooses it), or correction="maxt"'
        )
    return n_resamples
