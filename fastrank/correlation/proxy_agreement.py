"""How well a cheap proxy stands in for the truth when somebody picks what it ranks highest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.arrays.dtype import as_numbers, exact_float64
from fastrank.arrays.lists import is_ragged, ragged_lists
from fastrank.arrays.pairs import Pairs, finish, read_pairs
from fastrank.correlation.best_of_top import best_of_top
from fastrank.correlation.common_items import common_items
from fastrank.correlation.top_lists import TopLists, check_depths, rising_depths, score_lists
from fastrank.correlation.within_top import within_top
from fastrank.results import TableResult

if TYPE_CHECKING:
    import numpy.typing as npt

    Values = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ProxyAgreement(TableResult):
    """How a proxy agrees with the truth. Arrays have the shape of the batch, then that of `top` or of `k`.

    Attributes
    ----------
    tau, rho : float or ndarray
        Kendall's tau-b and Spearman's rho within the best share `top` of the items by truth.
    n_top : int or ndarray
        How many items that are.
    precision : float or ndarray
        P@k: the share of the proxy's top k that are in the truth's top k.
    best_rank : float or ndarray
        The true rank of the best item in the proxy's top k; 1 is best.
    regret : float or ndarray
        How far the truth of that item is below the best there is, in units of the truth.
    normalized_regret : float or ndarray
        The same over the truth's range: 0 is best, 1 the worst item of all.
    top, k : ndarray
        As given.
    """

    tau: Any
    rho: Any
    n_top: Any
    precision: Any
    best_rank: Any
    regret: Any
    normalized_regret: Any
    top: Values
    k: npt.NDArray[np.int64]

    def columns(self) -> dict[str, Any]:
        """Return a long table: one row for each list, statistic and value of `top` or `k` (the column "at")."""
        names, parts = ("list", "statistic", "at", "value"), []
        for at, statistics in ((self.top, _WITHIN_TOP), (self.k, _AT_K)):
            for statistic in statistics:
                values = np.asarray(getattr(self, statistic), np.float64).reshape(-1, at.size)
                row, column = np.indices(values.shape).reshape(2, -1)
                parts.append(
                    (
                        row,
                        np.full(row.size, statistic),
                        at.reshape(-1)[column].astype(float),
                        values.reshape(-1),
                    )
                )
        return dict(zip(names, (np.concatenate(column) for column in zip(*parts, strict=True)), strict=True))


_WITHIN_TOP, _AT_K = ("tau", "rho", "n_top"), ("precision", "best_rank", "regret", "normalized_regret")


def proxy_agreement(
    truth: npt.ArrayLike,
    proxy: npt.ArrayLike,
    *,
    top: float | npt.ArrayLike = 0.1,
    k: int | npt.ArrayLike = 10,
    axis: int | None = None,
    nan_policy: str = "propagate",
) -> ProxyAgreement:
    """Judge a proxy by what somebody gets who trusts it: agreement among the best items, and the best of its top k.

    Parameters
    ----------
    truth, proxy : array_like
        Scores of the same items, larger is better (negate losses): two lists, arrays with the lists along `axis`
        (other axes are batches and broadcast: a truth (n,) and proxies (m, n) with ``axis=-1``), Arrow lists, or
        ``(values, offsets)``.
    top : float or list of float
        Shares in (0, 1] of the items, best by truth, within which `tau` and `rho` are taken. That many items, rounded
        up, and all that tie with the last of them.
    k : int or list of int
        How many items are picked; the whole list where it is shorter.
    axis : int, optional
        Where the lists are; needed as soon as there is more than one dimension.
    nan_policy : {'propagate', 'omit', 'raise'}
        An item with NaN (or null) on a side: the list's results are NaN, the item is dropped, or an error. Masked items
        are dropped.

    Returns
    -------
    ProxyAgreement
        One value a list; several a list, along a last axis, where `top` or `k` are lists.

    Raises
    ------
    ValueError
        Lengths differ, several dimensions without `axis`, `top` outside (0, 1], `k` below 1, an unknown option, an
        integer truth without an exact float64.
    TypeError
        Values are not numbers.

    Notes
    -----
    Equal proxy scores at the border of the top k: `precision`, `best_rank` and `regret` are means over all choices
    among the tied items, as if they were drawn; likewise equal truths at the border of the truth's top k. They are
    computed, not drawn: no result depends on the order of the items. Items with equal truth share the best of their
    ranks. `precision` divides by k also where the list is shorter.

    tau and rho are NaN where fewer than two items are left or a side is constant there; `normalized_regret` is NaN for
    a constant truth, and best rank and regret for an empty list. O(n log n) a list and value of `top`.

    References
    ----------
    Ning et al., Evaluating efficient performance estimators of neural architectures, NeurIPS 2021 (P@k, best rank);
    Abdelfattah et al., Zero-cost proxies for lightweight NAS, ICLR 2021 (rank correlation within the top 10 %).

    Examples
    --------
    >>> import fastrank as fr
    >>> accuracy = [94.2, 93.9, 93.1, 92.8, 90.0, 85.5]
    >>> parameters, flops = [5, 7, 6, 7, 2, 1], [6, 5, 4, 3, 2, 1]
    >>> result = fr.proxy_agreement(accuracy, [parameters, flops], top=0.5, k=2, axis=-1)
    >>> result.tau.round(3), result.precision, result.best_rank, result.regret.round(2)
    (array([-0.333,  1.   ]), array([0.5, 1. ]), array([2., 1.]), array([0.3, 0. ]))
    """
    depths, shares = check_depths(k), _check_shares(top)
    pairs = read_pairs(_exact(truth), proxy, axis=axis, nan_policy=nan_policy)
    lists = score_lists(pairs)
    within = zip(*(within_top(pairs, lists, float(share)) for share in shares.reshape(-1)), strict=True)
    tau, rho, n_top = (_shaped(columns, pairs, shares, axis) for columns in within)
    picked = _picked(pairs, lists, depths)
    precision, best_rank, regret, normalized = (_shaped(columns, pairs, depths, axis) for columns in picked)
    return ProxyAgreement(tau, rho, n_top, precision, best_rank, regret, normalized, shares, depths)


def _picked(pairs: Pairs, lists: TopLists, depths: npt.NDArray[np.int64]) -> list[list[Values]]:
    """Precision, best rank, regret and normalised regret: for each a column for every depth."""
    rising, back = rising_depths(depths, len(lists.length_a))
    ranks, regrets = best_of_top(lists, pairs.x, rising)
    statistics = (common_items(lists, rising, False) / rising, ranks, regrets, regrets / _ranges(pairs))
    return [[statistic[:, column] for column in back] for statistic in statistics]


def _ranges(pairs: Pairs) -> Values:
    """Best minus worst truth of each list; NaN where they are equal."""
    ranges = np.full((len(pairs.offsets) - 1, 1), np.nan)
    full = np.flatnonzero(np.diff(pairs.offsets))
    if len(full):
        starts = pairs.offsets[full]
        with np.errstate(invalid="ignore"):
            ranges[full, 0] = np.maximum.reduceat(pairs.x, starts) - np.minimum.reduceat(pairs.x, starts)
    ranges[ranges == 0] = np.nan
    return ranges


def _shaped(columns: Any, pairs: Pairs, given: npt.NDArray[Any], axis: int | None) -> Any:
    """Put one column a value of `top` or `k` in the shape of the batch, and NaN where a list is undefined."""
    for column in columns:
        if pairs.missing is not None and column.dtype == np.float64:
            column[pairs.missing] = np.nan
    shaped = [finish(column, pairs, False, axis) for column in columns]
    return np.stack(shaped, axis=-1) if given.ndim else shaped[0]


def _check_shares(top: Any) -> Values:
    shares = as_numbers(top, "top").astype(np.float64)
    if shares.ndim > 1 or not shares.size:
        raise ValueError(f"top: expected one share or a list of them, got {top!r}")
    if not ((shares > 0) & (shares <= 1)).all():
        raise ValueError(f"top: shares must be above 0 and at most 1, got {top!r}; the best 10 % are top=0.1")
    return shares


def _exact(truth: Any) -> Any:
    """Return the truth as float64: regret is a difference, and `read_pairs` would rank what is wider."""
    if is_ragged(truth):
        lists = ragged_lists(truth, "truth")
        values = exact_float64(as_numbers(lists.values, "truth"), "truth")
        return (values if lists.null is None else np.where(lists.null, np.nan, values), lists.offsets)
    numbers = as_numbers(truth, "truth")
    values = exact_float64(numbers.reshape(-1), "truth").reshape(numbers.shape)
    return np.ma.array(values, mask=truth.mask) if isinstance(truth, np.ma.MaskedArray) else values
