"""AP correlation: one pair by length, many short rows, and matrices of statistics that weigh the top more."""

from __future__ import annotations

import numpy as np

import fastrank as fr


class ApOnePair:
    """One pair of lists, distinct or tied values."""

    params = ([100, 1000, 100_000, 1_000_000], ["distinct", "tied"], ["a", "b"])
    param_names = ("size", "values", "variant")
    version = "1"

    def setup(self, size: int, values: str, variant: str) -> None:
        rng = np.random.default_rng(0)
        self.reference, self.estimate = rng.random((2, size))
        if values == "tied":
            self.reference, self.estimate = np.floor(self.reference * 20), np.floor(self.estimate * 20)
        self.time_tau_ap(size, values, variant)

    def time_tau_ap(self, size: int, values: str, variant: str) -> None:
        fr.tau_ap(self.reference, self.estimate, variant=variant)


class ApRows:
    """Many short rows in one call."""

    params = ([1000, 100_000], ["a", "b"])
    param_names = ("size", "variant")
    version = "1"

    def setup(self, size: int, variant: str) -> None:
        self.reference, self.estimate = np.random.default_rng(0).random((2, size, 20))
        self.time_tau_ap(size, variant)

    def time_tau_ap(self, size: int, variant: str) -> None:
        fr.tau_ap(self.reference, self.estimate, variant=variant, axis=-1)


class TopWeightedMatrix:
    """Every pair of some vectors; `size` is how many there are."""

    params = ([20, 300], [50, 1000], ["weightedtau", "tau_ap", "tau_ap_b"], [0.0, 0.05])
    param_names = ("size", "items", "statistic", "missing")
    version = "1"

    def setup(self, size: int, items: int, statistic: str, missing: float) -> None:
        rng = np.random.default_rng(0)
        self.values = rng.integers(0, items // 2, (size, items)).astype(float)
        self.values[rng.random((size, items)) < missing] = np.nan
        fr.correlation_matrix(self.values[:5], statistic=statistic)

    def time_matrix(self, size: int, items: int, statistic: str, missing: float) -> None:
        fr.correlation_matrix(self.values, statistic=statistic)
