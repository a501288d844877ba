"""Sign test: on how many queries is a larger than b, against a fair coin."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.significance.alternatives import smaller_tail

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def sign_test(wins: Counts, losses: Counts, alternative: str = "two-sided") -> Values:
    """Return the exact binomial p-value of every pair; ties are dropped, and a pair of ties only has p = 1.

    It does not test means: a system that gains a little on most queries and loses much on few wins here. With
    scores of 0 and 1 it is McNemar's exact conditional test.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.sign_test import sign_test
    >>> sign_test(np.array([45]), np.array([37])).round(4)
    array([0.4397])
    """
    n = wins + losses
    return smaller_tail(_at_most(wins, n), _at_most(losses, n), alternative)


def _at_most(k: Counts, n: Counts) -> Values:
    """P(at most k heads in n tosses)."""
    from scipy.special import bdtr

    return np.where(k >= n, 1.0, bdtr(np.minimum(k, n).astype(np.float64), np.maximum(n, 1), 0.5))
