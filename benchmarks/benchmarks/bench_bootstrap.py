"""fr.bootstrap of two systems by statistic and kind of weights, and the adapter that has SciPy's bits."""

from __future__ import annotations

from typing import Any

import numpy as np

import fastrank as fr
from fastrank.adapters import scipy_stats

from . import inputs
from .cases import CASES

N_QUERIES = 10_000
N_RESAMPLES = 999

OPTIONS: dict[str, dict[str, Any]] = {
    "mean_difference": {},
    "ratio_of_means": {},
    "quantile": {"q": 0.5},
    "kendalltau": {},
}


class Bootstrap:
    """Percentile intervals: resampling, and quantiles of its distribution."""

    params = (list(OPTIONS), ["poisson", "multinomial"], CASES["threads"])
    param_names = ("statistic", "weights", "threads")
    version = "1"

    def setup(self, statistic: str, weights: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.rows = inputs.score_matrix(2, N_QUERIES)
        fr.bootstrap(self.rows[:, :50], statistic, weights=weights, rng=0, **OPTIONS[statistic])

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_bootstrap(self, statistic: str, weights: str, threads: int) -> None:
        asked = {"method": "percentile", "n_resamples": N_RESAMPLES, "rng": 0}
        fr.bootstrap(self.rows, statistic, weights=weights, **asked, **OPTIONS[statistic])


class ScipyAdapter:
    """SciPy's stream, one thread: BCa of a mean, and a sign-flip test."""

    version = "1"

    def setup(self) -> None:
        self.x = inputs.score_matrix(1, N_QUERIES)[0]
        scipy_stats.bootstrap((self.x[:50],), np.mean, n_resamples=9, rng=0)

    def time_bca(self) -> None:
        scipy_stats.bootstrap((self.x,), np.mean, n_resamples=N_RESAMPLES, rng=0)

    def time_sign_flips(self) -> None:
        scipy_stats.permutation_test(
            (self.x - 0.5,), np.mean, permutation_type="samples", n_resamples=N_RESAMPLES, rng=0
        )
