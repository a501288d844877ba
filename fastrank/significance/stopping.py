"""Early stopping: draw until every mark is what infinitely many resamples would give, at a stated risk.

The count of exceedances of a pair is binomial with the ideal p, the one that infinitely many resamples give. Robbins
(1970): the p with (n + 1) Binomial(count; n, p) > risk hold the ideal one at all n at once with probability at
least 1 - risk, so one may look as often as one likes. Shared out over the pairs of a family, that holds for all of
them; every correction grows with each p, so corrected ends bound the corrected p, and a mark is settled where both
ends lie on one side of alpha (Ding, Gandy and Hahn, A simple method for implementing Monte Carlo tests,
Computational Statistics 35, 2020).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.kernels.random_streams import GROUP
from fastrank.results import FrozenResult

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_RISK = 0.1
_FIRST_LOOK = 1024
_HALVINGS = 64  # of an interval within [0, 1]: below 1e-19
_NAMED = 5


@dataclass(frozen=True, eq=False)
class Stopping(FrozenResult):
    """What early stopping promises, and for which pairs it came to no end.

    Attributes
    ----------
    resampling_risk : float
        Bound on the chance that any settled mark is not the one of infinitely many resamples.
    n_resamples, n_resamples_asked : int
        How many were drawn, and the most that could be.
    pvalue_low, pvalue_high : ndarray
        Interval of the ideal p, that of infinitely many resamples: with confidence 1 - `resampling_risk` for all
        pairs at once, whenever it stopped.
    adjusted_low, adjusted_high : ndarray
        The same for the corrected p; this is what decides.
    undecided : ndarray of bool
        Whether more resamples could change the mark of a pair.
    """

    resampling_risk: float
    n_resamples: int
    n_resamples_asked: int
    pvalue_low: Values
    pvalue_high: Values
    adjusted_low: Values
    adjusted_high: Values
    undecided: Flags

    def columns(self) -> dict[str, Any]:
        """Return what has a value for every pair."""
        names = ("pvalue_low", "pvalue_high", "adjusted_low", "adjusted_high", "undecided")
        return {name: getattr(self, name) for name in names}

    def note(self, pairs: Sequence[tuple[str, str]]) -> str:
        """Say what stopped, or which pairs nothing settled."""
        risk = f"resampling risk {self.resampling_risk:g}"
        open_pairs = [" - ".join(pairs[i]) for i in np.flatnonzero(self.undecided).tolist()]
        if not open_pairs:
            drawn = f"{self.n_resamples:,} of {self.n_resamples_asked:,}"
            return f"every mark is settled at {drawn} resamples ({risk})"
        more = f" and {len(open_pairs) - _NAMED} more" if len(open_pairs) > _NAMED else ""
        named = ", ".join(open_pairs[:_NAMED]) + more
        drawn = f"{self.n_resamples:,} resamples ({risk})"
        return f"undecided at {drawn}: {named}; more resamples could change their marks"


def looks(n_resamples: int) -> Iterator[int]:
    """Numbers of resamples after which to look, a quarter more each time: at most that much is drawn in vain."""
    n = _FIRST_LOOK
    while n < n_resamples:
        yield n
        n += max(_FIRST_LOOK, n // 4 // GROUP * GROUP)
    yield n_resamples


def confidence_end(counts: Counts, n: int, risk: float, outermost: float) -> Values:
    """Return, for each count of n, the p nearest to 0, or to 1, with (n + 1) Binomial(count; n, p) > `risk`.

    Both ends of one growing count hold its p between them at all n at once with probability at least 1 - `risk`.
    They are rounded outwards, to 1e-19.
    """
    from scipy.special import gammaln, xlog1py, xlogy

    threshold = np.log(risk) - np.log(n + 1.0)
    threshold = threshold - (gammaln(n + 1.0) - gammaln(counts + 1.0) - gammaln(n - counts + 1.0))
    outside, inside = np.full(counts.shape, outermost), counts / n
    for _ in range(_HALVINGS):
        middle = (outside + inside) / 2.0
        held = xlogy(counts, middle) + xlog1py(n - counts, -middle) > threshold
        outside, inside = np.where(held, outside, middle), np.where(held, middle, inside)
    return outside


def undecided(low: Values, high: Values, alpha: float) -> Flags:
    """Whether alpha lies between the ends of an adjusted p: neither is significant for sure, nor is not."""
    return (low <= alpha) & (alpha < high)
