"""`scipy.stats.permutation_test`."""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.adapters.scipy_stats.jackknife import parts
from fastrank.adapters.scipy_stats.random_stream import random_stream

Array = npt.NDArray[Any]


class Null(NamedTuple):
    """The statistic under every permutation looked at, along the first axis, and whether these are all."""

    distribution: Array
    exact: bool


def permutation_test(
    data: Any,
    statistic: Callable[..., Any],
    *,
    permutation_type: str = "independent",
    vectorized: Any = None,
    n_resamples: Any = 9999,
    batch: Any = None,
    alternative: str = "two-sided",
    axis: Any = 0,
    **stream: Any,
) -> Any:
    """Like ``scipy.stats.permutation_test``, in memory that does not grow with resamples × observations.

    `stream` is ``rng=`` or ``random_state=``. Without `batch` as many permutations are made at a time as fit in cache.
    """
    return _permutation_test(
        data,
        statistic,
        permutation_type=permutation_type,
        vectorized=vectorized,
        n_resamples=n_resamples,
        batch=batch,
        alternative=alternative,
        axis=axis,
        rng=random_stream("permutation_test", stream),
    )


def _permutation_test(data: Any, statistic: Any, *, rng: Any, **options: Any) -> Any:
    """SciPy's checks, refusals and result; the permutations are made here."""
    from scipy._lib._array_api import is_numpy
    from scipy.stats import _resampling as theirs

    names = "permutation_type vectorized n_resamples batch alternative axis"
    read = theirs._permutation_test_iv(data, statistic, *(options[name] for name in names.split()), rng)
    samples, statistic, kind, _, n_resamples, batch, alternative, _, rng, dtype, xp = read
    if not is_numpy(xp):
        return theirs.permutation_test(data, statistic, rng=rng, **options)
    observed = statistic(*samples, axis=-1)
    calculate = {"independent": _independent, "pairings": _pairings, "samples": _samples}[kind]
    null = calculate(samples, statistic, n_resamples, batch, rng)
    pvalue = _pvalue(observed, null, alternative, dtype)
    return theirs.PermutationTestResult(observed, pvalue, null.distribution)


def _pvalue(observed: Any, null: Null, alternative: str, dtype: Any) -> Any:
    """Shares of what is as extreme as the observed, or within 100 roundings of it."""
    floating = np.issubdtype(observed.dtype, np.floating)
    near = np.abs((np.finfo(observed.dtype).eps * 100 if floating else 0) * observed)
    more = 0 if null.exact else 1
    n = len(null.distribution) + more
    shares = {
        "less": lambda: np.count_nonzero(null.distribution <= observed + near, axis=0),
        "greater": lambda: np.count_nonzero(null.distribution >= observed - near, axis=0),
    }
    sides = ["less", "greater"] if alternative == "two-sided" else [alternative]
    found = [np.asarray(shares[side]() + more).astype(dtype) / n for side in sides]
    return np.clip(found[0] if len(found) == 1 else np.minimum(*found) * 2, 0.0, 1.0)


def _independent(samples: list[Array], statistic: Any, n_resamples: Any, batch: int | None, rng: Any) -> Null:
    """Deal all observations anew to samples of the same sizes."""
    from scipy.stats._resampling import _all_partitions_concatenated

    sizes = [sample.shape[-1] for sample in samples]
    ends = list(itertools.accumulate(sizes, initial=0))
    n_all = math.prod(math.comb(end, start) for start, end in itertools.pairwise(ends))
    exact = n_resamples >= n_all
    total = n_all if exact else n_resamples
    dealt = _all_partitions_concatenated(sizes)
    if not exact:
        dealt = (rng.permutation(ends[-1]) for _ in range(total))
    pooled, found = np.concatenate(samples, axis=-1), []
    for _, count in parts(total, ends[-1], batch):
        indices = np.array(list(itertools.islice(dealt, count)))
        resampled = np.moveaxis(pooled[..., indices], -2, 0)
        found.append(statistic(*(resampled[..., a:b] for a, b in itertools.pairwise(ends)), axis=-1))
    return Null(np.concatenate(found, axis=0), bool(exact))


def _pairings(samples: list[Array], statistic: Any, n_resamples: Any, batch: int | None, rng: Any) -> Null:
    """Permute every sample by itself."""
    n = samples[0].shape[-1]
    found = []
    exact, drawn = _permutations(len(samples), n, n_resamples, batch, rng)
    for indices in drawn:
        resampled = [np.moveaxis(sample[..., indices[:, i]], -2, 0) for i, sample in enumerate(samples)]
        found.append(statistic(*resampled, axis=-1))
    return Null(np.concatenate(found, axis=0), exact)


def _samples(samples: list[Array], statistic: Any, n_resamples: Any, batch: int | None, rng: Any) -> Null:
    """Permute what the samples have of each observation; one sample gets random signs.

    What the statistic is given lies in memory with observations furthest apart, as SciPy's does: NumPy adds along
    that axis in another order than along a row.
    """
    given = len(samples)
    stacked = np.stack([samples[0], -samples[0]] if given == 1 else samples, axis=-1)
    stacked = np.moveaxis(stacked, -2, 0)  # (observations, ..., samples)
    n, m = len(stacked), stacked.shape[-1]
    found = []
    exact, drawn = _permutations(n, m, n_resamples, batch, rng)
    for indices in drawn:
        picked = np.ascontiguousarray(np.moveaxis(indices, 0, 1))  # (observations, permutations, samples)
        picked = picked.reshape(n, len(indices), *(1,) * (stacked.ndim - 2), m)
        dealt = np.take_along_axis(stacked[:, None], picked, axis=-1)
        resampled = [np.moveaxis(dealt[..., i], 0, -1) for i in range(given)]
        found.append(statistic(*resampled, axis=-1))
    return Null(np.concatenate(found, axis=0), exact)


def _permutations(
    rows: int, n: int, n_resamples: Any, batch: int | None, rng: Any
) -> tuple[bool, Iterator[Array]]:
    """Whether all permutations of n in each of so many rows are listed; and (permutations, rows, n) part by part."""
    n_all = math.factorial(n) ** rows
    exact = bool(n_resamples >= n_all)
    total = n_all if exact else n_resamples
    return exact, _listed(rows, n, total, batch) if exact else _drawn(rows, n, total, batch, rng)


def _listed(rows: int, n: int, total: int, batch: int | None) -> Iterator[Array]:
    """All combinations, the last row changing fastest: digits of the place in base n!."""
    each = np.array(list(itertools.permutations(range(n))))
    for first, count in parts(total, rows * n, batch):
        yield each[np.stack(np.unravel_index(np.arange(first, first + count), (len(each),) * rows), axis=1)]


def _drawn(rows: int, n: int, total: int, batch: int | None, rng: Any) -> Iterator[Array]:
    """Random permutations as SciPy draws them: its last batch is drawn in full, and cut."""
    shuffled = _shuffler(rng, rows, n)
    for first, count in parts(total, rows * n, None if batch is None else min(batch, total)):
        full = count if batch is None or not first else min(batch, total)
        yield shuffled(full if hasattr(rng, "permuted") else count)[:count]


def _shuffler(rng: Any, rows: int, n: int) -> Callable[[int], Array]:
    if not hasattr(rng, "permuted"):
        return lambda count: np.argsort(rng.random(size=(count, rows, n)), axis=-1)

    def permuted(count: int, rng: Any = rng) -> Array:
        drawn: Array = rng.permuted(np.tile(np.arange(n), (count, rows, 1)), axis=-1)
        return drawn

    if n != 2:
        return permuted

    def swapped(count: int, rng: Any = rng) -> Array:
        """NumPy shuffles two by the lowest bit of a 32-bit number."""
        first = 1 - (rng.integers(0, 1 << 32, size=(count, rows), dtype=np.uint32) & 1).astype(np.int64)
        return np.stack([first, 1 - first], axis=-1)

    same = np.array_equal(permuted(3, copy.deepcopy(rng)), swapped(3, copy.deepcopy(rng)))
    return swapped if same else permuted
