"""SciPy's rank correlations to the letter: signatures, quirks, warnings and result objects, on our loops.

>>> from fastrank.adapters.scipy_stats import kendalltau
>>> kendalltau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]).statistic.round(6)
np.float64(-0.471405)
"""

from __future__ import annotations

from fastrank.adapters.scipy_stats import mstats
from fastrank.adapters.scipy_stats.kendalltau import kendalltau
from fastrank.adapters.scipy_stats.somersd import somersd
from fastrank.adapters.scipy_stats.spearmanr import spearmanr
from fastrank.adapters.scipy_stats.spearmanrho import spearmanrho
from fastrank.adapters.scipy_stats.weightedtau import weightedtau

__all__ = ["kendalltau", "mstats", "somersd", "spearmanr", "spearmanrho", "weightedtau"]
