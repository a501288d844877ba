"""Mean rank variance: how far the ranks of one thing differ between languages, or other views of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.summation import compensated_row_means

Values = npt.NDArray[np.float64]
SPREADS = ("variance", "std")


def mean_rank_variance(ranks: Any, *, spread: str = "variance") -> Any:
    """Mean over instances of the variance of their ranks across languages (MRV), or other views.

    An instance is a thing that is asked for in several languages, such as an image by captions; its rank in one of them
    is that of the first relevant document. 0 is full consistency.

    Parameters
    ----------
    ranks : array_like
        (..., instances, views): from 1, or from 0, finite; tied ranks may be means. NaN: the instance has no
        rank in that view, which leaves it out of its variance.
    spread : {'variance', 'std'}
        What is averaged. The metric's name says variances; the code that its authors released averages standard
        deviations. Both divide by the number of views.

    Returns
    -------
    float or ndarray
        One value for each list of instances; NaN where no instance has a rank.

    Raises
    ------
    ValueError
        If ranks have fewer than two axes or views, are negative or infinite.

    Notes
    -----
    Variances follow the depth of the ranking: figures of collections of other sizes do not compare. O(n). The same bits
    on every machine. :func:`fastrank.rank_variance` computes it from evaluated runs, instance by instance.

    References
    ----------
    Z. Nie, R. Zhang, Z. Feng, H. Huang, X. Liu, "Improving the Consistency in Cross-Lingual Cross-Modal Retrieval with
    1-to-K Contrastive Learning", KDD 2024 (arXiv 2406.18254).

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.mean_rank_variance([[1, 1, 4], [2, 2, 2]])  # two images, three languages
    1.0
    >>> round(fr.mean_rank_variance([[1, 1, 4], [2, 2, 2]], spread="std"), 4)
    0.7071
    """
    array = np.asarray(ranks, dtype=np.float64)
    if array.ndim < 2 or array.shape[-1] < 2:
        raise ValueError(
            f"ranks: need axes (instances, views) with at least two views, got shape {array.shape}"
        )
    wrong = np.argwhere(np.isinf(array) | (array < 0))
    if len(wrong):
        raise ValueError(
            f"ranks: {array[tuple(wrong[0])]:g} at {tuple(wrong[0].tolist())} is no rank; what was not found needs a "
            "rank of its own, such as the depth plus one, or NaN"
        )
    means = row_means(rank_spreads(array, spread))
    return float(means) if means.ndim == 0 else means


def rank_spreads(ranks: Values, spread: str) -> Values:
    """Return the variance, or standard deviation, of the last axis, without NaN; both divide by the count."""
    if spread not in SPREADS:
        raise ValueError(f"spread: must be one of {', '.join(map(repr, SPREADS))}, got {spread!r}")
    variances = row_means((ranks - row_means(ranks)[..., None]) ** 2)
    return np.sqrt(variances) if spread == "std" else variances


def row_means(values: Values) -> Values:
    """Return the means over the last axis, without NaN."""
    rows = np.ascontiguousarray(values).reshape(-1, values.shape[-1])
    means, counts = np.empty(len(rows)), np.empty(len(rows), dtype=np.int64)
    parallel.run(compensated_row_means, (rows,), (means, counts), len(rows), cost=max(1, rows.shape[1]))
    return means.reshape(values.shape[:-1])
