"""McNemar's test of two systems scored 0 or 1: do discordant queries favour one of them?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.significance.sign_test import sign_test

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def mcnemar(wins: Counts, losses: Counts, alternative: str = "two-sided") -> Values:
    """Return the exact conditional p-value: the discordant queries against a fair coin."""
    return sign_test(wins, losses, alternative)


def mcnemar_midp(wins: Counts, losses: Counts, alternative: str = "two-sided") -> Values:
    """Return the mid-p value: of what was observed itself, half the probability counts.

    The exact test is conservative; mid-p does not promise its level, but kept it in all 9595 cases of Fagerland,
    Lydersen and Laake (2013), with more power. Two equal counts have p = 1 - P(observed) / 2, as there; no
    discordant query, as identical systems, p = 1.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.mcnemar import mcnemar_midp
    >>> mcnemar_midp(np.array([1]), np.array([7])).round(4)
    array([0.0391])
    """
    n = wins + losses
    observed = _probability(wins, n)
    exact = sign_test(wins, losses, alternative)
    halves = 1.0 if alternative == "two-sided" else 0.5
    share = np.where(wins == losses, 0.5, halves)
    return np.where(n == 0, 1.0, exact - share * observed)


def _probability(k: Counts, n: Counts) -> Values:
    """P(exactly k heads in n tosses)."""
    from scipy.special import gammaln

    return np.exp(gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0) - n * np.log(2.0))
