"""Correlations of every pair of variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.correlation.matrix.engines import Job, fill, set_diagonal
from fastrank.correlation.matrix.kendall import NO_P
from fastrank.correlation.matrix.nearest import nearest, pvalues_of
from fastrank.correlation.matrix.options import job_of, sides_of
from fastrank.correlation.matrix.reading import read_vectors
from fastrank.correlation.matrix.result import CorrelationMatrix, MatrixBlock, NearestVariables
from fastrank.correlation.matrix.variables import Side
from fastrank.correlation.matrix.weights import weights_for
from fastrank.correlation.weighers import Weigher

BLOCK_VALUES = 1 << 22  # of a block of rows, 32 MB


def correlation_matrix(
    X: Any,
    Y: Any = None,
    *,
    statistic: str = "kendalltau",
    rowvar: bool = True,
    nan_policy: str = "omit",
    method: str = "auto",
    pvalues: bool = False,
    out: Any = None,
    top_k: int | None = None,
    blocks: bool = False,
    rank: Any = True,
    weigher: Weigher = None,
) -> Any:
    """Correlate every pair of variables.

    Equal values tie as in SciPy. A missing value (NaN, null, masked) drops the item from the pairs that it
    belongs to and from no other. A constant variable, or a pair with fewer than two items left, gives NaN, also
    on the diagonal. That is 1 otherwise; only tau-a and tau-c of a variable with ties are less, as always. Infinite
    values are ordinary ones in rank statistics, and integers of any size are compared exactly.

    Parameters
    ----------
    X, Y : array_like (variables, items), data frame or Arrow table
        Variables are rows, or columns with ``rowvar=False``; those of a frame or table always are its columns,
        whose names the result keeps. Without `Y`, all pairs within `X`.
    statistic : str
        ``"kendalltau"`` (tau-b), ``"kendalltau_a"``, ``"kendalltau_c"``, ``"goodman_kruskal_gamma"``,
        ``"somersd"`` (rows are the independent variable), ``"spearmanr"``, ``"pearsonr"``, ``"weightedtau"``,
        ``"tau_ap"`` (rows are the reference, columns the estimate; variant a, which is below 1 on the diagonal of a
        variable with ties) or ``"tau_ap_b"``.
    rowvar : bool
        Whether the rows of an array are the variables.
    nan_policy : {"omit", "propagate", "raise"}
        "propagate" gives NaN for every pair of a variable with a missing value.
    method : {"auto", "exact", "asymptotic"}
        Of Kendall's p-values: "auto" is exact without ties up to 33 items (as in SciPy), asymptotic otherwise.
    pvalues : bool
        Also two-sided p-values (Kendall, Spearman, Pearson).
    out : ndarray or pair of them, optional
        C-contiguous float64 matrices to write into (with `pvalues` two), a memory map for instance.
    top_k : int, optional
        Only the `top_k` variables of the largest statistic for each: no matrix is held. Itself is left out
        where there is no `Y`; equal statistics come in the order of the variables.
    blocks : bool
        Return an iterator over blocks of rows (`rows`, `statistic`, `pvalue`) in place of a matrix.
    rank : bool, None or array_like (items,)
        Of weighted tau: True takes the mean over both variables' rankings as the source of weights, None the ranking of
        the row's variable, False positions, an array the ranks that it gives to the items, as in
        :func:`fastrank.weightedtau`.
    weigher : {"hyperbolic", "logarithmic", "quadratic"} or callable
        Of weighted tau, additive: the weight of a rank, as in :func:`fastrank.weightedtau`.

    Returns
    -------
    CorrelationMatrix
        With `statistic`, `pvalue` (None unless asked for) and `labels`; with `top_k` a `NearestVariables`
        (`index`, `statistic`, `pvalue`, `labels`), with `blocks` an iterator.

    Raises
    ------
    ValueError
        If an option is unknown, shapes do not fit, or ``method="exact"`` meets ties.
    TypeError
        If the input is not of real numbers.

    Notes
    -----
    Kendall's family is counted from the signs of all item pairs, 512 of them at once, or for long vectors by
    sorting each vector once; both count whole numbers and agree to the bit, with each other and with
    :func:`fastrank.kendalltau`. O(n²) bits a pair, or O(n log n). Weighted tau and AP correlation take O(n log n) a
    pair, and are to the bit what their functions give for the pair. Below the diagonal of a matrix without `Y`
    stands, to the bit, what is above it, but for Somers' D and those two. P-values agree with SciPy's to 1e-12.

    Besides input and output, 256 MB or what one pair of variables takes are enough: variables are converted, sorted
    and compared in portions. Mixed data frames and Arrow tables are copied once.

    References
    ----------
    Knight, A computer method for calculating Kendall's tau with ungrouped data, JASA 61, 1966.
    Jiao & Vert, The Kendall and Mallows kernels for permutations, ICML 2015.

    Examples
    --------
    >>> import fastrank as fr
    >>> systems = [[0.1, 0.4, 0.3, 0.9], [0.2, 0.3, 0.5, 0.8], [0.7, 0.2, 0.2, 0.1]]
    >>> fr.correlation_matrix(systems).statistic.round(2)
    array([[ 1.  ,  0.67, -0.91],
           [ 0.67,  1.  , -0.91],
           [-0.91, -0.91,  1.  ]])
    >>> fr.correlation_matrix(systems, top_k=1).index.ravel()
    array([1, 0, 0])
    """
    job = job_of(statistic, method, pvalues)
    x, y = read_vectors(X, rowvar, "X"), None if Y is None else read_vectors(Y, rowvar, "Y")
    job = job._replace(weights=weights_for(job.statistic, rank, weigher, x.values.shape[1]))
    labels = (x.labels, x.labels if y is None else y.labels)
    job, left, right = sides_of(job, x, y, nan_policy)
    if top_k is not None:
        return _nearest(job, left, right, _checked_count(top_k, out, blocks), labels)
    if blocks:
        if out is not None:
            raise ValueError("out: blocks are new arrays; pass either blocks=True or out")
        return _blocks(job, left, right)
    matrix, p = _outputs(out, (len(left), len(right)), pvalues)
    fill(job, left, right, matrix, p)
    if left is right:
        set_diagonal(job, left, matrix, p)
    return CorrelationMatrix(matrix, p, labels)


def _nearest(job: Job, x: Side, y: Side, k: int, labels: Any) -> NearestVariables:
    values, index = nearest(job._replace(method=NO_P), x, y, k)
    p = pvalues_of(job, x, y, index) if job.method != NO_P else None
    return NearestVariables(index, values, p, labels)


def _blocks(job: Job, x: Side, y: Side) -> Iterator[MatrixBlock]:
    at_once = max(1, BLOCK_VALUES // max(len(y), 1))
    for start in range(0, len(x), at_once):
        part = x.rows(start, min(start + at_once, len(x)))
        matrix, p = _outputs(None, (len(part), len(y)), job.method != NO_P)
        if x is y:  # below the diagonal stands, to the bit, the mirror image
            fill(job, x.rows(0, start), part, matrix, p, mirrored=True)
            fill(job, part, part, matrix, p, start)
            fill(job, part, x.rows(start + len(part), len(x)), matrix, p, start + len(part))
            set_diagonal(job, x, matrix, p, start)
        else:
            fill(job, part, y, matrix, p)
        yield MatrixBlock(slice(start, start + len(part)), matrix, p)


def _checked_count(top_k: int, out: Any, blocks: bool) -> int:
    if not isinstance(top_k, int | np.integer) or isinstance(top_k, bool) or top_k < 1:
        raise ValueError(f"top_k must be a positive integer, not {top_k!r}")
    if out is not None or blocks:
        raise ValueError("top_k: no matrix is made; pass neither out nor blocks")
    return int(top_k)


def _outputs(
    out: Any, shape: tuple[int, int], pvalues: bool
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64] | None]:
    """New matrices, or plain views of the caller's."""
    if out is None:
        return np.empty(shape), np.empty(shape) if pvalues else None
    given = tuple(out) if isinstance(out, tuple | list) else (out,)
    if len(given) != 1 + pvalues:
        raise ValueError(
            f"out must hold {1 + pvalues} array(s): the statistic{' and the p-value' if pvalues else ''}"
        )
    for array in given:
        fits = isinstance(array, np.ndarray) and array.shape == shape and array.dtype == np.float64
        if not (fits and array.flags.c_contiguous and array.flags.writeable and array.dtype.isnative):
            raise ValueError(f"out must be a writeable C-contiguous float64 array of shape {shape}")
    views = [array.view(np.ndarray) for array in given]
    return views[0], views[1] if pvalues else None
