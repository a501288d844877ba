"""Which test, correction and number of resamples go together, and what to do where they do not."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fastrank.significance.alternatives import ALTERNATIVES, one_of
from fastrank.significance.correction import STEPWISE, resolution
from fastrank.significance.designs import INDEPENDENT, Design
from fastrank.significance.intervals import METHODS, UNDRAWN
from fastrank.significance.refusals import (
    refuse_correction,
    refuse_dependent_queries,
    refuse_what_the_test_cannot,
)
from fastrank.significance.resample import all_flips_fit
from fastrank.significance.stopping import MOST_RISK
from fastrank.significance.tests_offered import MAX_T, RULES

TESTS = tuple(RULES)
CORRECTIONS = (*STEPWISE, *MAX_T, "tukey", "none")
DEFAULT_RESAMPLES = 9999
STOPPED_RESAMPLES = (
    1_000_000  # at most, with early stopping: leaves undecided p within .0012 of .05 (risk 0.001)
)
MOST_RESAMPLES = 10**8  # beyond, replicates of one pair fill 1 GB, for a standard error of p below 5e-5
_RESAMPLES_PER_TEST = 20


class Asked(NamedTuple):
    """What the caller named; None where the defaults decide."""

    test: str | None = None
    correction: str | None = None
    n_resamples: int | None = None
    interval: str | None = None
    alternative: str = "two-sided"
    margin: float | None = None
    risk: float | None = None


class Extent(NamedTuple):
    """How much there is to test, and how."""

    against_baseline: bool
    n_pairs: int
    n_queries: int
    alpha: float
    pairwise: bool
    design: Design = INDEPENDENT


class Choices(NamedTuple):
    """A consistent combination; `interval` is None where the size of the data decides.

    `n_resamples` is 0 where nothing is drawn: such as a t test with a t interval.
    """

    test: str
    correction: str
    n_resamples: int
    interval: str | None
    alternative: str
    margin: float | None
    risk: float | None = None

    @property
    def equivalence(self) -> bool:
        """Whether the question is if a pair differs by less than the margin, either way."""
        return self.margin is not None and self.alternative == "two-sided"


class Levels(NamedTuple):
    """The level of marks, and that of intervals."""

    alpha: float
    confidence: float


def choose(asked: Asked, extent: Extent) -> Choices:
    """Fill in the defaults and refuse combinations that would mislead.

    Against a baseline: paired t and Holm. All pairs: sign-flip randomization and studentised max-T. A named test
    keeps its own correction where it has one (max-T, Tukey), else Holm; naming max-T alone means randomization. A
    margin, or factors that cross, ask for t, and Holm. A t test has a t interval: any other can hold 0 beside a p below
    .05, or leave it out beside a p above.
    """
    one_of("interval", asked.interval, METHODS, optional=True)
    one_of("test", asked.test, TESTS, optional=True)
    one_of("correction", asked.correction, CORRECTIONS, optional=True)
    one_of("alternative", asked.alternative, ALTERNATIVES)
    margin = None if asked.margin is None else _check_margin(asked.margin)
    test = asked.test or _default_test(asked, extent)
    risk = None if asked.risk is None else _check_risk(asked.risk)
    interval = asked.interval or RULES[test].interval or ("percentile" if extent.design.crossed else None)
    chosen = Choices(test, "", 0, interval, asked.alternative, margin, risk)
    refuse_what_the_test_cannot(chosen, extent)
    refuse_dependent_queries(chosen, extent.design)
    correction = asked.correction or _default_correction(chosen, extent)
    refuse_correction(chosen, correction, extent)
    drawn = _resamples(chosen, correction, asked.n_resamples, extent)
    nothing = not RULES[test].draws and chosen.interval in UNDRAWN
    return chosen._replace(correction=correction, n_resamples=0 if nothing else drawn)


def check_levels(alpha: float, confidence_level: float) -> Levels:
    """Return both levels if they lie between 0 and 1."""
    return Levels(check_level("alpha", alpha), check_level("confidence_level", confidence_level))


def check_level(name: str, value: float) -> float:
    """Return a level if it lies between 0 and 1."""
    if not is_number(value) or not 0.0 < value < 1.0:
        raise ValueError(f"{name} must be between 0 and 1, got {value!r}")
    return float(value)


def _check_margin(margin: float) -> float:
    if not is_number(margin) or not 0.0 < margin < math.inf:
        raise ValueError(
            f"margin must be a positive number in units of the measure, the largest difference that does not "
            f"matter, got {margin!r}"
        )
    return float(margin)


def _check_risk(risk: float) -> float:
    if not is_number(risk) or not 0.0 < risk <= MOST_RISK:
        raise ValueError(
            f"resampling_risk must be above 0 and at most {MOST_RISK}, the chance that a mark would change with "
            f"infinitely many resamples, such as 0.001; got {risk!r}"
        )
    return float(risk)


def check_resamples(n_resamples: int, alpha: float) -> int:
    """Return `n_resamples` if it can give a p-value as small as `alpha`, and is not absurd."""
    n_resamples = check_integer("n_resamples", n_resamples)
    least = math.ceil(1.0 / alpha) - 1
    if n_resamples < max(1, least):
        raise ValueError(
            f"n_resamples={n_resamples} cannot give a p-value of alpha={alpha:g}: the smallest is "
            f"1 / (n_resamples + 1); use {DEFAULT_RESAMPLES}, and never fewer than {least}"
        )
    if n_resamples > MOST_RESAMPLES:
        raise ValueError(
            f"n_resamples={n_resamples} is more than {MOST_RESAMPLES}, with which p has a standard error below "
            f"5e-5; use {DEFAULT_RESAMPLES}"
        )
    return n_resamples


def is_number(value: Any) -> bool:
    """Whether it is one by its type; True and False are none."""
    return isinstance(value, float | int | np.floating | np.integer) and not isinstance(value, bool)


def check_integer(name: str, value: Any) -> int:
    """Return a number if it is whole by its type."""
    if not isinstance(value, int | np.integer) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__}")
    return int(value)


def _default_test(asked: Asked, extent: Extent) -> str:
    if asked.correction == "tukey":
        return "tukey"
    if asked.correction in MAX_T:
        return "randomization"
    t = extent.against_baseline or asked.margin is not None or extent.design.crossed
    return "t" if t else "randomization"


def _default_correction(chosen: Choices, extent: Extent) -> str:
    own = RULES[chosen.test].corrections
    return own[0] if own and not extent.pairwise and not chosen.equivalence else "holm"


def _resamples(chosen: Choices, correction: str, n_resamples: int | None, extent: Extent) -> int:
    test, needed = chosen.test, 0
    default = DEFAULT_RESAMPLES if chosen.risk is None else STOPPED_RESAMPLES
    if RULES[test].draws and correction in STEPWISE:
        needed = math.ceil(_RESAMPLES_PER_TEST * resolution(correction, extent.n_pairs) / extent.alpha)
    if n_resamples is None:
        return check_resamples(max(default, needed), extent.alpha) if needed else default
    n_resamples = check_resamples(n_resamples, extent.alpha)
    listed = test == "randomization" and all_flips_fit(extent.n_queries, n_resamples)
    if n_resamples < needed and not listed:
        finest = extent.alpha / resolution(correction, extent.n_pairs)
        raise ValueError(
            f'correction="{correction}" over {extent.n_pairs} pairs at alpha={extent.alpha:g} looks at p-values of '
            f"{finest:.2g}, which n_resamples={n_resamples} cannot resolve: use at least {needed} "
            f'(20 m / alpha; None chooses it), or correction="maxt"'
        )
    return n_resamples
