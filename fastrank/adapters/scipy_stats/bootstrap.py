"""`scipy.stats.bootstrap`."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.adapters.scipy_stats.jackknife import jackknife, parts
from fastrank.adapters.scipy_stats.random_stream import random_stream

Array = npt.NDArray[Any]


def bootstrap(
    data: Any,
    statistic: Callable[..., Any],
    *,
    n_resamples: Any = 9999,
    batch: Any = None,
    vectorized: Any = None,
    paired: Any = False,
    axis: Any = 0,
    confidence_level: Any = 0.95,
    alternative: str = "two-sided",
    method: str = "BCa",
    bootstrap_result: Any = None,
    **stream: Any,
) -> Any:
    """Like ``scipy.stats.bootstrap``, in memory that does not grow with resamples × observations.

    `stream` is ``rng=`` or ``random_state=``. Without `batch` as many resamples are made at a time as fit in cache.
    """
    return _bootstrap(
        data,
        statistic,
        n_resamples=n_resamples,
        batch=batch,
        vectorized=vectorized,
        paired=paired,
        axis=axis,
        confidence_level=confidence_level,
        alternative=alternative,
        method=method,
        bootstrap_result=bootstrap_result,
        rng=random_stream("bootstrap", stream),
    )


def _bootstrap(data: Any, statistic: Any, *, rng: Any, **options: Any) -> Any:
    """SciPy's checks, refusals and result; the resamples and the jackknife are made here."""
    from scipy._lib._array_api import is_numpy
    from scipy.stats import _resampling as theirs

    names = "vectorized paired axis confidence_level alternative n_resamples batch method bootstrap_result"
    read = theirs._bootstrap_iv(data, statistic, *(options[name] for name in names.split()), rng)
    samples, statistic, _, _, _, level, alternative, n_resamples, batch, method, before, rng, xp = read
    if not is_numpy(xp):
        return theirs.bootstrap(data, statistic, rng=rng, **options)
    found = [] if before is None else [before.bootstrap_distribution]
    drawn = _resamples(samples, n_resamples, batch, rng)
    found += [statistic(*resampled, axis=-1) for resampled in drawn]
    distribution = np.concatenate(found, axis=-1)
    alpha = (1 - level) / 2 if alternative == "two-sided" else 1 - level
    low, high = _interval(samples, statistic, distribution, alpha, method, batch)
    low = np.full_like(low, -np.inf) if alternative == "less" else low
    high = np.full_like(high, np.inf) if alternative == "greater" else high
    error = np.std(distribution, ddof=1, axis=-1)
    interval = theirs.ConfidenceInterval(low[()], high[()])
    return theirs.BootstrapResult(interval, distribution, error[()])


def _resamples(samples: list[Array], n_resamples: int, batch: int | None, rng: Any) -> Iterator[list[Array]]:
    """Yield resampled samples; the stream holds, for each batch, the draws of one sample after the other.

    Where all is one batch, every sample reads the stream from a place of its own, so that none is kept.
    """
    from scipy._lib._util import rng_integers

    lengths = [sample.shape[-1] for sample in samples]
    streams = [rng] * len(samples)
    if batch is None or batch >= n_resamples:
        for at, n in enumerate(lengths[:-1]):
            streams[at] = copy.deepcopy(rng)
            for _, count in parts(n_resamples, n, None):
                rng_integers(rng, 0, n, (count, n))
        batch = None if batch is None else max(1, n_resamples)
    for _, count in parts(n_resamples, max(lengths), batch):
        draws = [rng_integers(own, 0, n, (count, n)) for own, n in zip(streams, lengths, strict=True)]
        yield [sample[..., i] for sample, i in zip(samples, draws, strict=True)]


def _interval(
    samples: list[Array], statistic: Any, distribution: Array, alpha: float, method: str, batch: int | None
) -> tuple[Array, Array]:
    from scipy import stats

    levels: Any = (alpha, 1 - alpha)
    if method == "bca":
        levels = _bca_levels(samples, statistic, distribution, alpha, batch)
    else:
        levels = (np.asarray(alpha, distribution.dtype), 1 - np.asarray(alpha, distribution.dtype))
    found = stats.quantile(distribution, np.stack(levels, axis=-1), axis=-1)
    if np.isnan(found).any():
        _warn()
    low, high = found[..., 0], found[..., 1]
    if method == "basic":
        observed = statistic(*samples, axis=-1)
        low, high = 2 * observed - high, 2 * observed - low
    return np.asarray(low), np.asarray(high)


def _bca_levels(
    samples: list[Array], statistic: Any, distribution: Array, alpha: float, batch: int | None
) -> tuple[Array, Array]:
    """Efron and Tibshirani 1993, section 14.3, 15.36 for several samples."""
    from scipy.special import ndtr, ndtri

    observed = np.expand_dims(statistic(*samples, axis=-1), axis=-1)
    counts = np.count_nonzero(distribution < observed, axis=-1)
    counts = counts + np.count_nonzero(distribution <= observed, axis=-1)
    below = np.asarray(counts).astype(observed.dtype) / (2 * distribution.shape[-1])
    bias = ndtri(below)
    skew = acceleration(samples, statistic, batch)
    z = float(ndtri(alpha))
    lower, upper = bias + z, bias - z
    return ndtr(bias + lower / (1 - skew * lower)), ndtr(bias + upper / (1 - skew * upper))


def acceleration(samples: list[Array], statistic: Any, batch: int | None) -> Any:
    """A sixth of the skewness of the statistic, over the jackknife of every sample."""
    cubes: Any = 0
    squares: Any = 0
    for at in range(len(samples)):
        without = jackknife(samples, at, statistic, batch)
        n = float(without.shape[-1])
        influence = (n - 1) * (np.mean(without, axis=-1, keepdims=True) - without)
        cubes = cubes + np.sum(influence**3, axis=-1) / n**3
        squares = squares + np.sum(influence**2, axis=-1) / n**2
    return 1 / 6 * cubes / squares ** (3 / 2)


def _warn() -> None:
    from scipy.stats import DegenerateDataWarning

    text = (
        "The BCa confidence interval cannot be calculated. This problem is known to occur when the distribution "
        "is degenerate or the statistic is np.min."
    )
    warnings.warn(DegenerateDataWarning(text), stacklevel=2)
