"""Recommenders over a whole catalogue: from factors and from a matrix of scores."""

from __future__ import annotations

import numpy as np

import fastrank as fr


class Catalogue:
    """As many items as users, factors of 64 dimensions, some test items a user."""

    params = ([200, 20_000], ["float32", "float64"], [1, 10])
    param_names = ("size", "dtype", "test_items")
    version = "1"
    timeout = 300

    def setup(self, size: int, dtype: str, test_items: int) -> None:
        rng = np.random.default_rng(0)
        self.factors = tuple(rng.standard_normal((size, 64)).astype(dtype) for _ in range(2))
        first = rng.integers(0, size, size)
        self.test = (first[:, None] + np.arange(test_items)) % size
        self.train = (first[:, None] + np.arange(10, 60)) % size
        few = np.arange(16)
        for source in (tuple(part[few] for part in self.factors), self.factors[0][few]):
            fr.evaluate_matrix(source, few % 16, ["nDCG@10", "AP"], train_items=(few[:, None] + 1) % 16)

    def time_factors(self, *_: object) -> None:
        fr.evaluate_matrix(self.factors, self.test, ["nDCG@10", "R@20"], train_items=self.train)

    def time_factors_full_depth(self, *_: object) -> None:
        fr.evaluate_matrix(self.factors, self.test, ["AP", "RR"])


class ScoreMatrix:
    """Scores as they are, one test item a user."""

    params = ([200, 5000], ["float32", "float64"])
    param_names = ("size", "dtype")
    version = "1"

    def setup(self, size: int, dtype: str) -> None:
        rng = np.random.default_rng(0)
        self.scores = rng.random((size, size)).astype(dtype)
        self.test = rng.integers(0, size, size)
        fr.evaluate_matrix(self.scores[:2], self.test[:2], "nDCG@10")

    def time_scores(self, *_: object) -> None:
        fr.evaluate_matrix(self.scores, self.test, ["nDCG@10", "RR"])
