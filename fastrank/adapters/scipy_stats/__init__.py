"""SciPy's rank correlations and resampling to the letter: signatures, quirks, warnings, results, on our loops.

>>> from fastrank.adapters.scipy_stats import kendalltau
>>> kendalltau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]).statistic.round(6)
np.float64(-0.471405)
"""

from __future__ import annotations

from fastrank.adapters.scipy_stats import mstats
from fastrank.adapters.scipy_stats.bootstrap import bootstrap
from fastrank.adapters.scipy_stats.kendalltau import kendalltau
from fastrank.adapters.scipy_stats.permutation_test import permutation_test
from fastrank.adapters.scipy_stats.somersd import somersd
from fastrank.adapters.scipy_stats.spearmanr import spearmanr
from fastrank.adapters.scipy_stats.spearmanrho import spearmanrho
from fastrank.adapters.scipy_stats.weightedtau import weightedtau

__all__ = [
    "bootstrap",
    "kendalltau",
    "mstats",
    "permutation_test",
    "somersd",
    "spearmanr",
    "spearmanrho",
    "weightedtau",
]
