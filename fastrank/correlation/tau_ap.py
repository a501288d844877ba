"""AP correlation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fastrank.arrays.pairs import finish, read_pairs
from fastrank.correlation.alternatives import one_of
from fastrank.correlation.ap_groups import VARIANTS
from fastrank.correlation.ap_lists import ap_of_lists
from fastrank.correlation.result import CorrelationResult

if TYPE_CHECKING:
    import numpy.typing as npt


def tau_ap(
    reference: npt.ArrayLike,
    estimate: npt.ArrayLike,
    *,
    variant: str = "a",
    nan_policy: str = "propagate",
    axis: int | None = None,
    keepdims: bool = False,
) -> CorrelationResult:
    """AP correlation: Kendall's tau in which mistakes at the top of the estimated ranking weigh more.

    ``tau_ap = sum((C_i - D_i) / (i - 1)) / (n - 1)`` over the places i = 2 .. n of the ranking by falling `estimate`,
    where C_i of the i - 1 items above are above in `reference` too and D_i are not. A larger score is better on both
    sides; neither needs to be sorted. It is not symmetric: `reference` is the truth.

    Parameters
    ----------
    reference, estimate : array_like
        True and estimated scores; values with the same position belong together: two lists, arrays with the lists
        along `axis` (other axes are batches and broadcast), Arrow lists, or ``(values, offsets)``. Integers of any
        size are compared exactly.
    variant : {'a', 'b'}
        What ties do. a (accuracy): the mean over all orders of tied items, so a pair that either side ties is
        neither right nor wrong; without ties it is the formula above. b (agreement): an item is compared with those
        above its whole tie group, where an item that `reference` ties is wrong, and the result is the mean of both
        directions; so it is symmetric, also without ties, and 1 for a list with itself.
    nan_policy : {'propagate', 'omit', 'raise'}
        A pair with NaN (or null): the list's result is NaN, the pair is dropped, or an error. Masked pairs are dropped.
        Infinities are ordinary values; 0.0 and -0.0 tie.
    axis : int, optional
        Where the lists are; needed as soon as there is more than one dimension.
    keepdims : bool
        Keep that axis, with length one.

    Returns
    -------
    CorrelationResult
        ``statistic``, NaN where a side is constant or has less than two items. ``pvalue`` is NaN: its distribution is
        not known.

    Raises
    ------
    ValueError
        Lengths differ, several dimensions without `axis`, an unknown option.
    TypeError
        Values are not numbers.

    Notes
    -----
    O(n log n) a list; up to some hundred items all pairs are compared, 16 at a time. The same bits for any order of
    the items and any number of threads.

    References
    ----------
    Yilmaz, Aslam and Robertson, A new rank correlation coefficient for information retrieval, SIGIR 2008; Urbano and
    Marrero, The treatment of ties in AP correlation, ICTIR 2017. Their variant a has no ties in the reference.

    Examples
    --------
    Swapping the best two costs more than swapping the worst two:

    >>> import fastrank as fr
    >>> round(float(fr.tau_ap([4, 3, 2, 1], [3, 4, 2, 1]).statistic), 4)
    0.3333
    >>> round(float(fr.tau_ap([4, 3, 2, 1], [4, 3, 1, 2]).statistic), 4)
    0.7778
    >>> fr.tau_ap([4, 3, 2, 1], [[2, 2, 1, 1], [1, 2, 3, 4]], variant="b", axis=-1).statistic.round(4)
    array([ 0.5556, -1.    ])
    """
    code = VARIANTS.index(one_of("variant", variant, VARIANTS))
    pairs = read_pairs(reference, estimate, axis=axis, nan_policy=nan_policy)
    values = ap_of_lists(pairs, code)
    unknown = np.full_like(values, np.nan)
    return CorrelationResult(*(finish(part, pairs, keepdims, axis) for part in (values, unknown)))
