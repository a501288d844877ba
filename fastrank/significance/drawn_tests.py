"""Tests that draw resamples: counted part by part in fixed memory, to the end or until every mark is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.bootstrap import bootstrap, bootstrap_shift
from fastrank.significance.choices import Choices
from fastrank.significance.correction import correct
from fastrank.significance.exceedances import Counts, Exceedances, resampled_pvalues
from fastrank.significance.max_t import monotone
from fastrank.significance.pair_moments import Moments
from fastrank.significance.paired_scores import PairedScores
from fastrank.significance.paired_t import t_statistic
from fastrank.significance.randomization import randomization
from fastrank.significance.resample import Plan, Progress, part_of
from fastrank.significance.stopping import Stopping, confidence_end, looks, undecided
from fastrank.significance.tukey_randomization import tukey_randomization

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Side = tuple[PairedScores, str]

PART = 16 * 1024  # replicates in memory at once

_COUNTERS: dict[str, Callable[[Plan, PairedScores, str, Progress | None], Exceedances]] = {
    "randomization": randomization,
    "bootstrap": bootstrap,
    "bootstrap_shift": bootstrap_shift,
    "tukey_randomization": tukey_randomization,
}


class Found(NamedTuple):
    """p of every pair on every side (of a margin there may be two), adjusted p of every pair, and what it took."""

    sides: list[Values]
    adjusted: Values
    n_resamples: int
    exact: bool
    stopping: Stopping | None


class _Counted(NamedTuple):
    """Exceedances on every side so far, of `plan`, and which pairs have no p there."""

    sides: list[Exceedances]
    undefined: list[Flags]
    plan: Plan
    exact: bool


def drawn_test(
    chosen: Choices, plan: Plan, sides: list[Side], alpha: float, progress: Progress | None = None
) -> Found:
    """Count the exceedances of every pair until all are drawn, or until the marks are settled at the risk chosen."""
    stopping = None
    for counted in _counted(chosen, plan, sides, progress):
        if chosen.risk is not None:
            stopping = _stopping(chosen, counted, plan, chosen.risk, alpha)
            if not stopping.undecided.any():
                break
    if progress is not None and counted.plan.n_resamples < plan.n_resamples:
        progress(plan.n_resamples, plan.n_resamples)
    own, adjusted = _pvalues(chosen.correction, counted, lambda counts: _point(counted, counts))
    return Found(own, adjusted, counted.plan.n_resamples, counted.exact, stopping)


def drawn_statistic(test: str, moments: Moments) -> Values:
    """Return the statistic that is shown: t, or for tests that do not studentise the mean difference."""
    return t_statistic(moments) if test in ("randomization", "bootstrap") else moments.mean.copy()


def _counted(chosen: Choices, plan: Plan, sides: list[Side], progress: Progress | None) -> Iterator[_Counted]:
    """Yield all counts so far, at every look."""
    undefined = [_undefined(chosen.test, paired.moments) for paired, _ in sides]
    if chosen.test == "randomization" and plan.exact:
        yield _Counted(_counts(chosen.test, plan, sides, progress), undefined, plan, True)
        return
    so_far: list[Exceedances] = []
    start = 0
    for look in looks(plan.n_resamples) if chosen.risk is not None else (plan.n_resamples,):
        while start < look:
            stop = min(look, start + PART)
            step = _span_of(progress, start, stop, plan.n_resamples)
            more = _counts(chosen.test, plan.part(start, stop), sides, step)
            so_far = [old.plus(new) for old, new in zip(so_far, more, strict=True)] if so_far else more
            start = stop
        yield _Counted(so_far, undefined, plan.part(0, look), False)


def _undefined(test: str, moments: Moments) -> Flags:
    """Where a bootstrap has no p, as t has none: a difference that is the same on every query shows no spread."""
    return moments.constant & (test in ("bootstrap", "bootstrap_shift"))


def _counts(test: str, plan: Plan, sides: list[Side], progress: Progress | None) -> list[Exceedances]:
    return [
        _COUNTERS[test](plan, paired, alternative, part_of(progress, i, len(sides)))
        for i, (paired, alternative) in enumerate(sides)
    ]


def _span_of(progress: Progress | None, start: int, stop: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, parts: progress(start * parts + (stop - start) * done, total * parts)


def _point(counted: _Counted, counts: Counts) -> Values:
    return (
        counted.plan.pvalues(counts) if counted.exact else resampled_pvalues(counts, counted.plan.n_resamples)
    )


def _pvalues(
    correction: str, counted: _Counted, p: Callable[[Counts], Values]
) -> tuple[list[Values], Values]:
    """Return p of the pairs on every side, and adjusted p: of the larger one where there are two (equivalence)."""
    gone, first = counted.undefined, counted.sides[0]
    own = [np.where(nowhere, np.nan, p(side.pair)) for side, nowhere in zip(counted.sides, gone, strict=True)]
    if correction in ("maxt", "tukey"):
        return own, np.where(gone[0], np.nan, p(first.maximum))
    if correction == "maxt_stepdown":
        return own, np.where(gone[0], np.nan, monotone(p(first.step), first.order))
    return own, correct(np.max(own, axis=0), correction)


def _stopping(chosen: Choices, counted: _Counted, plan: Plan, risk: float, alpha: float) -> Stopping:
    """Bound every p, and with them the adjusted ones; where all flips were listed, p is its own bound."""
    share = risk / sum(len(side.pair) for side in counted.sides)

    def ends(outermost: float) -> tuple[Values, Values]:
        def bound(counts: Counts) -> Values:
            if counted.exact:
                return _point(counted, counts)
            return confidence_end(counts, counted.plan.n_resamples, share, outermost)

        own, adjusted = _pvalues(chosen.correction, counted, bound)
        return np.max(own, axis=0), adjusted

    (low, adjusted_low), (high, adjusted_high) = ends(0.0), ends(1.0)
    still_open = undecided(adjusted_low, adjusted_high, alpha)
    n, n_asked = counted.plan.n_resamples, plan.n_resamples
    return Stopping(risk, n, n_asked, low, high, adjusted_low, adjusted_high, still_open)
