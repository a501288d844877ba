"""Distances and overlaps of rankings, Kendall's W, and proxies against the truth."""

from __future__ import annotations

import numpy as np

import fastrank as fr


class OnePair:
    """One pair of lists of scores, distinct or tied."""

    params = ([100, 10_000, 1_000_000], ["distinct", "tied"])
    param_names = ("size", "values")
    version = "1"

    def setup(self, size: int, values: str) -> None:
        self.x, self.y = np.random.default_rng(0).random((2, size))
        if values == "tied":
            self.x, self.y = np.floor(self.x * 50), np.floor(self.y * 50)
        self.time_footrule(size, values)
        self.time_topk_kendalltau_scores(size, values)
        self.time_average_overlap_scores(size, values)

    def time_footrule(self, *_: object) -> None:
        fr.footrule(self.x, self.y)

    def time_topk_kendalltau_scores(self, size: int, _: object) -> None:
        fr.topk_kendalltau_scores(self.x, self.y, k=size // 2)

    def time_average_overlap_scores(self, size: int, _: object) -> None:
        fr.overlap_scores(self.x, self.y, k=size // 2, kind="average")


class Rows:
    """Many short rows of scores in one call."""

    params = ([1000, 100_000],)
    param_names = ("size",)
    version = "1"

    def setup(self, size: int) -> None:
        self.x, self.y = np.random.default_rng(0).random((2, size, 20))
        self.time_footrule(size)
        self.time_topk_kendalltau_scores(size)
        self.time_overlap_scores(size)
        self.time_proxy_agreement(size)

    def time_footrule(self, _: int) -> None:
        fr.footrule(self.x, self.y, axis=-1)

    def time_topk_kendalltau_scores(self, _: int) -> None:
        fr.topk_kendalltau_scores(self.x, self.y, k=5, axis=-1)

    def time_overlap_scores(self, _: int) -> None:
        fr.overlap_scores(self.x, self.y, k=5, axis=-1)

    def time_proxy_agreement(self, _: int) -> None:
        fr.proxy_agreement(self.x, self.y, top=0.5, k=[1, 5], axis=-1)


class Ids:
    """Batches of rankings of 100 of 300 ids: integers in an array, and text in lists."""

    params = ([100, 10_000], ["integers", "text"])
    param_names = ("size", "ids")
    version = "1"

    def setup(self, size: int, ids: str) -> None:
        rng = np.random.default_rng(0)
        self.a, self.b = (np.argsort(rng.random((size, 300)), axis=1)[:, :100] for _ in range(2))
        self.batch = ids == "text"
        if self.batch:
            self.a, self.b = ([[f"d{i}" for i in row] for row in side.tolist()] for side in (self.a, self.b))
        self.time_topk_kendalltau(size, ids)
        self.time_overlap(size, ids)

    def time_topk_kendalltau(self, *_: object) -> None:
        fr.topk_kendalltau(self.a, self.b, batch=self.batch)

    def time_overlap(self, *_: object) -> None:
        fr.overlap(self.a, self.b, k=10, batch=self.batch)


class Raters:
    """Kendall's W: batches of few raters, and many raters of many items."""

    params = ([(1000, 5, 10), (100_000, 5, 10), (1, 1000, 1000)],)
    param_names = ("size",)
    version = "1"

    def setup(self, size: tuple[int, int, int]) -> None:
        self.ratings = np.random.default_rng(0).integers(0, 9, size).astype(float)
        self.time_kendall_w(size)

    def time_kendall_w(self, _: object) -> None:
        fr.kendall_w(self.ratings)


class Proxies:
    """Thirteen proxies of many items, as in a table of zero-cost proxies."""

    params = ([1000, 10_000],)
    param_names = ("size",)
    version = "1"

    def setup(self, size: int) -> None:
        rng = np.random.default_rng(0)
        self.truth, self.proxies = rng.random(size), rng.random((13, size))
        self.time_proxy_agreement(size)

    def time_proxy_agreement(self, _: int) -> None:
        fr.proxy_agreement(self.truth, self.proxies, top=[0.1, 1.0], k=[1, 10, 100], axis=-1)
