"""Scores become whole numbers of a power-of-two quantum, once: then every resampled sum is exact.

Sums of integers below 2^53 have no rounding in float64, whatever order, thread, tile or BLAS adds them.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel

Values = npt.NDArray[np.float64]

BITS = 26  # the quantum of a measure within [-1, 1] is 2^-26: exact to 1.3e8 queries
_MOST_BITS = 40
_SUM_BITS = 52  # of 53: the weights of a replicate add up to less than twice the number of queries
_LOSS = 1e-6
_PART = 100_000  # scores rounded at a time


class Quantised(NamedTuple):
    """Whole numbers held as float64, and the size of one."""

    whole: Values
    quantum: Values


def quantise_scores(values: Values, bounds: tuple[float, float] | None, measure: str) -> Quantised:
    """Round all scores to one quantum, from the measure's bounds or else from the largest score.

    Parameters
    ----------
    values : ndarray, (systems, queries)
        Finite scores; NaN is kept.
    bounds : tuple of float or None
        Smallest and largest possible value; without them the quantum is as fine as exact sums allow.
    measure : str
        For the error.

    Raises
    ------
    ValueError
        If sums could overflow, or the rounding is more than 1e-6 of the spread of the scores.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.significance.quantise import quantise_scores
    >>> quantise_scores(np.array([[0.5, 0.25]]), (0.0, 1.0), "AP").quantum * 2**26
    array([1.])
    """
    top = float(np.fmax.reduce(values, axis=None, initial=-np.inf))
    bottom = float(np.fmin.reduce(values, axis=None, initial=np.inf))
    largest = max(top, -bottom, 0.0)
    if bounds is not None and all(map(math.isfinite, bounds)):
        quantum = quantum_for(max(map(abs, bounds)), BITS)
    else:
        quantum = math.ldexp(1.0, _exponent(largest) - _bits(values.shape[-1]))
    whole, loss = rounded(values, quantum)
    refuse_overflow(values.shape[-1], largest, quantum, measure)
    refuse_loss(loss, top - bottom, quantum, measure)
    return Quantised(whole, np.full(1, quantum))


def quantise_rows(rows: Values) -> Quantised:
    """Round every row to a quantum of its own, as fine as exact sums of that row allow."""
    largest = np.abs(rows).max(axis=1, initial=0.0)
    exponents = np.frexp(np.where(largest > 0, largest, 1.0))[1]
    quantum = np.ldexp(1.0, exponents - _bits(rows.shape[1]))
    return Quantised(np.rint(rows / quantum[:, None]), quantum)


def quantum_for(largest: float, bits: int) -> float:
    """Return the power of two of which no more than ``2**bits`` make the largest score."""
    return math.ldexp(1.0, _exponent(largest) - bits)


def _exponent(largest: float) -> int:
    """The smallest e with ``largest <= 2**e``."""
    mantissa, exponent = math.frexp(largest) if largest else (0.5, 1)
    return exponent - 1 if mantissa == 0.5 else exponent


def _bits(n_queries: int) -> int:
    return min(_MOST_BITS, _SUM_BITS - 1 - max(1, n_queries - 1).bit_length())


def rounded(values: Values, quantum: float) -> tuple[Values, float]:
    """Whole numbers of the quantum, and the largest rounding; a few rows at a time, which stay in cache."""
    whole, step = np.empty_like(values), max(1, _PART // max(1, values.shape[-1]))

    def part(start: int) -> float:
        given, made = values[start : start + step], whole[start : start + step]
        np.rint(np.divide(given, quantum, out=made), out=made)
        rounding = made * quantum
        rounding -= given
        return float(np.fmax.reduce(np.abs(rounding, out=rounding), axis=None, initial=0.0))

    return whole, max(parallel.map_tasks(part, range(0, len(values), step)), default=0.0)


def refuse_overflow(
    n_queries: int,
    largest: float,
    quantum: float,
    measure: str,
    remedy: str = "give Scores bounds= that hold the scores, or none",
) -> None:
    """Raise where sums of scores as large as that are no exact whole numbers in float64."""
    if n_queries * (largest / quantum) > 2.0**_SUM_BITS:
        raise ValueError(
            f"{measure}: sums of {n_queries} scores as large as {largest:g} overflow exact arithmetic in steps "
            f"of {quantum:g}; {remedy}"
        )


def refuse_loss(
    loss: float,
    spread: float,
    quantum: float,
    measure: str,
    remedy: str = "give Scores tighter bounds=, or none",
) -> None:
    """Raise where rounding took more than 1e-6 of the spread of the scores from one."""
    if loss > _LOSS * spread > 0:
        raise ValueError(
            f"{measure}: scores spread over {spread:g} only, so rounding them to the measure's step of {quantum:g} "
            f"would lose more than 1e-6 of it; {remedy}"
        )
