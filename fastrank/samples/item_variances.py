"""How samples vary within items and items among each other, for one system or a difference of two."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.samples.sampled_items import SampledItems

Values = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


class ItemVariances(NamedTuple):
    """Of one system, or of a difference, for every item: mean, variance of a sample, and variance of the mean.

    `alone` counts items with one sample, whose variance of a sample is NaN.
    """

    means: Values
    within: Values
    of_mean: Values
    n_samples: int
    naive_variance: float
    alone: int


def of_system(items: SampledItems, i: int, at: Places | None = None) -> ItemVariances:
    """Of one system, the items that it has samples of, or those named by their places."""
    at = np.flatnonzero(items.n_samples[i]) if at is None else at
    n, means, squares = items.n_samples[i, at], items.means[i, at], items.squares[i, at]
    with np.errstate(invalid="ignore"):
        within = np.where(n > 1, squares / (n - 1), np.nan)
    alone = int((n == 1).sum())
    return ItemVariances(means, within, _filled(within) / n, int(n.sum()), _naive(n, means, squares), alone)


def _filled(within: Values) -> Values:
    """Variances of items, that of an item with one sample as the mean of the others."""
    known = within[~np.isnan(within)]
    return np.where(np.isnan(within), _mean(known) if len(known) else np.nan, within)


def _naive(n: Places, means: Values, squares: Values) -> float:
    """Squared standard error of the mean of all samples, as if they were independent."""
    total = int(n.sum())
    if total < 2:
        return math.nan
    middle = math.fsum(n * means) / total
    return math.fsum(squares + n * (means - middle) ** 2) / (total - 1) / total


def difference(a: ItemVariances, b: ItemVariances) -> ItemVariances:
    """Of a less b, item by item: both must have the same items; their samples are independent."""
    return ItemVariances(
        a.means - b.means,
        _filled(a.within) + _filled(b.within),
        a.of_mean + b.of_mean,
        a.n_samples + b.n_samples,
        a.naive_variance + b.naive_variance,
        a.alone + b.alone,
    )


def common_items(a: SampledItems, i: int, b: SampledItems, j: int) -> tuple[Places, Places]:
    """Places of the items that both systems have samples of."""
    at = {name: place for place, name in enumerate(b.names) if b.n_samples[j, place]}
    mine = [place for place in np.flatnonzero(a.n_samples[i]) if a.names[place] in at]
    return np.array(mine, dtype=np.int64), np.array([at[a.names[place]] for place in mine], dtype=np.int64)


def row(items: ItemVariances) -> tuple[dict[str, float], list[str]]:
    """Return the numbers of a row of the result, and the rules that acted."""
    n, mean, noise = len(items.means), _mean(items.means), _mean(items.of_mean)
    variance = math.fsum((items.means - mean) ** 2) / (n - 1)
    within = _mean(items.within[~np.isnan(items.within)])
    notes = []
    if items.alone:
        unknown = "no item has two, so variance within items is unknown"
        what = unknown if math.isnan(noise) else "taken to vary like the others"
        notes.append(f"{items.alone} items have one sample: {what}")
    if noise > variance:
        notes.append("items vary less than their samples explain: between is taken as 0")
    values = {
        "mean": mean,
        "n_items": n,
        "n_samples": items.n_samples,
        "standard_error": math.sqrt(variance / n),
        "naive_standard_error": math.sqrt(items.naive_variance),
        "rerun_standard_error": math.sqrt(noise / n),
        "between": max(0.0, variance - noise) if noise == noise else math.nan,
        "within": within,
    }
    return values, notes


def _mean(values: Values) -> float:
    return math.fsum(values) / len(values) if len(values) else math.nan
