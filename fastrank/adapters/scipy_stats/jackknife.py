"""A statistic without each observation in turn, with SciPy's bits and without its n × n array of indices."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.significance.pairwise_sums import sums_without_each

Array = npt.NDArray[Any]

CELLS = 1 << 17  # observations × resamples at a time: 1 MB, so that what is drawn is used in cache


def parts(total: int, length: int, batch: int | None) -> Iterator[tuple[int, int]]:
    """Yield (first, count) of what is done at a time: `batch`, or what fits in cache where there is none.

    Without a batch SciPy does all at once. Equal parts of two or more have the same bits; NumPy adds a part of
    one in another order where observations lie apart in memory.
    """
    if batch is not None:
        for first in range(0, total, batch):
            yield first, min(batch, total - first)
        return
    bounds = np.linspace(0, total, -(-total // max(3, CELLS // length)) + 1).astype(np.int64).tolist()
    for first, end in itertools.pairwise(bounds):
        yield first, end - first


def jackknife(samples: list[Array], at: int, statistic: Callable[..., Any], batch: int | None) -> Array:
    """Return the statistic without each observation of sample `at`, along the last axis."""
    if statistic is np.mean and len(samples) == 1 and (values := _means_without_each(samples[0])) is not None:
        return values
    beside = [np.expand_dims(sample, -2) for sample in samples]
    n = samples[at].shape[-1]
    places, found = np.arange(n - 1), []
    for first, count in parts(n, n, batch):
        left_out = np.arange(first, first + count)[:, None]
        beside[at] = samples[at][..., places + (places >= left_out)]
        found.append(statistic(*_broadcast(beside), axis=-1))
    return np.concatenate(found, axis=-1)


def _broadcast(samples: list[Array]) -> list[Array]:
    """Give samples one shape but for the last axis."""
    shape = np.broadcast_shapes(*(sample.shape[:-1] for sample in samples))
    return [np.broadcast_to(sample, (*shape, sample.shape[-1])) for sample in samples]


def _means_without_each(sample: Array) -> Array | None:
    """Means in linear time; None where they would not have NumPy's bits."""
    if sample.ndim != 1 or sample.dtype != np.float64:
        return None
    sample = np.ascontiguousarray(sample)
    means: Array = sums_without_each(sample) / (len(sample) - 1)
    tried = (0, len(sample) // 2, len(sample) - 1)
    same = all(np.array_equal(np.mean(np.delete(sample, i)), means[i], equal_nan=True) for i in tried)
    return means if same else None
