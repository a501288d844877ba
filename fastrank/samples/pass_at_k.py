"""pass@k and pass^k: the share of choices of k samples of an item in which one passes, or all do."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.dtype import as_numbers

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

MOST_SAMPLES = 100_000  # binomials of 100,000 take 0.2 s, of a million 14 s


def pass_at_k(n_samples: npt.ArrayLike, n_correct: npt.ArrayLike, k: npt.ArrayLike) -> float | Values:
    """Return the chance that at least one of k samples of an item is correct, estimated without bias from n.

    1 − C(n−c, k) / C(n, k): the share of all choices of k of the n samples that hold a correct one.

    Parameters
    ----------
    n_samples : int or array_like
        How many samples were drawn of each item, at most 100,000.
    n_correct : int or array_like
        How many of them are correct.
    k : int or array_like
        From 1. The three broadcast: ``k=[[1], [10]]`` gives a row for each k.

    Returns
    -------
    float or ndarray
        One value an item, never their mean. NaN where an item has less than k samples.

    Raises
    ------
    ValueError, TypeError
        If a number is not whole, k is below 1, or more samples are correct than were drawn.

    Notes
    -----
    Computed in whole numbers and rounded once, so that pass@1 is exactly c / n; once for each distinct (n, c, k).
    1 − (1 − c/n)^k is biased: too small for c between 0 and n and k above 1.

    References
    ----------
    Chen et al. 2021, Evaluating large language models trained on code, arXiv:2107.03374.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.pass_at_k(10, [0, 1, 3, 10], [[1], [5]]).round(4).tolist()
    [[0.0, 0.1, 0.3, 1.0], [0.0, 0.5, 0.9167, 1.0]]
    """
    return _by_distinct(n_samples, n_correct, k, _any_of_k)


def pass_hat_k(n_samples: npt.ArrayLike, n_correct: npt.ArrayLike, k: npt.ArrayLike) -> float | Values:
    """Return the chance that all of k samples of an item are correct (pass^k), estimated without bias from n.

    C(c, k) / C(n, k): the share of all choices of k of the n samples that hold only correct ones.

    Parameters
    ----------
    n_samples, n_correct, k : int or array_like
        As of :func:`pass_at_k`.

    Returns
    -------
    float or ndarray
        One value an item, never their mean. NaN where an item has less than k samples.

    Raises
    ------
    ValueError, TypeError
        As :func:`pass_at_k`.

    Notes
    -----
    Computed as :func:`pass_at_k` is. (c/n)^k is biased: too large.

    References
    ----------
    Yao et al. 2024, tau-bench, arXiv:2406.12045.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.pass_hat_k(8, [8, 7, 4], 4).round(4).tolist()
    [1.0, 0.5, 0.0143]
    """
    return _by_distinct(n_samples, n_correct, k, _all_of_k)


def _any_of_k(n: int, c: int, k: int) -> float:
    every = math.comb(n, min(k, c))  # C(n−c, k) / C(n, k) = C(n−k, c) / C(n, c): the shorter product
    none = math.comb(n - max(k, c), min(k, c))
    return (every - none) / every  # Python divides whole numbers with one rounding


def _all_of_k(n: int, c: int, k: int) -> float:
    return math.comb(c, k) / math.comb(n, k)


def _by_distinct(
    n_samples: npt.ArrayLike,
    n_correct: npt.ArrayLike,
    k: npt.ArrayLike,
    share: Callable[[int, int, int], float],
) -> float | Values:
    """Compute a share for each distinct (n, c, k), of which a table of millions of items has few."""
    n, c, size = _checked(n_samples, n_correct, k)
    values = np.full(n.shape, np.nan)
    known = size <= n
    base = MOST_SAMPLES + 1
    distinct, place = np.unique((n[known] * base + c[known]) * base + size[known], return_inverse=True)
    keys = distinct.tolist()
    shares = [share(key // base**2, key // base % base, key % base) for key in keys]
    values[known] = np.array(shares, dtype=np.float64)[place]
    return float(values) if values.ndim == 0 else values


def _checked(n_samples: Any, n_correct: Any, k: Any) -> tuple[Counts, Counts, Counts]:
    named = {"n_samples": n_samples, "n_correct": n_correct, "k": k}
    arrays = [_whole(value, name) for name, value in named.items()]
    try:
        n, c, size = np.broadcast_arrays(*arrays)
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(named, arrays, strict=True))
        raise ValueError(
            f"shapes do not broadcast: {shapes}; several k go along an axis of their own"
        ) from None
    _refuse(size < 1, size, "k: {}{}; at least one sample is chosen")
    _refuse(n > MOST_SAMPLES, n, f"n_samples: {{}}{{}}; at most {MOST_SAMPLES:,} samples an item")
    _refuse(c > n, c, "n_correct: {}{} is more than the samples; it counts those of n_samples that pass")
    return n, c, size


def _whole(value: Any, name: str) -> Counts:
    array = as_numbers(value, name)
    whole = np.isfinite(array) & (array >= 0) & (array <= 2**53) & (array == np.floor(array))
    _refuse(~whole, array, f"{name}: {{}}{{}}; must be a whole number of samples")
    return array.astype(np.int64)


def _refuse(wrong: npt.NDArray[np.bool_], values: npt.NDArray[Any], message: str) -> None:
    if wrong.any():
        at = tuple(np.argwhere(wrong)[0].tolist())
        where = f" at position {at[0] if len(at) == 1 else at}" if at else ""
        raise ValueError(message.format(values[at], where))
